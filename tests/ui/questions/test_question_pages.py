"""The pages of the question bank: every type written and kept as it was, review by two people, files in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from kb.config import Settings
from kb.i18n import using_language
from kb.learning.formats.exchange import write_questions
from kb.learning.formats.question_file import QuestionFile
from kb.learning.kinds import KINDS
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Option, Question
from kb.learning.questions.service import import_questions, move_question, save_question
from kb.learning.questions.states import LIVE, REVIEWED, WAITING
from kb.people.person import Role
from kb.search.documents import Saved
from kb.store import Database
from tests.learning.conftest import ALL, NOW, SINGLE
from tests.learning.drafts.test_drafting import TEXT as DRAFT_TEXT
from tests.support.pages import open_first, pages_of
from tests.support.people import SignedIn, signed_in
from tests.support.server import ROOT

ODD = replace(SINGLE, id="q-odd", options=(Option("b  b", 0.5, "Half."), Option("a", 1, "Yes."), Option("c", 0)))
PAIRED = Question("q-arrow", "matching", "Match ", pairs=(("a", "b -> c"), ("d  d", "e")))


View = Callable[..., AppTest]


@pytest.fixture
def view(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[View]:
    """Opens a page as the first one, in English: `view("question", who, id=…)`. One page at a time."""

    def _view(name: str, who: SignedIn, **query: str) -> AppTest:
        at = open_first(monkeypatch, name)
        at.user = who.user  # type: ignore[attr-defined]
        for key, value in {**query, "lang": "en"}.items():
            at.query_params[key] = value
        at.run()
        assert not at.exception, at.exception
        return at

    with using_language("en"), pages_of(settings):
        yield _view


def open_tab(at: AppTest, name: str) -> AppTest:
    at.session_state["questions_tab"] = name
    return at.run()


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def stored(database: Database, question_id: str) -> Question:
    with database.read() as tx:
        row = question_store.get_row(tx, question_id)
    assert row is not None
    question: Question = row["question"]
    return question


@pytest.fixture
def trainer(database: Database) -> SignedIn:
    return signed_in(database, Role.TRAINER, name="Author")


@pytest.mark.parametrize("question", [*ALL, ODD, PAIRED], ids=lambda question: question.id)
def test_every_type_opens_unchanged_with_its_preview(
    view: View, database: Database, trainer: SignedIn, question: Question
) -> None:
    import_questions(database, None, QuestionFile((question,)), now=NOW)
    at = view("question", trainer, id=question.id)
    assert at.button(key="question_save").disabled
    assert at.button(key=f"question_to_{WAITING}")
    assert any(button.label == "Try this answer" for button in at.button)
    next(area for area in at.text_area if area.label.startswith("Explanation")).set_value("New reason.").run()
    press(at, "question_save")
    assert not at.error
    assert stored(database, question.id) == replace(
        question, explanation="New reason.", options=stored(database, question.id).options
    )
    assert set(stored(database, question.id).options) == set(question.options)


TYPED = {
    "single": ({"Right answer": "a", "Wrong answers, one per line": "b\nc"}, {}),
    "multiple": ({"Right answers, one per line": "a\nb", "Wrong answers, one per line": "c"}, {}),
    "true_false": ({}, {}),
    "cloze": ({"Accepted answers, one per line": "word\nsame word"}, {}),
    "matching": ({"Pairs": "a -> first\nb -> second\n-> third"}, {}),
    "numerical": ({}, {"Number": "12,5", "Tolerance (±)": "0.5", "Unit of the number": "%"}),
    "ordering": ({"The steps": "one\ntwo\nthree"}, {}),
    "scenario": ({"Key points": "[2] use => purpose; use\nsource => repaid"}, {}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_can_be_written(view: View, database: Database, trainer: SignedIn, kind: str) -> None:
    at = view("question", trainer, type=kind)
    assert at.info
    areas, inputs = TYPED[kind]
    at.text_area[0].set_value("What is it?")
    for label, value in areas.items():
        next(area for area in at.text_area if area.label.startswith(label)).set_value(value)
    for label, value in inputs.items():
        next(field for field in at.text_input if field.label == label).set_value(value)
    if kind == "true_false":
        at.radio[0].set_value(True)
    at.run()
    assert any(button.label == "Try this answer" for button in at.button), at.info[-1].value
    press(at, "question_save")
    with database.read() as tx:
        [row] = question_store.list_rows(tx)
    assert (row["state"], row["question"].type, row["question"].stem) == ("draft", kind, "What is it?")
    assert row["id"] in at.query_params["id"]


def test_what_is_wrong_is_said_and_nothing_is_kept(view: View, database: Database, trainer: SignedIn) -> None:
    at = view("question", trainer, type="scenario")
    at.text_area[0].set_value("A client.")
    at.text_area[1].set_value("no arrow")
    at.run()
    assert "A key point is written as" in at.info[-1].value
    press(at, "question_save")
    assert "A key point is written as" in at.error[0].value
    with database.read() as tx:
        assert question_store.count_questions(tx) == 0


def test_two_people_take_a_question_to_practice_and_one_retires_it(
    view: View, database: Database, trainer: SignedIn
) -> None:
    second = signed_in(database, Role.TRAINER, name="Second")
    save_question(database, trainer.person, SINGLE, 0, now=NOW)
    at = press(view("question", trainer, id=SINGLE.id), f"question_to_{WAITING}")
    assert not [button for button in at.button if button.key == f"question_to_{REVIEWED}"]
    at = view("question", second, id=SINGLE.id)
    press(at, "question_to_draft")
    assert "Give a reason" in at.error[0].value
    at.text_input(key=f"question_reason_{SINGLE.id}").set_value("Too easy.").run()
    press(at, "question_to_draft")
    at = view("question", trainer, id=SINGLE.id)
    assert any("Too easy" in warning.value for warning in at.warning)
    press(at, f"question_to_{WAITING}")
    at = press(view("question", second, id=SINGLE.id), f"question_to_{REVIEWED}")
    press(at, f"question_to_{LIVE}")
    at.text_input(key=f"question_reason_{SINGLE.id}").set_value("Old.").run()
    press(at, "question_to_retired")
    with database.read() as tx:
        assert question_store.list_rows(tx)[0]["state"] == "retired"


def test_a_conflict_is_told_and_the_page_loads_again(view: View, database: Database, trainer: SignedIn) -> None:
    save_question(database, trainer.person, SINGLE, 0, now=NOW)
    at = view("question", trainer, id=SINGLE.id)
    save_question(database, trainer.person, replace(SINGLE, stem="Other?"), 1, now=NOW)
    at.text_area[0].set_value("Mine?").run()
    assert "changed the question" in at.warning[0].value
    press(at, "question_save")
    assert "changed by someone else" in at.error[0].value
    press(at, "question_again")
    assert at.text_area[0].value == "Other?"


def test_an_older_version_can_be_taken_up_again(view: View, database: Database, trainer: SignedIn) -> None:
    save_question(database, trainer.person, SINGLE, 0, now=NOW)
    save_question(database, trainer.person, replace(SINGLE, stem="Other?"), 1, now=NOW)
    at = view("question", trainer, id=SINGLE.id)
    at.selectbox(key="question_version").set_value(1).run()
    press(at, "question_go_on")
    assert at.text_area[0].value == SINGLE.stem
    press(at, "question_save")
    assert stored(database, SINGLE.id) == SINGLE


def test_the_list_filters_and_marks_what_is_back(
    view: View, database: Database, trainer: SignedIn, add: Callable[..., Saved]
) -> None:
    add("id:bill-pool", "old", title="Bill pool")
    back = replace(SINGLE, id="z-back", stem="Which bill?", sources=("bill-pool",))
    many = tuple(replace(SINGLE, id=f"q-{number:02}") for number in range(30))
    import_questions(database, None, QuestionFile((*many, back)), now=NOW)
    for state in (REVIEWED, LIVE):
        move_question(database, trainer.person, back.id, state, now=NOW)
    add("id:bill-pool", "new", title="Bill pool")
    at = view("questions", trainer)
    assert any("1 live questions are back" in warning.value for warning in at.warning)
    assert any(caption.value == "31 questions, 25 shown" for caption in at.caption)
    press(at, "questions_more")
    assert any(caption.value == "31 questions, 31 shown" for caption in at.caption)
    at.selectbox(key="questions_state").set_value("stale").run()
    assert any(caption.value == "1 questions, 1 shown" for caption in at.caption)
    at.text_input(key="questions_text").set_value("nothing like it").run()
    assert any("No question found" in info.value for info in at.info)
    at = view("question", trainer, id=back.id)
    assert "has a newer version: 1 → 2" in at.warning[0].value
    press(at, "question_confirm")
    assert not at.warning


def test_a_file_is_tried_before_it_is_taken_in(view: View, database: Database, trainer: SignedIn) -> None:
    at = open_tab(view("questions", trainer), "Import and export")
    at.file_uploader[0].set_value(("bad.csv", b"id,type,stem,answer\na,odd,x,y\n", "text/csv")).run()
    assert not at.exception
    assert "Nothing was imported" in at.error[0].value
    assert list(at.dataframe[0].value["Line"]) == [2]
    at.file_uploader[0].set_value(("good.xml", write_questions("xml", ALL), "text/xml")).run()
    assert f"add {len(ALL)} questions and change 0" in next(info.value for info in at.info if "add" in info.value)
    press(at, "questions_import")
    with database.read() as tx:
        assert question_store.count_questions(tx) == len(ALL)
    assert any("Moodle GIFT does not support 2" in caption.value for caption in at.caption)


def test_a_client_manager_gets_neither_page(view: View, database: Database) -> None:
    for name in ("questions", "question"):
        at = AppTest.from_file(str(ROOT / "kb" / "ui" / "views" / f"{name}.py"), default_timeout=20)
        at.user = signed_in(database).user  # type: ignore[attr-defined]
        at.run()
        assert at.exception or at.error
        assert not at.title


def test_proposals_are_kept_changed_or_dropped(
    view: View, database: Database, trainer: SignedIn, add: Callable[..., Saved]
) -> None:
    add("id:loans", DRAFT_TEXT, title="Loans")
    at = open_tab(view("questions", trainer), "Proposals from a document")
    at.selectbox(key="questions_draft_source").set_value("id:loans").run()
    press(at, "questions_propose")
    kept = [button.key for button in at.button if str(button.key).startswith("keep_")]
    assert len(kept) >= 3
    press(at, kept[0])
    press(at, kept[1].replace("keep_", "drop_"))
    assert [button.key for button in at.button if str(button.key).startswith("keep_")] == kept[2:]
    with database.read() as tx:
        [row] = question_store.list_rows(tx)
    assert (row["id"], row["state"]) == (kept[0].removeprefix("keep_"), "draft")
