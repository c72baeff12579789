"""Files of questions in every format: both ways without loss, and refused in words, whole, when they are damaged."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from kb.commands import main
from kb.config import Settings
from kb.errors import BadInput, NotFound
from kb.learning.formats.exchange import FORMS, left_out, read_questions, write_questions, write_template
from kb.learning.formats.question_file import QuestionFile, read_yaml
from kb.learning.questions.question import Option, Question, same
from kb.learning.questions.rules import check
from kb.learning.questions.service import export_questions, import_questions, list_questions
from kb.people.person import Role
from kb.store import Database
from tests.learning.conftest import ALL, NOW, STARTER
from tests.support.people import make_person

FILES = sorted((STARTER / "questions").glob("*.yaml"))
STARTERS = tuple(question for path in FILES for question in read_yaml(path.read_text("utf-8")).questions)
ODD = (
    Question(
        "a|b", "single", "=1+1\nsecond line", options=(Option("x | y", 1), Option("-> \\ z\\|", 0), Option("@z", 0))
    ),
    Question("m-1", "matching", "+ Match", pairs=(("a -> b", "c | d"), ("e\\", "f"), ("", "g"))),
    Question("m-2", "true_false", "'=quoted", truth=True, competencies=("one", "two"), sources=("s1", "s2")),
)


@pytest.mark.parametrize("form", FORMS)
def test_a_format_gives_back_what_it_holds(form: str) -> None:
    questions = [*STARTERS, *ALL, *ODD]
    out = left_out(form, questions)
    held = [question for question in questions if question not in out]
    read = read_questions(f"x.{form}", write_questions(form, questions))
    assert read.problems == ()
    assert len(read.questions) == len(held) > 0.9 * len(questions)
    assert all(same(one, other) for one, other in zip(read.questions, held, strict=True))


def test_a_table_says_what_it_cannot_hold() -> None:
    told = replace(ALL[0], options=(Option("a", 1, "Good."), Option("b", 0)))
    graded = replace(ALL[0], options=(Option("a", 1), Option("b", 0.5)))
    assert left_out("csv", [told, graded, ALL[1]]) == [told, graded]
    with pytest.raises(NotFound):
        write_questions("docx", [])
    with pytest.raises(BadInput, match="end in"):
        read_questions("x.docx", b"")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_templates_load(form: str) -> None:
    read = read_questions(f"x.{form}", write_template(form))
    assert (read.problems, len({question.type for question in read.questions})) == ((), len(read.questions))


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in (("id", "type", "stem", "answer", "wrong"), *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in more.items():
            new.writestr(name, part)
    return file.getvalue()


GOOD = ("q-1", "true_false", "x", True, None)


def test_a_workbook_is_read_by_its_values() -> None:
    read = read_questions("x.xlsx", workbook(GOOD, ("q-2", "numerical", "How many?", 12.5, None)))
    assert [question.truth for question in read.questions] == [True, None]
    assert read.questions[1].numbers[0].value == 12.5


@pytest.mark.parametrize(
    ("content", "lines", "words"),
    [
        (b"", [1], "not an Excel workbook"),
        (b"PK\x03\x04", [1], "not an Excel workbook"),
        (workbook(GOOD, ("q-2", "true_false", "=A1", "true")), [3], "The cell C3 contains a formula"),
        (workbook((), GOOD, ("q-2", "odd", "x", "y"), GOOD), [4, 5], "no question type"),
        (workbook(GOOD, ("q-2", "true_false", "#REF!", "true")), [3], "The cell C3"),
        (repacked(workbook(GOOD), lambda _name, part: part, bomb=b"0" * 60_000_000), [1], "unpacks to far more"),
        (
            repacked(workbook(GOOD), lambda _name, part: part.replace(b"<workbook", b"<!DOCTYPE a><workbook")),
            [1],
            "safety",
        ),
        (
            repacked(workbook(GOOD), lambda _name, part: part.replace(b'<row r="2"', b'<row r="1048576"')),
            [10_001],
            "at most",
        ),
    ],
)
def test_a_bad_workbook_is_refused_by_row(content: bytes, lines: list[int], words: str) -> None:
    read = read_questions("x.xlsx", content)
    assert [problem.line for problem in read.problems] == lines
    assert words in str(read.problems[0].error)


def test_other_files_that_end_badly_are_refused_by_line() -> None:
    assert [problem.line for problem in read_questions("x.gift", b"a {T}\n\n\xff {T}").problems] == [3]
    assert [problem.line for problem in read_questions("x.yaml", b"a: &a [x]\nquestions: [*a]").problems] == [1]
    assert [problem.line for problem in read_questions("x.yaml", b"questions: " + b"[" * 5000).problems] == [1]
    assert [problem.line for problem in read_questions("x.yaml", b"questions:\n- {id: 2001-99-99}").problems] == [1]
    assert [
        problem.line for problem in read_questions("x.csv", b"id,type,stem,answer\na,b," + b"c" * 200_000).problems
    ] == [2]
    assert [problem.line for problem in read_questions("x.xml", b" " * 10_000_001).problems] == [1]


BASES = {
    "gift": write_questions("gift", STARTERS[:12]),
    "xml": write_questions("xml", STARTERS[:12]),
    "csv": write_questions("csv", STARTERS[:12]),
    "xlsx": write_questions("xlsx", STARTERS[:12]),
    "yaml": FILES[0].read_bytes(),
}
BITS = (
    b"{",
    b"}",
    b"=",
    b"~",
    b"%",
    b"\n",
    b"\n\n",
    b'"',
    b"<",
    b"&",
    b"|",
    b"->",
    b",",
    b"\x00",
    b"\xff",
    b"nan",
    b"-1",
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with one to three random cuts, doublings and insertions."""
    for _time in range(chance.randint(1, 3)):
        start = chance.randrange(len(content))
        stop = start + chance.randint(1, 200)
        content = chance.choice(
            (
                content[:start] + content[stop:],
                content[:stop] + content[start:],
                content[:start] + chance.choice(BITS) + content[start:],
                content[:start] + chance.choice(BITS) + content[start + 1 :],
                content[: max(start, 1)],
            )
        )
    return content


