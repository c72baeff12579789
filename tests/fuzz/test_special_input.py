"""Input made to do harm, by name: each is refused in words, soon, and leaves nothing behind."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from cases.exchange import read_case
from cases.importing import import_case
from ingest.readers import Limits, read_file
from ingest.readers.front_matter import split_front_matter
from kb.clock import utc_now
from kb.config import Settings
from kb.errors import BadInput, KbError
from kb.files import FileStore
from kb.learning.formats.exchange import read_questions
from kb.learning.formats.gift import read_gift
from kb.learning.formats.moodle_xml import read_moodle_xml
from kb.learning.formats.question_file import MAX_PROBLEMS, QuestionFile, read_yaml
from kb.learning.formats.table import read_table
from kb.learning.kinds.number import read_number
from kb.library import Library
from kb.people.roster import read_roster
from kb.search.query import MAXIMUM_CHARACTERS, Filters, read_query
from kb.store import Database
from kb.ui.parts.markdown import document_markdown, plain
from kb.usage.figures.selection import Window
from tests.ingest import making

HUGE = "9" * 400
LYING = ("!!int ''", "!!float ''", "!!bool x", "!!timestamp x", "9" * 5000)
MERGED = "\n".join(
    ["a0: &a0 {x: 1}", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}, *a{n - 1}]}}" for n in range(1, 30))]
)
PIECES = ["[", "![", "[a](", "![a](", "![a][", "\\", "[a](b ", ":a", ":", "$", "`", "<a", "](", "a"]
STORY = "\n---\n## 背景\n甲\n## 做法\n乙\n"
HYPERLINK = (
    '<w:p xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<w:hyperlink r:id="r2"><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>'
)


@contextmanager
def soon(seconds: float = 3) -> Iterator[None]:
    """The work inside takes no longer, in time of the processor."""
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds


def question(**fields: str) -> str:
    given = {"id": "q1", "type": "numerical", "stem": "几?", "answer": "1"} | fields
    return "questions:\n- " + "\n  ".join(f"{name}: {value}" for name, value in given.items()) + "\n"


def case(**fields: str) -> str:
    given = {"id": "c1", "kind": "case", "title": "题"} | fields
    return "---\n" + "\n".join(f"{name}: {value}" for name, value in given.items()) + STORY


@pytest.mark.parametrize("value", LYING)
def test_values_that_are_not_what_they_say(value: str) -> None:
    for name in ("id", "type", "stem", "answer"):
        assert read_yaml(question(**{name: value})).problems
    assert read_yaml(f"source: {value}\n{question()}").problems
    with pytest.raises(BadInput):
        read_case(case(title=value))
    with pytest.raises(BadInput, match=r"impossible value|cannot be read"):
        split_front_matter(f"---\ntitle: {value}\n---\n正文")


def test_numbers_beyond_measure() -> None:
    assert read_yaml(question(answer=HUGE)).problems
    assert read_yaml(question(answer=f"{{value: 1, tolerance: {HUGE}}}")).problems
    with pytest.raises(BadInput):
        read_case(case(figures=f"[{{name: a, value: {HUGE}}}]"))
    assert read_gift(f"A {{#{HUGE}}}").problems
    assert read_table(f"id,type,stem,answer\nq,numerical,x,{HUGE}\n").problems
    assert read_moodle_xml(
        f'<quiz><question type="numerical"><name><text>a</text></name><questiontext><text>x</text></questiontext>'
        f'<answer fraction="100"><text>{HUGE}</text></answer></question></quiz>'.encode()
    ).problems


def test_questions_that_are_merged_in_have_no_lines() -> None:
    assert read_yaml("<<: {questions: [{id: a}]}").problems


def test_half_of_a_character_is_no_text(database: Database, settings: Settings) -> None:
    with pytest.raises(BadInput):
        import_case(database, FileStore(settings.files_dir), case(title='"\\ud800"').encode(), now=utc_now())


@pytest.mark.parametrize("head", [MERGED, "[" * 500, "a: &a [x]\nb: [*a, *a]"])
def test_heads_that_expand_or_dig(head: str) -> None:
    with soon(1), pytest.raises(BadInput, match="aliases"):
        read_case(f"---\n{head}{STORY}")
    with soon(1), pytest.raises(BadInput, match="aliases"):
        split_front_matter(f"---\n{head}\n---\n正文")
    with soon(1):
        assert read_yaml(head).problems


def _gap(text: str) -> Callable[[], QuestionFile]:
    written = (
        '<quiz><question type="cloze"><name><text>a</text></name><questiontext format="markdown"><text>'
        f"{text}</text></questiontext></question></quiz>"
    )
    return lambda: read_moodle_xml(written.encode())


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(_gap("{" + " " * 90_000), id="blanks in a gap"),
        pytest.param(_gap("{1:" * 30_000), id="many gaps"),
        pytest.param(lambda: read_gift(f"[html]{'<a' * 100_000} {{T}}\n"), id="tags without an end"),
        pytest.param(lambda: read_gift("A {" + "".join(f"=a{n} " for n in range(50_000)) + "}\n"), id="many answers"),
        pytest.param(lambda: read_gift("// " + "[tag:a]" * 60_000 + "\nA {T}\n"), id="many tags"),
        pytest.param(lambda: read_table("id,type,stem,answer\nq,cloze,x," + "\\" * 100_000), id="backslashes"),
    ],
)
def test_questions_take_no_longer_than_their_length(read: Callable[[], QuestionFile]) -> None:
    with soon():
        read()


@pytest.mark.parametrize("line", [f"## {'#' * 100_000}x", f"## {' #' * 50_000}x", f"## {' ' * 100_000}x"])
def test_headings_take_no_longer_than_their_length(line: str) -> None:
    with soon(), pytest.raises(BadInput, match="heading"):
        read_case(case() + line)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "id,type,stem,answer\n" + "a\n" * 100_000),
        ("a.gift", "A {\n\n" * 20_000),
        ("a.xml", f"<quiz>{'<a/>' * 50_000}</quiz>"),
        ("a.yaml", "questions:\n" + "- a\n" * 20_000),
        ("a.xlsx", making.workbook({"a": [["id", "type", "stem", "answer"], *[["a"]] * 500]})),
    ],
)
def test_a_file_of_mistakes_has_a_bounded_answer(name: str, content: str | bytes) -> None:
    read = read_questions(name, content.encode() if isinstance(content, str) else content)
    assert len(read.problems) == MAX_PROBLEMS


def _sheet_part(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return making.archive({name: change(part) if "sheet1" in name else part for name, part in parts.items()})


def _encrypted(content: bytes) -> bytes:
    changed = bytearray(content)
    for at in range(len(content)):
        if content[at : at + 4] in (b"PK\x01\x02", b"PK\x03\x04"):
            changed[at + (8 if content[at + 2] == 1 else 6)] |= 1
    return bytes(changed)


def _bz2(content: bytes) -> bytes:
    """The same, said to be packed by bz2 (12), which it is not."""
    changed = bytearray(content)
    for at in range(len(content)):
        if content[at : at + 4] in (b"PK\x01\x02", b"PK\x03\x04"):
            changed[at + (10 if content[at + 2] == 1 else 8)] = 12
    return bytes(changed)


ROSTER = making.workbook({"a": [["Sign-in name", "Name", "Unit"], ["wang", "Wang", "Bank"]]})


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_sheet_part(ROSTER, lambda part: part.replace(b'r="2"', b'r="900000000"')), id="billionth row"),
        pytest.param(_sheet_part(ROSTER, lambda part: part.replace(b'r="A2"', b'r="!!"')), id="no such cell"),
        pytest.param(_sheet_part(ROSTER, lambda part: part[:300]), id="half a sheet"),
        pytest.param(_encrypted(ROSTER), id="encrypted"),
        pytest.param(_bz2(ROSTER), id="damaged bz2"),
        pytest.param(ROSTER[:60] + bytes(len(ROSTER) - 760) + ROSTER[-700:], id="damaged"),
    ],
)
def test_workbooks_of_people_are_refused_in_words(content: bytes) -> None:
    with soon(5), pytest.raises(BadInput, match="workbook"):
        read_roster(content)
    assert read_questions("a.xlsx", content).problems
    try:
        read_file(Path("a.xlsx"), content, Limits())
    except BadInput as refusal:
        refusal.message.encode()


def test_a_wide_table_is_read() -> None:
    columns = 10_000
    text = ",".join(f"c{n}" for n in range(columns)) + "\n" + ",".join("1" * columns)
    with soon(5):
        assert "c9999" in read_file(Path("a.csv"), text.encode(), Limits()).text
        assert read_questions("a.csv", text.encode()).problems
        with pytest.raises(BadInput, match="columns"):
            read_roster(text.encode())


def test_macros_and_links_stay_where_they_are() -> None:
    parts = making.docx_parts(HYPERLINK) | {
        "word/vbaProject.bin": b"Attribute VB_Name",
        "word/attachedTemplate.xml": "<a/>",
    }
    document = read_file(Path("a.docm"), making.archive(parts), Limits())
    assert document.text == "链接"


@pytest.mark.parametrize("name", ["a" * 5000 + ".txt", "a\0b.txt", "../../a.txt", "\u202ea.txt", "a\nb.txt"])
def test_odd_names_are_only_names(name: str) -> None:
    assert read_file(Path(name), "正文".encode(), Limits()).text == "正文"


@pytest.mark.parametrize("content", [b"\xff\xfe\xfd" * 40, b"a\0" * 50, "\ud800".encode("utf-8", "surrogatepass") * 40])
def test_bytes_that_are_no_text(content: bytes) -> None:
    for name in ("a.yaml", "a.gift", "a.csv", "a.xml", "a.xlsx"):
        assert read_questions(name, content).problems
    with pytest.raises(KbError):
        read_roster(content)
    with pytest.raises(BadInput):
        read_case(content.decode("utf-8", "replace"))


def test_any_typed_text_makes_a_query() -> None:
    for text in ("\ud800\0\u202e", '"' * 9000, "NEAR(" * 900, "一" * 900_000, "a" * 900_000):
        assert len(read_query(text).text) <= MAXIMUM_CHARACTERS


def test_a_long_answer_is_no_number() -> None:
    with soon(1):
        assert read_number(f"1x{' ' * 200_000}y") is None


@pytest.mark.parametrize("piece", PIECES)
def test_documents_are_drawn_in_time_of_their_length(piece: str) -> None:
    text = ":" + (piece * 200_000)[:200_000]
    with soon(1):
        document_markdown(text)
        plain(text)


def test_days_of_odd_digits_filter_nothing_out(library: Library) -> None:
    for day in ("²", "９", "9" * 40, "x"):
        assert library.engine.search(read_query("a", Filters(published_from=day))).hits == []


def test_the_last_day_there_is_ends_a_window() -> None:
    assert Window(date(9999, 12, 30), date.max).periods() == [Window(date(9999, 12, 30), date.max)]
    assert Window(date(9999, 1, 1), date.max).periods()[-1].last == date.max
