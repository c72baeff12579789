"""Text to vectors: any sentence-transformers model, chosen by the settings.

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
from kb.search.text import fold

_HASHED_SUFFIXES = {".json", ".safetensors", ".onnx", ".xml", ".txt", ".model"}


class Encoder(Protocol):
    """Makes L2-normalised float32 vectors of texts; two encoders with one fingerprint make the same vectors."""

    @property
    def name(self) -> str:
        """The model as people call it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Names everything that decides what vector a text gets."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, shape (texts, dimension)."""
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, shape (dimension,)."""
        ...


def load_encoder(settings: Settings) -> Encoder:
    """The model that the settings name. Raises NotReady, saying why, where it cannot be had."""
    folder = Path(settings.embedding_model)
    if is_static_model(folder):
        return StaticEncoder(folder, fingerprint=model_fingerprint(settings, folder))
    return TransformersEncoder(settings)


def model_fingerprint(settings: Settings, folder: Path | None) -> str:
    """A short name of the model's content and of how it is used."""
    digest = hashlib.sha256()
    if folder is not None and folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.suffix in _HASHED_SUFFIXES:
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    else:
        digest.update(settings.embedding_model.encode())
    return digest.hexdigest()[:16]


class TransformersEncoder:
    """A model run by sentence-transformers, with the model's own query and document prompts."""

    def __init__(self, settings: Settings) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(settings.embedding_model, device=settings.embedding_device)
        except Exception as error:
            raise NotReady(
                "The embedding model {model} cannot be loaded: {reason}. Search goes on by words alone; "
                "check KB_EMBEDDING_MODEL.",
                model=settings.embedding_model,
                reason=type(error).__name__,
            ) from error
        self._batch = settings.embedding_batch
        self.name = Path(settings.embedding_model).name
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        folder = Path(settings.embedding_model)
        prompts = json.dumps(self._model.prompts, sort_keys=True)
        content = model_fingerprint(settings, folder if folder.is_dir() else None)
        self.fingerprint = hashlib.sha256(f"{content}\0{prompts}".encode()).hexdigest()[:16]

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, shape (texts, dimension)."""
        return self._encode(self._model.encode_document, [fold(text) for text in texts])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, shape (dimension,)."""
        vector: NDArray[np.float32] = self._encode(self._model.encode_query, [fold(text)])[0]
        return vector

    def _encode(self, encode: Any, texts: list[str]) -> NDArray[np.float32]:
        vectors = encode(
            texts,
            batch_size=self._batch,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)
