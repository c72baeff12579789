from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kb.commands import main
from kb.config import Settings
from kb.errors import BadInput
from kb.learning.formats.gift import read_gift
from kb.learning.formats.gift_writer import can_write, write_gift
from kb.learning.formats.question_file import read_yaml
from kb.learning.questions.question import Option, Question
from kb.learning.questions.scoring import score
from tests.learning.conftest import ALL, ORDERING, SINGLE, STARTER

DOCUMENTED = r"""
// Multiple choice, in the forms that Moodle's documentation shows
$CATEGORY: $course$/top/Grant

Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}

Grant is {~buried =entombed ~living} in Grant's tomb.

The American holiday of Thanksgiving is celebrated on the {
    ~second
    ~third
    =fourth
} Thursday of November.

::Q2:: What's between orange and green in the spectrum?
{ =yellow # right; good! ~red # wrong, it's yellow ~blue # wrong, it's yellow }

::Jesus' hometown::Jesus Christ was from {
   ~Jerusalem#This was an important city, but the wrong answer.
   ~%25%Bethlehem#He was born here, but not raised here.
   ~%50%Galilee#You need to be more specific.
   =Nazareth#Yes! That's right!
}.

What two people are entombed in Grant's tomb? {
   ~%-100%No one
   ~%50%Grant
   ~%50%Grant's wife
   ~%-100%Grant's father
}

// short answer
Who lies in Grant's tomb?{=no one =nobody}

Two plus two equals {=four =4}.

::Hometown:: Jesus Christ was from {
   =Nazareth#Yes! That's right!
   =%75%Nazereth#Right, but misspelled.
   =%25%Bethlehem#He was born here, but not raised here.
}

// true-false
Grant is buried in Grant's tomb.{F}

The sun rises in the east.{T}

Is Grant buried in a tomb in New York City?{TRUE#wrong one#right one####General words.}

// matching
Match the following countries with their corresponding capitals. {
   =Canada -> Ottawa
   =Italy  -> Rome
   =Japan  -> Tokyo
   =India  -> New Delhi
   ####Capitals.
}

// numerical
When was Ulysses S. Grant born? {#1822}

What is the value of pi (to 3 decimal places)? {#3.1415:0.0005}.

What is the value of pi (to 3 decimals)? {#3.141..3.142}.

::Q7:: When exactly was Ulysses S. Grant born? {#
     =1822:0      # Correct! Full credit.
     =%50%1822:2  # He was born in 1822. Half credit for being close.
}

// escapes and formats
Which answer equals 5? {
    ~ \= 2 + 2
    = \= 2 + 3
    ~ \= 2 + 4
}

::Braces::[markdown]What does \{ \} mean\: a set?\nOr \~ nothing \#1? {=yes\\no ~no}

[html]Who is <b>buried</b> here &amp; there?{~<i>Grant</i> =no one}
"""


def test_moodles_documented_forms_are_read() -> None:
    read = read_gift(DOCUMENTED)
    assert read.problems == ()
    by_stem = {question.stem: question for question in read.questions}
    assert len(by_stem) == 20
    types = [question.type for question in read.questions]
    assert {kind: types.count(kind) for kind in types} == {
        "single": 8, "multiple": 1, "cloze": 3, "true_false": 3, "matching": 1, "numerical": 4,
    }  # fmt: skip
    assert score(by_stem["Grant is _____ in Grant's tomb."], "entombed") == 1
    assert score(by_stem["Jesus Christ was from _____ ."], "Galilee") == 0.5
    assert score(by_stem["Jesus Christ was from"], "nazereth") == 0.75
    two = by_stem["What two people are entombed in Grant's tomb?"]
    assert score(two, ["Grant", "Grant's wife"]) == 1
    assert score(two, ["Grant", "No one"]) == 0
    assert score(by_stem["When exactly was Ulysses S. Grant born?"], "1820") == 0.5
    pi = by_stem["What is the value of pi (to 3 decimals)? _____ ."]
    assert [score(pi, text) for text in ("3.1415", "3.141", "3.15")] == [1, 1, 0]
    assert by_stem["Is Grant buried in a tomb in New York City?"].explanation == "General words."
    assert by_stem["Which answer equals 5?"].options[1] == Option("= 2 + 3", 1)
    braces = by_stem["What does { } mean: a set?\nOr ~ nothing #1?"]
    assert braces.options[0].text == "yes\\no"
    assert by_stem["Who is buried here & there?"].options[0].text == "Grant"


