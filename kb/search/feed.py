"""Read what the search indexes need from the database: changes since their last revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kb.search.documents import embedding_text
from kb.search.lexical import IndexedDocument
from kb.search.text_store import BLOCK_CHARACTERS
from kb.store import Reader

_ROWS_PER_STATEMENT = 10


@dataclass(frozen=True)
class DocumentFacts:
    """Hold what filters ask about a document."""

    ordinal: int
    version: int
    kind: str
    status: str
    published_on: str
    expires_at: str | None
    tags: Sequence[str]
    revision: int


def changed_facts(tx: Reader, since: int) -> list[DocumentFacts]:
    """Return facts of the documents changed after a revision, in the order of their changes."""
    tags = _tags_since(tx, since)
    return [
        DocumentFacts(tags=tags[row["ordinal"]], **row)
        for row in tx.rows(
            """
            SELECT ordinal, version, kind, status, published_on, expires_at, revision FROM documents
            WHERE revision > :since ORDER BY revision
            """,
            {"since": since},
        )
    ]


def changed_texts(tx: Reader, since: int, batch: int = 200) -> Iterator[IndexedDocument]:
    """Return documents changed after a revision with the texts of their current passages, in order of change."""
    facts = changed_facts(tx, since)
    for start in range(0, len(facts), batch):
        part = facts[start : start + batch]
        passages = _passages(tx, part[0].revision, part[-1].revision)
        for item in part:
            yield IndexedDocument(
                ordinal=item.ordinal,
                kind=item.kind,
                status=item.status,
                published_on=item.published_on,
                expires_at=item.expires_at,
                tags=item.tags,
                passages=passages[item.ordinal],
            )


def ordinals_by_id(tx: Reader) -> dict[str, int]:
    """Return the ordinal of every document, by its id."""
    return dict(tx.tuples("SELECT id, ordinal FROM documents"))


def count_vectors(tx: Reader, fingerprint: str, dimension: int) -> int:
    """Return how many passages of current versions have a vector in a space."""
    octets = tx.value(
        """
        SELECT COALESCE(SUM(LENGTH(v.vectors)), 0) FROM version_vectors v
        JOIN documents d ON d.id = v.document_id AND d.version = v.version
        WHERE v.fingerprint = :fingerprint
        """,
        {"fingerprint": fingerprint},
    )
    return int(octets) // (dimension * np.dtype(np.float32).itemsize)


def changed_vectors(
    tx: Reader, fingerprint: str, dimension: int, since: int, batch: int = 200
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Return ordinals and matrix of the current versions whose vectors were stored after a vector revision."""
    while True:
        rows = tx.tuples(
            """
            SELECT d.ordinal, v.revision, v.vectors FROM version_vectors v
            JOIN documents d ON d.id = v.document_id AND d.version = v.version
            WHERE v.fingerprint = :fingerprint AND v.revision > :since ORDER BY v.revision LIMIT :batch
            """,
            {"fingerprint": fingerprint, "since": since, "batch": batch},
        )
        for ordinal, revision, blob in rows:
            since = revision
            yield ordinal, np.frombuffer(blob, dtype=np.float32).reshape(-1, dimension)
        if len(rows) < batch:
            return


@dataclass(frozen=True)
class BestPassage:
    """Hold the passage that decided a document's rank, with what is shown of the document."""

    text: str
    document_id: str
    title: str
    kind: str
    published_on: str
    source: str
    heading: str
    place: str


