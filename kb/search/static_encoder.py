"""Run the bundled kind of model without torch.

A sentence-transformers `StaticEmbedding` is a table of token vectors and a mean; tokenizers and numpy give the
same vectors as sentence-transformers does (a test compares them) and start in a fraction of a second instead of
five to twenty-five.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from scipy.sparse import csr_array
from tokenizers import Tokenizer
from tokenizers.normalizers import Sequence as NoNormalizer

from kb.search.text import fold

_STATIC = "StaticEmbedding"


def is_static_model(folder: Path) -> bool:
    """Return whether a folder holds a model that is nothing but a StaticEmbedding, normalised or not."""
    try:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
    return kinds in ([_STATIC], [_STATIC, "Normalize"])


class StaticEncoder:
    """Run a StaticEmbedding model from a folder in sentence-transformers format."""

    def __init__(self, folder: Path, name: str, fingerprint: str) -> None:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
        inside = folder / modules[0]["path"]
        self._tokenizer = Tokenizer.from_file(str(inside / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        if _only_folds(self._tokenizer):
            self._tokenizer.normalizer = NoNormalizer([])  # `fold` has already done this, in a tenth of the time
        self._table = _read_table(inside / "model.safetensors")
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = int(self._table.shape[1])

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors of passages, shape (texts, dimension)."""
        encodings = self._tokenizer.encode_batch_fast([fold(text) for text in texts], add_special_tokens=False)
        rows = [np.array(encoding.ids, dtype=np.int32) for encoding in encodings]
        ends = np.concatenate(([0], np.cumsum([len(row) for row in rows])))
        tokens = np.concatenate([np.zeros(0, np.int32), *rows])
        counts = csr_array((np.ones(len(tokens), np.float32), tokens, ends), shape=(len(rows), len(self._table)))
        sums: NDArray[np.float32] = counts @ self._table
        sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        return sums

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a question, shape (dimension,)."""
        vector: NDArray[np.float32] = self.encode_documents([text])[0]
        return vector


def _only_folds(tokenizer: Tokenizer) -> bool:
    """Return whether a tokenizer's own normalisation does nothing that `fold` does not do for letters and digits."""
    normalizer = json.loads(tokenizer.to_str())["normalizer"]
    steps = normalizer.get("normalizers", [normalizer]) if normalizer else []
    return {step["type"] for step in steps} <= {"NFKC", "Lowercase", "Replace"}


def _read_table(path: Path) -> NDArray[np.float32]:
    """Return one row per token: float weights as they are, or bytes with a factor per row (as in model2vec)."""
    weights = load_file(path)
    if "embedding.weight" in weights:
        return weights["embedding.weight"].astype(np.float32)
    table = weights["embeddings"]
    if "mapping" in weights:
        table = table[weights["mapping"]]
    table = table.astype(np.float32)
    if "weights" in weights:
        table *= weights["weights"].astype(np.float32)[:, np.newaxis]
    return table