def test_what_is_written_reads_the_same() -> None:
    read = read_gift(DOCUMENTED).questions
    assert read_gift(write_gift(read)).questions == read
    mine = tuple(question for question in ALL if can_write(question))
    assert read_gift(write_gift(mine)).questions == mine
    with pytest.raises(BadInput, match="ordering"):
        write_gift([ORDERING])


def test_the_starter_questions_survive_the_way_through_gift() -> None:
    files = [read_yaml(path.read_text("utf-8")).questions for path in sorted((STARTER / "questions").glob("*.yaml"))]
    questions = tuple(question for file in files for question in file if can_write(question))
    assert {question.type for file in files for question in file} - {question.type for question in questions} == {
        "ordering",
        "scenario",
    }
    assert read_gift(write_gift(questions)).questions == questions


_TEXT = st.text(st.sampled_from("ab =~#{}:\\%->n/[]\n款，"), min_size=1, max_size=12).map(
    lambda text: "x" + " ".join(text.split()) + "x"
)


@given(stem=_TEXT, texts=st.lists(_TEXT, min_size=2, max_size=4, unique=True), explanation=_TEXT, section=_TEXT)
def test_any_text_survives(stem: str, texts: list[str], explanation: str, section: str) -> None:
    options = tuple(Option(text, float(place == 0), explanation) for place, text in enumerate(texts))
    question = Question("q]1", "single", stem, options=options, explanation=explanation, section=section)
    assert read_gift(write_gift([question])).questions == (question,)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Just words.\n\nGood?{T}\n", [1]),
        ("Good?{T}\n\n// note\nWrite an essay. {}\n", [4]),
        ("Open {\n=a\n~b\n", [1]),
        ("A {=a ~b} and {=c ~d}\n", [1]),
        ("Good?{T}\n\nA {\n=a\n~%many%b\n}\n", [5]),
        ("A {\n=a\n\n~b\n}\n", [1, 4]),
        ("How many? {#\n=ten\n}\n", [2]),
        ("A {\nodd =a ~b}\n", [2]),
        ("A {=a ~%-300%b}\n", [1]),
        ("A {~a ~b}\n", [1]),
        ("Twice?{T}\n\nTwice?{T}\n", [3]),
        ("", [1]),
    ],
)
def test_malformed_files_give_the_line(text: str, lines: list[int]) -> None:
    assert [problem.line for problem in read_gift(text).problems] == lines


def test_the_command_imports_all_or_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("KB_LIBRARY_DIR", str(settings.library_dir))
    good, bad = tmp_path / "good.gift", tmp_path / "bad.txt"
    good.write_text(write_gift([SINGLE, replace(SINGLE, id="q-2")]), "utf-8")
    bad.write_text("Good?{T}\n\nBad {\n", "utf-8")

    def run(*arguments: str) -> tuple[int, dict[str, object]]:
        result = CliRunner().invoke(main, ["questions", "import", *arguments, "--json"])
        return result.exit_code, json.loads(result.stdout)

    def counts(added: int, unchanged: int, dry_run: bool) -> dict[str, object]:
        return {"added": added, "updated": 0, "unchanged": unchanged, "dry_run": dry_run, "problems": []}

    code, said = run(str(bad))
    assert code == 1
    assert [problem["line"] for problem in said["problems"]] == [3]  # type: ignore[attr-defined]
    assert run(str(good), "--dry-run") == (0, counts(2, 0, True))
    assert run(str(good)) == (0, counts(2, 0, False))
    assert run(str(good)) == (0, counts(0, 2, False))
    assert CliRunner().invoke(main, ["questions", "import", __file__]).exit_code == 1
    table = tmp_path / "table.csv"
    assert CliRunner().invoke(main, ["questions", "template", str(table)]).exit_code == 0
    assert run(str(table)) == (0, counts(8, 0, False))
    table.write_bytes(table.read_text("utf-8-sig").replace("Match.", "配对").encode("gb18030", "replace"))
    assert run(str(table)) == (0, {**counts(0, 7, False), "updated": 1})


@pytest.mark.parametrize("bad", ["[id:", "[tag:\\", "=%a", "~a#b", "=a->", "::", "[", "{"])
def test_broken_text_takes_no_longer(bad: str) -> None:
    text = (bad * 200_000)[:200_000]
    start = time.process_time()
    for content in (f"// {text}\nA {{T}}\n", f"A {{{text}}}\n", f"{text} {{T}}\n"):
        read_gift(content)
    assert time.process_time() - start < 3
