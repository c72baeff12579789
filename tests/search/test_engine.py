from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.clock import utc_now
from kb.library import Library, open_library
from kb.search.documents import WITHDRAWN, Saved, set_status
from kb.search.embedding import embed_pending
from kb.search.query import EXPIRED, PUBLISHED, Filters, read_query
from kb.search.ranking import Mode
from kb.search.results import Results
from kb.store import Database
from tests.conftest import WordEncoder

Add = Callable[..., Saved]
NASTY = [
    "贷" * 10_000,
    "！？。，、——…",
    "\"\"''``",
    "---",
    "AND OR NOT * ^ :",
    'a AND "b',
    "NEAR(保理, 2)",
    "😀🏦",
    "保\x00理",
    "\u202e保理\u200f",
    "(((((",
    "key:1 OR role:state",
    " \t\n",
    "\ud800",
]


def _titles(results: Results) -> list[str]:
    return [hit.title for hit in results.hits]


def _find(library: Library, text: str, mode: Mode = "hybrid", **filters: object) -> list[str]:
    return _titles(library.engine.search(read_query(text, Filters(**filters)), 10, mode=mode))  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", ["保理", "SWOT", "ｓｗｏｔ", "應收賬款", "30万", "用SWOT模型分析", "税"])
def test_what_is_written_is_found_in_any_form(library: Library, add: Add, asked: str) -> None:
    add("a", "用SWOT模型分析企业的应收账款保理，额度30万元，按税")
    add("b", "大额存单到期承接话术")
    assert _find(library, asked, "lexical") == ["a"]


@pytest.mark.parametrize("asked", NASTY)
def test_nothing_a_person_can_type_raises(library: Library, add: Add, encoder: WordEncoder, asked: str) -> None:
    add("a", "应收账款保理")
    embed_pending(library.database, encoder)
    library.engine.use_encoder(encoder)
    library.engine.search(read_query(asked), 10)


def test_without_a_model_words_answer(library: Library, add: Add) -> None:
    add("a", "应收账款保理")
    results = library.engine.search(read_query("保理"))
    assert _titles(results) == ["a"]
    assert not results.by_meaning


def test_scores_add_up(library: Library, add: Add, encoder: WordEncoder) -> None:
    add("a", "应收账款保理")
    add("b", "大额存单")
    embed_pending(library.database, encoder)
    library.engine.use_encoder(encoder)
    results = library.engine.search(read_query("应收账款保理"))
    best = results.hits[0].best
    assert results.by_meaning
    assert best.dense_score == pytest.approx(
        float(encoder.encode_query("a\n应收账款保理") @ encoder.encode_query("应收账款保理")), abs=1e-5
    )
    assert best.score > best.lexical_score > 0


def test_what_another_process_publishes_and_withdraws_shows_at_once(library: Library, add: Add) -> None:
    other = open_library(library.settings)
    assert _find(other, "保理") == []
    saved = add("a", "应收账款保理")
    assert _find(library, "保理") == _find(other, "保理") == ["a"]
    _set_status(library.database, saved, WITHDRAWN)
    assert _find(library, "保理") == _find(other, "保理") == []
    assert _find(other, "保理", statuses=frozenset({WITHDRAWN})) == ["a"]
    _set_status(library.database, saved, PUBLISHED)
    assert _find(library, "保理") == ["a"]


def test_a_changed_text_is_found_by_its_new_words_only(library: Library, add: Add, encoder: WordEncoder) -> None:
    add("a", "应收账款保理")
    embed_pending(library.database, encoder)
    library.engine.use_encoder(encoder)
    assert _find(library, "保理", "dense") == ["a"]
    add("a", "大额存单转让")
    assert _find(library, "保理", "lexical") == []
    assert _find(library, "大额存单", "dense") == []
    embed_pending(library.database, encoder)
    assert _find(library, "大额存单", "dense") == ["a"]


@pytest.mark.parametrize("mode", ["lexical", "dense", "hybrid"])
def test_filters_belong_to_the_question_not_to_the_cut(
    library: Library, add: Add, encoder: WordEncoder, mode: Mode
) -> None:
    for number in range(30):
        add(f"case-{number:02}", "应收账款保理", kind="case", tags=["供应链"], published_on="2026-03-01")
    add(
        "material",
        "应收账款保理的课程，内容长一些，分数低一些",
        kind="material",
        tags=["课程", "供应链"],
        published_on="2026-02-01",
    )
    embed_pending(library.database, encoder)
    library.engine.use_encoder(encoder)
    ask = read_query
    only = lambda **f: _titles(library.engine.search(ask("应收账款保理", Filters(**f)), 1, mode=mode))  # noqa: E731
    assert only(kinds=frozenset({"material"})) == ["material"]
    assert only(tags=frozenset({"课程"})) == ["material"]
    assert only(tags=frozenset({"课程", "没有"})) == []
    assert only(published_to="2026-02-15") == ["material"]
    assert only(published_from="2026-02-15")[0].startswith("case-")
    assert only(published_from="2026-02-01", published_to="2026-02-01") == ["material"]


@pytest.mark.parametrize("mode", ["lexical", "dense", "hybrid"])
def test_what_has_expired_leaves_the_search(library: Library, add: Add, encoder: WordEncoder, mode: Mode) -> None:
    add("old", "应收账款保理", expires_at="2026-01-31T00:00:00.000Z")
    add("new", "应收账款保理", expires_at="2999-01-31T00:00:00.000Z")
    embed_pending(library.database, encoder)
    library.engine.use_encoder(encoder)
    assert _find(library, "保理", mode) == ["new"]
    assert _find(library, "保理", mode, statuses=frozenset({EXPIRED})) == ["old"]


def test_a_document_appears_once_with_its_best_passages(library: Library, add: Add) -> None:
    add("a", "。".join(f"第{number}段说的是应收账款保理" + "补充说明" * 60 for number in range(8)) + "。")
    results = library.engine.search(read_query("应收账款保理"))
    assert _titles(results) == ["a"]
    assert 1 < len(results.hits[0].passages) <= 3


def test_a_lost_index_is_made_again(library: Library, add: Add) -> None:
    import shutil

    add("a", "应收账款保理")
    assert _find(library, "保理") == ["a"]
    shutil.rmtree(library.settings.cache_dir)
    assert _find(open_library(library.settings), "保理") == ["a"]


def _set_status(database: Database, saved: Saved, status: str) -> None:
    with database.write() as tx:
        set_status(tx, saved.document_id, status, utc_now())
