"""Questions in work: found, handed to review, sent back, made live, retired; what happened to them is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.learning.formats.question_file import QuestionFile
from kb.learning.practice.service import try_answer
from kb.learning.questions.search import STALE, QuestionFilter, find_questions, open_question, open_version
from kb.learning.questions.service import (
    confirm_sources,
    export_questions,
    import_questions,
    move_question,
    save_question,
    steps_for,
)
from kb.learning.questions.states import DRAFT, LIVE, RETIRED, REVIEWED, WAITING, State, Step
from kb.people.person import Person, Role
from kb.search.documents import Saved
from kb.store import Database, Row
from tests.learning.conftest import ALL, NOW, SINGLE
from tests.support.people import make_person, make_unit


def to_states(person: Person, row: Row) -> list[State]:
    """Return where this person may take a question."""
    return [found.to for found in steps_for(person, row).values()]


def test_a_question_moves_through_its_states_with_visible_reasons(database: Database) -> None:
    unit = make_unit(database, "North")
    author = make_person(database, Role.TRAINER, unit_id=unit.id, name="Author")
    second = make_person(database, Role.TRAINER, unit_id=unit.id, name="Second")

    def move(person: object, state: str, **more: object) -> None:
        move_question(database, person, SINGLE.id, state, now=NOW, **more)  # type: ignore[arg-type]

    def row() -> dict[str, object]:
        return dict(open_question(database, author, SINGLE.id).row)

    save_question(database, author, SINGLE, 0, now=NOW)
    assert to_states(author, row()) == [WAITING, RETIRED]
    move(author, WAITING)
    assert (to_states(author, row()), to_states(second, row())) == ([DRAFT], [REVIEWED, DRAFT])
    assert steps_for(second, row())[Step.SEND_BACK].needs_reason
    assert not steps_for(author, row())[Step.RECALL].needs_reason
    with pytest.raises(BadInput, match="Give a reason"):
        move(second, DRAFT)
    move(second, DRAFT, reason=" The second option is right too. ")
    save_question(database, author, replace(SINGLE, stem="Which one?"), 1, now=NOW)
    move(author, WAITING, version=2)
    with pytest.raises(Conflict):
        move(second, REVIEWED, version=1)
    with pytest.raises(BadInput, match="someone other"):
        move(author, REVIEWED)
    move(second, REVIEWED, version=2)
    move(author, LIVE)
    with pytest.raises(BadInput, match="Give a reason"):
        move(second, RETIRED)
    move(second, RETIRED, reason="Rules changed.")
    opened = open_question(database, second, SINGLE.id)
    assert [(step["state"], step["person"], step["reason"]) for step in opened.steps] == [
        (WAITING, "Author", ""),
        (DRAFT, "Second", "The second option is right too."),
        (WAITING, "Author", ""),
        (REVIEWED, "Second", ""),
        (LIVE, "Author", ""),
        (RETIRED, "Second", "Rules changed."),
    ]
    assert [(version["version"], version["person"]) for version in opened.versions] == [
        (2, "Author"),
        (1, "Author"),
    ]
    assert open_version(database, second, SINGLE.id, 1) == SINGLE
    with pytest.raises(NotFound):
        open_version(database, second, SINGLE.id, 9)


def test_strangers_and_client_managers_see_nothing(database: Database) -> None:
    import_questions(database, None, QuestionFile(ALL), now=NOW)
    stranger = make_person(database, Role.TRAINER, unit_id=make_unit(database, "South").id)
    reader = make_person(database)
    assert find_questions(database, stranger, QuestionFilter()) == []
    assert export_questions(database, stranger) == []
    with pytest.raises(NotAllowed):
        open_question(database, stranger, SINGLE.id)
    with pytest.raises(NotAllowed):
        find_questions(database, reader, QuestionFilter())
    with pytest.raises(NotAllowed):
        export_questions(database, reader)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (QuestionFilter(), len(ALL)),
        (QuestionFilter(text=" 還款來源 "), 1),
        (QuestionFilter(text="Q-ORDER"), 1),
        (QuestionFilter(type="matching"), 1),
        (QuestionFilter(difficulty="hard"), 1),
        (QuestionFilter(competency="product-fit"), 1),
        (QuestionFilter(source="bill-pool"), 1),
        (QuestionFilter(source="id:bill-pool", type="matching"), 0),
        (QuestionFilter(state=LIVE), 0),
        (QuestionFilter(state=STALE), 0),
        (QuestionFilter(state=DRAFT), len(ALL)),
    ],
)
def test_filters(database: Database, wanted: QuestionFilter, found: int) -> None:
    special = replace(ALL[0], difficulty="hard", competencies=("product-fit",), sources=("bill-pool",))
    import_questions(database, None, QuestionFile((special, *ALL[1:])), now=NOW)
    assert len(find_questions(database, make_admin(database), wanted)) == found


def test_a_question_that_is_back_comes_first_with_its_reason(database: Database, add: Callable[..., Saved]) -> None:
    admin = make_admin(database)
    document = add("id:bill-pool", "old text", title="Bill pool")
    back = replace(SINGLE, id="z-last", sources=("bill-pool",))
    import_questions(database, None, QuestionFile((*ALL, back)), now=NOW)
    for state in (REVIEWED, LIVE):
        move_question(database, admin, back.id, state, now=NOW)
    add("id:bill-pool", "new text", title="Bill pool")
    assert next(row["id"] for row in find_questions(database, admin, QuestionFilter())) == back.id
    assert [row["id"] for row in find_questions(database, admin, QuestionFilter(state=STALE))] == [back.id]
    assert open_question(database, admin, back.id).moved_sources == [
        {"id": document.document_id, "title": "Bill pool", "status": "published", "known": 1, "now": 2}
    ]
    tried = try_answer(database, admin, back, "a")
    assert tried.source is not None
    assert (tried.source["id"], tried.source["title"], tried.source["version"]) == (
        document.document_id,
        "Bill pool",
        2,
    )
    confirm_sources(database, admin, back.id, now=NOW)
    assert open_question(database, admin, back.id).moved_sources == []


def make_admin(database: Database):  # type: ignore[no-untyped-def]
    return make_person(database, Role.ADMIN)
