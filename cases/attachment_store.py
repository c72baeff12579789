"""Hold the SQL of extracted attachment texts, keyed by the hash of the bytes and the suffix of the name."""

from __future__ import annotations

from collections.abc import Sequence

from kb.store import Reader, Row, Writer


def put_text(tx: Writer, *, file_hash: str, suffix: str, text: str, readable: bool, now: str) -> None:
    """Store the text of a file; a later reading replaces an earlier one."""
    tx.execute(
        """
        INSERT INTO attachment_texts (hash, suffix, text, readable, read_at)
        VALUES (:hash, :suffix, :text, :readable, :now)
        ON CONFLICT (hash, suffix) DO UPDATE
        SET text = excluded.text, readable = excluded.readable, read_at = excluded.read_at
        """,
        {"hash": file_hash, "suffix": suffix, "text": text, "readable": int(readable), "now": now},
    )


def list_texts(tx: Reader, hashes: Sequence[str]) -> list[Row]:
    """Return hash, suffix, text, readable (0 or 1) and read_at of these files, one row per suffix."""
    names = {f"h{index}": file_hash for index, file_hash in enumerate(dict.fromkeys(hashes))}
    if not names:
        return []
    return tx.rows(
        f"""
        SELECT hash, suffix, text, readable, read_at
        FROM attachment_texts
        WHERE hash IN ({", ".join(":" + name for name in names)})
        ORDER BY hash, suffix
        """,  # noqa: S608 - only parameter names are put in
        names,
    )


def list_readings(tx: Reader, hashes: Sequence[str]) -> list[tuple[str, str, int, str]]:
    """Return (hash, suffix, readable, read_at) of these files without their texts."""
    names = {f"h{index}": file_hash for index, file_hash in enumerate(dict.fromkeys(hashes))}
    if not names:
        return []
    return tx.tuples(
        f"""
        SELECT hash, suffix, readable, read_at
        FROM attachment_texts
        WHERE hash IN ({", ".join(":" + name for name in names)})
        ORDER BY hash, suffix
        """,  # noqa: S608 - only parameter names are put in
        names,
    )
