"""What many tests need: an empty library, documents in it, a model that needs no weights."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings
from numpy.typing import NDArray

from kb.clock import utc_now
from kb.config import Settings
from kb.i18n import DEFAULT_LANGUAGE, using_language
from kb.library import Library, open_library
from kb.migrations import migrate
from kb.search.chunks import chunk_text
from kb.search.documents import NewVersion, OriginalFile, Saved, save_version
from kb.search.text import segment
from kb.store import Database
from tests.support.browsers import Browser, opened_browsers
from tests.support.people import house
from tests.support.server import RunningApp, running_app

hypothesis_settings.register_profile("same everywhere", derandomize=True, deadline=None)
hypothesis_settings.load_profile("same everywhere")


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Streamlit's AppTest puts the page in place of the main module; processes spawned later would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Every test begins in the default language, whatever the one before it has spoken."""
    with using_language(DEFAULT_LANGUAGE):
        yield


class WordEncoder:
    """Texts that share words get near vectors: each token has a fixed random direction."""

    def __init__(self, name: str = "words", dimension: int = 64) -> None:
        self.name, self.dimension = name, dimension
        self.fingerprint = f"{name}-{dimension}"
        self.encoded: list[str] = []

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self._vector(text)

    def _vector(self, text: str) -> NDArray[np.float32]:
        total = np.zeros(self.dimension, dtype=np.float32)
        for token in segment(text):
            seed = int.from_bytes(hashlib.sha256(f"{self.name}{token}".encode()).digest()[:8])
            total += np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)
        return total / max(float(np.linalg.norm(total)), 1e-9)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", library_dir=tmp_path / "no-starter-library")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_path)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    library = open_library(settings)
    yield library
    library.database.close()


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


def new_version(source: str, text: str, **fields: object) -> NewVersion:
    values: dict[str, object] = {
        "source": source,
        "kind": "case",
        "title": source,
        "text": text,
        "chunks": chunk_text(text),
        "file": OriginalFile(f"{source}.md", "text/markdown", "", len(text)),
        "content_hash": hashlib.sha256(f"{text}{fields}".encode()).hexdigest(),
        "published_on": "2026-01-15",
    }
    return NewVersion(**(values | fields))  # type: ignore[arg-type]


@pytest.fixture
def add(database: Database) -> Callable[..., Saved]:
    """Store a document: `add("source", "text", kind=..., tags=...)`."""

    def _add(source: str, text: str, **fields: object) -> Saved:
        with database.write() as tx:
            return save_version(tx, new_version(source, text, **fields), utc_now())

    return _add


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The real app, once for all tests of a process."""
    with running_app(tmp_path_factory.mktemp("app")) as running:
        house(running.database)
        yield running


@pytest.fixture
def browser(app: RunningApp) -> Iterator[Browser]:
    with opened_browsers(app) as opened:
        yield opened
