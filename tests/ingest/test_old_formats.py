"""Office files of older formats: workbooks are read here, the rest by way of LibreOffice where it is installed."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import xlwt

from ingest.conversion import convert, find_libreoffice
from ingest.reader_process import ReaderProcess
from ingest.readers import Limits, ReadDocument, read_file
from kb.errors import BadInput
from tests.ingest import making

RTF = b"{\\rtf1 x}"
ODT_TYPE = "application/vnd.oasis.opendocument.text"
DOC = making.OLE + "WordDocument".encode("utf-16-le")
PPT = making.OLE + "PowerPoint Document".encode("utf-16-le")


def stored(parts: dict[str, str]) -> bytes:
    """An archive without compression, as the first part of OpenDocument is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


ODT = stored({"mimetype": ODT_TYPE})
QUICK = replace(Limits(), conversion_seconds=20.0)


def style(code: str = "General", *, struck: bool = False) -> xlwt.XFStyle:
    made = xlwt.XFStyle()
    made.num_format_str = code
    made.font.struck_out = struck
    return made


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("利率表")
    for column, text in enumerate(("产品", "利率", "机构号", "底价", "日期")):
        sheet.write(0, column, text)
    sheet.write_merge(1, 2, 0, 0, "快贷")
    values = (
        (1, (0.0385, "0.00%"), (123, "000000"), (3.2, "0.0"), (46082, 'yyyy"年"m"月"')),
        (2, (0.042, "0.0%"), (123456789012.34, "General"), (3.3, "0.0"), (46082.5, "yyyy-mm-dd hh:mm")),
        (3, (0.05, "0%"), (1, "General"), (3.4, "0.0"), (1, "General")),
    )
    for row, *cells in values:
        for column, (value, code) in enumerate(cells, 1):
            sheet.write(row, column, value, style(code))
    sheet.write(4, 0, "作废", style(struck=True))
    sheet.write(5, 0, True)
    sheet.row(3).hidden = True
    sheet.col(3).hidden = True
    book.add_sheet("底稿").visibility = 1
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def read(name: str, content: bytes) -> ReadDocument:
    return read_file(Path(name), content, Limits())


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx"])
def test_old_workbooks_are_shown_as_formatted(name: str) -> None:
    document = read(name, old_workbook())
    assert document.media_type == "application/vnd.ms-excel"
    assert document.text == (
        "## 利率表\n\n| 产品 | 利率 | 机构号 | 日期 |\n| --- | --- | --- | --- |\n"
        "| 快贷 | 3.85% | 000123 | 2026年3月 |\n"
        "| 快贷 | 4.2% | 123456789012.34 | 2026-03-01 12:00 |\n| TRUE |  |  |  |"
    )
    assert document.notices == {"hidden_row": 1, "hidden_column": 1, "struck_text": 1, "hidden_sheet": 1}


def test_an_old_workbook_without_its_beginning_is_damaged() -> None:
    content = old_workbook()
    with pytest.raises(BadInput, match="damaged"):
        read("a.xls", content[:512] + bytes(40) + content[552:])


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in LibreOffice's place; what it does is written into the file."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return program


def install(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)


@pytest.mark.parametrize(
    ("content", "name", "made", "media_type"),
    [
        (RTF, "a.rtf", "docx", "application/rtf"),
        (DOC, "旧文件.doc", "docx", "application/msword"),
        (DOC, "a.wps", "docx", "application/msword"),
        (PPT, "a.dps", "pptx", "application/vnd.ms-powerpoint"),
        (ODT, "a.odt", "docx", ODT_TYPE),
    ],
)
def test_old_documents_are_read_by_way_of_libreoffice(
    office: Path, tmp_path: Path, content: bytes, name: str, made: str, media_type: str
) -> None:
    result = tmp_path / f"result.{made}"
    result.write_bytes(making.docx() if made == "docx" else making.presentation([("供应链金融", "正文在这里。", "")]))
    install(
        office,
        f'for last; do :; done\necho "$@" > {tmp_path}/asked\nenv > {tmp_path}/env\nmkdir made\n'
        f'cp {result} "made/$(basename "${{last%.*}}").{made}"',
    )
    with ReaderProcess(QUICK) as reader:
        document = reader.read(Path(name), content)
    assert (document.title, document.media_type) == ("供应链金融", media_type)
    assert document.text == "# 供应链金融\n\n正文在这里。"
    asked = (tmp_path / "asked").read_text()
    assert f"--convert-to {made}" in asked
    assert "旧文件" not in asked
    folder = next(line for line in (tmp_path / "env").read_text().splitlines() if line.startswith("HOME="))[5:]
    assert not Path(folder).exists()


def test_the_program_works_in_a_profile_without_macros(office: Path, tmp_path: Path) -> None:
    install(office, f"cat profile/user/registrymodifications.xcu > {tmp_path}/settings; exit 1")
    with pytest.raises(BadInput, match="damaged"):
        convert(Path("a.rtf"), RTF, QUICK)
    settings = (tmp_path / "settings").read_text()
    for name in ("DisableMacrosExecution", "DisableActiveContent", "BlockUntrustedRefererLinks"):
        assert f'"{name}" oor:op="fuse"><value>true<' in settings


def test_what_hangs_is_ended_with_all_that_it_started(office: Path, tmp_path: Path) -> None:
    install(office, f"sh -c 'echo $$ > {tmp_path}/child; while :; do :; done' & echo $$ > {tmp_path}/self; wait")
    with pytest.raises(BadInput, match="longer than 1 seconds"):
        convert(Path("a.rtf"), RTF, replace(Limits(), conversion_seconds=1.0))
    for name in ("self", "child"):
        number = int((tmp_path / name).read_text())
        state = Path(f"/proc/{number}/stat")
        assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_what_writes_too_much_is_ended(office: Path) -> None:
    install(office, "mkdir made; ulimit -f > made/limit; head -c 300000000 /dev/zero > made/file.docx")
    with pytest.raises(BadInput, match="damaged"):
        convert(Path("a.rtf"), RTF, QUICK)


def test_without_libreoffice_they_are_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_libreoffice() is None
    with ReaderProcess(QUICK) as reader:
        for name, content in (("a.rtf", RTF), ("a.odt", ODT)):
            with pytest.raises(BadInput, match="older or different"):
                reader.read(Path(name), content)


def test_what_is_no_office_file_is_not_handed_over(office: Path, tmp_path: Path) -> None:
    install(office, f"touch {tmp_path}/called")
    with ReaderProcess(QUICK) as reader, pytest.raises(BadInput, match="older or different"):
        reader.read(Path("a.doc"), making.OLE + b"something else")
    assert not (tmp_path / "called").exists()
