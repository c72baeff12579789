from __future__ import annotations

from datetime import date

import pytest

from kb.errors import BadInput, Conflict, NotAllowed, NotFound, NotReady
from kb.learning.cohorts.checkpoint_service import begin
from kb.learning.cohorts.cohort import Phase, attendance_of, window_of
from kb.learning.cohorts.service import (
    change_people,
    check_bank,
    close_cohort,
    excuse_person,
    get_board,
    list_cohorts,
    list_enrollable,
    read_logins,
)
from kb.learning.cohorts.sitting import Attendance
from kb.people import audit
from kb.people.person import Person, Role
from kb.store import Database
from tests.learning.cohorts.enrolled import AT_D0, AT_D7, D0, SET_UP_AT, bank, fill_bank, make_cohort
from tests.support.people import make_person, make_unit

D60_OVER = "2027-02-01T08:00:00.000Z"


@pytest.fixture
def trainer(database: Database) -> Person:
    fill_bank(database, bank())
    return make_person(database, Role.TRAINER)


def test_a_double_click_sets_up_one_cohort(database: Database, trainer: Person) -> None:
    people = [make_person(database), make_person(database)]
    first = make_cohort(database, trainer, people)
    with pytest.raises(Conflict, match="already"):
        make_cohort(database, trainer, people[::-1])
    make_cohort(database, trainer, people[:1])
    close_cohort(database, trainer, first, now=SET_UP_AT)
    make_cohort(database, trainer, people)


def test_windows_are_days_in_shanghai() -> None:
    first, last = window_of(D0, 30), window_of(D0, 60)
    assert (first.first, first.last) == (date(2026, 12, 21), date(2026, 12, 27))
    assert (last.first, last.last) == (date(2027, 1, 16), date(2027, 1, 30))
    assert (first.opens_at, first.closes_at) == ("2026-12-20T16:00:00.000Z", "2026-12-27T16:00:00.000Z")
    moments = ("2026-12-20T15:59:59.999Z", first.opens_at, "2026-12-27T15:59:59.999Z", first.closes_at)
    assert [first.phase(now) for now in moments] == [Phase.COMING, Phase.OPEN, Phase.OPEN, Phase.OVER]
    with pytest.raises(BadInput):
        window_of(D0, 14)


def test_attendance() -> None:
    window = window_of(D0, 7)
    before, inside, after = "2026-11-25T00:00:00.000Z", AT_D7, "2026-12-20T00:00:00.000Z"
    assert attendance_of(window, before) is None
    assert attendance_of(window, before, excused=True) is None
    assert attendance_of(window, inside) is Attendance.OPEN
    assert attendance_of(window, inside, running=True, excused=True) is Attendance.OPEN
    assert attendance_of(window, after) is Attendance.ABSENT
    assert attendance_of(window, after, excused=True) is Attendance.EXCUSED
    assert attendance_of(window, after, ended=inside, excused=True) is Attendance.ANSWERED
    assert attendance_of(window, after, ended=window.closes_at) is Attendance.ANSWERED
    assert attendance_of(window, after, ended=after) is Attendance.LATE
    assert attendance_of(window, after, running=True) is Attendance.LATE
    assert attendance_of(window, after, closed_at=before) is None
    assert attendance_of(window, inside, closed_at=inside) is Attendance.ABSENT


