"""Pages run in this process, without a browser, over the library of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from kb.config import Settings
from kb.ui.frame import menu
from kb.ui.frame.resources import forget_shared, get_library
from kb.ui.reading.recording import finish_openings
from tests.support.people import SignedIn
from tests.support.server import ROOT


@contextmanager
def pages_of(settings: Settings) -> Iterator[None]:
    """Pages run inside this block use the library of these settings."""
    environment = {"KB_DATA_DIR": str(settings.data_dir), "KB_LIBRARY_DIR": str(settings.library_dir)}
    with patch.dict("os.environ", environment | {"KB_EMBEDDING_MODEL": str(settings.data_dir / "no-model")}):
        forget_shared()
        yield
        finish_openings()
        get_library().database.close()
    forget_shared()


def open_view(name: str, who: SignedIn) -> AppTest:
    """A page as this person sees it, run once."""
    at = AppTest.from_file(str(ROOT / "kb" / "ui" / "views" / f"{name}.py"), default_timeout=20)
    at.user = who.user
    return at.run()


def open_in_menu(name: str, who: SignedIn, **query: str) -> AppTest:
    """A page of the menu as this person sees it, with links to other pages, run once."""
    at = AppTest.from_file(str(ROOT / "kb" / "ui" / "main.py"), default_timeout=20)
    at.user = who.user
    at.run()
    at.query_params.update(query)
    return at.switch_page(f"views/{name}.py").run()


def open_first(monkeypatch: pytest.MonkeyPatch, name: str, seconds: float = 30) -> AppTest:
    """The whole app with the page `name` as the one that opens; not run yet."""
    first = [page for page in menu.PAGES if page.name == name]
    monkeypatch.setattr(menu, "PAGES", (*first, *(page for page in menu.PAGES if page not in first)))
    return AppTest.from_file(str(ROOT / "kb" / "ui" / "main.py"), default_timeout=seconds)
