"""Encode text as vectors with any sentence-transformers model, chosen by the settings.

The only room that imports torch and sentence-transformers, and only when a model is loaded: the import alone
takes 5 to 25 seconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.config import Settings
from kb.errors import NotReady
from kb.search.static_encoder import StaticEncoder, is_static_model
from kb.search.text import SEGMENTER, fold
from kb.slow_imports import import_lock

_HASHED_SUFFIXES = {".json", ".safetensors", ".onnx", ".xml", ".txt", ".model"}


class Encoder(Protocol):
    """Encode texts as L2-normalised float32 vectors; encoders with one fingerprint give the same vectors."""

    @property
    def name(self) -> str:
        """Return the display name of the model."""
        ...

    @property
    def fingerprint(self) -> str:
        """Return a name of everything that decides what vector a text gets."""
        ...

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors of passages, shape (texts, dimension)."""
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a question, shape (dimension,)."""
        ...


def load_encoder(settings: Settings) -> Encoder:
    """Return the model that the settings name. Raise NotReady, saying why, if it cannot be had."""
    folder = Path(settings.embedding_model)
    if is_static_model(folder):
        return StaticEncoder(folder, settings.embedding_model, model_fingerprint(settings, folder))
    return TransformersEncoder(settings)


def model_fingerprint(settings: Settings, folder: Path | None) -> str:
    """Return a short name of the model's content and of how texts are folded before it sees them."""
    digest = hashlib.sha256(SEGMENTER.encode())
    if folder is not None and folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.suffix in _HASHED_SUFFIXES:
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    else:
        digest.update(settings.embedding_model.encode())
    return digest.hexdigest()[:16]


class TransformersEncoder:
    """Run a model with sentence-transformers, with its own query and document prompts or those configured."""

    def __init__(self, settings: Settings) -> None:
        with import_lock:
            from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(
                settings.embedding_model,
                device=settings.embedding_device,
                backend=settings.embedding_backend,  # type: ignore[arg-type]  # an unknown one is refused there
                trust_remote_code=False,
            )
        except Exception as error:
            raise NotReady(
                "The embedding model {model} cannot be loaded: {reason}. Search continues by words alone; "
                "check KB_EMBEDDING_MODEL.",
                model=settings.embedding_model,
                reason=f"{type(error).__name__}: {str(error)[:200]}",
            ) from error
        self._batch = settings.embedding_batch
        self._query_prompt = settings.embedding_query_prompt or None
        self._document_prompt = settings.embedding_document_prompt or None
        self.name = settings.embedding_model
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        folder = Path(settings.embedding_model)
        self.fingerprint = _fingerprint(
            model_fingerprint(settings, folder if folder.is_dir() else None),
            json.dumps(self._model.prompts, sort_keys=True),
            settings.embedding_query_prompt,
            settings.embedding_document_prompt,
        )

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors of passages, shape (texts, dimension)."""
        return self._encode(self._model.encode_document, [fold(text) for text in texts], self._document_prompt)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a question, shape (dimension,)."""
        vector: NDArray[np.float32] = self._encode(self._model.encode_query, [fold(text)], self._query_prompt)[0]
        return vector

    def _encode(self, encode: Any, texts: list[str], prompt: str | None) -> NDArray[np.float32]:
        vectors = encode(
            texts,
            prompt=prompt,
            batch_size=self._batch,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
