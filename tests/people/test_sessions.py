"""Sessions, limits on guessing, passwords and the first start, without a server."""

from __future__ import annotations

import asyncio
import stat

import pytest
from argon2 import PasswordHasher, extract_parameters

from kb.clock import shift
from kb.config import Settings
from kb.errors import BadInput, Conflict, NotAllowed, NotReady
from kb.people import passwords, person_store
from kb.people.attempts import (
    PERIOD_SECONDS,
    TooManyAttempts,
    account_subject,
    address_subject,
    count_attempt,
    forgive_attempts,
)
from kb.people.passwords import check_new_password, hash_password, needs_new_hash, password_matches
from kb.people.person import DISABLED, Role
from kb.people.server_secret import load_server_secret
from kb.people.sessions import SessionLimits, close_sessions_of, find_person, find_session, live_ids, note_activity
from kb.people.setup import create_first_admin, needs_setup, new_setup_code
from kb.people.sign_in import attempt_sign_in, complete_sign_in
from kb.people.units import HOUSE
from kb.store import Database
from tests.support.people import PASSWORD, make_person, sign_in, signed_in

NOW = "2026-03-02T08:00:00.000Z"
LIMITS = SessionLimits(idle_seconds=1800, total_seconds=43200)


def test_a_session_ends_when_idle_and_at_its_absolute_limit(database: Database) -> None:
    who = sign_in(database, make_person(database), now=NOW, limits=LIMITS)

    def counts(after: float) -> bool:
        now = shift(NOW, seconds=after)
        found = find_session(database, who.session.token, LIMITS, now=now) is not None
        assert found == (who.session.id in live_ids(database, now=now, limits=LIMITS))
        assert found == (find_person(database, who.session.id, who.person.id, LIMITS, now=now) is not None)
        return found

    assert counts(0)
    assert counts(1799)
    assert not counts(1800)
    for minute in range(20, 720, 20):
        note_activity(database, who.session.id, now=shift(NOW, seconds=minute * 60))
    assert counts(43199)
    assert not counts(43200)


def test_a_session_belongs_to_one_person(database: Database) -> None:
    who, other = sign_in(database, make_person(database), now=NOW), make_person(database)
    assert find_person(database, who.session.id, other.id, LIMITS, now=NOW) is None
    assert find_session(database, who.session.id, LIMITS, now=NOW) is None, "the id is no token"


def test_closing_all_sessions_of_a_person_leaves_those_of_others(database: Database) -> None:
    person = make_person(database)
    first, second = sign_in(database, person, now=NOW), sign_in(database, person, now=NOW)
    other = sign_in(database, make_person(database), now=NOW)
    with database.write() as tx:
        close_sessions_of(tx, person.id)
    counted = live_ids(database, now=NOW, limits=LIMITS)
    assert counted & {first.session.id, second.session.id, other.session.id} == {other.session.id}


def test_attempts_are_counted_per_period_and_forgiven(database: Database) -> None:
    with database.write() as tx:
        for _time in range(3):
            count_attempt(tx, "someone", 3, NOW)
    with database.write() as tx, pytest.raises(TooManyAttempts) as refusal:
        count_attempt(tx, "someone", 3, shift(NOW, seconds=60))
    assert refusal.value.retry_after == PERIOD_SECONDS - 60
    with database.write() as tx:
        forgive_attempts(tx, "someone", NOW, 1)
        count_attempt(tx, "someone", 3, NOW)
        with pytest.raises(TooManyAttempts):
            count_attempt(tx, "someone", 3, NOW)
        count_attempt(tx, "someone", 3, shift(NOW, seconds=PERIOD_SECONDS))


def test_a_network_counts_as_one_address() -> None:
    assert address_subject("2001:db8::1") == address_subject("2001:db8::ffff:2")
    assert address_subject("2001:db8::1") != address_subject("2001:db8:0:1::1")
    assert address_subject("10.0.0.1") != address_subject("10.0.0.2")
    assert "zhang" not in account_subject("zhang")
    assert address_subject("not an address").startswith("address:")


