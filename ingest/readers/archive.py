"""Looks at an office file, which is a zip of XML, before any library opens it."""

from __future__ import annotations

import codecs
import io
import zipfile

from ingest.readers import refusals
from ingest.readers.document import Limits
from kb.zip_files import UNREADABLE

_MAX_ENTRIES = 10_000
_MAX_RATIO = 100
_RATIO_MATTERS_FROM = 20 * 1024 * 1024
_ENCRYPTED = 0x1
_FORBIDDEN = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_XML = (".xml", ".rels", ".vml")


def check_archive(content: bytes, limits: Limits) -> None:
    """Raise BadInput for an archive bomb, a password, unsafe XML or damage; archives inside stay closed.

    The sizes in the central directory are believed: zipfile never gives out more than they say.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            bomb = total > _RATIO_MATTERS_FROM and total > _MAX_RATIO * len(content)
            if bomb or total > limits.max_unpacked_bytes or len(entries) > _MAX_ENTRIES:
                raise refusals.unpacks_too_large()
            if any(entry.flag_bits & _ENCRYPTED for entry in entries):
                raise refusals.password()
            for entry in entries:
                if entry.filename.lower().endswith(_XML):
                    _check_xml(archive.read(entry))
    except UNREADABLE as error:
        raise refusals.damaged() from error


def _check_xml(part: bytes) -> None:
    # Office never writes document type declarations; entity bombs and external entities need one.
    if part.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or part[:2] in (b"<\x00", b"\x00<"):
        part = part.upper()
    if any(word in part for word in _FORBIDDEN):
        raise refusals.unsafe_xml()
