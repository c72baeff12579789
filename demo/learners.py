"""Simulate two courses with their tests over ninety days, and some people's daily practice."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from demo.bank import Bank
from demo.moments import at
from kb.learning.cohorts import checkpoint_service
from kb.learning.cohorts.service import NewCohort, create_cohort, excuse_person
from kb.learning.cohorts.sitting import CHECKPOINTS
from kb.learning.kinds import KINDS
from kb.learning.practice import service as practice
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Answer, Question
from kb.learning.questions.scoring import right_answer
from kb.library import Library
from kb.people.person import Person

QUESTIONS, MINUTES = 10, 20
_PEOPLE, _DAYS_OF_PRACTICE, _PRACTISING = 24, 40, 8


@dataclass(frozen=True)
class Course:
    """Describe a course of the demo: the share known at its end, and how much of it is left after ninety days."""

    title: str
    known: float
    kept: float
    days_ago: int


TRADITIONAL = Course("信贷与营销基础（传统面授）", 0.80, 0.63, 150)
BLENDED = Course("信贷与营销基础（案例+每日练习）", 0.86, 0.88, 112)
LATEST = Course("信贷与营销基础（秋季班）", 0.87, 0.88, 33)


def learn(library: Library, bank: Bank, chance: random.Random, last: date) -> None:
    """Create three cohorts (a traditional course as control, one finished, one running) and practice."""
    trainer = next(person for person in bank.trainers if person.login == "demo-trainer")
    people = chance.sample(bank.managers[1:], 3 * _PEOPLE - 1)
    groups = (people[:_PEOPLE], people[_PEOPLE : 2 * _PEOPLE], [bank.managers[0], *people[2 * _PEOPLE :]])
    with library.database.read() as tx:
        questions = {row["id"]: row["question"] for row in question_store.list_rows(tx, "live")}
    control = ""
    for course, group in zip((TRADITIONAL, BLENDED, LATEST), groups, strict=True):
        cohort_id = _take(library, trainer, course, group, chance, last, questions, control)
        control = control or cohort_id
    for person in groups[2][:_PRACTISING]:
        _practise(library, person, chance, last, questions)


def _take(
    library: Library,
    trainer: Person,
    course: Course,
    people: Sequence[Person],
    chance: random.Random,
    last: date,
    questions: Mapping[str, Question],
    control: str,
) -> str:
    start = last - timedelta(days=course.days_ago)
    new = NewCohort(course.title, start, tuple(each.id for each in people), QUESTIONS, MINUTES, control_id=control)
    cohort_id = create_cohort(library.database, trainer, new, now=at(start - timedelta(days=2), 9))
    able = {person.id: min(0.98, max(0.4, chance.gauss(course.known, 0.08))) for person in people}
    for day in CHECKPOINTS:
        around = 3 if day <= 30 else 7
        for person in people:
            on = start + timedelta(days=day + chance.randint(0, around) - (around // 2 if day else 0))
            if on > last:
                continue
            away = chance.random()
            if day and away < 0.03:
                excuse_person(library.database, trainer, cohort_id, person.id, day, "外出培训", now=at(on, 9))
            elif not day or away > 0.12:
                kept = course.kept ** (day / 90)
                _sit(library, person, cohort_id, day, able[person.id] * kept, chance, on, questions)
    return cohort_id


def _sit(
    library: Library,
    person: Person,
    cohort_id: str,
    day: int,
    able: float,
    chance: random.Random,
    on: date,
    questions: Mapping[str, Question],
) -> None:
    database = library.database
    form_id = checkpoint_service.begin(database, person, cohort_id, day, now=at(on, 12))
    for minute in range(1, QUESTIONS + 1):
        now = at(on, 12, minute)
        running = checkpoint_service.get_running(database, person, now=now)
        if running is None:
            return
        given = give(questions[running.shown.id], chance.random() < able, chance)
        checkpoint_service.answer(database, person, form_id, running.place, given, now=now)


def _practise(
    library: Library, person: Person, chance: random.Random, last: date, questions: Mapping[str, Question]
) -> None:
    for number in range(_DAYS_OF_PRACTICE):
        day = last - timedelta(days=_DAYS_OF_PRACTICE - number)
        if chance.random() < 0.35:
            continue
        for minute in range(practice.QUESTIONS_PER_DAY):
            now = at(day, 8, minute + 1)
            asked = practice.due_questions(library.database, person, now=now, limit=1)
            if asked:
                question = questions[asked[0].shown.id]
                given = give(question, chance.random() < 0.82, chance)
                practice.answer(library.database, person, question.id, asked[0].version, given, now=now)


def give(question: Question, right: bool, chance: random.Random) -> Answer:
    """Return the right answer to a question, or a wrong one that a person might give."""
    best = right_answer(question)
    if right:
        return best
    if isinstance(best, bool):
        return not best
    if question.numbers:
        return f"{float(str(best)) + 1:.15g}"
    if isinstance(best, Mapping):
        return dict(zip(best, [*best.values()][1:] + [*best.values()][:1], strict=True))
    if question.order:
        return tuple(reversed(question.order))
    if KINDS[question.type].choices(question):
        wrong = [option.text for option in question.options if option.share <= 0]
        chosen = chance.choice(wrong or [option.text for option in question.options])
        return chosen if isinstance(best, str) else (chosen,)
    return "不清楚"
