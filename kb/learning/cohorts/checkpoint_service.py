"""Run a person's checkpoint: what is open, the form and its answers, and the right ones once it has ended.

The clock is the server's. An answer is stored in a transaction of its own before anything else happens, so that a
lost connection or a restart loses nothing; a form ends when all is answered, when it is submitted, or at its time
limit, with the answers given by then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kb.clock import seconds_between, shift
from kb.errors import Conflict, NotFound, NotReady
from kb.ids import new_id
from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.cohort import Cohort, Phase, Window, attendance_of, day_in_shanghai, ended_at, window_of
from kb.learning.cohorts.form_drawing import asked_about, draw_form
from kb.learning.cohorts.live_bank import live_candidates, read_bank
from kb.learning.cohorts.sitting import CHECKPOINTS, Attendance
from kb.learning.questions.question import Answer, Presented, Question
from kb.learning.questions.rules import present
from kb.learning.questions.scoring import right_answer, score
from kb.learning.questions.source_passage import SourcePassage, find_passage
from kb.people.directory import get_person
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Database, Reader, Row

_REACH = timedelta(days=CHECKPOINTS[-1] + 366)


@dataclass(frozen=True)
class Checkpoint:
    """Describe a person's checkpoint; `form_id` and `ends_at` are set once it was opened."""

    cohort_id: str
    title: str
    window: Window
    questions: int
    minutes: int
    attendance: Attendance | None
    closed: bool = False
    form_id: str = ""
    ends_at: str = ""
    running: bool = False

    def may_begin(self, now: str) -> bool:
        """Return whether the person can open it now."""
        return not self.form_id and not self.closed and self.window.phase(now) is Phase.OPEN


@dataclass(frozen=True)
class Running:
    """Hold an open form, with the question to answer next. Nothing in it reveals the right answer."""

    form_id: str
    title: str
    day: int
    ends_at: str
    seconds_left: float
    counts_until: str
    total: int
    answered: int
    place: int
    shown: Presented


@dataclass(frozen=True)
class AnsweredItem:
    """Hold a question of an ended form with the answer given, None if none was, and the right one."""

    question: Question
    given: Answer | None
    right: Answer
    score: float
    source: SourcePassage | None


@dataclass(frozen=True)
class Result:
    """Hold an ended form. `score` is the sum of the shares of `possible` questions."""

    title: str
    day: int
    attendance: Attendance | None
    score: float
    answered: int
    items: tuple[AnsweredItem, ...]

    @property
    def possible(self) -> int:
        """Return how many questions the form had."""
        return len(self.items)


def list_checkpoints(database: Database, person: Person, *, now: str) -> list[Checkpoint]:
    """Return the person's checkpoints that were opened or can still be, by when they close."""
    require(person, Action.PRACTISE, owner=person.id)
    since = (day_in_shanghai(now) - _REACH).isoformat()
    with database.read() as tx:
        forms = {(form["cohort_id"], form["day"]): form for form in checkpoint_store.list_forms(tx, person.id)}
        excuses = cohort_store.list_own_excuses(tx, person.id)
        cohorts = cohort_store.list_cohorts_of(tx, person.id, since)
    found = []
    for cohort in cohorts:
        for window in cohort.windows:
            key = (cohort.id, window.day)
            one = _checkpoint(cohort, window, forms.get(key), now, excused=key in excuses)
            if one.form_id or not (one.closed or window.phase(now) is Phase.OVER):
                found.append(one)
    return sorted(found, key=lambda one: (one.window.last, one.title, one.window.day))


def list_open(database: Database, person: Person, *, now: str) -> list[Checkpoint]:
    """Return what the person can answer now: checkpoints not opened yet, and forms under way."""
    return [one for one in list_checkpoints(database, person, now=now) if one.running or one.may_begin(now)]


def begin(
    database: Database,
    person: Person,
    cohort_id: str,
    day: int,
    *,
    now: str,
    names: Mapping[str, str] | None = None,
) -> str:
    """Sample and store the person's form inside its window, and return its id; the time runs from then on.

    Opening it again gives the same form. `names` are those of the competencies, for messages. Raise NotFound for
    people who are not in the cohort, Conflict after the window, NotReady before it and if questions are lacking.
    """
    known = read_bank(database)
    with database.write() as tx:
        person = get_person(tx, person.id)
        require(person, Action.PRACTISE, owner=person.id)
        cohort = cohort_store.get_cohort(tx, cohort_id)
        if cohort is None or not checkpoint_store.is_enrolled(tx, cohort_id, person.id):
            raise NotFound("There is no such test.")
        for form in checkpoint_store.list_forms(tx, person.id):
            if (form["cohort_id"], form["day"]) == (cohort_id, day):
                return str(form["id"])
        phase = window_of(cohort.starts_on, day).phase(now)
        if cohort.closed_at is not None or phase is Phase.OVER:
            raise Conflict("This test is closed.")
        if phase is Phase.COMING:
            raise NotReady("This test is not open yet.")
        asked = checkpoint_store.list_asked(tx, person.id)
        seed = f"{cohort.seed}/{person.id}/{day}"
        questions = draw_form(
            cohort.blueprint,
            asked_about(live_candidates(tx, known), cohort.competencies, cohort.sources),
            seed=seed,
            used={question_id for asked_in, question_id in asked if asked_in == cohort_id},
            avoid={question_id for _asked_in, question_id in asked},
            competencies=cohort.competencies,
            names=names,
        )
        form_id = new_id()
        checkpoint_store.add_form(
            tx,
            form_id,
            cohort_id,
            person.id,
            day,
            questions=questions,
            order_seed=seed,
            started_at=now,
            ends_at=shift(now, seconds=cohort.minutes * 60),
        )
    return form_id


