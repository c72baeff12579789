"""Simulate a year of searching, opening, downloading, using, and reporting outcomes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from demo.bank import Bank
from kb.clock import SHANGHAI, text_of
from kb.library import Library
from kb.people.person import Person
from kb.search.documents import get_document
from kb.search.glossary_service import read_saved_questions
from kb.search.query import Filters, read_query
from kb.store import Writer
from kb.usage.ledger import entries as ledger

UNANSWERED = (
    "数字人民币商户怎么推",
    "数字人民币钱包收款怎么跟商户讲",
    "碳减排贷款怎么给客户算账",
    "绿色贷款碳减排支持工具怎么用",
    "宠物医院想贷款怎么看经营",
    "连锁宠物店扩张要资金",
    "直播带货主播的流水能不能算收入",
)
"""What people ask repeatedly and no document answers yet."""

SITUATIONS = (
    "一家做{what}的客户到期续做，按这个思路重新谈了一遍",
    "上门拜访{what}老客户前照着准备",
    "支行晨会上拿{what}客户做了一次演练",
    "{what}企业主咨询时现场用上",
    "新接手的{what}客户第一次沟通",
)
TRADES = (
    "家具",
    "食品",
    "医药",
    "物流",
    "服装",
    "五金",
    "建材",
    "餐饮",
    "花卉",
    "茶叶",
    "水产",
    "印刷",
    "机电",
    "教育",
)
TOLD = {
    "success": ("客户当场同意下一步，两周内落地", "资料一次备齐，审批没有退回", "客户主动介绍了一位同行"),
    "partly": ("客户认可思路，金额比预期小", "谈成了结算，贷款还在等"),
    "none": ("客户已经在别的银行办了", "行业不同，做法搬不过来"),
}
_SEARCHES_PER_DAY, _GROWTH = 0.13, 0.6


@dataclass
class _Pending:
    """Hold uses whose outcome is reported later: on which day, by whom, which use, of what."""

    outcomes: list[tuple[date, Person, str]] = field(default_factory=list)
    attestations: list[tuple[date, Person, str]] = field(default_factory=list)


def live_a_year(library: Library, bank: Bank, chance: random.Random, first: date, days: int) -> None:
    """Simulate everyone's work, one transaction per day; weekends are quiet, interest grows over the year."""
    queries = [each.text for each in read_saved_questions(library.settings.library_dir)]
    answers = {text: _answers(library, text) for text in (*queries, *UNANSWERED)}
    keen = {person.id: math.exp(chance.gauss(0, 0.6)) for person in bank.everyone}
    found = sorted({document_id for hits in answers.values() for document_id, _version, _day in hits})
    fits = {document_id: math.exp(chance.gauss(-0.8, 1.1)) for document_id in found}
    pending = _Pending()
    for number in range(days):
        day = first + timedelta(days=number)
        rate = _SEARCHES_PER_DAY * (1 + _GROWTH * number / days) * (1 if day.weekday() < 5 else 0.1)
        with library.database.write() as tx:
            for person in bank.managers + bank.mentors:
                if chance.random() < rate * keen[person.id]:
                    text = chance.choice(UNANSWERED) if chance.random() < 0.09 else chance.choice(queries)
                    _work(tx, person, text, answers[text], chance, day, pending, fits)
            _tell(tx, pending, bank, chance, day)


def _answers(library: Library, text: str) -> list[tuple[str, int, str]]:
    hits = library.engine.search(read_query(text, Filters()), 10).hits
    with library.database.read() as tx:
        documents = [get_document(tx, hit.document_id) for hit in hits]
    return [(each["id"], each["version"], each["published_on"]) for each in documents]


def _work(
    tx: Writer,
    person: Person,
    text: str,
    answers: Sequence[tuple[str, int, str]],
    chance: random.Random,
    day: date,
    pending: _Pending,
    fits: Mapping[str, float],
) -> None:
    moment = _moment(day, 9 * 3600 + chance.randrange(8 * 3600))
    there = [each for each in answers if each[2] <= day.isoformat()]
    unanswered = text in UNANSWERED
    search_id = ledger.record_search(tx, person, text, len(there), text_of(moment))
    for rank, (document_id, version, _published) in enumerate(there[:5]):
        if chance.random() > (0.04 if unanswered else 0.6 / (1 + rank)):
            continue
        opened = moment + timedelta(seconds=20 + 90 * rank)
        ledger.record_click(tx, person, search_id, document_id, text_of(opened))
        ledger.record_view(tx, person, document_id, version, text_of(opened), source="search", search_id=search_id)
        if chance.random() < 0.22:
            taken = text_of(opened + timedelta(seconds=60))
            ledger.record_download(tx, person, document_id, version, "text/markdown", taken)
        if chance.random() < 0.05 * fits[document_id]:
            situation = chance.choice(SITUATIONS).format(what=chance.choice(TRADES))
            stated = opened + timedelta(minutes=4)
            use = ledger.record_apply(
                tx, person, document_id, version, text_of(stated), situation=situation, used_on=day, search_id=search_id
            )
            if chance.random() < 0.7:
                pending.outcomes.append((day + timedelta(days=chance.randint(7, 50)), person, use))


def _tell(tx: Writer, pending: _Pending, bank: Bank, chance: random.Random, day: date) -> None:
    due = [each for each in pending.outcomes if each[0] <= day]
    pending.outcomes = [each for each in pending.outcomes if each[0] > day]
    for _day, person, use in due:
        result = chance.choices(("success", "partly", "none"), (6, 3, 1))[0]
        told = text_of(_moment(day, 17 * 3600))
        ledger.record_outcome(tx, person, use, told, result=result, text=chance.choice(TOLD[result]))
        if chance.random() < 0.65:
            trainer = next(each for each in bank.trainers if person.unit_path.startswith(each.unit_path))
            pending.attestations.append((day + timedelta(days=chance.randint(1, 14)), trainer, use))
    ready = [each for each in pending.attestations if each[0] <= day]
    pending.attestations = [each for each in pending.attestations if each[0] > day]
    for _day, trainer, use in ready:
        ledger.attest_outcome(tx, trainer, use, 1, text_of(_moment(day, 18 * 3600)))


def _moment(day: date, seconds: int) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI) + timedelta(seconds=seconds)
