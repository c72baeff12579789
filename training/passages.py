"""Read domain passages: a text as it stands in a bank's library, and the ways people ask for it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

OLD_ORDER = ("keyword", "question", "paraphrase", "paraphrase", "situation", "typo")


@dataclass(frozen=True)
class Query:
    """Hold one way to ask, and its type."""

    text: str
    type: str


@dataclass(frozen=True)
class Passage:
    """Hold a text, the queries it answers, and texts that look like it and do not answer them."""

    id: str
    text: str
    queries: tuple[Query, ...]
    negatives: tuple[str, ...] = ()


def read_passages(folder: Path) -> list[Passage]:
    """Return passages of `folder/passages`, with the further wordings of `folder/wordings`."""
    found = {p.id: p for path in sorted((folder / "passages").glob("*.jsonl")) for p in _file(path)}
    for path in sorted((folder / "wordings").glob("*.jsonl")):
        for _, row in _rows(path):
            passage = found.get(str(row["of"]))
            if passage is None:
                raise ValueError(f"{path.name}: no passage {row['of']}")
            found[passage.id] = replace(passage, queries=passage.queries + _queries(row["queries"]))
    return list(found.values())


def held_out(passage: Passage, share: float) -> bool:
    """Return whether a passage is kept for measuring; depends on its text alone, so more data moves nothing."""
    digest = hashlib.sha256(passage.text.encode()).digest()
    return int.from_bytes(digest[:4], "big") < share * 2**32


def split(passages: Iterable[Passage], share: float) -> tuple[list[Passage], list[Passage]]:
    """Return passages to train on and passages to measure with."""
    train: list[Passage] = []
    test: list[Passage] = []
    for passage in passages:
        (test if held_out(passage, share) else train).append(passage)
    return train, test


def _file(path: Path) -> Iterator[Passage]:
    for number, row in _rows(path):
        negatives = row.get("negatives", [row["negative"]] if row.get("negative") else [])
        yield Passage(f"{path.stem}:{number}", row["passage"], _queries(row["queries"]), tuple(negatives))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error


def _queries(rows: list[Any]) -> tuple[Query, ...]:
    """Return queries with their types: the old form lists texts in a fixed order, the new one names each type."""
    queries = []
    for place, row in enumerate(rows):
        if isinstance(row, str):
            row = {"text": row, "type": OLD_ORDER[min(place, len(OLD_ORDER) - 1)]}
        if row["text"].strip():
            queries.append(Query(row["text"].strip(), row["type"]))
    return tuple(queries)
