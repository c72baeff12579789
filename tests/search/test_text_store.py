from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.clock import utc_now
from kb.config import Settings
from kb.migrations import migrate, migrations
from kb.search.documents import Chunk, Saved, get_document, save_version
from kb.search.feed import best_passages, ordinals_by_id
from kb.search.text_store import BLOCK_CHARACTERS, list_passages, read_text
from kb.store import Database
from tests.conftest import new_version

Add = Callable[..., Saved]
LENGTHS = (0, 1, BLOCK_CHARACTERS - 1, BLOCK_CHARACTERS, BLOCK_CHARACTERS + 1, 3 * BLOCK_CHARACTERS + 7)


def _long(length: int) -> str:
    return "".join(chr(0x4E00 + number * 7 % 20_000) if number % 9 else "𠀀" for number in range(length))


@pytest.mark.parametrize("length", LENGTHS)
def test_a_text_comes_back_as_it_was(database: Database, add: Add, length: int) -> None:
    text = _long(length)
    saved = add("long", text, chunks=())
    with database.read() as tx:
        assert read_text(tx, saved.document_id, 1) == text
        assert get_document(tx, saved.document_id)["text"] == text


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_a_passage_is_cut_where_it_stands(database: Database, data: st.DataObject) -> None:
    text = _long(3 * BLOCK_CHARACTERS)
    near = st.sampled_from([number * BLOCK_CHARACTERS for number in range(1, 3)]).flatmap(
        lambda edge: st.integers(edge - 3, edge + 3)
    )
    start = data.draw(st.one_of(near, st.integers(0, len(text) - 2)))
    end = min(len(text), start + data.draw(st.integers(1, 2 * BLOCK_CHARACTERS)))
    source = f"{start}-{end}"
    with database.write() as tx:
        saved = save_version(tx, new_version(source, text, chunks=[Chunk(0, 1), Chunk(start, end)]), utc_now())
    with database.read() as tx:
        ordinal = ordinals_by_id(tx)[saved.document_id]
        assert best_passages(tx, {ordinal: 1})[ordinal].text == text[start:end]
        assert [row["text"] for row in list_passages(tx, saved.document_id, 1)] == [text[:1], text[start:end]]


def test_texts_of_an_older_library_move_into_blocks(settings: Settings) -> None:
    database, texts = Database(settings.database_path), [*(_long(length) for length in LENGTHS), "before\0after"]
    with database.migrating() as db:
        migrations.apply(db, stop_before="m013_text_blocks")
        for number, text in enumerate(texts):
            db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, 'case', 't', 'published', 1, '2026-01-01', NULL, 'x', 'x', 1)",
                (f"d{number}", number, f"s{number}"),
            )
            db.execute(
                "INSERT INTO document_versions VALUES (?, 1, 't', 'h', '{}', '', '', '', 0, 'x', ?)",
                (f"d{number}", text),
            )
    migrate(database)
    with database.read() as tx:
        assert [read_text(tx, f"d{number}", 1) for number in range(len(texts))] == texts
    assert list(database.problems()) == []
    database.close()
