"""List, edit, withdraw and restore course materials and tool templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.model import BUSINESS_LINES
from ingest import material_store as store
from ingest.material_check import refuse_personal_data
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.i18n import marked
from kb.people import audit
from kb.people.directory import get_person
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import units_below
from kb.search.documents import PUBLISHED, WITHDRAWN, set_status
from kb.search.metadata_store import change_metadata
from kb.store import Database, Reader, Row, Writer

MATERIAL_KINDS = ("material", "template")
STATES: Mapping[str, str] = {PUBLISHED: marked("In the library"), WITHDRAWN: marked("Withdrawn")}

_MAX_ITEMS = 30
_MAX_CHARACTERS = {"title": 200, "item": 40, "reason": 500}


@dataclass(frozen=True)
class Details:
    """Metadata that people enter for a material. Empty fields are filled from the file."""

    kind: str = "material"
    title: str = ""
    business_line: str = ""
    competencies: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    downloadable: bool = True

    @property
    def meta(self) -> dict[str, Any]:
        """Return the metadata stored with the document in addition to title and tags."""
        said = {"business_line": self.business_line, "competencies": list(self.competencies)}
        return {name: value for name, value in said.items() if value}


def list_materials(database: Database, person: Person) -> list[Row]:
    """Return the materials that the person may change, latest change first: id, kind, title, status, version,
    updated_at, file_name, downloadable, withdrawn_for, owner_name, unit_name.
    """
    with database.read() as tx:
        person = get_person(tx, person.id)
        require(person, Action.ADD_MATERIAL, unit=person.unit_path)
        return store.list_rows(tx, below=person.unit_path, owner_id=person.id)


def get_material(database: Database, person: Person, document_id: str) -> Row:
    """Return a material that the person may change; pass its `revision` with a change. Raises NotFound."""
    with database.read() as tx:
        return find_material(tx, get_person(tx, person.id), document_id)


def list_keeping_units(database: Database, person: Person) -> dict[str, str]:
    """Return the units to which this person may add a material, {id: name}, top unit first."""
    with database.read() as tx:
        person = get_person(tx, person.id)
        require(person, Action.ADD_MATERIAL, unit=person.unit_path)
        return {unit.id: unit.name for unit in units_below(tx, person)}


def details_of(material: Row) -> Details:
    """Return the details of a stored material."""
    meta = material["meta"]
    competencies = meta.get("competencies")
    return Details(
        kind=material["kind"],
        title=material["title"],
        business_line=str(meta.get("business_line") or ""),
        competencies=tuple(map(str, competencies)) if isinstance(competencies, list) else (),
        tags=tuple(material["tags"]),
        downloadable=bool(material["downloadable"]),
    )


def edit_material(
    database: Database, person: Person, document_id: str, details: Details, based_on: int, *, now: str
) -> None:
    """Change a material's title and metadata. Its text and the questions based on it are unaffected."""
    details = checked_details(details)
    if not details.title:
        raise BadInput("A material needs a title.")
    with database.write() as tx:
        person = get_person(tx, person.id)
        found = find_material(tx, person, document_id, based_on)
        kept = {name: value for name, value in found["meta"].items() if name not in ("business_line", "competencies")}
        change_metadata(
            tx,
            document_id,
            found["version"],
            kind=details.kind,
            title=details.title,
            tags=details.tags,
            meta=kept | details.meta,
            now=now,
        )
        store.note_change(tx, document_id, person.id, now, downloadable=int(details.downloadable))
        record(tx, person, "material_edited", found, now, kind=details.kind, downloadable=details.downloadable)


def withdraw_material(
    database: Database, person: Person, document_id: str, reason: str, based_on: int, *, now: str
) -> None:
    """Withdraw a material from search at once. Questions based on it return to review."""
    reason = " ".join(reason.split())[: _MAX_CHARACTERS["reason"]]
    if not reason:
        raise BadInput("Say why it is withdrawn.")
    refuse_personal_data([reason])
    _set_status(database, person, document_id, WITHDRAWN, reason, based_on, now)


def restore_material(database: Database, person: Person, document_id: str, based_on: int, *, now: str) -> None:
    """Restore a withdrawn material to the library."""
    _set_status(database, person, document_id, PUBLISHED, "", based_on, now)


def is_downloadable(database: Database, document_id: str) -> bool:
    """Return whether readers of a document may download its original file."""
    with database.read() as tx:
        return store.is_downloadable(tx, document_id)


def require_downloadable(database: Database, document_id: str) -> None:
    """Raise NotAllowed if a document may be read but not downloaded."""
    if not is_downloadable(database, document_id):
        raise NotAllowed("This document can be read here, but not downloaded.")


def find_material(tx: Reader, person: Person, document_id: str, based_on: int | None = None) -> Row:
    """Return a material that the person may change. Raises NotFound, NotAllowed, and Conflict if its revision is no
    longer `based_on`.
    """
    found = store.get_row(tx, document_id)
    if found is None:
        raise NotFound("There is no such material.")
    require(person, Action.ADD_MATERIAL, unit=found["unit_path"], owner=found["owner_id"])
    if based_on is not None and found["revision"] != based_on:
        raise Conflict(
            "{person} changed this material meanwhile. Open it again to see how it is now.",
            person=found["changed_by_name"] or "?",
        )
    return found


def checked_details(details: Details) -> Details:
    """Return the details, normalised. Raises BadInput if they are invalid or contain personal data."""
    if details.kind not in MATERIAL_KINDS:
        raise BadInput(
            "There is no kind {kind}. Use one of these: {kinds}.", kind=details.kind, kinds=", ".join(MATERIAL_KINDS)
        )
    if details.business_line and details.business_line not in BUSINESS_LINES:
        raise BadInput("There is no such business line: {name}", name=details.business_line)
    checked = Details(
        kind=details.kind,
        title=_line(details.title),
        business_line=details.business_line,
        competencies=_items(details.competencies),
        tags=_items(details.tags),
        downloadable=details.downloadable,
    )
    if len(checked.title) > _MAX_CHARACTERS["title"]:
        raise BadInput("The title is longer than {count} characters.", count=_MAX_CHARACTERS["title"])
    refuse_personal_data([checked.title, *checked.tags, *checked.competencies])
    return checked


def record(tx: Writer, person: Person, action: str, material: Row, now: str, **detail: Any) -> None:
    """Write an action to the audit log of the material's unit."""
    audit.record(tx, person, action, material["id"], now, unit_id=material["unit_id"], detail=detail)


def _set_status(
    database: Database, person: Person, document_id: str, status: str, reason: str, based_on: int, now: str
) -> None:
    with database.write() as tx:
        person = get_person(tx, person.id)
        found = find_material(tx, person, document_id, based_on)
        if found["status"] == status:
            raise BadInput("Already set. Reload to see the current value.")
        set_status(tx, document_id, status, now)
        store.note_change(tx, document_id, person.id, now, withdrawn_for=reason)
        action = "material_withdrawn" if status == WITHDRAWN else "material_restored"
        record(tx, person, action, found, now, **({"reason": reason} if reason else {}))


def _items(items: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(filter(None, map(_line, items))))
    if len(found) > _MAX_ITEMS or any(len(item) > _MAX_CHARACTERS["item"] for item in found):
        raise BadInput(
            "At most {count} tags of at most {length} characters.", count=_MAX_ITEMS, length=_MAX_CHARACTERS["item"]
        )
    return found


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
