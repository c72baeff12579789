"""The audit log only grows, and shows where somebody reached into it."""

from __future__ import annotations

import pytest

from kb.people import audit
from kb.people.audit import AuditFilter, list_audit, verify_chain
from kb.people.person import Role
from kb.store import Database
from tests.support.people import make_person

NOW = "2026-03-02T08:00:00.000Z"


@pytest.fixture
def filled(database: Database) -> Database:
    admin = make_person(database, Role.ADMIN)
    with database.write() as tx:
        for number in range(5):
            audit.record(tx, admin, "publish", f"case{number}", NOW, detail={"n": number, "文": "字"})
        audit.record(tx, None, "sign_in_failed", "", NOW)
    return database


def test_an_untouched_log_is_whole(filled: Database) -> None:
    with filled.read() as tx:
        assert verify_chain(tx) == []
        assert audit.head(tx)[0] == 6


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit SET actor_id = 'x' WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT 2, at, 'x', action, subject, unit_id, detail, previous_hash, hash "
        "FROM audit WHERE number = 2",
        "INSERT INTO audit SELECT 9, at, 'x', action, subject, unit_id, detail, previous_hash, hash "
        "FROM audit WHERE number = 2",
    ],
)
def test_the_database_refuses_to_change_it(attack: str, filled: Database) -> None:
    with pytest.raises(Exception, match="append-only"), filled.write() as tx:
        tx.execute(attack)
    with filled.read() as tx:
        assert verify_chain(tx) == []


@pytest.mark.parametrize(
    ("attack", "noticed"),
    [
        ("UPDATE audit SET actor_id = 'x' WHERE number = 2", 1),
        ("UPDATE audit SET detail = '{}' WHERE number = 2", 1),
        ("UPDATE audit SET at = '2020-01-01T00:00:00.000Z', hash = 'made up' WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 3", 2),
    ],
)
def test_who_reaches_around_the_database_is_noticed(attack: str, noticed: int, filled: Database) -> None:
    with filled.write() as tx:
        for trigger in ("audit_never_changes", "audit_never_shrinks", "audit_never_replaces"):
            tx.execute(f"DROP TRIGGER {trigger}")
        tx.execute(attack)
    with filled.read() as tx:
        assert len(verify_chain(tx)) == noticed


def test_a_deed_that_fails_leaves_no_entry(filled: Database) -> None:
    def _fail() -> None:
        with filled.write() as tx:
            audit.record(tx, None, "deed", "x", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _fail()
    with filled.read() as tx:
        assert audit.head(tx)[0] == 6


def test_the_list_is_filtered_and_paged(filled: Database) -> None:
    admin = make_person(filled, Role.ADMIN)
    with filled.read() as tx:
        published = list_audit(tx, admin, AuditFilter(action="publish"), limit=2)
        assert [row["subject"] for row in published] == ["case4", "case3"]
        following = list_audit(tx, admin, AuditFilter(action="publish"), before=published[-1]["number"], limit=2)
        assert [row["subject"] for row in following] == ["case2", "case1"]
        actor = published[0]["actor_id"]
        assert len(list_audit(tx, admin, AuditFilter(person_id=actor))) == 5
        assert list_audit(tx, admin, AuditFilter(since="2026-03-03")) == []
        assert list_audit(tx, admin, AuditFilter(until="2026-03-02")) == []
