"""Score by BM25 over character bigrams, as SQLite's FTS5 does: to mine hard negatives and to measure fusion."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from training.text import bigrams

Matrix = npt.NDArray[np.float32]
K1, B = 1.2, 0.75


class Bm25:
    """Index texts as one sparse matrix of term scores."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.terms: dict[str, int] = {}
        rows, columns, counts = [], [], []
        lengths = np.zeros(len(texts), np.float64)
        for row, text in enumerate(texts):
            terms = bigrams(text)
            lengths[row] = len(terms)
            for term, count in Counter(terms).items():
                rows.append(row)
                columns.append(self.terms.setdefault(term, len(self.terms)))
                counts.append(count)
        tf = np.array(counts, np.float64)
        documents = np.bincount(columns, minlength=len(self.terms))
        self.size = len(texts)
        self.idf = np.maximum(1e-6, np.log((self.size - documents + 0.5) / (documents + 0.5)))
        norm = K1 * (1 - B + B * lengths / max(lengths.mean(), 1e-9))
        score = self.idf[columns] * tf * (K1 + 1) / (tf + norm[rows])
        self.scores = sp.csr_matrix((score, (columns, rows)), shape=(len(self.terms), self.size))

    def unseen(self) -> float:
        """Return the idf of a term that no text has."""
        return float(np.log((self.size + 0.5) / 0.5))

    def score(self, queries: Sequence[str], scaled: bool = False) -> Matrix:
        """Return the score of every text for every query, scaled to at most 1 by the best a text could reach."""
        rows, columns = [], []
        most = np.zeros(len(queries))
        for row, query in enumerate(queries):
            for term in set(bigrams(query)):
                column = self.terms.get(term)
                most[row] += self.unseen() if column is None else self.idf[column]
                if column is not None:
                    rows.append(row)
                    columns.append(column)
        chosen = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(queries), len(self.terms)))
        result: Matrix = np.asarray((chosen @ self.scores).todense(), np.float32)
        if scaled:
            result /= ((K1 + 1) * most[:, None] + 1e-9).astype(np.float32)
        return result
