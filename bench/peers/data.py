"""What every engine is given: passages, vectors and questions in a folder that needs no package but numpy to read."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
TOP = 10


class Encodes(Protocol):
    """What makes the vectors."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True)
class Given:
    """Passages and questions as they lie in a folder. A passage's number is its place in `texts`."""

    folder: Path

    @cached_property
    def texts(self) -> list[str]:
        found: list[str] = json.loads((self.folder / "texts.json").read_text("utf-8"))
        return found

    @cached_property
    def questions(self) -> list[str]:
        found: list[str] = json.loads((self.folder / "questions.json").read_text("utf-8"))
        return found

    @cached_property
    def vectors(self) -> Vectors:
        found: Vectors = np.load(self.folder / "vectors.npy")
        return found

    @cached_property
    def question_vectors(self) -> Vectors:
        found: Vectors = np.load(self.folder / "question_vectors.npy")
        return found

    @cached_property
    def exact(self) -> NDArray[np.int64]:
        """Return numbers of the nearest passages of each question."""
        found: NDArray[np.int64] = np.load(self.folder / "exact.npy")
        return found

    @cached_property
    def sources(self) -> Any:
        """Return the documents that the passages were cut from; only the product can read them."""
        return pickle.loads((self.folder / "sources.pickle").read_bytes())

    @property
    def model(self) -> Path:
        """Return folder of the model that the vectors were made with."""
        return Path((self.folder / "model").read_text("utf-8"))


def write(folder: Path, sources: Sequence[Any], texts: list[str], questions: list[str], encoder: Encodes) -> Given:
    """Encode everything once and leave it in `folder` with the exact answers."""
    folder.mkdir(parents=True)
    vectors = np.concatenate([encoder.encode_documents(texts[at : at + 1024]) for at in range(0, len(texts), 1024)])
    asked = encoder.encode_documents(questions)
    (folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False), "utf-8")
    (folder / "questions.json").write_text(json.dumps(questions, ensure_ascii=False), "utf-8")
    (folder / "sources.pickle").write_bytes(pickle.dumps(list(sources)))
    np.save(folder / "vectors.npy", vectors)
    np.save(folder / "question_vectors.npy", asked)
    scores = asked @ vectors.T
    np.save(folder / "exact.npy", np.argsort(-scores, axis=1, kind="stable")[:, :TOP])
    return Given(folder)


def recall(given: Given, answers: Sequence[Sequence[int]]) -> float:
    """Share of the exact answers' cosines that an engine's answers reach: a passage as near as the tenth counts."""
    shares = []
    for question, exact, found in zip(given.question_vectors, given.exact, answers, strict=False):
        least = float(given.vectors[exact[-1]] @ question) - 1e-5
        near = sum(float(given.vectors[number] @ question) >= least for number in set(found))
        shares.append(min(near, len(exact)) / len(exact))
    return float(np.mean(shares))
