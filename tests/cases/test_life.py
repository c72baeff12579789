"""A case from the first word to its withdrawal, through the services."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cases.duplicates import Verdict
from cases.exchange import read_case
from cases.gate import GateClosed
from cases.importing import import_case
from cases.model import Case
from cases.service import (
    check_draft,
    claim_case,
    decide_duplicate,
    get_work,
    list_history,
    list_own,
    list_queue,
    publish_case,
    return_case,
    save_draft,
    start_case,
    submit_case,
    withdraw_case,
)
from cases.states import State
from kb.clock import utc_now
from kb.errors import Conflict, KbError, NotAllowed, NotFound
from kb.library import Library
from kb.people.person import Person, Role
from kb.search.query import read_query
from tests.support.people import make_person

FILES = sorted((Path(__file__).parents[2] / "cases" / "library" / "cases").glob("*.md"))


@pytest.fixture
def author(library: Library) -> Person:
    return make_person(library.database, Role.CLIENT_MANAGER, name="作者")


@pytest.fixture
def reviewer(library: Library) -> Person:
    return make_person(library.database, Role.TRAINER, name="审核")


@pytest.fixture
def story() -> Case:
    """The text of a library case as somebody might write it; not in the test's library."""
    return replace(read_case(FILES[0].read_text("utf-8")), id="")


def _found(library: Library, text: str) -> list[str]:
    return [hit.title for hit in library.engine.search(read_query(text)).hits]


def test_from_the_first_word_to_withdrawal(library: Library, author: Person, reviewer: Person, story: Case) -> None:
    database = library.database
    record = start_case(database, author, now=utc_now())
    assert start_case(database, author, now=utc_now()) == record, "a double click"
    assert [item.record.id for item in list_own(database, author)] == [record.id]
    record = save_draft(database, author, record.id, story, record.revision, now=utc_now())
    record = submit_case(library, author, record.id, record.revision, now=utc_now())
    assert record.state is State.SUBMITTED
    assert [item.record.id for item in list_queue(database, reviewer, now=utc_now())] == [record.id]
    assert _found(library, story.title) == []

    record = claim_case(database, reviewer, record.id, now=utc_now())
    record = return_case(database, reviewer, record.id, record.revision, "请补充数据来源", now=utc_now())
    record = save_draft(
        database, author, record.id, replace(story, tags=(*story.tags, "补充")), record.revision, now=utc_now()
    )
    record = submit_case(library, author, record.id, record.revision, now=utc_now())
    record = claim_case(database, reviewer, record.id, now=utc_now())
    record = publish_case(library, reviewer, record.id, record.revision, review_date="2099-01-01", now=utc_now())
    assert _found(library, story.title) == [story.title]

    withdraw_case(database, reviewer, record.id, "政策已变", now=utc_now())
    assert _found(library, story.title) == []
    steps = [row["step"] for row in list_history(database, author, record.id)]
    assert [step for step in steps if step != "save"] == [
        "start", "submit", "claim", "return", "submit", "claim", "publish", "withdraw",
    ]  # fmt: skip


def test_nobody_reviews_their_own(library: Library, reviewer: Person, story: Case) -> None:
    record = start_case(library.database, reviewer, story, now=utc_now())
    record = submit_case(library, reviewer, record.id, record.revision, now=utc_now())
    with pytest.raises(KbError):
        claim_case(library.database, reviewer, record.id, now=utc_now())


def test_two_reviewers_cannot_overwrite_each_other(
    library: Library, author: Person, reviewer: Person, story: Case
) -> None:
    other = make_person(library.database, Role.TRAINER, name="第二位")
    record = start_case(library.database, author, story, now=utc_now())
    record = submit_case(library, author, record.id, record.revision, now=utc_now())
    claimed = claim_case(library.database, reviewer, record.id, now=utc_now())
    with pytest.raises(Conflict, match="审核"):
        claim_case(library.database, other, record.id, now=utc_now())
    with pytest.raises(Conflict):
        publish_case(library, reviewer, record.id, claimed.revision - 1, review_date="2099-01-01", now=utc_now())


def test_a_stranger_sees_and_changes_nothing(library: Library, author: Person, story: Case) -> None:
    stranger = make_person(library.database, Role.CLIENT_MANAGER)
    record = start_case(library.database, author, story, now=utc_now())
    for attempt in (
        lambda: get_work(library.database, stranger, record.id),
        lambda: save_draft(library.database, stranger, record.id, story, record.revision, now=utc_now()),
        lambda: submit_case(library, stranger, record.id, record.revision, now=utc_now()),
        lambda: claim_case(library.database, stranger, record.id, now=utc_now()),
    ):
        with pytest.raises((NotFound, NotAllowed)):
            attempt()


def test_personal_data_closes_the_gate(library: Library, author: Person, story: Case) -> None:
    leaky = replace(story, situation=story.situation + "客户身份证号11010519491231002X，手机13812345678。")
    record = start_case(library.database, author, leaky, now=utc_now())
    with pytest.raises(GateClosed):
        submit_case(library, author, record.id, record.revision, now=utc_now())
    record = save_draft(library.database, author, record.id, story, record.revision, now=utc_now())
    assert submit_case(library, author, record.id, record.revision, now=utc_now()).state is State.SUBMITTED


def test_a_likely_duplicate_waits_for_a_decision(
    library: Library, author: Person, reviewer: Person, story: Case
) -> None:
    first = start_case(library.database, author, story, now=utc_now())
    first = submit_case(library, author, first.id, first.revision, now=utc_now())
    again = start_case(library.database, reviewer, replace(story, title=story.title + "（又一篇）"), now=utc_now())
    with pytest.raises(GateClosed):
        submit_case(library, reviewer, again.id, again.revision, now=utc_now())
    for candidate in check_draft(library, reviewer, again.id).undecided:
        decide_duplicate(library.database, reviewer, again.id, candidate, Verdict.DIFFERENT, "客户不同", now=utc_now())
    assert submit_case(library, reviewer, again.id, again.revision, now=utc_now()).state is State.SUBMITTED


def test_the_starter_library_can_be_taken_in_twice(library: Library) -> None:
    for outcome in ("added", "unchanged"):
        for path in FILES:
            assert import_case(library.database, library.files, path.read_bytes(), now=utc_now()) == outcome
    assert _found(library, "应收账款保理") != []
