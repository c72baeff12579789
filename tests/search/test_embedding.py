from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.search.documents import Saved
from kb.search.embedding import embed_pending
from kb.search.embedding_store import active_fingerprint, count_pending, get_spaces
from kb.store import Database
from tests.conftest import WordEncoder

Add = Callable[..., Saved]


def test_nothing_is_embedded_twice(database: Database, add: Add, encoder: WordEncoder) -> None:
    add("a", "第一句话。" * 90 + "第二句话。" * 90)
    assert embed_pending(database, encoder) == len(encoder.encoded) > 2
    assert embed_pending(database, encoder) == 0
    before = len(encoder.encoded)
    add("a", "第一句话。" * 90 + "第二句话。" * 90 + "新的一句。" * 90)
    embed_pending(database, encoder)
    assert 0 < len(encoder.encoded) - before < before


def test_a_stop_in_the_middle_is_made_good_by_the_next_run(
    database: Database, add: Add, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.search.embedding._VERSIONS_PER_STEP", 2)
    for number in range(7):
        add(f"d{number}", f"第{number}篇的内容")

    def stop(done: int, total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed_pending(database, encoder, stop)
    assert embed_pending(database, encoder) == 3
    assert sorted(encoder.encoded) == sorted(f"d{number}\n第{number}篇的内容" for number in range(7))


def test_another_model_takes_over_when_its_vectors_are_complete(database: Database, add: Add) -> None:
    first, second = WordEncoder("first"), WordEncoder("second", dimension=32)
    add("a", "应收账款保理")
    add("b", "大额存单")
    embed_pending(database, first)

    def look(_done: int, _total: int) -> None:
        with database.read() as tx:
            assert active_fingerprint(tx) == first.fingerprint

    embed_pending(database, second, look)
    with database.read() as tx:
        assert active_fingerprint(tx) == second.fingerprint
        assert [space["fingerprint"] for space in get_spaces(tx)] == [second.fingerprint]
        assert count_pending(tx, second.fingerprint) == 0
        assert tx.value("SELECT COUNT(*) FROM version_vectors") == 2
