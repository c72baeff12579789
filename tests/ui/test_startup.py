from __future__ import annotations

import gc
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kb.config import Settings
from kb.library import open_library
from kb.search.keeper import VectorKeeper
from kb.ui import startup

ROOT = Path(__file__).parents[2]


def test_what_stays_is_set_aside_once_the_search_is_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = open_library(Settings(data_dir=tmp_path / "data", library_dir=tmp_path / "none"))
    done: list[str] = []

    class Keeper(VectorKeeper):
        def prepare(self) -> None:
            done.append("prepare")

        def keep(self, _stop: threading.Event) -> None:
            done.append("keep")

    monkeypatch.setattr(gc, "collect", lambda: done.append("collect"))
    monkeypatch.setattr(gc, "freeze", lambda: done.append("freeze"))
    startup._prepare(library, Keeper(library.database, library.engine, library.settings), threading.Event())
    library.database.close()
    assert done == ["prepare", "collect", "freeze", "keep"]


def test_the_app_starts_without_what_only_some_pages_need() -> None:
    code = (
        "import sys, kb_app; print([name for name in ('scipy.stats', 'statsmodels', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
