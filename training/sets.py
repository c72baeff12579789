"""Load collections to measure on: held-out passages, or a folder with corpus, queries and judgements."""

import json
from collections.abc import Sequence
from pathlib import Path

from training.measure import Collection
from training.passages import Passage


def from_passages(passages: Sequence[Passage]) -> Collection:
    """Return a collection in which each query should find the passage it was written for."""
    rows = [(query, place) for place, passage in enumerate(passages) for query in passage.queries]
    return Collection(
        [passage.text for passage in passages],
        [query.text for query, _ in rows],
        [query.type for query, _ in rows],
        [{place} for _, place in rows],
    )


def from_folder(folder: Path) -> Collection:
    """Read corpus.jsonl, queries.jsonl and qrels.tsv, as BEIR has them."""
    corpus = {row["id"]: row["text"] for row in _rows(folder / "corpus.jsonl")}
    places = {name: place for place, name in enumerate(corpus)}
    relevant: dict[str, set[int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, text, *_ = line.split("\t")
        if text in places:
            relevant.setdefault(query, set()).add(places[text])
    queries = [row for row in _rows(folder / "queries.jsonl") if row["id"] in relevant]
    return Collection(
        list(corpus.values()),
        [row["text"] for row in queries],
        [row.get("type", "question") for row in queries],
        [relevant[row["id"]] for row in queries],
    )


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
