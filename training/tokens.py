"""Encode texts as arrays of token ids."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Tokens = npt.NDArray[np.int32]
BATCH = 20_000


def encode(tokenizer: Tokenizer, texts: Sequence[str], longest: int | None = None) -> list[Tokens]:
    """Return token ids of each text, the first `longest` of them."""
    encoded: list[Tokens] = []
    for start in range(0, len(texts), BATCH):
        batch = tokenizer.encode_batch_fast(list(texts[start : start + BATCH]), add_special_tokens=False)
        encoded += [np.array(text.ids[:longest], np.int32) for text in batch]
    return encoded


def mean_vectors(table: npt.NDArray[np.float32], texts: Sequence[Tokens]) -> npt.NDArray[np.float32]:
    """Return what the exported model computes: mean of the token vectors, length one."""
    vectors = np.zeros((len(texts), table.shape[1]), np.float32)
    for row, ids in enumerate(texts):
        if len(ids):
            vectors[row] = table[ids].mean(0)
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9), np.float32)
