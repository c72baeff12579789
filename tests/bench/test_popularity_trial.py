"""What others proved useful stands a little higher, and a new case gets a place now and then."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kb.clock import day_of, utc_now
from kb.commands import main
from kb.config import Settings
from kb.library import Library, open_library
from kb.search.documents import Saved
from kb.search.facts import FactsTable
from kb.search.feed import DocumentFacts
from kb.search.keys import passage_keys
from kb.search.popularity import PopularityWeights, boost_verified_successes, reserve_slot_for_new_document
from kb.search.query import read_query
from kb.search.ranking import Ranking

Add = Callable[..., Saved]
ALWAYS = PopularityWeights(one_in=1)


def _ranking(*scores: float) -> Ranking:
    """A document per score, of two passages, the second a little worse."""
    keys = np.concatenate([passage_keys(ordinal, 2) for ordinal in range(len(scores))])
    each = np.array([score - passage * 0.001 for score in scores for passage in (0, 1)], np.float32)
    return Ranking(keys, each, each, each)


def _order(ranking: Ranking) -> list[int]:
    best = ranking.scores.reshape(-1, 2).max(axis=1)
    return [int(ordinal) for ordinal in np.argsort(-best, kind="stable")]


def _flags(size: int, *ordinals: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    flags = np.zeros(size, np.bool_)
    flags[list(ordinals)] = True
    return flags


def test_successes_decide_between_near_equals_and_never_more_than_the_cap() -> None:
    weights = PopularityWeights()
    ranking = _ranking(0.800, 0.795, 0.750)
    assert _order(boost_verified_successes(ranking, {1: 3}, weights)) == [1, 0, 2]
    assert _order(boost_verified_successes(ranking, {2: 1_000_000}, weights)) == [0, 1, 2]
    lifted = boost_verified_successes(ranking, {0: 2, 2: 1_000_000}, weights).scores - ranking.scores
    assert lifted[:2] == pytest.approx([weights.cap / 2] * 2, abs=1e-6)
    assert lifted[2:4].tolist() == [0, 0]
    assert lifted.max() <= weights.cap + 1e-6
    assert boost_verified_successes(ranking, {}, weights) is ranking
    assert boost_verified_successes(Ranking.empty(), {1: 1}, weights).keys.size == 0


def test_one_new_case_moves_to_its_place_and_no_other_changes_order() -> None:
    ranking = _ranking(*np.linspace(0.9, 0.5, 30).tolist())
    moved = _order(reserve_slot_for_new_document(ranking, _flags(30, 9, 25), "question", "2026-11-24", ALWAYS))
    assert moved.index(9) == ALWAYS.place - 1
    assert [ordinal for ordinal in moved if ordinal != 9] == [ordinal for ordinal in range(30) if ordinal != 9]


@pytest.mark.parametrize("new", [(), (25,), (0, 9), (4, 9), (60,)])
def test_nothing_moves_where_none_is_near_or_one_stands_high_already(new: tuple[int, ...]) -> None:
    ranking = _ranking(*np.linspace(0.9, 0.5, 30).tolist())
    assert reserve_slot_for_new_document(ranking, _flags(61, *new), "question", "2026-11-24", ALWAYS) is ranking


def test_a_question_is_answered_alike_all_day_and_a_tenth_of_them_shows_a_new_case() -> None:
    ranking, new, weights = _ranking(*np.linspace(0.9, 0.5, 30).tolist()), _flags(30, 7, 11, 13), PopularityWeights()

    def chosen(question: str, day: str) -> list[int]:
        return _order(reserve_slot_for_new_document(ranking, new, read_query(question).folded, day, weights))

    moved = [number for number in range(1000) if chosen(f"question {number}", "2026-11-24") != list(range(30))]
    assert 70 <= len(moved) <= 130
    assert all(chosen(f"question {n}", "2026-11-24") == chosen(f"ＱＵＥＳＴＩＯＮ {n}", "2026-11-24") for n in moved)
    assert {chosen(f"question {n}", "2026-11-24")[4] for n in moved} == {7, 11, 13}
    assert [n for n in moved if chosen(f"question {n}", "2026-11-25") != list(range(30))] != moved


def test_only_cases_of_the_last_sixty_days_are_new() -> None:
    facts = FactsTable()
    fields = {"version": 1, "status": "published", "expires_at": None, "tags": (), "revision": 1}
    facts.update(
        DocumentFacts(ordinal=ordinal, kind=kind, published_on=day, **fields)  # type: ignore[arg-type]
        for ordinal, (kind, day) in enumerate(
            [
                ("case", "2026-11-24"),
                ("case", "2026-09-26"),
                ("case", "2026-09-25"),
                ("material", "2026-11-24"),
                ("case", "2026-11-25"),
            ]
        )
    )
    assert facts.new_cases("2026-11-24")[:5].tolist() == [True, True, False, False, False]
    assert facts.new_cases("2026-11-25")[:5].tolist() == [True, False, False, False, True]


def test_the_search_counts_successes_and_the_setting_switches_it_off(
    library: Library, settings: Settings, add: Add
) -> None:
    names = [f"name {number}" for number in range(3)]
    ids = {name: add(name, "bill pool " + "x" * number).document_id for number, name in enumerate(names)}
    asked = read_query("bill pool")
    plain = [hit.document_id for hit in library.engine.search(asked).hits]
    last = next(name for name in names if ids[name] == plain[-1])
    with library.database.read() as tx:
        ordinal = int(tx.value("SELECT ordinal FROM documents WHERE id = :id", {"id": ids[last]}))
    library.engine.use_successes(lambda _tx: {ordinal: 50}, PopularityWeights(cap=1.0))
    assert library.engine.search(asked).hits[0].document_id == ids[last]
    assert [hit.document_id for hit in library.engine.search(asked, mode="lexical").hits] == plain
    switched_off = open_library(replace(settings, popularity_in_ranking=False))
    assert switched_off.engine._success_source is None
    assert library.engine._success_source is not None
    switched_off.database.close()


def test_a_new_case_stands_fifth_never_first(library: Library, add: Add) -> None:
    today = day_of(utc_now())
    for number in range(8):
        add(f"name {number}", "bill pool " * (9 - number) + "word " * number, kind="material")
    new = add("new", "bill pool " + "word " * 60, published_on=today).document_id
    asked = read_query("bill pool")
    library.engine.use_successes(None)
    assert library.engine.search(asked).hits[-1].document_id == new
    library.engine.use_successes(lambda _tx: {}, ALWAYS)
    assert [hit.document_id for hit in library.engine.search(asked).hits].index(new) == 4


def test_the_command_tries_popularity(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text(
        "".join(json.dumps({"id": str(n), "text": f"bill pool {n}"}) + "\n" for n in range(40)), "utf-8"
    )
    (folder / "queries.jsonl").write_text(
        "".join(json.dumps({"id": f"q{n}", "text": f"pool {n}"}) + "\n" for n in range(6)), "utf-8"
    )
    (folder / "qrels.tsv").write_text("".join(f"q{n}\t{n}\t1\n" for n in range(6)), "utf-8")
    runs = [CliRunner().invoke(main, ["evaluate", str(folder), "--popularity"]) for _ in range(2)]
    assert runs[0].exit_code == 0, runs[0].output
    assert runs[0].output == runs[1].output
    assert "| mean | others asked | recall@1 |" in runs[0].output
