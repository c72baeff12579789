"""Documents to measure with: those of a folder, and edited copies of them up to any size."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.readers import Limits, read_file
from ingest.walk import find_files
from kb.errors import KbError
from kb.search.chunks import chunk_text
from kb.search.documents import Chunk


@dataclass(frozen=True)
class Source:
    """A document and its passages."""

    name: str
    title: str
    text: str
    chunks: Sequence[Chunk]


def read_sources(folder: Path) -> list[Source]:
    """Return the readable documents of a folder, cut into passages; the same text under another name is left out."""
    sources: dict[str, Source] = {}
    for path in find_files([folder]):
        try:
            document = read_file(path, path.read_bytes(), Limits())
        except KbError:
            continue
        chunks = chunk_text(document.text, document.marks, document.title or path.stem)
        if chunks:
            found = Source(path.stem, document.title or path.stem, document.text, chunks)
            sources.setdefault(document.text, found)
    return list(sources.values())


def grow(sources: Sequence[Source], chunks: int, seed: int = 0) -> Iterator[Source]:
    """Yield documents with exactly `passages` passages: the sources, then copies with one character in ten replaced."""
    rng = random.Random(seed)
    characters = [char for source in sources[:50] for char in source.text if "一" <= char <= "鿿"]
    copy = 0
    while True:
        for source in sources:
            taken = source.chunks[:chunks]
            chunks -= len(taken)
            text = source.text if copy == 0 else _edited(source.text, characters, rng)
            yield replace(source, name=f"{source.name}-{copy}", text=text, chunks=taken)
            if chunks <= 0:
                return
        copy += 1


def make_queries(sources: Sequence[Source], count: int, seed: int = 1) -> list[str]:
    """Return questions from the texts: half phrases, half shuffled lists of short words."""
    rng = random.Random(seed)
    queries: list[str] = []
    while len(queries) < count:
        source = rng.choice(sources)
        chunk = rng.choice(source.chunks)
        text = "".join(char for char in source.text[chunk.start : chunk.end] if char.isalnum())
        if len(text) < 30:
            continue
        if len(queries) % 2:
            starts = [rng.randrange(len(text) - 3) for _ in range(4)]
            queries.append(" ".join(text[start : start + rng.choice((2, 2, 3))] for start in starts))
        else:
            start = rng.randrange(len(text) - 12)
            queries.append(text[start : start + rng.randint(6, 12)])
    return queries


def _edited(text: str, characters: Sequence[str], rng: random.Random) -> str:
    return "".join(rng.choice(characters) if "一" <= char <= "鿿" and rng.random() < 0.1 else char for char in text)
