"""A person at a checkpoint: what is open, the form and its answers, and the right ones once it has ended.

The clock is the server's. An answer is stored in a transaction of its own before anything else happens, so that a
lost connection or a restart costs nothing; a form ends when all is answered, when it is handed in, or by its time
limit, with what is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kb.clock import seconds_between, shift
from kb.errors import Conflict, NotFound, NotReady
from kb.ids import new_id
from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.cohort import Cohort, Phase, Window, attendance_of, day_in_shanghai, ended_at, window_of
from kb.learning.cohorts.form_drawing import asked_about, draw_form
from kb.learning.cohorts.sitting import CHECKPOINTS, Attendance
from kb.learning.questions.question import Answer, Presented, Question, present
from kb.learning.questions.scoring import right_answer, score
from kb.learning.questions.source_passage import SourcePassage, find_passage
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Database, Reader, Row

_REACH = timedelta(days=CHECKPOINTS[-1] + 366)


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint of the person's; `form_id` and `ends_at` are there once it was opened."""

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
        """Whether the person can open it now."""
        return not self.form_id and not self.closed and self.window.phase(now) is Phase.OPEN


@dataclass(frozen=True)
class Running:
    """A form under way, with the question to answer next. Nothing in it says what is right."""

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
class Told:
    """A question of an ended form with what was answered, None where nothing was, and what is right."""

    question: Question
    given: Answer | None
    right: Answer
    score: float
    source: SourcePassage | None


@dataclass(frozen=True)
class Result:
    """An ended form. `score` is the sum of the shares of `possible` questions."""

    title: str
    day: int
    attendance: Attendance | None
    score: float
    answered: int
    told: tuple[Told, ...]

    @property
    def possible(self) -> int:
        """How many questions the form had."""
        return len(self.told)


def list_checkpoints(tx: Reader, person: Person, now: str) -> list[Checkpoint]:
    """The person's checkpoints that were opened or can still be, by when they close."""
    require(person, Action.PRACTISE, owner=person.id)
    since = (day_in_shanghai(now) - _REACH).isoformat()
    forms = {(form["cohort_id"], form["day"]): form for form in checkpoint_store.list_forms(tx, person.id)}
    found = []
    for cohort in cohort_store.list_cohorts_of(tx, person.id, since):
        excuses = cohort_store.list_excuses(tx, cohort.id)
        for window in cohort.windows:
            excused = (person.id, window.day) in excuses
            one = _checkpoint(cohort, window, forms.get((cohort.id, window.day)), now, excused)
            if one.form_id or not (one.closed or window.phase(now) is Phase.OVER):
                found.append(one)
    return sorted(found, key=lambda one: (one.window.last, one.title, one.window.day))


def list_open(tx: Reader, person: Person, now: str) -> list[Checkpoint]:
    """What the person can answer now: checkpoints not opened yet, and forms under way."""
    return [one for one in list_checkpoints(tx, person, now) if one.running or one.may_begin(now)]


def begin(
    database: Database, person: Person, cohort_id: str, day: int, now: str, names: Mapping[str, str] | None = None
) -> str:
    """Draw and store the person's form inside its window, and return its id; the time runs from then on.

    Opening it again gives the same form. `names` are those of the competencies, for messages.
    """
    require(person, Action.PRACTISE, owner=person.id)
    with database.write() as tx:
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
            asked_about(checkpoint_store.list_candidates(tx), cohort.competencies, cohort.sources),
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


def get_running(tx: Reader, person: Person, now: str, after: int = 0) -> Running | None:
    """The person's form under way, with its first open question behind the place `after`, or the first of all."""
    require(person, Action.PRACTISE, owner=person.id)
    form = next(
        (one for one in checkpoint_store.list_forms(tx, person.id) if not one["submitted_at"] and now < one["ends_at"]),
        None,
    )
    if form is None:
        return None
    whole, items = checkpoint_store.get_form(tx, form["id"]) or form, checkpoint_store.list_items(tx, form["id"])
    waiting = [item for item in items if item["answered_at"] is None]
    item = next((item for item in waiting if item["place"] > after), waiting[0])
    cohort = cohort_store.get_cohort(tx, form["cohort_id"])
    window = window_of(cohort.starts_on, form["day"]) if cohort else None
    return Running(
        form["id"],
        whole["title"],
        form["day"],
        form["ends_at"],
        seconds_between(now, form["ends_at"]),
        window.closes_at if window else "",
        len(items),
        len(items) - len(waiting),
        item["place"],
        present(item["question"], item["order_seed"]),
    )


