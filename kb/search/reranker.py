"""Re-rank the best documents with a model that reads query and passage together (a CrossEncoder)."""

from __future__ import annotations

from collections.abc import Sequence

from kb.config import Settings
from kb.errors import NotReady
from kb.search.results import Hit
from kb.slow_imports import import_lock

RERANKED = 50
"""How many documents are re-ranked."""


class Reranker:
    """Run a CrossEncoder, by name or folder. Raise NotReady with the reason if it cannot be loaded."""

    def __init__(self, settings: Settings) -> None:
        with import_lock:
            from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(
                settings.reranker_model, device=settings.embedding_device, trust_remote_code=False
            )
        except Exception as error:
            raise NotReady(
                "The reranker {model} cannot be loaded: {reason}. Search continues without it; "
                "check KB_RERANKER_MODEL.",
                model=settings.reranker_model,
                reason=f"{type(error).__name__}: {str(error)[:200]}",
            ) from error

    def order(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the first `RERANKED` hits by this model's scores, the rest after them in their old order."""
        head = hits[:RERANKED]
        if not head:
            return []
        scores = self._model.predict(
            [(question, f"{hit.title}\n{hit.best.text}") for hit in head], show_progress_bar=False
        )
        order = sorted(range(len(head)), key=lambda index: -float(scores[index]))
        return [head[index] for index in order] + list(hits[RERANKED:])


def load_reranker(settings: Settings) -> Reranker | None:
    """Return the reranker that the settings name, or None if they name none."""
    return Reranker(settings) if settings.reranker_model else None
