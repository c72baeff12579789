"""Which family a file belongs to: by its first bytes and what a zip holds, then by its name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Literal

from ingest.readers import refusals
from kb.zip_files import UNREADABLE

Family = Literal["docx", "pptx", "xlsx", "xls", "pdf", "html", "markdown", "csv", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_ZIP_FOLDERS: dict[str, Family] = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}
_BY_SUFFIX: dict[str, Family] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".csv": "csv",
    ".tsv": "csv",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
_OTHER_OFFICE = {".doc", ".xls", ".ppt", ".wps", ".et", ".dps", ".rtf", ".odt", ".ods", ".odp", ".xlsb"}
_OFFICE = {".docx", ".pptx", ".xlsx", ".pdf", ".docm", ".pptm", ".xlsm"} | _OTHER_OFFICE
_PDF_HEADER_WITHIN = 1024


def family_of(path: Path, content: bytes) -> Family:
    """The family that reads this file. Raises BadInput, saying why, where none does."""
    suffix = path.suffix.lower()
    if not content.strip(b"\x00 \t\r\n"):
        raise refusals.empty()
    if content.startswith(_OLE):
        if _ENCRYPTED_OFFICE in content:
            raise refusals.password()
        if holds_old_workbook(content):
            return "xls"
        raise refusals.old_office()
    if content.startswith(b"PK\x03\x04"):
        return _family_of_zip(suffix, content)
    if b"%PDF-" in content[:_PDF_HEADER_WITHIN] and (content.startswith(b"%PDF-") or suffix == ".pdf"):
        return "pdf"
    if content.startswith(b"{\\rtf"):
        raise refusals.old_office()
    if suffix != ".md" and _looks_like_html(content):
        return "html"
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    raise refusals.wrong_content(suffix) if suffix in _OFFICE else refusals.unknown_type(suffix)


def holds_old_workbook(content: bytes) -> bool:
    """Whether a compound file holds a workbook of Excel 5 to 2003, or of WPS: its streams are named in UTF-16."""
    return any(name.encode("utf-16-le") + b"\0\0" in content for name in ("Workbook", "Book"))


def _family_of_zip(suffix: str, content: bytes) -> Family:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            declared = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except UNREADABLE as error:
        raise refusals.damaged() from error
    if "xl/workbook.bin" in names or b"opendocument" in declared:
        raise refusals.old_office()
    for folder, family in _ZIP_FOLDERS.items():
        if any(name.startswith(folder) for name in names):
            return family
    raise refusals.wrong_content(suffix) if suffix in _OFFICE else refusals.unknown_type(suffix)


def _looks_like_html(content: bytes) -> bool:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html")) or (head.startswith(b"<?xml") and b"<html" in head)
