"""Files are opened in a child process that may hang, die or run out of memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.reader_process import ReaderProcess
from ingest.readers import Limits
from kb.errors import BadInput, NotReady
from tests.ingest import making

MB = 1024 * 1024
SLOW = b"<div>" * 60_000 + b"x"


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    with ReaderProcess(Limits(max_file_mb=30, seconds=20)) as reader:
        yield reader


def child_of(reader: ReaderProcess) -> subprocess.Popen[bytes]:
    process = reader._process
    assert process is not None
    return process


def test_reads_as_in_this_process_and_starts_once(reader: ReaderProcess) -> None:
    document = reader.read(Path("a.pptx"), making.presentation([("题", "文", "注")]))
    assert document.marks == ((0, "slide:1"), (8, "notes:1"))
    assert document.title == "题"
    child = child_of(reader)
    started = time.monotonic()
    assert reader.read(Path("a.docx"), making.docx()).text == "# 供应链金融\n\n正文在这里。"
    assert time.monotonic() - started < 1
    assert child_of(reader) is child


def test_refusals_come_back_with_their_fields(reader: ReaderProcess) -> None:
    with pytest.raises(BadInput) as refusal:
        reader.read(Path("a.zip"), making.archive({"a": "x"}))
    assert refusal.value.values["suffix"] == ".zip"
    with pytest.raises(BadInput, match="larger than 30 MB"):
        reader.read(Path("a.txt"), b"x" * (30 * MB + 1))


def test_small_text_needs_no_child() -> None:
    with ReaderProcess(Limits()) as reader:
        assert reader.read(Path("a.md"), "# 题\n\n正文".encode()).title == "题"
        assert reader._process is None


def test_a_dead_child_is_named_and_replaced(reader: ReaderProcess) -> None:
    reader.read(Path("a.docx"), making.docx())
    child = child_of(reader)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    with pytest.raises(BadInput, match="broke down"):
        reader.read(Path("a.docx"), making.docx())
    assert reader.read(Path("a.docx"), making.docx()).text


def test_a_hanging_file_is_stopped() -> None:
    with ReaderProcess(Limits(seconds=0.2)) as reader:
        started = time.monotonic()
        with pytest.raises(BadInput, match="longer than"):
            reader.read(Path("a.html"), SLOW)
        assert time.monotonic() - started < 15
        assert reader._process is None


@pytest.mark.skipif(sys.platform != "linux", reason="memory limits of Linux")
def test_memory_is_limited_and_no_file_can_be_written(reader: ReaderProcess) -> None:
    reader.read(Path("a.docx"), making.docx())
    status = Path(f"/proc/{child_of(reader).pid}/status").read_text("utf-8")
    in_use = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmSize")) * 1024
    limits = Path(f"/proc/{child_of(reader).pid}/limits").read_text("utf-8").splitlines()
    assert next(line for line in limits if line.startswith("Max file size")).split()[3] == "0"
    with ReaderProcess(Limits(max_memory_bytes=in_use + 60 * MB)) as tight:
        with pytest.raises(BadInput, match=r"memory|broke down"):
            tight.read(Path("a.txt"), "存款保险 ".encode() * (20 * MB // 13))
        assert tight.read(Path("a.docx"), making.docx()).text


def test_a_child_that_cannot_start_is_not_the_files_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with ReaderProcess(Limits()) as reader, pytest.raises(NotReady):
        reader.read(Path("a.docx"), making.docx())


def test_the_child_ends_with_its_parent() -> None:
    script = (
        "import os, sys; from pathlib import Path; from ingest.reader_process import ReaderProcess\n"
        "from ingest.readers import Limits; from tests.ingest import making\n"
        "reader = ReaderProcess(Limits()); reader.read(Path('a.docx'), making.docx())\n"
        "print(reader._process.pid, flush=True); os._exit(1)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=root, check=False)
    child = Path(f"/proc/{int(done.stdout)}")
    for _ in range(100):
        if not child.exists() or "(zombie)" in (child / "status").read_text("utf-8"):
            break
        time.sleep(0.05)
    else:
        pytest.fail("the reader outlived its parent")
