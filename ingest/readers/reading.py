"""The one door to all readers."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from ingest.readers import refusals
from ingest.readers.archive import check_archive
from ingest.readers.document import Limits, ReadDocument
from ingest.readers.file_type import Family, family_of
from kb.errors import KbError

_READERS: dict[Family, tuple[str, str]] = {
    "text": ("plain", "read_text"),
    "markdown": ("plain", "read_markdown"),
    "html": ("html", "read_html"),
    "docx": ("word.reading", "read_docx"),
    "pptx": ("slides.reading", "read_pptx"),
    "xlsx": ("sheets", "read_xlsx"),
    "xls": ("old_sheets", "read_xls"),
    "csv": ("delimited", "read_csv"),
    "pdf": ("pdf", "read_pdf"),
}
_ARCHIVES = {"docx", "pptx", "xlsx"}


def read_file(path: Path, content: bytes, limits: Limits) -> ReadDocument:
    """The text of a file's bytes; the path only gives the name. Raises BadInput, saying why it cannot be read.

    Nothing is fetched or written. Limits of time and memory are those of the process that calls.
    """
    if len(content) > limits.max_bytes:
        raise refusals.too_large(limits.max_file_mb)
    family = family_of(path, content)
    if family in _ARCHIVES:
        check_archive(content, limits)
    read = _reader(family)
    try:
        return read(content)
    except KbError:
        raise
    except MemoryError as error:
        raise refusals.too_much_memory() from error
    except RecursionError as error:
        raise refusals.too_deep() from error
    except Exception as error:
        # The libraries raise whatever a broken file leads them into; for people it is all one: damaged.
        raise refusals.damaged() from error


def load_readers() -> None:
    """Import every reader now, so that no file pays for it."""
    for family in _READERS:
        _reader(family)


def _reader(family: Family) -> Callable[[bytes], ReadDocument]:
    # Imported when needed: the libraries take a part of a second, and a text file does not need them.
    module, name = _READERS[family]
    read: Callable[[bytes], ReadDocument] = getattr(import_module(f"ingest.readers.{module}"), name)
    return read
