"""Text that no engine could keep is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from cases.review import comment_on_case
from kb.errors import BadInput
from kb.library import Library
from kb.search.documents import Saved
from kb.typed_text import require_storable
from kb.usage.ledger import ratings, service
from tests.support.people import make_person

NOW = "2026-11-24T08:00:00.000Z"


def test_a_text_with_a_nul_is_refused_and_every_other_is_returned_as_it_is() -> None:
    with pytest.raises(BadInput, match="cannot be stored"):
        require_storable("现金\x00短缺")
    assert require_storable(" 现金\n短缺 ") == " 现金\n短缺 "


def test_uses_ratings_and_comments_refuse_it_and_a_search_loses_it(library: Library, add: Callable[..., Saved]) -> None:
    database, person = library.database, make_person(library.database)
    document = add("a", "应收账款保理").document_id
    with pytest.raises(BadInput, match="cannot be stored"):
        service.record_apply(
            database, person, document, 1, now=NOW, situation="现金\x00短缺", used_on=date(2026, 11, 24)
        )
    with pytest.raises(BadInput, match="cannot be stored"):
        ratings.rate(database, person, document, True, "steps", "好\x00用", now=NOW)
    with pytest.raises(BadInput, match="cannot be stored"):
        comment_on_case(database, person, "any", "", "看\x00过", now=NOW)
    service.record_search(database, person, "保\x00理", 1, now=NOW)
    with database.read() as tx:
        assert tx.value("SELECT text FROM searches") == "保 理"