def test_a_cohort_is_set_up_and_seen_by_who_looks_after_it(database: Database, trainer: Person) -> None:
    branch = make_unit(database, "Branch")
    people = [make_person(database, unit_id=branch.id), make_person(database)]
    cohort_id = make_cohort(database, trainer, people)
    elsewhere = make_person(database, Role.TRAINER, unit_id=branch.id)
    mentor = make_person(database, Role.MENTOR)
    [(cohort, count)] = list_cohorts(database, trainer)
    assert (cohort.id, count, sum(number for _cell, number in cohort.blueprint)) == (cohort_id, 2, 4)
    assert list_cohorts(database, elsewhere) == list_cohorts(database, mentor) == []
    with pytest.raises(NotAllowed):
        get_board(database, elsewhere, cohort_id, now=SET_UP_AT)
    with pytest.raises(NotAllowed):
        list_cohorts(database, people[0])
    with pytest.raises(NotFound):
        get_board(database, trainer, "nothing", now=SET_UP_AT)
    assert {one.id for one in list_enrollable(database, elsewhere)} == {people[0].id, elsewhere.id}
    admin = make_person(database, Role.ADMIN)
    assert next(entry["action"] for entry in audit.list_audit(database, admin)) == "create_cohort"
    with pytest.raises(BadInput):
        make_cohort(database, elsewhere, people)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"questions": 0},
        {"minutes": 0},
        {"starts_on": date(2026, 11, 1)},
        {"person_ids": ()},
    ],
)
def test_a_cohort_that_cannot_be(database: Database, trainer: Person, wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        make_cohort(database, trainer, [make_person(database)], **wrong)
    assert list_cohorts(database, trainer) == []


def test_too_small_a_bank_is_refused_in_words(database: Database, trainer: Person) -> None:
    assert check_bank(database, trainer, ("selling", "risk"), ()).most == 4
    with pytest.raises(NotReady, match="selling"):
        make_cohort(database, trainer, [make_person(database)], questions=6)


def test_sign_in_names_can_be_pasted(database: Database, trainer: Person) -> None:
    one, two = make_person(database, login="anna"), make_person(database, login="bert")
    assert [person.id for person in read_logins(database, trainer, "Bert， anna\nｂｅｒｔ;")] == [two.id, one.id]
    with pytest.raises(BadInput, match="carl, dora"):
        read_logins(database, trainer, "anna carl dora")


def test_people_change_until_d0(database: Database, trainer: Person) -> None:
    one, two, three = (make_person(database) for _ in range(3))
    cohort_id = make_cohort(database, trainer, [one, two])
    begin(database, one, cohort_id, 0, now="2026-11-22T08:00:00.000Z")
    change_people(database, trainer, cohort_id, [one.id, three.id], now="2026-11-23T15:59:59.999Z")
    assert {row["id"] for row in get_board(database, trainer, cohort_id, now=AT_D0).people} == {one.id, three.id}
    with pytest.raises(Conflict):
        change_people(database, trainer, cohort_id, [three.id], now=SET_UP_AT)
    with pytest.raises(Conflict):
        change_people(database, trainer, cohort_id, [one.id, two.id], now="2026-11-23T16:00:00.000Z")
    with pytest.raises(NotAllowed):
        change_people(database, one, cohort_id, [one.id], now=SET_UP_AT)


def test_excused_absent_and_closed(database: Database, trainer: Person) -> None:
    one, two = make_person(database), make_person(database)
    cohort_id = make_cohort(database, trainer, [one, two])
    excuse_person(database, trainer, cohort_id, one.id, 30, "ill", now=AT_D0)
    with pytest.raises(BadInput):
        excuse_person(database, trainer, cohort_id, one.id, 0, " ", now=AT_D0)
    with pytest.raises(NotFound):
        excuse_person(database, trainer, cohort_id, trainer.id, 0, "ill", now=AT_D0)
    with pytest.raises(NotAllowed):
        excuse_person(database, one, cohort_id, one.id, 0, "ill", now=AT_D0)
    close_cohort(database, trainer, cohort_id, now=D60_OVER)
    with pytest.raises(Conflict):
        close_cohort(database, trainer, cohort_id, now=D60_OVER)
    board = get_board(database, trainer, cohort_id, now="2027-06-01T00:00:00.000Z")
    assert board.excuses == {(one.id, 30): "ill"}
    assert {day: board.sittings[one.id, day].attendance for day in (0, 30, 60)} == {
        0: Attendance.ABSENT,
        30: Attendance.EXCUSED,
        60: Attendance.ABSENT,
    }
    assert (one.id, 90) not in board.sittings
