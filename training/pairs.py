"""Read general text: pairs (heading and body, sentence and passage) and plain documents."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MARKUP = re.compile(r"<!--.*?-->|^---$|^[#>*\-\s]+|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Pair:
    """Hold two texts that belong together."""

    source: str
    a: str
    b: str


def read_pairs(paths: Iterable[Path]) -> list[Pair]:
    """Return rows `{src, a, b}` of JSON-lines files, gzipped or not."""
    pairs = []
    for path in paths:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
        rows = (json.loads(line) for line in text.split("\n") if line)
        pairs += [Pair(row["src"], row["a"], row["b"]) for row in rows]
    return pairs


def read_text(folders: Iterable[Path]) -> Iterator[str]:
    """Return lines of the Markdown and text files below the folders, without markup."""
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in {".md", ".txt"}):
            for line in path.read_text(encoding="utf-8", errors="ignore").splitlines():
                plain = MARKUP.sub(r"\1", line).strip()
                if len(plain) >= 4:
                    yield plain
