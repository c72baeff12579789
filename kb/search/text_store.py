"""Store the text of a version in blocks, and read passages from it.

A passage of a long text is read from one block or two. Cut out of the whole text, it took longer than the search.
"""

from __future__ import annotations

from kb.store import Reader, Row, Writer

BLOCK_CHARACTERS = 4096
"""Characters in every block of a text but the last."""


def save_text(tx: Writer, document_id: str, version: int, text: str) -> None:
    """Store the text of a new version."""
    blocks = [text[start : start + BLOCK_CHARACTERS] for start in range(0, len(text), BLOCK_CHARACTERS)]
    tx.execute_many(
        "INSERT INTO text_blocks (document_id, version, block, text) VALUES (:document_id, :version, :block, :text)",
        [
            {"document_id": document_id, "version": version, "block": number, "text": block}
            for number, block in enumerate(blocks)
        ],
    )


def read_text(tx: Reader, document_id: str, version: int) -> str:
    """Return the whole text of a version."""
    return "".join(
        text
        for (text,) in tx.tuples(
            "SELECT text FROM text_blocks WHERE document_id = :id AND version = :version ORDER BY block",
            {"id": document_id, "version": version},
        )
    )


def list_passages(tx: Reader, document_id: str, version: int) -> list[Row]:
    """Return passages of a version in order, with heading, place and text."""
    text = read_text(tx, document_id, version)
    return [
        {"position": position, "heading": heading, "place": place, "text": text[start:end]}
        for position, heading, place, start, end in tx.tuples(
            """
            SELECT position, heading, place, start_char, end_char FROM chunks
            WHERE document_id = :id AND version = :version ORDER BY position
            """,
            {"id": document_id, "version": version},
        )
    ]
