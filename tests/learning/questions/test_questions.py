from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.pipeline import ingest_paths
from kb.errors import BadInput, Conflict, NotAllowed
from kb.learning.formats.question_file import QuestionFile, read_yaml
from kb.learning.questions import service
from kb.learning.questions import store as question_store
from kb.learning.questions.access import list_questions
from kb.learning.questions.scoring import right_answer, score
from kb.learning.questions.states import DRAFT, LIVE, REVIEWED
from kb.library import Library
from kb.people.person import Role
from kb.search.documents import Saved, set_status
from kb.store import Database
from tests.learning.conftest import ALL, NOW, SINGLE, STARTER
from tests.support.people import make_person, make_unit


def test_all_starter_questions_load_once_and_can_be_answered(database: Database) -> None:
    shipped = [read_yaml(path.read_text("utf-8")).questions for path in (STARTER / "questions").glob("*.yaml")]
    assert service.seed_questions(database, STARTER, now=NOW) == sum(map(len, shipped)) > 200
    assert service.seed_questions(database, STARTER, now=NOW) == 0
    admin = make_person(database, Role.ADMIN)
    with database.read() as tx:
        rows = list_questions(tx, admin, LIVE)
    assert len(rows) == sum(map(len, shipped))
    assert all(score(row["question"], right_answer(row["question"])) == pytest.approx(1) for row in rows)
    assert all(row["question"].sources and row["question"].competencies for row in rows)


def test_starter_questions_know_the_documents_they_rest_on(library: Library) -> None:
    ingest_paths(library.database, library.files, [STARTER / "cases" / "bill-pool.md"], now=NOW)
    service.seed_questions(library.database, STARTER, now=NOW)
    with library.database.read() as tx:
        sources = {row["question"].sources for row in question_store.list_rows(tx) if "bill-pool" in row["id"]}
        found = [question_store.find_source(tx, source) for source in sources]
    assert len(found) == 1
    assert found[0] is not None


def test_a_question_goes_live_by_another_hand(database: Database) -> None:
    unit = make_unit(database, "North")
    author, second = (make_person(database, Role.TRAINER, unit_id=unit.id) for _ in range(2))
    stranger = make_person(database, Role.TRAINER, unit_id=make_unit(database, "South").id)
    assert service.save_question(database, author, SINGLE, 0, now=NOW) == 1
    with pytest.raises(BadInput, match="someone other than its author"):
        service.move_question(database, author, SINGLE.id, REVIEWED, now=NOW)
    with pytest.raises(NotAllowed):
        service.move_question(database, stranger, SINGLE.id, REVIEWED, now=NOW)
    with pytest.raises(BadInput, match="cannot go"):
        service.move_question(database, second, SINGLE.id, LIVE, now=NOW)
    service.move_question(database, second, SINGLE.id, REVIEWED, now=NOW)
    service.move_question(database, second, SINGLE.id, LIVE, now=NOW)
    with pytest.raises(Conflict):
        service.save_question(database, author, SINGLE, 0, now=NOW)
    assert service.save_question(database, author, replace(SINGLE, stem="Which one?"), 1, now=NOW) == 2
    with database.read() as tx:
        assert [row["state"] for row in list_questions(tx, author)] == [DRAFT]
        assert list_questions(tx, stranger) == []


def test_client_managers_write_none(database: Database) -> None:
    with pytest.raises(NotAllowed):
        service.save_question(database, make_person(database), SINGLE, 0, now=NOW)


def test_a_newer_or_withdrawn_source_calls_for_review(database: Database, add: Callable[..., Saved]) -> None:
    admin = make_person(database, Role.ADMIN)
    document = add("id:bill-pool", "old text")
    question = replace(SINGLE, sources=("bill-pool",))
    service.import_questions(database, None, QuestionFile((question,)), now=NOW)
    service.move_question(database, admin, question.id, REVIEWED, now=NOW)
    service.move_question(database, admin, question.id, LIVE, now=NOW)

    def stale() -> int:
        with database.read() as tx:
            return sum(bool(row["stale"]) for row in list_questions(tx, admin, LIVE))

    assert stale() == 0
    add("id:bill-pool", "new text")
    assert stale() == 1
    service.confirm_sources(database, admin, question.id, now=NOW)
    assert stale() == 0
    with database.write() as tx:
        set_status(tx, document.document_id, "withdrawn", NOW)
    assert stale() == 1


def test_an_import_is_whole_or_nothing_and_may_be_repeated(database: Database) -> None:
    broken = """questions:
  - id: a
    type: true_false
    stem: Yes?
    answer: true
  - {id: b, type: odd, stem: x}
"""
    read = read_yaml(broken)
    assert [problem.line for problem in read.problems] == [6]
    with pytest.raises(BadInput, match="odd"):
        service.import_questions(database, None, read, now=NOW)
    assert service.compare_questions(database, None, QuestionFile(ALL)).added == len(ALL)
    good = QuestionFile(ALL)
    assert service.import_questions(database, None, good, now=NOW) == service.Imported(len(ALL), 0, 0)
    assert service.import_questions(database, None, good, now=NOW) == service.Imported(0, 0, len(ALL))
    changed = QuestionFile((replace(SINGLE, stem="New?"), *ALL[1:]))
    assert service.import_questions(database, None, changed, now=NOW) == service.Imported(0, 1, len(ALL) - 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("questions: [", 1),
        ("- a", 1),
        ("questions:\n  - just text\n", 2),
        ("questions:\n  - {id: a, type: single, stem: x, options: 3}\n", 2),
        ("questions:\n  - {id: a, type: matching, stem: x, answer: [[a]]}\n", 2),
        ("questions:\n  - {id: a, type: numerical, stem: x, answer: ten}\n", 2),
        ("questions:\n  - {id: a, type: true_false, stem: x, answer: maybe}\n", 2),
    ],
)
def test_malformed_yaml_gives_the_line(text: str, line: int) -> None:
    assert [problem.line for problem in read_yaml(text).problems] == [line]


def test_a_broken_starter_file_leaves_the_others_out_of_it(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "a.yaml").write_bytes(b"\xff\xfe")
    (folder / "b.yaml").write_text("questions: [1, {id: a, type: true_false, stem: Yes, answer: true}]", "utf-8")
    assert service.seed_questions(database, tmp_path, now=NOW) == 1
