"""A library with documents and originals, and commands run on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.clock import utc_now
from kb.commands import main
from kb.config import Settings
from kb.library import Library
from kb.search.documents import OriginalFile, save_version
from tests.conftest import new_version

NOW = "2026-03-01T12:00:00.000Z"
Run = Callable[..., Result]


def add_original(library: Library, number: int) -> str:
    """A document with its original file; returns the file's name in the data folder."""
    content = f"第{number}个案例：应收账款保理换钱".encode()
    name = library.files.save(content)
    file = OriginalFile(f"{number}.md", "text/markdown", name, len(content))
    with library.database.write() as tx:
        save_version(tx, new_version(f"案例{number}", content.decode(), file=file), utc_now())
    return name


@pytest.fixture
def originals(library: Library) -> list[str]:
    """Five documents."""
    return [add_original(library, number) for number in range(5)]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in English, without a model: `run("backup", "--keep", "2", KB_…="…")`."""

    def _run(*arguments: str | Path, **environment: str) -> Result:
        values = {
            "KB_DATA_DIR": str(settings.data_dir),
            "KB_LIBRARY_DIR": str(settings.library_dir),
            "KB_EMBEDDING_MODEL": "/nowhere",
            "KB_LANGUAGE": "en",
        }
        for name, value in (values | environment).items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return _run
