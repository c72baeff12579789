"""What was not read of a file is said on the document's page."""

from __future__ import annotations

import pytest

from kb.clock import utc_now
from kb.config import Settings
from kb.search.metadata_store import change_metadata
from kb.store import Database
from tests.support.pages import open_in_menu, pages_of
from tests.support.people import sign_in
from tests.usage.conftest import Readers


@pytest.mark.parametrize(("not_read", "said"), [({"picture": 3, "chart": 1}, True), ({}, False)])
def test_the_page_says_what_was_not_read(
    database: Database,
    settings: Settings,
    readers: Readers,
    not_read: dict[str, int],
    said: bool,
) -> None:
    with database.write() as tx:
        meta = {"not_read": not_read}
        title, now = "bill pool", utc_now()
        change_metadata(tx, readers.document, 1, kind="material", title=title, tags=(), meta=meta, now=now)
    with pages_of(settings):
        at = open_in_menu("document", sign_in(database, readers.reader), id=readers.document)
    assert not at.exception
    assert any("未读入：3 张图片、1 个图表" in caption.value for caption in at.caption) is said
