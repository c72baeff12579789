"""What can happen, as plain values, and how each is written into the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.db import Writer
from kb.people.moments import seconds_between
from kb.usage import event_store
from kb.usage.calendar import local_day
from kb.usage.codes_store import Subject, find_subject, person_code, unit_code
from kb.usage.kinds import Kind, Origin, download_slot, view_slot

SEARCH = "search"


@dataclass(frozen=True)
class Actor:
    """Who did it, and the unit they belonged to at that moment."""

    person_id: str
    unit_path: str


@dataclass(frozen=True)
class Opened:
    """A document's page was opened. From a search, `position` is the rank at which it was found, from 1."""

    actor: Actor
    document_id: str
    version: int
    at: str
    origin: Origin = field(default_factory=Origin)
    position: int = 0


@dataclass(frozen=True)
class Downloaded:
    """A file was handed out."""

    actor: Actor
    document_id: str
    version: int
    at: str
    file_format: str
    origin: Origin = field(default_factory=Origin)


@dataclass(frozen=True)
class Searched:
    """A question was answered; `id` is new for each time somebody asks."""

    actor: Actor
    id: str
    query: str
    results: int
    at: str


Event = Opened | Downloaded | Searched


def write_event(tx: Writer, event: Event) -> bool:
    """Put an event into the ledger; says whether it was new. One about an unknown document is none."""
    if isinstance(event, Searched):
        return event_store.add_search(
            tx,
            search_id=event.id,
            person=person_code(tx, event.actor.person_id),
            unit=unit_code(tx, event.actor.unit_path),
            at=event.at,
            day=local_day(event.at).toordinal(),
            query=event.query,
            results=event.results,
        )
    subject = find_subject(tx, event.document_id)
    if subject is None:
        return False
    if isinstance(event, Opened):
        follow_up(tx, event.actor, subject, Kind.VIEW, event.origin, event.at, event.position)
        return add(tx, event.actor, subject, Kind.VIEW, view_slot(event.at), event.at, event.version, event.origin)
    slot = download_slot(event.at, event.file_format)
    return add(tx, event.actor, subject, Kind.DOWNLOAD, slot, event.at, event.version, event.origin)


def add(
    tx: Writer, actor: Actor, subject: Subject, kind: Kind, slot: str, at: str, version: int, origin: Origin
) -> bool:
    """One event about a document; self-use is marked as such now, by the authors of this moment."""
    return event_store.add_event(
        tx,
        kind=kind,
        document=subject.ordinal,
        version=version,
        person=person_code(tx, actor.person_id),
        unit=unit_code(tx, actor.unit_path),
        own=actor.person_id in subject.authors,
        at=at,
        day=local_day(at).toordinal(),
        slot=slot,
        origin=origin.kind,
        origin_id=origin.id,
    )


def follow_up(
    tx: Writer, actor: Actor, subject: Subject, kind: Kind, origin: Origin, at: str, position: int = 0
) -> None:
    """Note that a search led here, also where the view itself repeats one within its half hour."""
    if origin.kind != SEARCH:
        return
    search = event_store.find_search(tx, origin.id, person_code(tx, actor.person_id))
    if search is not None:
        event_store.add_followup(
            tx,
            search=search["number"],
            kind=kind,
            document=subject.ordinal,
            position=position,
            seconds=seconds_between(search["at"], at),
        )
