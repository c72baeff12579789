from __future__ import annotations

from dataclasses import replace

import pytest

from kb.errors import BadInput
from kb.learning.formats.question_file import read_yaml
from kb.learning.practice.service import answer
from kb.learning.questions.question import Question
from kb.learning.questions.rules import check, present
from kb.learning.questions.scenario import KeyPoint, find_points, read_point, score_points, write_point
from kb.learning.questions.scoring import score
from kb.store import Database
from tests.learning.conftest import NOW, SCENARIO, STARTER
from tests.learning.practice.test_practice import go_live
from tests.support.people import make_person

USE, SOURCE = SCENARIO.points


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("", [False, False]),
        ("问清资金的用 途，", [True, False]),
        ("問清用途。再看拿什麼還！", [True, True]),
        ("这笔钱到底用在哪里", [True, False]),
        ("要多少钱。用在哪个城市开店", [False, False]),
        (["资金用途", "还款来源"], [True, True]),
        ("用" * 3000 + "还款来源", [False, False]),
    ],
)
def test_points_are_found_by_their_phrases(told: str | list[str], found: list[bool]) -> None:
    assert find_points(SCENARIO.points, told) == found


def test_weights_count_and_other_forms_of_answers_score_nothing() -> None:
    assert score_points(SCENARIO.points, "用途") == pytest.approx(2 / 3)
    assert score(SCENARIO, "还款来源") == pytest.approx(1 / 3)
    assert [score(SCENARIO, odd) for odd in (True, {"a": "b"}, [])] == [0, 0, 0]  # type: ignore[arg-type]
    assert present(SCENARIO, 1).points == 2


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((), "at least one"),
        ((USE, USE), "twice"),
        ((replace(USE, phrases=()),), "no phrase"),
        ((replace(USE, weight=0.0),), "weight"),
        ((replace(USE, weight=float("nan")),), "weight"),
        ((replace(USE, phrases=("钱",)),), "too short"),
        ((replace(USE, phrases=("用途+",)),), "too short"),
        ((replace(USE, phrases=("用途;目的",)),), "must not use"),
        ((replace(USE, text="用途\n目的"),), "must not use"),
        ((replace(USE, text="a => b"),), "must not use"),
    ],
)
def test_points_that_cannot_count_are_refused(points: tuple[KeyPoint, ...], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check(replace(SCENARIO, points=points))


def test_a_point_is_written_in_a_line() -> None:
    assert write_point(USE) == "[2] 资金用途 => 用途; 钱+用在哪"
    assert [read_point(write_point(point)) for point in (USE, SOURCE)] == [USE, SOURCE]
    assert read_point("用途=>目的；用处；") == KeyPoint("用途", ("目的", "用处"))
    for line in ("用途", "=> x", "[many] 用途 => 目的"):
        with pytest.raises(BadInput, match=r"written as|not a number"):
            read_point(line)


def test_the_answer_is_stored_and_its_points_are_reported(database: Database) -> None:
    go_live(database, SCENARIO)
    feedback = answer(database, make_person(database), SCENARIO.id, 1, "先问用途", now=NOW)
    assert feedback.score == pytest.approx(2 / 3)
    assert feedback.right == ("资金用途", "还款来源")


def _starter() -> list[Question]:
    files = [read_yaml(path.read_text("utf-8")).questions for path in sorted((STARTER / "questions").glob("*.yaml"))]
    return [question for file in files for question in file if question.type == SCENARIO.type]


ANSWERS = {
    "q-needs-and-fit-7": (
        "这笔钱大概什么时候要动用，有没有买房或者给子女的计划？\n每个月的生活开销和看病吃药要花多少，手头留了多少应急的？\n"
        "以前买过基金理财吗，亏过没有？如果一年下来少一成，能不能接受这样的损失？老伴和孩子是什么意见，谁说了算？",
        "我行有一款三年期大额存单利率不错，还有一款保险收益更高，问她喜欢哪一个，今天办有礼品。",
    ),
    "q-working-capital-gap-wholesaler-1": (
        "1. 上游厂家的付款方式变了没有，下游装修公司欠款拖了多久\n2. 把一个月的进货和回款按周列出来，看缺口最深有多少\n"
        "3. 看毛利，排除亏损，钱有没有挪去别处\n4. 查征信，有没有网贷或者他行贷款要还\n"
        "5. 钱具体用来进什么货，要进货合同\n6. 拿什么还，货款能不能回到我行账户",
        "销售涨了说明生意好，可以给六十万，让他提供房产抵押，利率按最低的报，抓紧上报审批。",
    ),
    "q-private-banking-legacy-7": (
        "先问公司有没有贷款是他个人担保的，有没有其他负债。资产都在谁名下，有没有代持，前妻那边房子过户没有。"
        "他想给谁、给多少、是一次给还是分期给；最担心的是孩子挥霍还是争产。自己养老和家里开支要留多少。"
        "画一张家庭树，问清现任妻子知不知情，谁来接手。有没有外籍或税务居民身份。",
        "介绍家族信托的好处和我行的品牌，说明一千万起，收费多少，安排他尽快签约。",
    ),
    "q-fx-forward-exporter-4": (
        "不谈走势。先问他接单时按多少汇率报价，利润几个点，算出成本汇率。把订单按收汇金额和日期排开，"
        "核对报关和真实订单。能承受多大波动，愿意锁几成，分批做。买方推迟付款怎么办，展期或平仓的损失谁承担。"
        "最坏情况和保证金追加他懂不懂。账上的美元是等行情，还是以后要对外付汇？",
        "我看美元还会跌，建议赶紧全部结汇，再多做一点远期赚差价。",
    ),
    "q-customer-insight-7": (
        "转给物业公司的这笔是新开了分店，还是换了店面，或者只是改了付款日？装修还欠多少，有没有别的借款？"
        "两家店各自一个月的营业额和利润，现金流够不够还款？提高额度打算用来做什么？有没有合伙人，谁拍板？这半年跟去年比变化最大的是哪件事？",
        "老客户了，直接帮他提额，再推荐一张联名卡。",
    ),
    "q-group-cash-pooling-4": (
        "先把账户分类：有没有上市子公司、专项资金专户这类不能归集的。各子公司的持股比例，小股东同不同意。"
        "有没有账户被冻结。子公司能不能出决议和授权。各户余额和收付的规律，要留底多少。内部利率怎么定，税务怎么处理。现有短期借款哪天到期、成本多少。",
        "介绍系统功能，演示一下界面，告诉董事长我行技术领先，下个月就能上线。",
    ),
}


@pytest.mark.parametrize("question", _starter(), ids=lambda question: question.id)
def test_a_good_answer_to_a_starter_scenario_scores_high_and_a_pitch_scores_low(question: Question) -> None:
    good, pitch = ANSWERS[question.id]
    assert score(question, good) >= 0.85, find_points(question.points, good)
    assert score(question, pitch) <= 0.2, find_points(question.points, pitch)


def test_there_are_six_starter_scenarios() -> None:
    assert {question.id for question in _starter()} == set(ANSWERS)
