"""Define what each role may do, and where: one table for the services, the menu, the docs and the tests.

A scope answers "about whose things": one's own, those of the own unit and the units below, or all. A check
that names no unit and no owner passes only for `ALL`: omitting the subject refuses.
"""

from __future__ import annotations

from enum import StrEnum

from kb.errors import NotAllowed
from kb.people.person import ACTIVE, Person, Role


class Action(StrEnum):
    """List everything that needs permission."""

    READ_LIBRARY = "read_library"
    DOWNLOAD = "download"
    SUBMIT_CASE = "submit_case"
    EDIT_CASE = "edit_case"
    REVIEW_CASE = "review_case"
    PUBLISH_CASE = "publish_case"
    RETURN_CASE = "return_case"
    WITHDRAW_CASE = "withdraw_case"
    ADD_MATERIAL = "add_material"
    EDIT_GLOSSARY = "edit_glossary"
    WRITE_QUESTIONS = "write_questions"
    MANAGE_COHORTS = "manage_cohorts"
    SEE_STATISTICS = "see_statistics"
    RECORD_USE = "record_use"
    ATTEST_OUTCOME = "attest_outcome"
    COMMISSION_CASE = "commission_case"
    PRACTISE = "practise"
    SEE_RETENTION = "see_retention"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_UNITS = "manage_units"
    READ_AUDIT = "read_audit"
    RUN_BACKUP = "run_backup"
    READ_METRICS = "read_metrics"


class Scope(StrEnum):
    """Say about whose things an action may be done."""

    NONE = "none"
    OWN = "own"
    UNIT = "unit"
    ALL = "all"


_NONE, _OWN, _UNIT, _ALL = Scope.NONE, Scope.OWN, Scope.UNIT, Scope.ALL
_COLUMNS = (Role.CLIENT_MANAGER, Role.MENTOR, Role.TRAINER, Role.ADMIN)
_ROWS: dict[Action, tuple[Scope, Scope, Scope, Scope]] = {
    Action.READ_LIBRARY: (_ALL, _ALL, _ALL, _ALL),
    Action.DOWNLOAD: (_ALL, _ALL, _ALL, _ALL),
    Action.SUBMIT_CASE: (_OWN, _OWN, _OWN, _OWN),
    Action.EDIT_CASE: (_OWN, _OWN, _UNIT, _UNIT),
    Action.REVIEW_CASE: (_NONE, _UNIT, _UNIT, _UNIT),
    Action.PUBLISH_CASE: (_NONE, _NONE, _UNIT, _UNIT),
    Action.RETURN_CASE: (_NONE, _UNIT, _UNIT, _UNIT),
    Action.WITHDRAW_CASE: (_OWN, _OWN, _UNIT, _UNIT),
    Action.ADD_MATERIAL: (_NONE, _NONE, _UNIT, _UNIT),
    Action.EDIT_GLOSSARY: (_NONE, _NONE, _ALL, _ALL),
    Action.WRITE_QUESTIONS: (_NONE, _OWN, _UNIT, _UNIT),
    Action.MANAGE_COHORTS: (_NONE, _OWN, _UNIT, _UNIT),
    Action.SEE_STATISTICS: (_NONE, _UNIT, _UNIT, _UNIT),
    Action.RECORD_USE: (_OWN, _OWN, _OWN, _OWN),
    Action.ATTEST_OUTCOME: (_NONE, _UNIT, _UNIT, _UNIT),
    Action.COMMISSION_CASE: (_NONE, _NONE, _UNIT, _UNIT),
    Action.PRACTISE: (_OWN, _OWN, _OWN, _OWN),
    Action.SEE_RETENTION: (_OWN, _OWN, _UNIT, _UNIT),
    Action.MANAGE_PEOPLE: (_NONE, _NONE, _NONE, _UNIT),
    Action.MANAGE_UNITS: (_NONE, _NONE, _NONE, _UNIT),
    Action.READ_AUDIT: (_NONE, _NONE, _NONE, _UNIT),
    Action.RUN_BACKUP: (_NONE, _NONE, _NONE, _UNIT),
    Action.READ_METRICS: (_NONE, _NONE, _NONE, _UNIT),
}
TABLE: dict[tuple[Action, Role], Scope] = {
    (action, role): scope for action, scopes in _ROWS.items() for role, scope in zip(_COLUMNS, scopes, strict=True)
}


def scope_of(person: Person, action: Action) -> Scope:
    """Return the scope in which this person may do it; a list shows what lies inside."""
    return TABLE.get((action, person.role), Scope.NONE) if person.state == ACTIVE else Scope.NONE


def may(person: Person, action: Action) -> bool:
    """Return whether the person may do it about anything at all: for menus, never for a decision."""
    return scope_of(person, action) is not Scope.NONE


def allowed(person: Person, action: Action, *, unit: str | None = None, owner: str | None = None) -> bool:
    """Return whether the person may do it to a thing of this unit (its path) and this owner (a person's id)."""
    scope = scope_of(person, action)
    if scope is Scope.ALL:
        return True
    if owner is not None and owner == person.id and scope is not Scope.NONE:
        return True
    return scope is Scope.UNIT and unit is not None and unit.startswith(person.unit_path)


def require(person: Person, action: Action, *, unit: str | None = None, owner: str | None = None) -> None:
    """Raise NotAllowed unless `allowed`. Every service asks this first."""
    if not allowed(person, action, unit=unit, owner=owner):
        raise NotAllowed("You may not do this. Ask your administrator if you need to.")


def permissions_markdown() -> str:
    """Return the table as the documentation shows it."""
    lines = [
        "| Action | " + " | ".join(f"`{role}`" for role in _COLUMNS) + " |",
        "| --- |" + " --- |" * len(_COLUMNS),
    ]
    for action, scopes in _ROWS.items():
        cells = ("–" if scope is Scope.NONE else scope.value for scope in scopes)
        lines.append(f"| `{action}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
