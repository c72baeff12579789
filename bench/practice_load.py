"""The list of due questions after 90 days of daily practice of a whole bank."""

from __future__ import annotations

import heapq
import json
import random
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
import numpy as np
from fsrs import Card, Rating, Scheduler

from bench.scheduler_histories import NOW, make_questions
from bench.timing import folder_megabytes, machine
from kb.clock import text_of
from kb.config import Settings
from kb.learning.practice.service import due_questions, plan_today
from kb.learning.questions import store as question_store
from kb.learning.questions.states import LIVE
from kb.library import open_library
from kb.people.accounts import NewPerson, add_person
from kb.people.person import ACTIVE, Person
from kb.people.units import HOUSE, add_house, get_unit
from kb.search.documents import NewVersion, OriginalFile, save_version
from kb.store import Database

DOCUMENTS = 200
_RECALL = 0.8


def fill(database: Database, people: int, days: int, a_day: int, questions: int, seed: int = 1) -> list[Person]:
    """Simulate daily practice of all people, due questions first and then new ones, with the real scheduler."""
    with database.write() as tx:
        for number in range(DOCUMENTS):
            file = OriginalFile(f"{number}.md", "text/markdown", "", 0)
            save_version(
                tx,
                NewVersion(
                    f"id:doc-{number}", "material", f"Document {number}", "text", (), file, f"hash-{number}", NOW[:10]
                ),
                NOW,
            )
        for number, question in enumerate(make_questions(questions)):
            question_store.add_question(tx, question, state=LIVE, owner_id="", unit_id=HOUSE, now=NOW)
            question_store.record_sources(
                tx, question.id, (f"doc-{number % DOCUMENTS}", f"doc-{number * 7 % DOCUMENTS}")
            )
        unit = add_house(tx, "Bank", NOW)
        persons = [
            add_person(tx, NewPerson(f"p{number}", "P", HOUSE), unit, state=ACTIVE, password_hash="", now=NOW)
            for number in range(people)
        ]
    names = [question.id for question in make_questions(questions)]
    for number, person in enumerate(persons):
        reviews, cards = _practise(person, names, days, a_day, random.Random(seed + number))
        with database.write() as tx:
            tx.execute_many(
                """
                INSERT INTO reviews (person_id, number, question_id, version, answer, score, rating, at)
                VALUES (:person_id, :number, :question_id, 1, '"all"', :score, :rating, :at)
                """,
                reviews,
            )
            tx.execute_many(
                "INSERT INTO cards (person_id, question_id, card, due) VALUES (:person_id, :question_id, :card, :due)",
                cards,
            )
    return persons


def _practise(
    person: Person, names: list[str], days: int, a_day: int, chance: random.Random
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    scheduler, start = Scheduler(enable_fuzzing=False), datetime.fromisoformat(NOW)
    fresh = chance.sample(names, len(names))
    waiting: list[tuple[datetime, str]] = []
    cards: dict[str, Card] = {}
    reviews: list[dict[str, Any]] = []
    for day in range(days):
        for place in range(a_day):
            moment = start + timedelta(days=day, minutes=place)
            if waiting and (waiting[0][0] <= moment or not fresh):
                name = heapq.heappop(waiting)[1]
            else:
                name = fresh.pop()
                cards[name] = Card(card_id=len(cards), due=moment)
            rating = Rating.Good if chance.random() < _RECALL else Rating.Again
            cards[name], _log = scheduler.review_card(cards[name], rating, moment)
            heapq.heappush(waiting, (cards[name].due, name))
            answered = {"question_id": name, "score": float(rating is Rating.Good), "rating": int(rating)}
            reviews.append({"person_id": person.id, "number": len(reviews) + 1, "at": text_of(moment), **answered})
    kept = [
        {"person_id": person.id, "question_id": name, "card": json.dumps(card.to_dict()), "due": text_of(card.due)}
        for name, card in cards.items()
    ]
    return reviews, kept


def time_lists(database: Database, persons: list[Person], now: str, ask: Callable[..., object]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds of a list for each person, in a snapshot of its own."""
    times = []
    for person in [*persons[:20], *persons]:
        started = time.perf_counter()
        with database.read() as tx:
            ask(tx, person, now)
        times.append((time.perf_counter() - started) * 1000)
    return float(np.percentile(times[20:], 50)), float(np.percentile(times[20:], 95))


@click.command()
@click.option("--people", default=350, show_default=True)
@click.option("--days", default=90, show_default=True)
@click.option("--a-day", default=32, show_default=True, help="Answers of each person on each day.")
@click.option("--questions", default=1000, show_default=True)
def practice_load(people: int, days: int, a_day: int, questions: int) -> None:
    """Fill a library with practice and time the lists of due questions."""
    click.echo(machine())
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as name:
        database = open_library(Settings(data_dir=Path(name), library_dir=Path(name) / "none")).database
        started = time.perf_counter()
        persons = fill(database, people, days, a_day, questions)
        with database.read() as tx:
            rows, cards = (int(tx.value(f"SELECT COUNT(*) FROM {table}")) for table in ("reviews", "cards"))
        size, seconds = folder_megabytes(Path(name)), time.perf_counter() - started
        click.echo(f"{rows} answers, {cards} cards, {size:.0f} MB, {seconds:.0f} s to fill")
        end = datetime.fromisoformat(NOW) + timedelta(days=days)
        next_day, after_holidays = text_of(end), text_of(end + timedelta(days=30))
        with database.write() as tx:
            unit = get_unit(tx, HOUSE)
            newcomers = [
                add_person(tx, NewPerson(f"n{number}", "N", HOUSE), unit, state=ACTIVE, password_hash="", now=NOW)
                for number in range(50)
            ]
        results = {
            "due, next day": time_lists(database, persons, next_day, due_questions),
            "due, after 30 days away": time_lists(database, persons, after_holidays, due_questions),
            "plan of the day": time_lists(database, persons, next_day, plan_today),
            "plan of somebody new": time_lists(database, newcomers, next_day, plan_today),
        }
        for label, (median, late) in results.items():
            click.echo(f"{label}: p50 {median:.2f} ms, p95 {late:.2f} ms")
        worst = max(late for _median, late in results.values())
        click.echo(f"practice-load: due list p95 ≤ {worst:.2f} ms at {rows} answers of {people} people")
