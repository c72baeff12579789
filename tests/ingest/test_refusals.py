"""What cannot be read is refused with a reason, and nothing is fetched, written or blown up."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.readers import Limits, read_file
from kb.errors import BadInput
from tests.ingest import making
from tests.ingest.making import archive, docx_parts, word

LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
EXTERNAL = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BOMB = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n正文"


def encrypted_zip() -> bytes:
    content = bytearray(making.docx())
    for at in range(len(content)):
        if content[at : at + 4] == b"PK\x01\x02":
            content[at + 8] |= 1
    return bytes(content)


CASES = {
    "nothing in it": ("a.docx", b"", "empty"),
    "only blanks": ("a.txt", " \n\t\u3000".encode(), "empty"),
    "only a head": ("a.md", b"---\ntitle: x\n---\n", "empty"),
    "workbook of nothing": ("a.xlsx", making.workbook({"空": []}), "empty"),
    "blank page": ("a.pdf", making.pdf([[]]), "empty"),
    "cut off": ("a.docx", making.docx()[:-200], "damaged"),
    "no document inside": ("a.docx", archive({"word/other.xml": "<a/>"}), "damaged"),
    "cut off PDF": ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<", "damaged"),
    "not a spreadsheet": ("a.xlsx", archive({"xl/workbook.xml": "<a/>"}), "damaged"),
    "encrypted PDF": ("a.pdf", making.pdf([[]], making.ENCRYPTION), "password"),
    "encrypted office": ("a.docx", making.OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "encrypted zip": ("a.docx", encrypted_zip(), "password"),
    "Word 97": ("a.doc", making.OLE + b"Word.Document.8", "older or different office"),
    "RTF": ("a.doc", b"{\\rtf1 x}", "older or different office"),
    "OpenDocument": (
        "a.odt",
        archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
        "older or different",
    ),
    "binary workbook": ("a.xlsb", archive({"xl/workbook.bin": "x"}), "older or different office"),
    "program": ("a.pdf", b"MZ\x90\x00\x03" + bytes(range(256)), "not what the file name says"),
    "zip": ("a.zip", archive({"../../evil.txt": "x"}), "type (.zip)"),
    "other text": ("a.py", b"print()", "type (.py)"),
    "no suffix": ("a", b"print()", "type (?)"),
    "zeros in text": ("a.txt", "存款\0保险".encode(), "not plain text"),
    "controls in text": ("a.txt", bytes(range(1, 32)) * 9, "not plain text"),
    "entity bomb": ("a.docx", archive(docx_parts(word("&b;"), LAUGHS)), "could harm"),
    "external entity": ("a.docx", archive(docx_parts(word("&a;"), EXTERNAL)), "could harm"),
    "entity in UTF-16": (
        "a.docx",
        archive(docx_parts("") | {"word/document.xml": LAUGHS.lower().encode("utf-16")}),
        "could harm",
    ),
    "archive bomb": ("a.docx", archive(docx_parts("") | {"word/media/a.bin": bytes(30_000_000)}), "unpacks"),
    "many entries": ("a.docx", archive(docx_parts("") | {f"word/{n}": "" for n in range(10_001)}), "unpacks"),
    "head with aliases": ("a.md", BOMB.encode(), "YAML aliases"),
    "deep head": ("a.md", f"---\na: {'[' * 50}{']' * 50}\n---\nx".encode(), "YAML aliases"),
    "long head": ("a.md", b"---\na: " + b"x" * 70_000 + b"\n---\nx", "YAML aliases"),
    "bad head": ("a.md", "---\ntitle: [unclosed\nkind: : :\n---\n正文".encode(), "line 3"),
    "bad date": ("a.md", b"---\ndate: 2024-13-45\n---\nx", "impossible value"),
    "too large": ("a.txt", b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_named_with_a_reason(case: str) -> None:
    name, content, reason = CASES[case]
    with pytest.raises(BadInput) as refusal:
        read_file(Path(name), content, Limits(max_file_mb=1))
    assert reason in str(refusal.value)


def test_scanned_pdf_asks_for_text_recognition() -> None:
    drawn = making.pdf([[]]).replace(b"<< /Length 0 >>\nstream\n", b"<< /Length 16 >>\nstream\n10 10 50 50 re f\n")
    with pytest.raises(BadInput, match="OCR"):
        read_file(Path("a.pdf"), drawn, Limits())


def test_archives_inside_stay_closed() -> None:
    inner = archive({"a.bin": bytes(10_000_000)})
    content = archive(docx_parts(word("正文。")) | {"word/embeddings/a.zip": inner})
    assert read_file(Path("a.docx"), content, Limits()).text == "正文。"


def test_sizes_that_lie_do_not_get_past(tmp_path: Path) -> None:
    content = bytearray(archive(docx_parts("") | {"word/z.xml": b"<a>" + bytes(5_000_000)}))
    for at in range(len(content)):
        if content[at : at + 4] == b"PK\x01\x02" and content[at + 46 : at + 56] == b"word/z.xml":
            content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    assert zipfile.ZipFile(path).getinfo("word/z.xml").file_size == 100
    with pytest.raises(BadInput, match="damaged"):
        read_file(path, bytes(content), Limits())
