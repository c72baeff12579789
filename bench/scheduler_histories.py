"""Compare random practice histories through the app with py-fsrs called directly: the cards must be equal."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click
from fsrs import Card, Rating, Scheduler

from bench.timing import machine
from kb.clock import text_of
from kb.config import Settings
from kb.learning.practice import store as practice_store
from kb.learning.practice.calibration import predicted_by_person
from kb.learning.practice.schedule_rows import CardRow
from kb.learning.practice.service import answer
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Option, Question
from kb.learning.questions.states import LIVE
from kb.library import open_library
from kb.people.accounts import NewPerson, add_person
from kb.people.person import ACTIVE, Person
from kb.people.units import HOUSE, add_house
from kb.store import Database

NOW = "2026-11-24T08:00:00.000Z"
_OPTIONS = (Option("all", 1), Option("half", 0.5), Option("none", 0))
_RATINGS = {"all": Rating.Good, "half": Rating.Hard, "none": Rating.Again}
MAX_ANSWERS = 8


def make_questions(count: int) -> list[Question]:
    """Return questions that can be answered well, half well and badly."""
    return [Question(f"history-{number}", "single", "Which?", options=_OPTIONS) for number in range(count)]


def store_questions(database: Database, questions: Sequence[Question]) -> None:
    """Ask these from now on."""
    with database.write() as tx:
        for question in questions:
            question_store.add_question(tx, question, state=LIVE, owner_id="", unit_id=HOUSE, now=NOW)


def compare_histories(
    database: Database, person: Person, questions: Sequence[Question], seed: int, most: int = MAX_ANSWERS
) -> tuple[int, int]:
    """Answer each question up to `most` times, early, on time and late; returns answers and histories that differ.

    A history differs where the stored card is another than py-fsrs makes, or its retrievability on a later day is.
    """
    chance, scheduler = random.Random(seed), Scheduler(enable_fuzzing=False)
    answers = different = 0
    for question in questions:
        moment = datetime.fromisoformat(NOW)
        card = Card(card_id=1, due=moment)
        for _ in range(chance.randint(1, most)):
            given = chance.choice(list(_RATINGS))
            answer(database, person, question.id, 1, given, now=text_of(moment))
            answers += 1
            card, _log = scheduler.review_card(card, _RATINGS[given], moment)
            on_time = chance.random() < 0.7
            moment += (card.due - moment) if on_time else (card.due - moment) * (2 * chance.random())
            moment = datetime.fromisoformat(text_of(moment + timedelta(hours=chance.randint(0, 60))))
        with database.read() as tx:
            stored = practice_store.get_card(tx, person.id, question.id)
        later = moment + timedelta(days=chance.randint(0, 90))
        direct = scheduler.get_card_retrievability(card, later)
        ours = predicted_by_person([CardRow(person.id, question.id, stored or card.to_dict())], later)[person.id]
        different += stored is None or stored | {"card_id": 1} != dict(card.to_dict()) or ours != direct
    return answers, different


@click.command()
@click.option("--histories", default=10_000, show_default=True)
@click.option("--people", default=20, show_default=True)
@click.option("--seed", default=1, show_default=True)
def scheduler_histories(histories: int, people: int, seed: int) -> None:
    """Run random histories through the app's practice and compare every card with py-fsrs."""
    started = time.perf_counter()
    click.echo(machine())
    answers = different = 0
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as name:
        database = open_library(Settings(data_dir=Path(name), library_dir=Path(name) / "none")).database
        with database.write() as tx:
            unit = add_house(tx, "Bank", NOW)
            persons = [
                add_person(tx, NewPerson(f"p{number}", "P", HOUSE), unit, state=ACTIVE, password_hash="", now=NOW)
                for number in range(people)
            ]
        questions = make_questions(-(-histories // people))
        store_questions(database, questions)
        for number, person in enumerate(persons):
            mine = questions[: histories // people + (number < histories % people)]
            given, wrong = compare_histories(database, person, mine, seed + number)
            answers, different = answers + given, different + wrong
    click.echo(
        f"scheduler-histories: {different} of {histories} histories differ from py-fsrs "
        f"({answers} answers, {time.perf_counter() - started:.0f} s)"
    )
    if different:
        raise SystemExit(1)
