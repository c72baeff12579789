"""Keep the vectors of a library up to date while the app runs, also across a change of model."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kb.config import Settings
from kb.errors import KbError
from kb.search.embedding import embed_pending
from kb.search.embedding_store import get_spaces
from kb.search.encoder import Encoder, load_encoder
from kb.search.engine import SearchEngine
from kb.search.feed import counters
from kb.search.reranker import load_reranker
from kb.store import Database

_CHECK_SECONDS = 2.0
_log = logging.getLogger("kb.search")

LoadEncoder = Callable[[Settings], Encoder]


@dataclass
class Preparation:
    """Report the progress of search by meaning; pages read it, the keeper's thread writes it."""

    embedding: tuple[int, int] | None = None
    problem: KbError | None = None
    ready: threading.Event = field(default_factory=threading.Event)


class VectorKeeper:
    """Load the model, embed what has no vector, and switch to a new model once its vectors are complete."""

    def __init__(
        self, database: Database, engine: SearchEngine, settings: Settings, load: LoadEncoder = load_encoder
    ) -> None:
        self.preparation = Preparation()
        self._database = database
        self._engine = engine
        self._settings = settings
        self._load = load
        self._encoder: Encoder | None = None
        self._seen = -1

    def prepare(self) -> Encoder | None:
        """Prepare search by meaning; return the model, or None if it cannot be loaded (`problem` says why)."""
        try:
            self._encoder = encoder = self._load(self._settings)
            earlier = self._earlier_encoder(encoder)
            self._engine.use_encoder(earlier or encoder)
            self.catch_up()
            self._engine.use_reranker(load_reranker(self._settings))
        except KbError as error:
            self.preparation.problem = error
            _log.warning("a model cannot be used: %s", error)
        finally:
            self.preparation.embedding = None
            self.preparation.ready.set()
        return self._encoder

    def catch_up(self) -> None:
        """Embed what was added since the last time, and answer from the configured model once it is complete."""
        if self._encoder is None:
            return
        with self._database.read() as tx:
            revision = counters(tx).get("revision", 0)
        if revision != self._seen:
            embed_pending(self._database, self._encoder, self._note)
            self._seen = revision
            self.preparation.embedding = None
        if self._engine.encoder is not self._encoder:
            self._engine.use_encoder(self._encoder)
        self._engine.refresh()

    def keep(self, stop: threading.Event) -> None:
        """Catch up periodically until stopped; a failure is logged and tried again."""
        while not stop.wait(_CHECK_SECONDS):
            try:
                self.catch_up()
            except Exception:
                _log.exception("embedding failed; it is tried again")

    def _earlier_encoder(self, configured: Encoder) -> Encoder | None:
        """Return the model that made the present vectors, if they are another's and it can still be loaded."""
        with self._database.read() as tx:
            active = next((space for space in get_spaces(tx) if space["state"] == "active"), None)
        if active is None or active["fingerprint"] == configured.fingerprint:
            return None
        try:
            encoder = self._load(
                replace(
                    self._settings,
                    embedding_model=active["model"],
                    embedding_query_prompt="",
                    embedding_document_prompt="",
                )
            )
        except KbError as error:
            _log.warning("the earlier model cannot be loaded, search goes by words meanwhile: %s", error)
            return None
        return encoder if encoder.fingerprint == active["fingerprint"] else None

    def _note(self, done: int, total: int) -> None:
        self.preparation.embedding = (done, total)
