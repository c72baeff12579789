"""How good the search is on a set of questions with known answers (BEIR form), through the code the app uses.

Measures per question, averaged: nDCG@10 with gain 2^grade − 1 and discount log2(rank + 1); recall@k = found
relevant documents ÷ min(relevant, k); MRR@10 = 1 ÷ rank of the first relevant document.
"""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.clock import day_of, utc_now
from kb.errors import BadInput
from kb.migrations import migrate
from kb.search import feed
from kb.search.chunks import chunk_text
from kb.search.documents import NewVersion, OriginalFile, save_version
from kb.search.embedding import embed_pending
from kb.search.encoder import Encoder
from kb.search.engine import SearchEngine
from kb.search.glossary import Glossary
from kb.search.popularity import PopularityWeights
from kb.search.query import read_query
from kb.search.ranking import Mode
from kb.store import Database

Measures = dict[str, float]
MEASURES = ("ndcg@10", "recall@1", "recall@10", "mrr@10")
DEPTH = 10


@dataclass(frozen=True)
class Question:
    """A question, its type (or "") and its relevant documents with their grades."""

    text: str
    type: str
    relevant: Mapping[str, float]


@dataclass(frozen=True)
class QuestionSet:
    """Documents by id as (title, text), and the questions about them."""

    documents: Mapping[str, tuple[str, str]]
    questions: Sequence[Question]


def read_question_set(folder: Path) -> QuestionSet:
    """Read `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`. Raises BadInput naming what is missing or broken."""
    relevant: dict[str, dict[str, float]] = defaultdict(dict)
    for line in _lines(folder / "qrels.tsv"):
        parts = line.split("\t")
        try:
            relevant[parts[0]][parts[1]] = float(parts[2])
        except (IndexError, ValueError):
            if parts[0] != "query-id":
                raise BadInput(
                    "{path} has a line that is no judgement: {line}", path=folder / "qrels.tsv", line=line
                ) from None
    try:
        documents = {
            str(row["id"]): (str(row.get("title") or ""), str(row["text"]))
            for row in map(json.loads, _lines(folder / "corpus.jsonl"))
        }
        questions = [
            Question(str(row["text"]), str(row.get("type") or ""), relevant[str(row["id"])])
            for row in map(json.loads, _lines(folder / "queries.jsonl"))
            if str(row["id"]) in relevant
        ]
    except (KeyError, ValueError, AttributeError) as error:
        raise BadInput("{path} has a line that cannot be read: {reason}", path=folder, reason=error) from error
    if not documents or not questions:
        raise BadInput("{path} has no documents or no judged questions.", path=folder)
    return QuestionSet(documents, questions)


def measure(ranking: Sequence[str], relevant: Mapping[str, float]) -> Measures:
    """Return the measures of one ranking of document ids."""
    gains = [2 ** relevant.get(document, 0.0) - 1 for document in ranking[:DEPTH]]
    ideal = sorted((2**grade - 1 for grade in relevant.values()), reverse=True)[:DEPTH]
    hits = [document in relevant and relevant[document] > 0 for document in ranking[:DEPTH]]
    wanted = sum(grade > 0 for grade in relevant.values())
    return {
        "ndcg@10": _discounted(gains) / _discounted(ideal) if any(ideal) else 0.0,
        "recall@1": float(sum(hits[:1])) / min(wanted, 1) if wanted else 0.0,
        "recall@10": sum(hits) / min(wanted, DEPTH) if wanted else 0.0,
        "mrr@10": next((1 / (rank + 1) for rank, hit in enumerate(hits) if hit), 0.0),
    }


class EvaluationLibrary:
    """A temporary library filled with a question set's documents. Use as a context manager."""

    def __init__(
        self, documents: Mapping[str, tuple[str, str]], encoder: Encoder | None, new: Collection[str] = ()
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kb-evaluate-")
        self._names: dict[str, str] = {}
        self._database = database = Database(Path(self._folder.name) / "kb.sqlite")
        migrate(database)
        with database.write() as tx:
            for name, (title, text) in documents.items():
                version = _new_version(name, title, text, is_new=name in new)
                self._names[save_version(tx, version, utc_now()).document_id] = name
        self.engine = SearchEngine(database, Path(self._folder.name) / "cache")
        if encoder is not None:
            embed_pending(database, encoder)
            self.engine.use_encoder(encoder)

    def __enter__(self) -> EvaluationLibrary:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self._folder.cleanup()

    def use_successes(self, successes: Mapping[str, int], weights: PopularityWeights | None = None) -> None:
        """Let successes by document name count from now on."""
        with self._database.read() as tx:
            ordinals = feed.ordinals_by_id(tx)
        counts = {ordinals[each]: successes[name] for each, name in self._names.items() if name in successes}
        self.engine.use_successes(lambda _tx: counts, weights)

    def rank(self, text: str, mode: Mode, glossary: Glossary | None = None) -> list[str]:
        """Return names of the best documents for a question, by one way of searching."""
        results = self.engine.search(read_query(text), DEPTH, mode=mode, glossary=glossary)
        return [self._names[hit.document_id] for hit in results.hits]


def evaluate(questions: QuestionSet, encoder: Encoder | None) -> dict[str, dict[str, Measures]]:
    """Return mean measures by way of searching and by question type ("all" for all of them)."""
    modes: list[Mode] = ["lexical", "dense", "hybrid"] if encoder is not None else ["lexical"]
    with EvaluationLibrary(questions.documents, encoder) as library:
        return {mode: mean_measures(questions.questions, library, mode) for mode in modes}


def mean_measures(
    questions: Sequence[Question], library: EvaluationLibrary, mode: Mode, glossary: Glossary | None = None
) -> dict[str, Measures]:
    """Return mean measures by question type, "all" for all of them."""
    by_type: dict[str, list[Measures]] = defaultdict(list)
    for question in questions:
        measures = measure(library.rank(question.text, mode, glossary), question.relevant)
        by_type["all"].append(measures)
        if question.type:
            by_type[question.type].append(measures)
    return {
        kind: {name: sum(row[name] for row in rows) / len(rows) for name in MEASURES} for kind, rows in by_type.items()
    }


def _new_version(name: str, title: str, text: str, is_new: bool = False) -> NewVersion:
    return NewVersion(
        source=f"evaluation:{name}",
        kind="case" if is_new else "material",
        title=title,
        text=text,
        chunks=chunk_text(text),
        file=OriginalFile(name, "text/plain", "", 0),
        content_hash=hashlib.sha256(f"{name}\0{title}\0{text}".encode()).hexdigest(),
        published_on=day_of(utc_now()) if is_new else "2026-01-01",
    )


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("{path} cannot be read: {reason}", path=path, reason=error) from error
