"""What the process that opens strangers' files can no longer do."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from ingest.reader_process import ReaderProcess
from ingest.readers import Limits
from ingest.sheets import people_lines, question_lines
from kb.errors import BadInput
from kb.learning.formats.exchange import read_questions
from kb.people.roster import read_roster
from kb.store import Database
from tests.support.server import ROOT

_ATTEMPT = """
import os, socket, subprocess, sys
from ingest.confinement import confine
from ingest.readers import Limits
target = sys.argv[1]
confine(Limits())
def attempts():
    yield lambda: open(target)
    yield lambda: os.open(target, os.O_RDONLY)
    yield lambda: os.listdir(os.path.dirname(target))
    yield lambda: __import__("pysqlite3")
    yield lambda: __import__("sqlite3")
    yield lambda: socket.create_connection(("127.0.0.1", 9))
    yield lambda: socket.socket()
    yield lambda: subprocess.run(["true"])
    yield lambda: os.system("true")
    yield lambda: os.fork()
    yield lambda: os.rename(target, target + "x")
    yield lambda: os.remove(target)
for number, attempt in enumerate(attempts()):
    try:
        attempt()
    except PermissionError:
        continue
    print("possible:", number)
print("done")
"""


def _sheet(*lines: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_confined_process_reaches_no_data_no_network_and_no_program(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "data" / "kb.sqlite"
    assert target.exists()
    done = subprocess.run(
        [sys.executable, "-c", _ATTEMPT, str(target)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["done"], done.stdout + done.stderr


def test_no_reader_brings_a_database_along() -> None:
    """Their modules cannot be imported later: so none may be there before."""
    looking = "import sys, ingest.worker as w; w.load_readers(); print([m for m in sys.modules if 'sqlite' in m])"
    done = subprocess.run([sys.executable, "-c", looking], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]"]


def test_the_child_is_told_nothing_of_the_parent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KB_DATA_DIR", "/somewhere")
    monkeypatch.setenv("SOME_SECRET", "hush")
    with (tmp_path / "kb.sqlite").open("w"), ReaderProcess(Limits()) as reader:
        reader.ask_for_lines("people", Path("a.xlsx"), _sheet(("login",)))
        assert reader._process is not None
        child = Path(f"/proc/{reader._process.pid}")
        if not child.exists():
            pytest.skip("this system has no /proc")
        told = (child / "environ").read_bytes()
        assert b"KB_DATA_DIR" not in told
        assert b"hush" not in told
        assert (child / "cwd").readlink() == Path("/")
        opened = [str(one.readlink()) for one in (child / "fd").iterdir()]
    assert len(opened) >= 3
    assert [name for name in opened if name.startswith(str(tmp_path))] == []


def test_workbooks_of_people_and_questions_are_read_in_the_child() -> None:
    people = _sheet(("login", "name", "unit"), ("li.lei", "李雷", "Bank"), (None,), (17, "A", "B"))
    assert read_roster(people, workbook=people_lines) == read_roster(people)
    table = _sheet(
        ("id", "type", "stem", "answer"), ("q-1", "true_false", "?", "true"), ("q-2", "true_false", "=1", "x")
    )
    found, expected = read_questions("a.xlsx", table, workbook=question_lines), read_questions("a.xlsx", table)
    assert found.questions == expected.questions
    assert [(one.line, one.error.message) for one in found.problems] == [
        (one.line, one.error.message) for one in expected.problems
    ]
    good = _sheet(("id", "type", "stem", "answer"), ("q-1", "true_false", "?", "true"))
    assert read_questions("a.xlsx", good, workbook=question_lines) == read_questions("a.xlsx", good)


@pytest.mark.parametrize("content", [b"PK\x03\x04 nothing", b"PK\x03\x04" + bytes(5000)])
def test_what_is_no_workbook_is_refused_from_there_too(content: bytes) -> None:
    with pytest.raises(BadInput):
        read_roster(content, workbook=people_lines)
    assert read_questions("a.xlsx", content, workbook=question_lines).problems
