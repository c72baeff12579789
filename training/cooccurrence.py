"""Compute initial vectors from word co-occurrence (positive PMI), reduced to few dimensions (SVD)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from training.tokens import Tokens

Vectors = npt.NDArray[np.float32]
SLICE = 4_000_000


def first_vectors(
    texts: Sequence[Tokens],
    pairs: Sequence[tuple[Tokens, Tokens]],
    size: int,
    dimensions: int,
    window: int,
    mass: float,
    seed: int,
) -> Vectors:
    """Return one row per token of the vocabulary.

    Words count as near each other within a window, and across a pair: the words of a query stand near all words
    of the passage that answers it. Each word of a pair's shorter side hands out `mass`, as a window hands out seven.
    """
    rng = np.random.default_rng(seed)
    keep = _kept_share(texts, size)
    ids = _in_a_row(texts, window)
    dropped = (ids >= 0) & (rng.random(len(ids)) > keep[np.maximum(ids, 0)])
    counts = _counts(ids[~dropped], size, window)
    if pairs and mass:
        counts = counts + _across(pairs, keep, size, mass)
    counts.data[counts.data < 1.0] *= 0.5
    return _svd(_positive_pmi(counts, size), dimensions, rng)


def _kept_share(texts: Sequence[Tokens], size: int) -> npt.NDArray[np.float64]:
    """Return the share of each token to keep: very frequent tokens are subsampled, as in word2vec."""
    uses = np.bincount(np.concatenate(texts), minlength=size)
    share: npt.NDArray[np.float64] = np.minimum(1, np.sqrt(1e-3 * uses.sum() / np.maximum(uses, 1)))
    return share


def _in_a_row(texts: Sequence[Tokens], window: int) -> Tokens:
    """Return all texts in a row, kept apart by gaps."""
    gap = np.full(window, -1, np.int32)
    return np.concatenate([part for text in texts for part in (text, gap)])


def _across(
    pairs: Sequence[tuple[Tokens, Tokens]], keep: npt.NDArray[np.float64], size: int, mass: float
) -> sp.csr_matrix:
    sides = []
    for side in (0, 1):
        ids = np.concatenate([pair[side] for pair in pairs])
        rows = np.repeat(np.arange(len(pairs)), [len(pair[side]) for pair in pairs])
        sides.append(sp.csr_matrix((keep[ids].astype(np.float32), (rows, ids)), shape=(len(pairs), size)))
    shares = mass / np.maximum(np.asarray(sides[1].sum(1)).ravel(), 1e-9)
    counts = sides[0].T @ sp.diags(shares.astype(np.float32)) @ sides[1]
    return (counts + counts.T).tocsr()


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
    return counts + counts.T


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
    """Return a randomised SVD; singular values enter with their root, so that no direction dominates the others."""
    basis = matrix @ rng.standard_normal((matrix.shape[1], dimensions + 40)).astype(np.float32)
    for _ in range(3):
        basis, _ = np.linalg.qr(basis)
        basis = matrix @ (matrix.T @ basis)
    basis, _ = np.linalg.qr(basis)
    left, values, _ = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    vectors = (basis @ left)[:, :dimensions] * np.sqrt(values[:dimensions])
    return np.asarray(vectors, np.float32)
