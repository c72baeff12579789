"""A second look at the best documents by a model that reads question and passage together (a CrossEncoder)."""

from __future__ import annotations

from collections.abc import Sequence

from kb.config import Settings
from kb.errors import NotReady
from kb.search.results import Hit
from kb.slow_imports import alone

RERANKED = 50
"""Documents that are looked at again."""


class Reranker:
    """A CrossEncoder, by name or folder. Raises NotReady, saying why, where it cannot be had."""

    def __init__(self, settings: Settings) -> None:
        with alone:
            from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(
                settings.reranker_model, device=settings.embedding_device, trust_remote_code=False
            )
        except Exception as error:
            raise NotReady(
                "The reranker {model} cannot be loaded: {reason}. Search goes on without it; check KB_RERANKER_MODEL.",
                model=settings.reranker_model,
                reason=f"{type(error).__name__}: {str(error)[:200]}",
            ) from error

    def order(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The first `RERANKED` hits in the order of this model's scores, the rest behind them as they were."""
        head = hits[:RERANKED]
        if not head:
            return []
        scores = self._model.predict(
            [(question, f"{hit.title}\n{hit.best.text}") for hit in head], show_progress_bar=False
        )
        order = sorted(range(len(head)), key=lambda index: -float(scores[index]))
        return [head[index] for index in order] + list(hits[RERANKED:])


def load_reranker(settings: Settings) -> Reranker | None:
    """The reranker that the settings name, or None where they name none."""
    return Reranker(settings) if settings.reranker_model else None
