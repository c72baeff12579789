"""Write cases for the demo's people: some published for months, the others at every stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from cases import service
from cases.exchange import read_case
from cases.model import Case
from cases.records import CaseRecord
from demo.bank import Bank
from demo.moments import at
from kb.library import Library
from kb.people.person import Person

CASES = Path(__file__).parent / "cases"
_PUBLIC_SINCE = (300, 260, 210, 150)
"""Days before today on which the first cases became public; the others are still on their way."""


def write_cases(library: Library, bank: Bank, last: date) -> None:
    """Publish the first cases over the year, and leave the others waiting, in review, returned or half written."""
    texts = [read_case(path.read_text("utf-8")) for path in sorted(CASES.glob("*.md"))]
    authors = [person for person in bank.managers if person.login == "demo-manager"]
    authors += bank.managers[9::11]
    for text, author, days in zip(texts, authors, _PUBLIC_SINCE, strict=False):
        _publish(library, text, author, _reviewer(bank, author), last - timedelta(days=days))
    waiting, reviewed, unfinished = texts[len(_PUBLIC_SINCE) :]
    _submit(library, waiting, authors[0], last - timedelta(days=3))
    second = authors[len(_PUBLIC_SINCE)]
    record = _submit(library, reviewed, second, last - timedelta(days=6))
    _send_back(library, _reviewer(bank, second), record, last - timedelta(days=1))
    service.start_case(
        library.database, authors[0], _signed(unfinished, authors[0]), now=at(last - timedelta(days=1), 11)
    )


def _send_back(library: Library, trainer: Person, record: CaseRecord, day: date) -> None:
    database = library.database
    record = service.claim_case(database, trainer, record.id, now=at(day - timedelta(days=1), 10))
    service.comment_on_case(database, trainer, record.id, "result", "请补上废品率前后的数字和期间。", now=at(day, 9))
    reason = "成效缺少数字，补齐后再送审。"
    service.return_case(database, trainer, record.id, record.revision, reason, now=at(day, 10))


def _publish(library: Library, text: Case, author: Person, reviewer: Person, day: date) -> None:
    record = _submit(library, text, author, day - timedelta(days=4))
    record = service.claim_case(library.database, reviewer, record.id, now=at(day - timedelta(days=1), 9))
    service.publish_case(library, reviewer, record.id, record.revision, now=at(day, 10))


def _submit(library: Library, text: Case, author: Person, day: date) -> CaseRecord:
    case = replace(_signed(text, author), created=day.isoformat())
    record = service.start_case(library.database, author, case, now=at(day, 9))
    return service.submit_case(library, author, record.id, record.revision, now=at(day, 11))


def _signed(text: Case, author: Person) -> Case:
    return replace(text, authors=(author.name,), unit=author.unit_name)


def _reviewer(bank: Bank, author: Person) -> Person:
    return next(each for each in bank.trainers[1:] if author.unit_path.startswith(each.unit_path))
