"""Search segmented passages by BM25: a tantivy index on disk that can be rebuilt from the database at any time.

The database is the single source of truth. The index stores, inside its own commits, up to which revision it has read
the database; whichever process finds it stale updates it. One process writes at a time, all read.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from kb.search.keys import Keys, passage_keys
from kb.search.query import EXPIRED, PUBLISHED, Filters
from kb.search.text import SEGMENTER, is_chinese, segment_all

_FORMAT = f"lexical-1-{SEGMENTER}"
_WRITER_BYTES = 60_000_000  # memory of tantivy's writer while it indexes
NEVER = "9999-12-31T23:59:59.999Z"
"""Stands for the expiry of a document that has none."""

_Occur = tantivy.Occur
_Q = tantivy.Query


@dataclass(frozen=True)
class IndexedDocument:
    """Hold a document as the lexical index stores it; `passages` are the texts to find, in passage order."""

    ordinal: int
    kind: str
    status: str
    published_on: str
    expires_at: str | None
    tags: Sequence[str]
    passages: Sequence[str]


@dataclass(frozen=True)
class Alternatives:
    """Hold words added to the typed ones: a passage with all tokens of one of them gains, by the best of them."""

    tokens: Sequence[Sequence[str]]
    weight: float


class IndexBusy(Exception):
    """Report that another process is writing the index right now."""


class LexicalIndex:
    """Read and write the index in `folder`, as one process sees it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FORMAT
        self._folder.mkdir(parents=True, exist_ok=True)
        self._index = self._open()
        self.reload()

    @property
    def revision(self) -> int:
        """Return the revision of the database up to which this view is complete."""
        return self._revision

    def reload(self) -> None:
        """Reload what another process has written."""
        self._index.reload()
        self._searcher = self._index.searcher()
        hits = self._searcher.search(self._term("role", "state"), 1, count=False).hits
        self._revision = int(self._searcher.doc(hits[0][1])["revision"][0]) if hits else 0

    def apply(self, documents: Iterable[IndexedDocument], revision: int, *, rebuild: bool = False) -> None:
        """Replace these documents and store the revision, in one commit. Raise IndexBusy if another process writes."""
        try:
            writer = self._index.writer(_WRITER_BYTES, 1)
        except ValueError as error:
            raise IndexBusy from error
        if rebuild:
            writer.delete_all_documents()
        for document in documents:
            if not rebuild:
                writer.delete_documents_by_term("ordinal", document.ordinal)
            self._write(writer, document)
        writer.delete_documents_by_term("role", "state")
        writer.add_document(tantivy.Document(role="state", revision=revision))
        writer.commit()
        writer.wait_merging_threads()
        self.reload()

    def search(
        self,
        tokens: Sequence[str],
        filters: Filters,
        now: str,
        limit: int,
        beside: Sequence[Alternatives] = (),
    ) -> tuple[Keys, NDArray[np.float32]]:
        """Return keys and BM25 scores of the best passages, the best first."""
        if not tokens:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        lone = all(len(token) == 1 and is_chinese(token) for token in tokens)
        words = [(_Occur.Should, self._containing(token) if lone else self._word(token)) for token in tokens]
        words += [(_Occur.Should, self._best_of(alternatives)) for alternatives in beside]
        conditions = [
            (_Occur.Must, _Q.const_score_query(condition, 0.0)) for condition in self._conditions(filters, now)
        ]
        query = _Q.boolean_query([(_Occur.Must, _Q.boolean_query(words)), *conditions])
        hits = self._searcher.search(query, limit, count=False).hits
        scores = np.fromiter((score for score, _ in hits), np.float32, len(hits))
        keys = self._searcher.fast_field_values("key", [address for _, address in hits]) if hits else []
        return np.asarray(keys, dtype=np.int64), scores

    def idf_sum(self, tokens: Sequence[str]) -> float:
        """Return Σ ln(1 + (N − n + ½) / (n + ½)) over the tokens, as BM25 weighs them."""
        total = self._searcher.num_docs
        return sum(
            math.log(1 + (total - count + 0.5) / (count + 0.5))
            for count in (self._searcher.doc_freq("body", token) for token in tokens)
        )

    def _open(self) -> tantivy.Index:
        schema = _schema()
        try:
            index = tantivy.Index(schema, path=str(self._folder))
        except ValueError:
            shutil.rmtree(self._folder)
            self._folder.mkdir(parents=True)
            index = tantivy.Index(schema, path=str(self._folder))
        return index

    def _write(self, writer: tantivy.IndexWriter, document: IndexedDocument) -> None:
        keys = passage_keys(document.ordinal, len(document.passages)).tolist()
        published, expires = _digits(document.published_on), _digits(document.expires_at or NEVER)
        for key, body in zip(keys, segment_all(document.passages), strict=True):
            entry = tantivy.Document(
                role="passage",
                ordinal=document.ordinal,
                key=key,
                kind=document.kind,
                status=document.status,
                published=published,
                expires=expires,
                body=body,
            )
            for tag in document.tags:
                entry.add_text("tag", tag)
            writer.add_document(entry)

    def _term(self, field: str, value: Any) -> tantivy.Query:
        return _Q.term_query(self._index.schema, field, value, "basic")

    def _word(self, token: str) -> tantivy.Query:
        return _Q.term_query(self._index.schema, "body", token, "freq")

    def _containing(self, character: str) -> tantivy.Query:
        """Return the pairs that match a lone character: texts are indexed by pairs, so any pair with it will do."""
        return _Q.regex_query(self._index.schema, "body", f"{character}.?|.{character}")

    def _best_of(self, alternatives: Alternatives) -> tantivy.Query:
        each = [self._all(tokens) for tokens in alternatives.tokens]
        return _Q.boost_query(_Q.disjunction_max_query(each), alternatives.weight)

    def _all(self, tokens: Sequence[str]) -> tantivy.Query:
        return _Q.boolean_query([(_Occur.Must, self._word(token)) for token in tokens])

    def _conditions(self, filters: Filters, now: str) -> Iterable[tantivy.Query]:
        yield _Q.boolean_query([(_Occur.Should, self._status(status, now)) for status in sorted(filters.statuses)])
        if filters.kinds:
            yield _Q.boolean_query([(_Occur.Should, self._term("kind", kind)) for kind in sorted(filters.kinds)])
        for tag in sorted(filters.tags):
            yield self._term("tag", tag)
        if filters.published_from or filters.published_to:
            yield _Q.range_query(
                self._index.schema,
                "published",
                tantivy.FieldType.Integer,
                _digits(filters.published_from) if filters.published_from else None,
                _digits(filters.published_to) if filters.published_to else None,
            )

    def _status(self, status: str, now: str) -> tantivy.Query:
        if status not in (PUBLISHED, EXPIRED):
            return self._term("status", status)
        alive = status == PUBLISHED
        expires = _Q.range_query(
            self._index.schema,
            "expires",
            tantivy.FieldType.Integer,
            _digits(now) + 1 if alive else None,
            None if alive else _digits(now),
        )
        return _Q.boolean_query([(_Occur.Must, self._term("status", PUBLISHED)), (_Occur.Must, expires)])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("role", "kind", "status", "tag"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("ordinal", indexed=True)
    builder.add_integer_field("key", fast=True)
    builder.add_integer_field("revision", stored=True)
    builder.add_integer_field("published", fast=True)
    builder.add_integer_field("expires", fast=True)
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _digits(moment: str) -> int:
    """Return a day or an instant as a number that keeps the order: its digits, filled up to the millisecond."""
    return int("".join(char for char in moment if char.isdecimal())[:17].ljust(17, "0"))