def damaged_workbook(content: bytes, chance: random.Random) -> bytes:
    """Damage in the archive itself, or in one of its parts."""
    if chance.random() < 0.4:
        return damaged(content, chance)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    hit = chance.choice([*names, *(["xl/worksheets/sheet1.xml"] * 8)])
    return repacked(content, lambda name, part: damaged(part, chance) if name == hit else part)


@pytest.mark.parametrize("form", BASES)
def test_damaged_files_are_refused_by_line_and_change_nothing(form: str, database: Database) -> None:
    chance = random.Random(f"damage {form}")
    damage = damaged_workbook if form == "xlsx" else damaged
    admin = make_person(database, Role.ADMIN)
    import_questions(database, None, QuestionFile(ALL), now=NOW)
    refused = 0
    for _number in range(50):
        content = damage(BASES[form], chance)
        read = read_questions(f"x.{form}", content)
        if not read.problems:
            for question in read.questions:
                check(question)
            continue
        refused += 1
        lines = [problem.line for problem in read.problems]
        assert lines == sorted(lines)
        assert 1 <= lines[0] <= lines[-1] <= content.count(b"\n") + content.count(b"\r") + 1_000
        assert all(problem.error.message for problem in read.problems)
        with pytest.raises(BadInput, match="Nothing was imported"):
            import_questions(database, admin, read, now=NOW)
    assert refused >= 20
    with database.read() as tx:
        assert sorted(row["id"] for row in list_questions(tx, admin)) == sorted(question.id for question in ALL)


@pytest.mark.parametrize("form", ["gift", "xml", "csv", "xlsx"])
@pytest.mark.parametrize("place", [0, 4, 11])
def test_the_line_is_that_of_the_damaged_question(form: str, place: int) -> None:
    held = [question for question in STARTERS if question.type in ("single", "true_false")][:12]
    held[place] = replace(held[place], type="true_false", truth=True, stem="DAMAGED", options=())
    content = write_questions(form, held)
    if form == "xlsx":
        content = repacked(content, lambda _name, part: part.replace(b"DAMAGED", b""))
        assert [problem.line for problem in read_questions("x.xlsx", content).problems] == [place + 2]
        return
    before = content.decode("utf-8-sig").split("DAMAGED")[0]
    expected = before.count("\n") + 1
    if form == "xml":
        expected = before[: before.rindex("<question ")].count("\n") + 1
    if form == "gift":
        content = content.replace(b"DAMAGED {", b"DAMAGED {{")
    read = read_questions(f"x.{form}", content.replace(b"DAMAGED", b""))
    assert [problem.line for problem in read.problems] == [expected]


def test_the_command_writes_what_it_reads(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("KB_LIBRARY_DIR", str(settings.library_dir))
    table, moodle = tmp_path / "t.xlsx", tmp_path / "m.xml"
    for arguments in (("template", str(table)), ("import", str(table)), ("export", str(moodle))):
        assert CliRunner().invoke(main, ["questions", *arguments]).exit_code == 0
    assert len(read_questions(moodle.name, moodle.read_bytes()).questions) >= 7
    told = CliRunner().invoke(main, ["questions", "export", str(tmp_path / "g.gift")])
    assert "example-7" in told.stderr
    assert CliRunner().invoke(main, ["questions", "export", str(tmp_path / "x.doc")]).exit_code == 1


def test_all_can_be_exported_without_a_person(database: Database) -> None:
    import_questions(database, None, QuestionFile(ALL), now=NOW)
    assert {question.id for question in export_questions(database, None)} == {question.id for question in ALL}
