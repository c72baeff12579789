from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler

from kb.learning.practice import store as practice_store
from kb.learning.practice.calibration import calibrate, fit_parameters, predicted_by_person, predicted_retention
from kb.learning.practice.schedule_rows import CardRow, ReviewRow
from kb.learning.practice.service import answer
from kb.store import Database
from tests.learning.conftest import NOW, SINGLE
from tests.learning.practice.test_practice import go_live
from tests.support.people import make_person

START = datetime.fromisoformat(NOW)


def retrievability(stability: float, days: int) -> float:
    """FSRS-6's forgetting curve with its default decay, written down anew: 0.9 after `stability` days."""
    decay = -0.1542
    return float((1 + (0.9 ** (1 / decay) - 1) * days / stability) ** decay)


def practised(people: int, cards: int, reviews: int, *, honest: float = 1.0, seed: int = 1) -> list[ReviewRow]:
    """People who recall as often as FSRS says, times `honest`."""
    chance, scheduler, rows = random.Random(seed), Scheduler(enable_fuzzing=False), []
    for person in range(people):
        for number in range(cards):
            card, moment = Card(card_id=1, due=START), START
            for _ in range(reviews):
                share = honest * scheduler.get_card_retrievability(card, moment)
                rating = Rating.Good if card.last_review is None or chance.random() < share else Rating.Again
                rows.append(ReviewRow(f"p{person}", f"q{number}", int(rating), moment.isoformat()))
                card, _log = scheduler.review_card(card, rating, moment)
                moment = max(card.due, moment + timedelta(days=1)) + timedelta(days=chance.randint(0, 9))
    return rows


def test_predicted_retention_is_that_of_fsrs() -> None:
    scheduler, cards = Scheduler(enable_fuzzing=False), []
    for person, number in ((0, 0), (0, 1), (1, 0)):
        card = Card(card_id=number, due=START)
        for step in range(number + 2):
            card, _log = scheduler.review_card(card, Rating.Good, START + timedelta(days=3 * step))
        cards.append((f"p{person}", card))
    never = CardRow("p2", "q", Card(card_id=9, due=START).to_dict())
    rows = [CardRow(person, "q", card.to_dict()) for person, card in cards]
    moment = START + timedelta(days=90, hours=5)
    direct = [scheduler.get_card_retrievability(card, moment) for _person, card in cards]
    assert predicted_by_person([*rows, never], moment) == pytest.approx(
        {"p0": (direct[0] + direct[1]) / 2, "p1": direct[2]}
    )
    assert predicted_retention(rows, moment) == pytest.approx(((direct[0] + direct[1]) / 2 + direct[2]) / 2)
    assert predicted_retention([never], moment) is None
    for (_person, card), share in zip(cards, direct, strict=True):
        assert card.last_review is not None
        assert card.stability is not None
        assert share == pytest.approx(retrievability(card.stability, (moment - card.last_review).days))


def test_predictions_that_come_true_are_calibrated() -> None:
    reviews = practised(20, 12, 6)
    found = calibrate(reviews)
    assert (found.reviews, len(found.bins), found.default_parameters) == (1440, 10, True)
    assert found.judged == sum(one.observed.n for one in found.bins) <= 1200
    assert found.rmse is not None
    assert found.rmse < 0.05
    wrong = calibrate(practised(20, 12, 6, honest=0.6))
    assert wrong.rmse is not None
    assert wrong.rmse > 0.25
    assert all(one.predicted > one.observed.high for one in wrong.bins)


def test_own_parameters_need_400_reviews() -> None:
    reviews, own = practised(10, 10, 4), [*Scheduler().parameters[:-1], 0.3]
    assert not calibrate(reviews, own).default_parameters
    assert calibrate(reviews, own).bins != calibrate(reviews).bins
    assert calibrate(reviews[:399], own) == calibrate(reviews[:399])
    assert calibrate(reviews[:399], own).default_parameters
    assert fit_parameters(reviews[:399]) is None
    assert fit_parameters(reviews) is None
    assert calibrate(reviews, since=(START + timedelta(days=9)).isoformat()).judged < calibrate(reviews).judged


def test_few_reviews_have_no_bins() -> None:
    found = calibrate(practised(2, 2, 3))
    assert (found.reviews, found.bins, found.rmse) == (12, (), None)
    assert calibrate([]).judged == 0


def test_reviews_of_one_day_predict_nothing() -> None:
    rows = [ReviewRow("p", "q", 3, (START + timedelta(hours=hours)).isoformat()) for hours in (0, 1, 20, 50)]
    assert calibrate(rows).judged == 1


def test_the_store_hands_over_cards_and_reviews(database: Database) -> None:
    go_live(database, SINGLE)
    first, second = make_person(database), make_person(database)
    answer(database, first, SINGLE.id, 1, "a", NOW)
    answer(database, first, SINGLE.id, 1, "b", "2026-11-27T08:00:00.000Z")
    answer(database, second, SINGLE.id, 1, "a", NOW)
    with database.read() as tx:
        cards = practice_store.list_cards(tx, [first.id])
        reviews = practice_store.list_review_rows(tx, [first.id, first.id])
        assert len(practice_store.list_review_rows(tx, [first.id, second.id])) == 3
    assert [(row.person_id, row.question_id) for row in cards] == [(first.id, SINGLE.id)]
    assert [(row.rating, row.at) for row in reviews] == [(3, NOW), (1, "2026-11-27T08:00:00.000Z")]
    assert calibrate(reviews).judged == 1
    assert predicted_by_person(cards, START + timedelta(days=30))[first.id] < 1
