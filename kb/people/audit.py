"""Record who did what to what, when. The log only grows, and each entry seals the one before it.

Details carry ids and settings, never passwords, codes or the text of cases.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kb.i18n import translate as _
from kb.people import audit_store
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Database, Reader, Row, Writer

_BATCH = 1000
_MAX_FILTER_CHARACTERS = 200  # SQLite refuses patterns beyond 50,000 bytes
_NO_NUMBER = 2**62


def record(
    tx: Writer,
    actor: Person | None,
    action: str,
    subject: str,
    now: str,
    *,
    unit_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record one action in the audit log, in the transaction that performs it.

    `subject` is the id of what it was done to. `unit_id` says whose administrators may read the entry; without it,
    those of the actor's unit. `actor` is None if no one is signed in.
    """
    last = audit_store.get_last_entry(tx)
    entry: Row = {
        "number": last["number"] + 1 if last else 1,
        "at": now,
        "actor_id": actor.id if actor else "",
        "action": str(action),
        "subject": subject,
        "unit_id": unit_id or (actor.unit_id if actor else ""),
        "detail": json.dumps(detail or {}, ensure_ascii=False, sort_keys=True),
        "previous_hash": last["hash"] if last else "",
    }
    audit_store.add_entry(tx, entry | {"hash": _seal(entry)})


@dataclass(frozen=True)
class AuditFilter:
    """Select entries to list; empty fields filter nothing.

    `person` is a part of the name or sign-in name of who did it; `subject` the id of what it was done to, or a part
    of a person's or unit's name. `since` and `until` are moments or days in UTC; `until` itself is left out.
    """

    person_id: str = ""
    person: str = ""
    action: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""


def list_audit(
    database: Database,
    actor: Person,
    filters: AuditFilter | None = None,
    *,
    before: int | None = None,
    limit: int = 100,
) -> list[Row]:
    """Return entries the actor may read, newest first; `before` (a number) turns the page. Needs READ_AUDIT."""
    with database.read() as tx:
        return entries_in(tx, actor, filters, before=before, limit=limit)


def entries_in(
    tx: Reader, actor: Person, filters: AuditFilter | None = None, *, before: int | None = None, limit: int = 100
) -> list[Row]:
    """Return `list_audit` inside the caller's transaction."""
    require(actor, Action.READ_AUDIT, unit=actor.unit_path)
    filters = filters or AuditFilter()
    return audit_store.list_entries(
        tx,
        unit_path=actor.unit_path,
        filters={name: value[:_MAX_FILTER_CHARACTERS] for name, value in asdict(filters).items()},
        before=before if before is not None else _NO_NUMBER,
        limit=limit,
    )


def list_actions(database: Database, actor: Person) -> list[str]:
    """Return the kinds of actions in the entries the actor may read."""
    with database.read() as tx:
        require(actor, Action.READ_AUDIT, unit=actor.unit_path)
        return audit_store.list_actions(tx, actor.unit_path)


def check_chain(database: Database, actor: Person) -> list[str]:
    """Return what `verify_chain` finds, for who may read the log."""
    with database.read() as tx:
        require(actor, Action.READ_AUDIT, unit=actor.unit_path)
        return verify_chain(tx)


def verify_chain(tx: Reader) -> list[str]:
    """Return what is wrong with the log: changed, missing or reordered entries. Empty when all is well.

    Entries cut off at the end leave no trace in the chain: keep `head` elsewhere to notice that too.
    """
    problems: list[str] = []
    number, previous = 0, ""
    while batch := audit_store.list_entries_after(tx, number, _BATCH):
        for entry in batch:
            if entry["number"] != number + 1:
                problems.append(
                    _("Audit log: entries between {first} and {last} are missing.").format(
                        first=number, last=entry["number"]
                    )
                )
            if entry["previous_hash"] != previous or entry["hash"] != _seal(entry):
                problems.append(_("Audit log: entry {number} was changed.").format(number=entry["number"]))
            number, previous = entry["number"], entry["hash"]
    return problems


def head(tx: Reader) -> tuple[int, str]:
    """Return number and hash of the newest entry: stored elsewhere, it proves that nothing was cut off."""
    last = audit_store.get_last_entry(tx)
    return (last["number"], last["hash"]) if last else (0, "")


def _seal(entry: Row) -> str:
    """Return the hash of the previous hash and the entry as canonical JSON."""
    content = {name: value for name, value in entry.items() if name not in ("previous_hash", "hash")}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{entry['previous_hash']}\n{canonical}".encode()).hexdigest()
