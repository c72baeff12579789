""" "I used this", what came of it, and who vouches for it.

All of it is stored before the person is told so: these functions write in the caller's transaction, and the page
confirms after that transaction has ended.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from kb.db import Reader, Row, Writer
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.i18n import marked
from kb.people.permissions import Scope, require, scope_of
from kb.people.person import Person
from kb.people.tokens import new_id
from kb.usage import apply_store
from kb.usage.calendar import local_day
from kb.usage.codes_store import find_person_code, find_subject, person_code, unit_code
from kb.usage.events import Actor, add, follow_up
from kb.usage.kinds import Kind, Origin, situation_key
from kb.usage.permissions import ATTEST, USE

REMIND_AFTER_DAYS = 30
RESULTS: Mapping[str, str] = {
    "worked": marked("It worked"),
    "partly": marked("It worked in part"),
    "failed": marked("It did not work"),
}
_MAX_LINE, _MAX_TEXT, _MAX_FIGURES = 200, 2000, 10


@dataclass(frozen=True)
class Stated:
    """What became of a statement of use. `new` is False where the person had stated the same before."""

    apply_id: str
    new: bool


@dataclass(frozen=True)
class OutcomeFigure:
    """A result in numbers; like everywhere, a number without unit, baseline and period says nothing."""

    name: str
    value: float
    unit: str
    baseline: str
    period: str


def state_use(
    tx: Writer,
    person: Person,
    document_id: str,
    *,
    situation: str,
    used_on: date,
    now: str,
    adaptation: str = "",
    version: int | None = None,
    origin: Origin | None = None,
) -> Stated:
    """ "I used this" with a client. The same document, person and situation is the same use."""
    require(person, USE)
    situation = _text(situation, _MAX_LINE)
    if len(situation) < 2:
        raise BadInput("Please say in a few words in which client situation you used it.")
    if used_on > local_day(now):
        raise BadInput("The day of use lies in the future.")
    subject = find_subject(tx, document_id)
    if subject is None:
        raise NotFound("There is no such document.")
    actor, origin, used = Actor(person.id, person.unit_path), origin or Origin(), version or subject.version
    key, code, apply_id = situation_key(situation), person_code(tx, person.id), new_id()
    row = {
        "id": apply_id,
        "document": subject.ordinal,
        "version": used,
        "person": code,
        "unit": unit_code(tx, person.unit_path),
        "own": int(person.id in subject.authors),
        "situation": situation,
        "situation_key": key,
        "used_on": used_on.isoformat(),
        "adaptation": _text(adaptation, _MAX_TEXT),
        "at": now,
    }
    if not apply_store.add_apply(tx, row):
        known = apply_store.find_apply(tx, subject.ordinal, code, key)
        return Stated(known["id"] if known else apply_id, False)
    add(tx, actor, subject, Kind.APPLY, key, now, used, origin)
    follow_up(tx, actor, subject, Kind.APPLY, origin, now)
    return Stated(apply_id, True)


def report_outcome(
    tx: Writer,
    person: Person,
    apply_id: str,
    result: str,
    now: str,
    *,
    note: str = "",
    figures: Sequence[OutcomeFigure] = (),
) -> int:
    """What came of one's own use; a later report is a revision of the first. Returns its number, from 1."""
    require(person, USE)
    found = _get(tx, apply_id)
    if found["person_id"] != person.id:
        raise NotAllowed("Only who used it can say what came of it.")
    if result not in RESULTS:
        raise BadInput("Please choose what came of it.")
    if len(figures) > _MAX_FIGURES or any(not all((f.name, f.unit, f.baseline, f.period)) for f in figures):
        raise BadInput("Each figure needs a name, a number, a unit, a baseline and a period; 10 at most.")
    revision = int(found["revision"]) + 1
    apply_store.add_outcome(
        tx,
        apply_id=apply_id,
        revision=revision,
        result=result,
        note=_text(note, _MAX_TEXT),
        figures=json.dumps([asdict(figure) for figure in figures], ensure_ascii=False),
        at=now,
    )
    subject = find_subject(tx, found["document_id"])
    if revision == 1 and subject is not None:
        actor = Actor(person.id, person.unit_path)
        add(tx, actor, subject, Kind.OUTCOME, apply_id, now, found["version"], Origin())
    return revision


def attest_outcome(
    tx: Writer, person: Person, apply_id: str, revision: int, now: str, *, confirmed: bool, note: str = ""
) -> None:
    """Confirm or refuse a result: by someone in charge of the unit, never by who reported it or wrote the case."""
    found = _get(tx, apply_id)
    require(person, ATTEST, unit=found["unit_path"])
    subject = find_subject(tx, found["document_id"])
    if person.id == found["person_id"] or (subject is not None and person.id in subject.authors):
        raise NotAllowed("Somebody else has to confirm this: you reported it or wrote the document.")
    if not 1 <= revision <= found["revision"]:
        raise NotFound("There is no such result.")
    if revision != found["revision"]:
        raise Conflict("The result has been revised meanwhile. Look at it again.")
    if not confirmed and not note.strip():
        raise BadInput("Please say why you do not confirm it.")
    if not apply_store.add_attestation(
        tx,
        apply_id=apply_id,
        revision=revision,
        confirmed=confirmed,
        note=_text(note, _MAX_TEXT),
        person_id=person.id,
        at=now,
    ):
        raise Conflict("Somebody else has judged this result already.")


def my_uses(tx: Reader, person: Person) -> list[Row]:
    """The person's own uses with their latest results, the oldest first."""
    code = find_person_code(tx, person.id)
    return [] if code is None else apply_store.list_applies_of(tx, code, "9999-12-31", without_outcome=False)


def uses_to_report(tx: Reader, person: Person, now: str) -> list[Row]:
    """The person's own uses of 30 days ago or earlier that have no result yet."""
    code = find_person_code(tx, person.id)
    if code is None:
        return []
    until = local_day(now) - timedelta(days=REMIND_AFTER_DAYS)
    return apply_store.list_applies_of(tx, code, until.isoformat(), without_outcome=True)


def outcomes_to_attest(tx: Reader, person: Person) -> list[Row]:
    """Results that wait for a judgement and that this person may judge, the oldest first."""
    require(person, ATTEST, unit=person.unit_path)
    below = "/" if scope_of(person, ATTEST) is Scope.ALL else person.unit_path
    rows = apply_store.list_to_attest(tx, below, person.id)
    judged = [row | {"figures": json.loads(row["figures"])} for row in rows]
    return [row for row in judged if not _wrote(tx, person, row["document_id"])]


def _wrote(tx: Reader, person: Person, document_id: str) -> bool:
    subject = find_subject(tx, document_id)
    return subject is not None and person.id in subject.authors


def _get(tx: Reader, apply_id: str) -> Row:
    found = apply_store.get_apply(tx, apply_id)
    if found is None:
        raise NotFound("There is no such use.")
    return found


def _text(text: str, limit: int) -> str:
    text = "".join(char if char.isprintable() or char == "\n" else " " for char in text).strip()
    if len(text) > limit:
        raise BadInput(
            "Please shorten this to {limit} characters or fewer; it has {count}.", limit=limit, count=len(text)
        )
    return text