def test_passwords_are_hashed_as_agreed_and_older_hashes_renewed(database: Database) -> None:
    parameters = extract_parameters(hash_password("x" * 12))
    assert (parameters.time_cost, parameters.memory_cost, parameters.parallelism) == (2, 19 * 1024, 1)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    assert password_matches(weak, PASSWORD)
    assert needs_new_hash(weak)
    assert not needs_new_hash(hash_password(PASSWORD))
    assert not password_matches("", PASSWORD)
    assert password_matches(hash_password("é" * 10), "é" * 10), "however the keyboard composed it"


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "12345678901234", "x" * 129, "mywangmin-password", ""])
def test_passwords_that_would_be_guessed_are_refused(password: str) -> None:
    with pytest.raises(BadInput):
        check_new_password(password, "wangmin")
    check_new_password("correct horse battery", "wangmin")
    check_new_password("今天的天气真不错呀朋友", "wangmin")


def test_hashing_refuses_rather_than_piles_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_waiting", __import__("threading").BoundedSemaphore(1))

    async def _rush() -> list[object]:
        work = [passwords.matches_aside(passwords.NO_PASSWORD_HASH, "x") for _number in range(3)]
        return list(await asyncio.gather(*work, return_exceptions=True))

    answers = asyncio.run(_rush())
    assert sorted(str(type(answer).__name__) for answer in answers) == ["NotReady", "NotReady", "bool"]
    assert NotReady in {type(answer) for answer in answers}


def test_a_password_changed_while_it_was_compared_does_not_sign_in(database: Database) -> None:
    person = make_person(database)
    attempt = attempt_sign_in(database, person.login, "10.0.0.1", now=NOW)
    with database.write() as tx:
        person_store.set_password_hash(tx, person.id, "another hash", NOW)
    assert complete_sign_in(database, attempt, True, now=NOW, limits=LIMITS) is None
    again = attempt_sign_in(database, person.login, "10.0.0.1", now=NOW)
    assert complete_sign_in(database, again, True, now=NOW, limits=LIMITS) is not None


def test_an_account_disabled_while_its_password_was_compared_does_not_sign_in(database: Database) -> None:
    person = make_person(database)
    attempt = attempt_sign_in(database, person.login, "10.0.0.1", now=NOW)
    with database.write() as tx:
        tx.execute("UPDATE people SET state = :state WHERE id = :id", {"state": DISABLED, "id": person.id})
    assert complete_sign_in(database, attempt, True, now=NOW, limits=LIMITS) is None
    unknown = attempt_sign_in(database, "nobody", "10.0.0.1", now=NOW)
    assert complete_sign_in(database, unknown, True, now=NOW, limits=LIMITS) is None


def test_signing_in_ends_the_session_that_the_browser_came_with(database: Database) -> None:
    who = signed_in(database)
    attempt = attempt_sign_in(database, who.person.login, "10.0.0.1", now=NOW)
    opened = complete_sign_in(database, attempt, True, now=NOW, limits=LIMITS, brought_token=who.session.token)
    assert opened is not None
    assert find_session(database, who.session.token, LIMITS, now=NOW) is None
    assert find_session(database, opened.token, LIMITS, now=NOW) is not None


def test_the_first_administrator_needs_the_newest_code_and_it_works_once(database: Database) -> None:
    old, new = new_setup_code(database, now=NOW), new_setup_code(database, now=NOW)
    assert old
    assert new
    fields = {"house": "Bank", "login": "boss", "name": "Boss", "password_hash": "x", "now": NOW}
    for wrong in (old, "", "guess"):
        with pytest.raises(NotAllowed):
            create_first_admin(database, wrong, **fields)
    with pytest.raises(NotAllowed):
        create_first_admin(database, new, **fields | {"now": shift(NOW, seconds=25 * 3600)})
    assert needs_setup(database)
    person = create_first_admin(database, new, **fields)
    assert (person.role, person.unit_id) == (Role.ADMIN, HOUSE)
    assert not needs_setup(database)
    with pytest.raises(NotAllowed):
        create_first_admin(database, new, **fields)
    assert new_setup_code(database, now=NOW) is None


def test_two_at_once_do_not_both_become_the_first(database: Database) -> None:
    code = new_setup_code(database, now=NOW)
    make_person(database)
    with pytest.raises(Conflict):
        create_first_admin(database, code or "", house="B", login="boss", name="Boss", password_hash="x", now=NOW)


def test_the_server_makes_a_secret_only_it_can_read(settings: Settings) -> None:
    first = load_server_secret(settings.data_dir)
    assert len(first) == 32
    assert load_server_secret(settings.data_dir) == first
    (file,) = settings.data_dir.glob("server-secret")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
