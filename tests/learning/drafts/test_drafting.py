"""Proposals from a document's sentences: what is asked, what is passed over, and that a person decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.errors import Conflict, NotAllowed
from kb.i18n import using_language
from kb.learning.drafts.drafting import propose
from kb.learning.drafts.numbers import find_number
from kb.learning.drafts.service import keep_draft, propose_questions
from kb.learning.drafts.tables import Passage, propose_matches
from kb.learning.questions.question import check
from kb.learning.questions.scoring import right_answer, score
from kb.learning.questions.search import QuestionFilter, find_questions
from kb.people.person import Role
from kb.search import glossary_store
from kb.search.documents import Saved
from kb.search.glossary import read_glossary
from kb.store import Database
from tests.conftest import WordEncoder
from tests.learning.conftest import NOW
from tests.support.people import make_person

GLOSSARY_TEXT = """groups:
  - [无还本续贷, 无本续贷]
  - [应收账款, 应收款]
  - [借新还旧, 以贷还贷]
  - [受托支付, 受托付款]
  - [应急预案, 应急计划]
  - [反向保理, 逆向保理]
"""
GLOSSARY = read_glossary(GLOSSARY_TEXT)
TEXT = """展期是指原贷款在到期前经审批后延长期限。

- **过桥**：介绍客户去找第三方高息资金垫还旧贷款，银行人员不得参与。
- **借新还旧**：经营恶化以后用来掩盖逾期的做法，是一条红线。
- **无还本续贷**：到期前提出申请，审查合格后用新贷款结清旧贷款。

逾期超过九十天的贷款，至少归为次级类。客户身份资料的保存期限不少于 10 年。
达到标准的贷款应当采用受托支付，直接付给合同约定的对象。
它也可以采用受托支付，由客户自己选择。“我们采用受托支付吗？”客户这样问。
"""
PASSAGES = [Passage("几个容易混的词", TEXT), Passage("常见错误", "展期是指换一个名字的贷款而已，谁都可以办理。")]


@pytest.mark.parametrize("encoder", [None, WordEncoder()])
def test_definitions_numbers_and_terms_are_proposed(encoder: WordEncoder | None) -> None:
    with using_language("en"):
        drafts = propose(PASSAGES, GLOSSARY, encoder.encode_documents if encoder else None)
        assert drafts == propose(PASSAGES, GLOSSARY, encoder.encode_documents if encoder else None)
    by_answer = {str(right_answer(draft.question)): draft.question for draft in drafts}
    for question in by_answer.values():
        check(question)
        assert score(question, right_answer(question)) == pytest.approx(1)
        assert question.section == "几个容易混的词"
    extension = by_answer["展期"]
    assert extension.stem == "Which term is meant here? 原贷款在到期前经审批后延长期限。"
    assert [option.text for option in extension.options] == ["展期", "过桥", "借新还旧", "无还本续贷"]
    assert by_answer["九十"].stem.startswith("逾期超过____天的贷款")
    assert score(by_answer["九十"], "90 天") == 1
    assert (by_answer["10"].type, by_answer["10"].unit) == ("numerical", "年")
    assert by_answer["受托支付"].stem == "达到标准的贷款应当采用____，直接付给合同约定的对象。"
    assert score(by_answer["受托支付"], "受托付款") == 1
    assert all("它也" not in draft.sentence and "“" not in draft.sentence for draft in drafts)
    assert all("换一个名字" not in draft.sentence for draft in drafts)


def test_nothing_is_proposed_from_nothing() -> None:
    assert propose([], GLOSSARY) == []
    assert propose([Passage("", "短句。\n\n# 标题\n")], read_glossary("")) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("保存期限至少十年", ("十", "10", "十年", "10年")),
        ("不低于二十五万元", ("二十五", "25", "二十五万元", "25万元")),
        ("达到 25% 以上股权", 25.0),
        ("每人每年各等值 5 万美元", 5.0),
        ("不满十四周岁未成年人", ("十四", "14", "十四周岁", "14周岁")),
        ("自2025年1月1日起施行", None),
        ("至少三年，最长五年", None),
        ("有三年经验", None),
    ],
)
def test_limits_are_asked_for_and_dates_are_not(text: str, asked: object) -> None:
    found = find_number(text)
    assert (found and (found.value or found.accepted)) == asked


def test_a_table_becomes_pairs() -> None:
    table = "| 阶段 | 产品 |\n|---|---|\n| 接单 | 订单融资 |\n| 备货 | **仓单**质押 |\n| 交货 | 保理 |\n"
    [question] = propose_matches([Passage("核心概念", table)])
    assert question.pairs == (("接单", "订单融资"), ("备货", "仓单质押"), ("交货", "保理"))
    check(question)
    assert propose_matches([Passage("练习", table)]) == []
    assert propose_matches([Passage("", table.replace("保理", "订单融资"))]) == []
    assert propose_matches([Passage("", table.rsplit("| 交货", 1)[0])]) == []


def test_a_person_keeps_what_is_good_and_it_is_not_proposed_again(
    database: Database, add: Callable[..., Saved]
) -> None:
    trainer, reader = make_person(database, Role.TRAINER), make_person(database)
    document = add("id:loans", TEXT, title="Loans")
    with database.write() as tx:
        glossary_store.add_version(tx, GLOSSARY_TEXT, "test", NOW)
    with database.read() as tx:
        drafts = propose_questions(tx, trainer, document.document_id, "id:loans")
        with pytest.raises(NotAllowed):
            propose_questions(tx, reader, document.document_id, "id:loans")
        assert find_questions(tx, trainer, QuestionFilter()) == []
    assert len(drafts) >= 5
    keep_draft(database, trainer, drafts[0].question, NOW)
    with pytest.raises(Conflict, match="already"):
        keep_draft(database, trainer, drafts[0].question, NOW)
    with database.read() as tx:
        again = propose_questions(tx, trainer, document.document_id, "id:loans")
        [row] = find_questions(tx, trainer, QuestionFilter(source="loans"))
    assert [draft.question.id for draft in again] == [draft.question.id for draft in drafts[1:]]
    assert (row["state"], row["question"].sources) == ("draft", ("id:loans",))
