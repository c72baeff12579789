"""Guards of the case library, each with the case in which it bites."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cases import service, store
from cases.content import read_version
from cases.model import Case
from cases.records import source_of
from cases.story import Band, Story, compare, read_story
from kb.errors import Conflict, NotAllowed, NotFound
from kb.library import Library
from kb.search.documents import PUBLISHED, WITHDRAWN, document_id_of, get_document
from tests.cases.conftest import NOW, Staff, in_review, published, submitted


def test_another_writer_begins_a_version(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = service.start_case(library.database, staff.author, bill_pool, now=NOW)
    assert record.version == 1
    edited = replace(bill_pool, title="改过的题目")
    saved = service.save_draft(library.database, staff.trainer, record.id, edited, record.revision, now=NOW)
    assert saved.version == 2, "what the author wrote stays"
    with library.database.read() as tx:
        assert read_version(tx, record.id, 1).title == bill_pool.title
        assert store.list_unpublished_authors(tx, [record.id]) == {record.id: {staff.author.id, staff.trainer.id}}


def test_the_same_writer_goes_on_with_the_version(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = service.start_case(library.database, staff.author, bill_pool, now=NOW)
    edited = replace(bill_pool, title="改过的题目")
    saved = service.save_draft(library.database, staff.author, record.id, edited, record.revision, now=NOW)
    assert saved.version == 1
    elsewhere = replace(bill_pool, title="另一个窗口")
    saved = service.save_draft(library.database, staff.author, record.id, elsewhere, record.revision, now=NOW)
    assert saved.version == 2, "the other window's text stays"


def test_a_withdrawn_case_published_again_is_found_again(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = published(library, staff.author, staff.trainer, bill_pool)
    document_id = document_id_of(source_of(record.id))
    service.withdraw_case(library.database, staff.trainer, record.id, "核对", now=NOW)
    with library.database.read() as tx:
        assert get_document(tx, document_id)["status"] == WITHDRAWN
    record = service.revise_case(library.database, staff.author, record.id, now=NOW)
    record = service.submit_case(library, staff.author, record.id, record.revision, now=NOW)
    record = service.claim_case(library.database, staff.trainer, record.id, now=NOW)
    service.publish_case(library, staff.trainer, record.id, record.revision, now=NOW)
    with library.database.read() as tx:
        assert get_document(tx, document_id)["status"] == PUBLISHED


def test_only_the_claimer_decides(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = in_review(library, staff.author, staff.trainer, bill_pool)
    other = staff.second_trainer
    for decide in (
        lambda: service.release_case(library.database, other, record.id, now=NOW),
        lambda: service.return_case(library.database, other, record.id, record.revision, "因为", now=NOW),
        lambda: service.publish_case(library, other, record.id, record.revision, now=NOW),
    ):
        with pytest.raises(Conflict, match=staff.trainer.name):
            decide()
    taken = service.take_over_review(library.database, other, record.id, "对方休假", now=NOW)
    assert service.publish_case(library, other, taken.id, taken.revision, now=NOW).state == "published"


def test_the_reviewers_page_is_for_reviewers(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = submitted(library, staff.author, bill_pool)
    assert service.get_review(library.database, staff.trainer, record.id).record.id == record.id
    with pytest.raises(NotAllowed):
        service.get_review(library.database, staff.author, record.id)
    with pytest.raises(NotFound):
        service.get_review(library.database, staff.stranger, record.id)


def test_own_cases_come_with_their_steps_and_what_was_said(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = in_review(library, staff.author, staff.trainer, bill_pool)
    service.comment_on_case(library.database, staff.trainer, record.id, "result", "请写明口径", now=NOW)
    service.return_case(library.database, staff.trainer, record.id, record.revision, "缺少期间", now=NOW)
    draft = service.start_case(library.database, staff.author, Case(title="草稿"), now=NOW)
    own = {each.record.id: each for each in service.list_own(library.database, staff.author)}
    for case_id, each in own.items():
        assert each.steps == service.get_work(library.database, staff.author, case_id).steps
    assert own[record.id].reason == "缺少期间"
    assert [row["text"] for row in own[record.id].comments] == ["请写明口径"]
    assert (own[draft.id].reason, own[draft.id].comments) == ("", [])


def _story(text: str, direction: float) -> Story:
    """Return a story whose meaning points in a direction, in radians."""
    vector = np.array([np.cos(direction), np.sin(direction)], dtype=np.float32)
    return replace(read_story(text, None), vector=vector)


def _shared(count: int, total: int = 100) -> tuple[str, str]:
    """Return two texts of so many characters that share the first `count`."""
    first = "".join(chr(0x4E00 + index) for index in range(total))
    other = "".join(chr(0x7000 + index) for index in range(total))
    return first, first[:count] + other[count:]


@pytest.mark.parametrize(
    ("shared", "band"),
    [(100, Band.EXACT), (60, Band.NEAR), (38, Band.NEAR), (35, None), (10, None)],
)
def test_copies_begin_where_a_third_of_the_text_is_shared(shared: int, band: Band | None) -> None:
    first, other = _shared(shared)
    closeness = compare(read_story(first, None), read_story(other, None))
    assert (closeness and closeness.band) == band


@pytest.mark.parametrize(("cosine", "band"), [(0.95, Band.MEANING), (0.81, Band.MEANING), (0.79, None), (0.2, None)])
def test_the_same_story_begins_at_four_fifths_of_meaning(cosine: float, band: Band | None) -> None:
    first, other = _shared(0)
    closeness = compare(_story(first, 0.0), _story(other, float(np.arccos(cosine))))
    assert (closeness and closeness.band) == band


def test_a_few_words_have_no_story_to_compare_by_meaning() -> None:
    first, other = _shared(0, total=20)
    assert compare(_story(first, 0.0), _story(other, 0.0)) is None
