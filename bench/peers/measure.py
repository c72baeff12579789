"""One engine in a process of its own: `python -m bench.peers.measure STEP ENGINE GIVEN STORE`, answers in JSON.

Steps: `store` (vectors given), `ingest` (from text, with the same encoder) and `query` (opens what `store` left).
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import numpy as np

from bench.peers.data import Given, Vectors, recall
from bench.timing import folder_megabytes, peak_megabytes

BUDGET_SECONDS = 12.0
"""So long one kind of question may go on; a slow engine is asked fewer."""
MIN_QUESTIONS = 10
WARM = 5


def main() -> None:
    """Run one step and print what it found."""
    step, name, folder, store = sys.argv[1:5]
    started = time.perf_counter()
    engine = import_module(f"bench.peers.engine_{name}").Engine(Path(store))
    imported = time.perf_counter() - started
    given = Given(Path(folder))
    found = {"store": _store, "ingest": _ingest, "query": _query}[step](engine, given, Path(store))
    if step == "query":
        found["cold with imports"] = found["cold"] + imported
        package = getattr(engine, "package", name)
        found["version"] = metadata.version(package) if package else ""
    print(json.dumps(found))


def _store(engine: Any, given: Given, store: Path) -> dict[str, Any]:
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir(parents=True)
    engine.prepare(given)
    started = time.perf_counter()
    engine.store(given.vectors)
    return {"rows/s": len(given.texts) / (time.perf_counter() - started), "disk": folder_megabytes(store)}


def _ingest(engine: Any, given: Given, store: Path) -> dict[str, Any]:
    from kb.search.static_encoder import StaticEncoder

    shutil.rmtree(store, ignore_errors=True)
    store.mkdir(parents=True)
    encoder = StaticEncoder(given.model, "static", "static")
    encoder.encode_documents(given.texts[:2])
    engine.prepare(given)
    started = time.perf_counter()
    batches = [encoder.encode_documents(given.texts[at : at + 1024]) for at in range(0, len(given.texts), 1024)]
    encoded = time.perf_counter() - started
    engine.store(np.concatenate(batches))
    whole = time.perf_counter() - started
    return {"rows/s": len(given.texts) / whole, "of encoder": encoded / whole}


def _query(engine: Any, given: Given, _store: Path) -> dict[str, Any]:
    questions, vectors = given.questions, given.question_vectors
    started = time.perf_counter()
    engine.open()
    (engine.hybrid or engine.dense)(questions[0], vectors[0])
    cold = time.perf_counter() - started
    found: dict[str, Any] = {"cold": cold}
    if hasattr(engine, "settle"):
        engine.settle()
    found["dense"], answers = _timed(engine.dense, questions, vectors)
    if engine.hybrid is not None:
        found["hybrid"], _ = _timed(engine.hybrid, questions, vectors)
    found["memory"] = peak_megabytes()
    found["asked"] = len(answers)
    if hasattr(engine, "use"):
        engine.use(given)
    found["recall"] = recall(
        given, [engine.numbers(*asked) for asked in zip(questions, vectors, answers, strict=False)]
    )
    return found


def _timed(
    ask: Callable[[str, Vectors], Any], questions: Sequence[str], vectors: Vectors
) -> tuple[tuple[float, float], list[Any]]:
    for question, vector in zip(questions[:WARM], vectors, strict=False):
        ask(question, vector)
    times: list[float] = []
    answers = []
    for question, vector in zip(questions, vectors, strict=True):
        started = time.perf_counter()
        answers.append(ask(question, vector))
        times.append((time.perf_counter() - started) * 1000)
        if sum(times) > BUDGET_SECONDS * 1000 and len(times) >= MIN_QUESTIONS:
            break
    return (float(np.percentile(times, 50)), float(np.percentile(times, 95))), answers


if __name__ == "__main__":
    main()
