"""How long each section of the retention page takes for a cohort of a whole bank."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import click

from bench.timing import machine
from kb.clock import day_of, start_of_day, utc_now
from kb.config import STARTER_LIBRARY, Settings
from kb.ids import new_id
from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts.service import NewCohort, create_cohort
from kb.learning.cohorts.sitting import CHECKPOINTS
from kb.learning.questions import store as question_store
from kb.learning.questions.service import seed_questions
from kb.learning.retention.service import judge_items, list_at_risk, open_curves, open_groups, predict
from kb.learning.retention.tables import competency_table, control_table, curve_table, item_table, unit_table
from kb.library import Library, open_library
from kb.people.accounts import NewPerson, add_person
from kb.people.person import ACTIVE, Person, Role
from kb.people.units import HOUSE, add_house

QUESTIONS = 10


@click.command(name="cohort-page")
@click.option("--people", default=350, show_default=True)
@click.option("--rounds", default=20, show_default=True)
def cohort_page(people: int, rounds: int) -> None:
    """Measure each section of the retention page, for a cohort and a control of equal size with five tests each."""
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Settings(data_dir=Path(folder), library_dir=STARTER_LIBRARY))
        trainer, cohort_id = fill(library, people)
        click.echo(f"{machine()} · {people} people, {people} in the control, 5 tests of {QUESTIONS} questions")
        click.echo("| section | p50 ms | p95 ms |\n|---|---:|---:|")
        worst = 0.0
        for name, run in sections(library, trainer, cohort_id).items():
            times = sorted(_milliseconds(run) for _round in range(rounds))
            p95 = times[int(0.95 * (len(times) - 1))]
            worst = max(worst, p95)
            click.echo(f"| {name} | {statistics.median(times):.0f} | {p95:.0f} |")
        click.echo(f"cohort-page: worst p95 {worst:.0f} ms of 500")


def fill(library: Library, people: int) -> tuple[Person, str]:
    """Return a cohort and a control of equal size; most people have taken all tests."""
    chance, database = random.Random(1), library.database
    start = date.fromisoformat(day_of(utc_now())) - timedelta(days=98)
    now = start_of_day(start - timedelta(days=4))
    with database.write() as tx:
        unit = add_house(tx, "Bank", now)
        made = [
            add_person(tx, NewPerson(f"p{number}", "P", HOUSE, role), unit, state=ACTIVE, password_hash="", now=now)
            for number, role in enumerate([Role.TRAINER, *[Role.CLIENT_MANAGER] * (2 * people)])
        ]
    seed_questions(database, library.settings.library_dir, now=now)
    trainer, *learners = made
    control = ""
    for group in (learners[:people], learners[people:]):
        new = NewCohort("Course", start, tuple(each.id for each in group), QUESTIONS, 30, control_id=control)
        control = create_cohort(database, trainer, new, now=now)
        _answer(library, control, group, chance, start)
    return trainer, control


def _answer(library: Library, cohort_id: str, group: list[Person], chance: random.Random, start: date) -> None:
    with library.database.read() as tx:
        candidates = checkpoint_store.list_candidates(tx)
        questions = {row["id"]: row["question"] for row in question_store.list_rows(tx)}
    for person in group:
        drawn = chance.sample(candidates, QUESTIONS * len(CHECKPOINTS))
        with library.database.write() as tx:
            for number, day in enumerate(CHECKPOINTS):
                if day and chance.random() < 0.1:
                    continue
                at = start_of_day(start + timedelta(days=day))
                form_id, asked = new_id(), drawn[number * QUESTIONS : (number + 1) * QUESTIONS]
                checkpoint_store.add_form(
                    tx, form_id, cohort_id, person.id, day, questions=asked, order_seed="1", started_at=at, ends_at=at
                )
                for place, one in enumerate(asked, 1):
                    options = questions[one.question_id].options
                    given = chance.choice(options).text if options else "x"
                    right = float(chance.random() < 0.9 - 0.2 * day / 90)
                    checkpoint_store.put_answer(tx, form_id, place, answer=given, score=right, at=at)
                checkpoint_store.end_form(tx, form_id, at)


def sections(library: Library, trainer: Person, cohort_id: str) -> dict[str, Callable[[], object]]:
    """Return for each section of the page the function that loads and computes it."""

    database = library.database

    def _curves() -> object:
        found = open_curves(database, trainer, cohort_id, now=utc_now())
        return curve_table(found.curve), control_table(found.differences)

    def _groups() -> object:
        found = open_groups(database, trainer, cohort_id, now=utc_now())
        return competency_table(found.facts, found.answers, {}), unit_table(found.facts)

    return {
        "curve with control": _curves,
        "competencies and units": _groups,
        "questions": lambda: item_table(judge_items(database, trainer, cohort_id, now=utc_now())),
        "who to talk to": lambda: list_at_risk(database, trainer, cohort_id, now=utc_now()),
        "prediction": lambda: predict(database, trainer, cohort_id, now=utc_now()),
    }


def _milliseconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000
