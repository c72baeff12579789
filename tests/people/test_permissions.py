"""The table itself, and that `require` says what the table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import NotAllowed
from kb.people.permissions import TABLE, Action, Scope, allowed, may, permissions_markdown, require
from kb.people.person import DISABLED, INVITED, Person, Role

DOCS = Path(__file__).parent.parent.parent / "docs" / "permissions.md"
OWN_UNIT, BELOW, ABOVE, BESIDE = "/house/a/", "/house/a/b/", "/house/", "/house/ab/"


def _person(role: Role, state: str = "active") -> Person:
    return Person("me", "me", "Me", role, "a", OWN_UNIT, "A", state)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_require_says_what_the_table_says(action: Action, role: Role) -> None:
    scope, person = TABLE[action, role], _person(role)
    expected = {
        (OWN_UNIT, None): scope in (Scope.UNIT, Scope.ALL),
        (BELOW, None): scope in (Scope.UNIT, Scope.ALL),
        (ABOVE, None): scope is Scope.ALL,
        (BESIDE, None): scope is Scope.ALL,
        (BESIDE, "me"): scope is not Scope.NONE,
        (BESIDE, "somebody"): scope is Scope.ALL,
        (None, None): scope is Scope.ALL,
    }
    for (unit, owner), answer in expected.items():
        assert allowed(person, action, unit=unit, owner=owner) is answer, (unit, owner)
        if not answer:
            with pytest.raises(NotAllowed):
                require(person, action, unit=unit, owner=owner)
    assert may(person, action) is (scope is not Scope.NONE)


def test_every_action_is_decided_for_every_role() -> None:
    assert set(TABLE) == {(action, role) for action in Action for role in Role}


@pytest.mark.parametrize("state", [INVITED, DISABLED])
def test_an_account_that_is_not_active_may_nothing(state: str) -> None:
    person = _person(Role.ADMIN, state)
    assert not any(allowed(person, action, unit=OWN_UNIT, owner="me") for action in Action)


def test_managing_people_units_audit_and_backup_is_for_administrators_alone() -> None:
    guarded = (Action.MANAGE_PEOPLE, Action.MANAGE_UNITS, Action.READ_AUDIT, Action.RUN_BACKUP)
    assert {(action, role) for action in guarded for role in Role if TABLE[action, role] is not Scope.NONE} == {
        (action, Role.ADMIN) for action in guarded
    }


def test_the_documents_show_the_table() -> None:
    assert permissions_markdown() in DOCS.read_text("utf-8")
