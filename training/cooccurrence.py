"""First vectors: which words stand near each other (positive PMI), pressed into few dimensions (SVD)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from training.tokens import Tokens

Vectors = npt.NDArray[np.float32]
SLICE = 4_000_000


def first_vectors(texts: Sequence[Tokens], size: int, dimensions: int, window: int, seed: int) -> Vectors:
    """One row per token of the vocabulary."""
    rng = np.random.default_rng(seed)
    ids = _thinned(texts, size, window, rng)
    counts = _counts(ids, size, window)
    return _svd(_positive_pmi(counts, size), dimensions, rng)


def _thinned(texts: Sequence[Tokens], size: int, window: int, rng: np.random.Generator) -> Tokens:
    """All texts in a row, kept apart by gaps; very frequent tokens thinned out as word2vec does."""
    gap = np.full(window, -1, np.int32)
    ids = np.concatenate([part for text in texts for part in (text, gap)])
    real = ids >= 0
    share = np.bincount(ids[real], minlength=size) / max(1, real.sum())
    keep = np.minimum(1, np.sqrt(1e-3 / np.maximum(share, 1e-12)))
    return ids[~(real & (rng.random(len(ids)) > keep[np.maximum(ids, 0)]))]


def _counts(ids: Tokens, size: int, window: int) -> sp.csr_matrix:
    counts = sp.csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, window + 1):
        left, right = ids[:-distance], ids[distance:]
        both = (left >= 0) & (right >= 0)
        left, right = left[both], right[both]
        for start in range(0, len(left), SLICE):
            pair = (left[start : start + SLICE], right[start : start + SLICE])
            weight = np.full(len(pair[0]), 1 / distance**0.5, np.float32)
            counts = counts + sp.csr_matrix((weight, pair), shape=(size, size))
    counts = counts + counts.T
    counts.data[counts.data < 1.0] *= 0.5
    return counts


def _positive_pmi(counts: sp.csr_matrix, size: int) -> sp.csr_matrix:
    total = np.asarray(counts.sum(1)).ravel()
    context = total**0.75
    context /= context.sum()
    cells = counts.tocoo()
    value = np.log(np.maximum(cells.data, 1e-9) / (total[cells.row] * context[cells.col] + 1e-12))
    positive = value > 0
    return sp.csr_matrix(
        (value[positive].astype(np.float32), (cells.row[positive], cells.col[positive])), shape=(size, size)
    )


def _svd(matrix: sp.csr_matrix, dimensions: int, rng: np.random.Generator) -> Vectors:
    """Randomised SVD; singular values enter with their root, so that no direction drowns the others."""
    basis = matrix @ rng.standard_normal((matrix.shape[1], dimensions + 40)).astype(np.float32)
    for _ in range(3):
        basis, _ = np.linalg.qr(basis)
        basis = matrix @ (matrix.T @ basis)
    basis, _ = np.linalg.qr(basis)
    left, values, _ = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    vectors = (basis @ left)[:, :dimensions] * np.sqrt(values[:dimensions])
    return np.asarray(vectors, np.float32)