def answer(database: Database, person: Person, form_id: str, place: int, given: Answer, now: str) -> None:
    """Store the answer of an item. The same answer again changes nothing; another one is refused.

    The form ends with the answer to its last open question.
    """
    with database.write() as tx:
        form = _own_form(tx, person, form_id)
        items = checkpoint_store.list_items(tx, form_id)
        item = next((one for one in items if one["place"] == place), None)
        if item is None:
            raise NotFound("There is no such question.")
        if item["answered_at"] is not None:
            if item["answer"] == checkpoint_store.to_text(given):
                return
            raise Conflict("This question was answered already. The first answer counts.")
        _refuse_ended(form, now)
        checkpoint_store.put_answer(tx, form_id, place, answer=given, score=score(item["question"], given), at=now)
        if all(one["answered_at"] for one in items if one is not item):
            checkpoint_store.end_form(tx, form_id, now)


def hand_in(database: Database, person: Person, form_id: str, now: str) -> None:
    """End a form before all is answered. Handing it in again changes nothing."""
    with database.write() as tx:
        form = _own_form(tx, person, form_id)
        if form["submitted_at"] is None:
            _refuse_ended(form, now)
            checkpoint_store.end_form(tx, form_id, now)


def get_result(tx: Reader, person: Person, form_id: str, now: str) -> Result:
    """The person's ended form with the right answers and where they are written. Raises NotReady before it ended."""
    form = _own_form(tx, person, form_id)
    ended = ended_at(form["ends_at"], form["submitted_at"], now)
    if ended is None:
        raise NotReady("The answers are shown once the test has ended.")
    cohort = cohort_store.get_cohort(tx, form["cohort_id"])
    window = window_of(cohort.starts_on, form["day"]) if cohort else None
    told = tuple(_told(tx, item) for item in checkpoint_store.list_items(tx, form_id))
    return Result(
        form["title"],
        form["day"],
        attendance_of(window, now, ended=ended) if window else None,
        sum(one.score for one in told),
        sum(one.given is not None for one in told),
        told,
    )


def _checkpoint(cohort: Cohort, window: Window, form: Row | None, now: str, excused: bool) -> Checkpoint:
    ended = ended_at(form["ends_at"], form["submitted_at"], now) if form else None
    running = form is not None and ended is None
    attendance = attendance_of(window, now, ended=ended, running=running, excused=excused, closed_at=cohort.closed_at)
    return Checkpoint(
        cohort.id,
        cohort.title,
        window,
        cohort.questions,
        cohort.minutes,
        attendance,
        cohort.closed_at is not None,
        form["id"] if form else "",
        form["ends_at"] if form else "",
        running,
    )


def _own_form(tx: Reader, person: Person, form_id: str) -> Row:
    form = checkpoint_store.get_form(tx, form_id)
    if form is None or form["person_id"] != person.id:
        raise NotFound("There is no such test.")
    require(person, Action.PRACTISE, owner=form["person_id"])
    return form


def _refuse_ended(form: Row, now: str) -> None:
    if form["submitted_at"] is not None:
        raise Conflict("This test was handed in already. What was answered by then counts.")
    if now >= form["ends_at"]:
        raise Conflict("The time is over. What was answered by then counts.")


def _told(tx: Reader, item: dict[str, Any]) -> Told:
    question: Question = item["question"]
    given = json.loads(item["answer"]) if item["answer"] else None
    return Told(question, given, right_answer(question), item["score"] or 0.0, find_passage(tx, question))
