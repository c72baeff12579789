"""Query what the library already holds of the files in a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.search.documents import Outcome
from kb.store import Reader


@dataclass(frozen=True)
class Known:
    """Current content hashes by source, and the hashes of published documents under any source."""

    by_source: dict[str, str]
    published: set[str]

    def is_unchanged(self, source: str, content_hash: str) -> bool:
        """Return whether saving this content under this source would change nothing."""
        if source in self.by_source:
            return self.by_source[source] == content_hash
        return content_hash in self.published

    def predict_outcome(self, source: str, content_hash: str) -> Outcome:
        """Return what saving would do, and assume from then on that it was done."""
        outcome: Outcome = "updated" if source in self.by_source else "added"
        if self.is_unchanged(source, content_hash):
            outcome = "unchanged"
        self.by_source[source] = content_hash
        self.published.add(content_hash)
        return outcome


def find_known(tx: Reader, sources: Sequence[str], hashes: Sequence[str]) -> Known:
    """Return what is stored for these sources and content hashes."""
    source_names = {f"s{index}": source for index, source in enumerate(sources)}
    hash_names = {f"h{index}": content_hash for index, content_hash in enumerate(hashes)}
    rows = tx.tuples(
        f"""
        SELECT d.source, v.content_hash, d.status
        FROM documents d JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
        WHERE d.source IN ({_names(source_names)}) OR v.content_hash IN ({_names(hash_names)})
        """,  # noqa: S608 - the names of parameters only
        {**source_names, **hash_names},
    )
    return Known(
        by_source={source: content_hash for source, content_hash, _ in rows},
        published={content_hash for _, content_hash, status in rows if status == "published"},
    )


def has_unembedded(tx: Reader) -> bool:
    """Return whether any document's current version has no vectors."""
    return bool(
        tx.value(
            """
            SELECT COUNT(*) FROM documents d
            WHERE NOT EXISTS (SELECT 1 FROM version_vectors v
                              WHERE v.document_id = d.id AND v.version = d.version)
            """
        )
    )


def _names(parameters: dict[str, str]) -> str:
    return ", ".join(f":{name}" for name in parameters)
