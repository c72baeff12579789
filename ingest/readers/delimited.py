"""CSV to a Markdown table."""

from __future__ import annotations

from ingest.readers import refusals
from ingest.readers.decoding import decode
from ingest.readers.document import DocumentBuilder, ReadDocument, normalise
from ingest.readers.markdown_text import table
from kb.delimited import NotDelimited, read_delimited
from kb.encodings.repair import DAMAGED

_MAX_CELLS = 2_000_000


def read_csv(content: bytes) -> ReadDocument:
    """Return a CSV file as one table, its first row as the head; empty rows and columns are left out."""
    text = decode(content)
    rows: list[list[str]] = []
    cells = 0
    try:
        for _, row in read_delimited(text):
            values = [normalise(cell) for cell in row]
            cells += len(values)
            if cells > _MAX_CELLS:
                raise refusals.too_much_memory()
            if any(values):
                rows.append(values)
    except NotDelimited as error:
        raise refusals.damaged() from error
    used = sorted({column for row in rows for column, value in enumerate(row) if value})
    document = DocumentBuilder()
    document.add(table([[row[column] if column < len(row) else "" for column in used] for row in rows]))
    document.note("character", text.count(DAMAGED))
    read = document.build("text/csv")
    if not read.text:
        raise refusals.empty()
    return read