def get_running(database: Database, person: Person, *, now: str, after: int = 0) -> Running | None:
    """Return the person's form under way, with its first open question after position `after`, or the first."""
    require(person, Action.PRACTISE, owner=person.id)
    with database.read() as tx:
        form = checkpoint_store.find_running(tx, person.id, now)
        items = checkpoint_store.list_items(tx, form["id"]) if form else []
    if form is None:
        return None
    waiting = [item for item in items if item["answered_at"] is None]
    item = next((item for item in waiting if item["place"] > after), waiting[0])
    return Running(
        form_id=form["id"],
        title=form["title"],
        day=form["day"],
        ends_at=form["ends_at"],
        seconds_left=seconds_between(now, form["ends_at"]),
        counts_until=_window(form).closes_at,
        total=len(items),
        answered=len(items) - len(waiting),
        place=item["place"],
        shown=present(item["question"], item["order_seed"]),
    )


def answer(database: Database, person: Person, form_id: str, place: int, given: Answer, *, now: str) -> None:
    """Store the answer of an item. The same answer again changes nothing; another one raises Conflict.

    The form ends with the answer to its last open question.
    """
    with database.write() as tx:
        form = _own_form(tx, get_person(tx, person.id), form_id)
        items = checkpoint_store.list_items(tx, form_id)
        item = next((one for one in items if one["place"] == place), None)
        if item is None:
            raise NotFound("There is no such question.")
        if item["answered_at"] is not None:
            if item["answer"] == checkpoint_store.to_text(given):
                return
            raise Conflict("This question has already been answered. The first answer counts.")
        _refuse_ended(form, now)
        checkpoint_store.put_answer(tx, form_id, place, answer=given, score=score(item["question"], given), at=now)
        if all(one["answered_at"] for one in items if one is not item):
            checkpoint_store.end_form(tx, form_id, now)


def submit_form(database: Database, person: Person, form_id: str, *, now: str) -> None:
    """End a form before all is answered. Submitting it again changes nothing."""
    with database.write() as tx:
        form = _own_form(tx, get_person(tx, person.id), form_id)
        if form["submitted_at"] is None:
            _refuse_ended(form, now)
            checkpoint_store.end_form(tx, form_id, now)


def get_result(database: Database, person: Person, form_id: str, *, now: str) -> Result:
    """Return the person's ended form with the right answers and where they are written.

    Raise NotReady before it ended: right answers stay hidden while its other questions are open.
    """
    with database.read() as tx:
        form = _own_form(tx, person, form_id)
        ended = ended_at(form["ends_at"], form["submitted_at"], now)
        if ended is None:
            raise NotReady("The answers are shown once the test has ended.")
        items = tuple(_answered_item(tx, item) for item in checkpoint_store.list_items(tx, form_id))
    return Result(
        title=form["title"],
        day=form["day"],
        attendance=attendance_of(_window(form), now, ended=ended),
        score=sum(one.score for one in items),
        answered=sum(one.given is not None for one in items),
        items=items,
    )


def _window(form: Row) -> Window:
    return window_of(date.fromisoformat(form["starts_on"]), form["day"])


def _checkpoint(cohort: Cohort, window: Window, form: Row | None, now: str, *, excused: bool) -> Checkpoint:
    ended = ended_at(form["ends_at"], form["submitted_at"], now) if form else None
    running = form is not None and ended is None
    return Checkpoint(
        cohort_id=cohort.id,
        title=cohort.title,
        window=window,
        questions=cohort.questions,
        minutes=cohort.minutes,
        attendance=attendance_of(
            window, now, ended=ended, running=running, excused=excused, closed_at=cohort.closed_at
        ),
        closed=cohort.closed_at is not None,
        form_id=form["id"] if form else "",
        ends_at=form["ends_at"] if form else "",
        running=running,
    )


def _own_form(tx: Reader, person: Person, form_id: str) -> Row:
    form = checkpoint_store.get_form(tx, form_id)
    if form is None or form["person_id"] != person.id:
        raise NotFound("There is no such test.")
    require(person, Action.PRACTISE, owner=form["person_id"])
    return form


def _refuse_ended(form: Row, now: str) -> None:
    if form["submitted_at"] is not None:
        raise Conflict("This test has already been submitted. Answers given by then count.")
    if now >= form["ends_at"]:
        raise Conflict("Time is up. Answers given by then count.")


def _answered_item(tx: Reader, item: dict[str, Any]) -> AnsweredItem:
    question: Question = item["question"]
    given = json.loads(item["answer"]) if item["answer"] else None
    return AnsweredItem(question, given, right_answer(question), item["score"] or 0.0, find_passage(tx, question))