def best_passages(tx: Reader, wanted: Mapping[int, int]) -> dict[int, BestPassage]:
    """Return one passage of each current version, by document ordinal; what is no longer there is left out.

    `wanted` names the position by document ordinal.
    """
    if not wanted:
        return {}
    values, parameters = _values(wanted.items())
    found: dict[int, BestPassage] = {}
    blocks: dict[int, list[str]] = defaultdict(list)
    for ordinal, start, end, block, text, *shown in tx.tuples(
        f"""
        WITH wanted (ordinal, position) AS (VALUES {values})
        SELECT d.ordinal, c.start_char, c.end_char, c.start_char / {BLOCK_CHARACTERS}, b.text,
               d.id, d.title, d.kind, d.published_on, v.file_name, c.heading, c.place
        FROM wanted w
        JOIN documents d ON d.ordinal = w.ordinal
        JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
        JOIN chunks c ON c.document_id = d.id AND c.version = d.version AND c.position = w.position
        JOIN text_blocks b ON b.document_id = d.id AND b.version = d.version
         AND b.block BETWEEN c.start_char / {BLOCK_CHARACTERS} AND (c.end_char - 1) / {BLOCK_CHARACTERS}
        ORDER BY d.ordinal, b.block
        """,  # noqa: S608 - only numbers and parameter names are put in
        parameters,
    ):
        blocks[ordinal].append(text)
        before = block * BLOCK_CHARACTERS
        found[ordinal] = BestPassage("".join(blocks[ordinal])[start - before : end - before], *shown)
    return found


def passage_places(tx: Reader, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[str, str]]:
    """Return heading and place of passages of current versions, by (document ordinal, position)."""
    if not wanted:
        return {}
    values, parameters = _values(wanted)
    return {
        (ordinal, position): (heading, place)
        for ordinal, position, heading, place in tx.tuples(
            f"""
            WITH wanted (ordinal, position) AS (VALUES {values})
            SELECT d.ordinal, c.position, c.heading, c.place
            FROM wanted w
            JOIN documents d ON d.ordinal = w.ordinal
            JOIN chunks c ON c.document_id = d.id AND c.version = d.version AND c.position = w.position
            """,  # noqa: S608 - only parameter names are put in
            parameters,
        )
    }


def _values(places: Iterable[tuple[int, int]]) -> tuple[str, dict[str, int]]:
    """Return rows of (ordinal, position) for VALUES, padded so that a connection prepares few different statements."""
    numbers = [number for place in places for number in place]
    numbers += [0] * (-len(numbers) % (2 * _ROWS_PER_STATEMENT))
    values, names = _named(len(numbers) // 2)
    return values, dict(zip(names, numbers, strict=True))


@cache
def _named(rows: int) -> tuple[str, Sequence[str]]:
    names = [f"{column}{row}" for row in range(rows) for column in ("ordinal_", "position_")]
    return ", ".join(f"(:ordinal_{row}, :position_{row})" for row in range(rows)), names


def counters(tx: Reader) -> dict[str, int]:
    """Return the newest revision of documents ("revision") and of vectors ("vector_revision")."""
    return dict(tx.tuples("SELECT name, value FROM counters"))


def _tags_since(tx: Reader, since: int) -> dict[int, list[str]]:
    tags: dict[int, list[str]] = defaultdict(list)
    for ordinal, tag in tx.tuples(
        """
        SELECT d.ordinal, t.tag FROM document_tags t JOIN documents d ON d.id = t.document_id
        WHERE d.revision > :since ORDER BY d.ordinal, t.tag
        """,
        {"since": since},
    ):
        tags[ordinal].append(tag)
    return tags


def _passages(tx: Reader, first_revision: int, last_revision: int) -> dict[int, list[str]]:
    passages: dict[int, list[str]] = defaultdict(list)
    window = {"first": first_revision, "last": last_revision}
    texts: dict[int, str] = defaultdict(str)
    titles: dict[int, str] = {}
    for ordinal, title, text in tx.tuples(
        """
        SELECT d.ordinal, v.title, b.text FROM documents d
        JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
        JOIN text_blocks b ON b.document_id = d.id AND b.version = d.version
        WHERE d.revision BETWEEN :first AND :last ORDER BY d.ordinal, b.block
        """,
        window,
    ):
        texts[ordinal] += text
        titles[ordinal] = title
    for ordinal, heading, start, end in tx.tuples(
        """
        SELECT d.ordinal, c.heading, c.start_char, c.end_char FROM documents d
        JOIN chunks c ON c.document_id = d.id AND c.version = d.version
        WHERE d.revision BETWEEN :first AND :last ORDER BY d.ordinal, c.position
        """,
        window,
    ):
        passages[ordinal].append(embedding_text(titles[ordinal], heading, texts[ordinal][start:end]))
    return passages
