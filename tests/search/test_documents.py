from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.clock import utc_now
from kb.errors import NotFound
from kb.search.documents import (
    WITHDRAWN,
    Saved,
    get_document,
    get_readable_document,
    list_tags,
    list_versions,
    save_version,
    set_status,
)
from kb.search.text_store import list_passages
from kb.store import Database
from tests.conftest import new_version

Add = Callable[..., Saved]


def test_new_changed_and_unchanged(database: Database, add: Add) -> None:
    assert add("a", "第一版").outcome == "added"
    assert add("a", "第一版").outcome == "unchanged"
    saved = add("a", "第二版", tags=["新"])
    assert saved.outcome == "updated"
    with database.read() as tx:
        assert get_document(tx, saved.document_id)["text"] == "第二版"
        assert get_document(tx, saved.document_id, 1)["text"] == "第一版"
        assert [row["version"] for row in list_versions(tx, saved.document_id)] == [2, 1]
        assert list_tags(tx) == ["新"]


def test_the_same_content_elsewhere_is_the_same_document(database: Database) -> None:
    with database.write() as tx:
        first = save_version(tx, new_version("a", "同样的内容", title="t", content_hash="x"), utc_now())
        second = save_version(tx, new_version("b", "同样的内容", title="t", content_hash="x"), utc_now())
    assert second == Saved(first.document_id, "unchanged")


def test_what_was_withdrawn_stays_withdrawn(database: Database, add: Add) -> None:
    saved = add("a", "第一版")
    with database.write() as tx:
        set_status(tx, saved.document_id, WITHDRAWN, utc_now())
    add("a", "第二版")
    with database.read() as tx:
        assert get_document(tx, saved.document_id)["status"] == WITHDRAWN


def test_what_is_withdrawn_or_expired_is_gone_by_its_address_too(database: Database, add: Add) -> None:
    withdrawn, expired = add("a", "应收账款"), add("b", "存单", expires_at="2026-01-01T00:00:00.000Z")
    with database.write() as tx:
        set_status(tx, withdrawn.document_id, WITHDRAWN, utc_now())
    with database.read() as tx:
        for saved in (withdrawn, expired):
            with pytest.raises(NotFound):
                get_readable_document(tx, saved.document_id, None, utc_now(), hidden_too=False)
            assert get_readable_document(tx, saved.document_id, None, utc_now(), hidden_too=True)["version"] == 1


def test_an_unknown_document_is_not_found(database: Database) -> None:
    with database.read() as tx, pytest.raises(NotFound):
        get_document(tx, "nothing")
    with database.write() as tx, pytest.raises(NotFound):
        set_status(tx, "nothing", WITHDRAWN, utc_now())


def test_passages_are_spans_of_the_text(database: Database, add: Add) -> None:
    text = "应收账款保理𠮷祥。" * 80
    saved = add("a", text)
    with database.read() as tx:
        assert "".join(row["text"] for row in list_passages(tx, saved.document_id, 1)) == text
