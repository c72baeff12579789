"""Provide a small library as a fuzzing target, and check whether anything in it changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the same SQLite as the app's

from bench.fuzz.outcome import Defect
from bench.small_library import Letters, opened, person_of, prepare_library
from kb.clock import utc_now
from kb.library import Library
from kb.people.accounts import NewPerson, add_person
from kb.people.person import ACTIVE, Person, Role
from kb.people.units import HOUSE, add_unit, get_unit
from kb.search.embedding import embed_pending

WATCH = Path(__file__).parent / "watch"


@dataclass
class World:
    """The library, people of it, and an eye on its database."""

    folder: Path
    library: Library
    manager: Person
    trainer: Person
    admin: Person
    eye: Any

    def version(self) -> int:
        """Return a number that changes whenever anything is committed to the database."""
        return int(self.eye.execute("PRAGMA data_version").fetchone()[0])

    def check(self) -> None:
        """Raise Defect where the database is not whole."""
        problems = self.library.database.problems()
        if problems:
            raise Defect(f"the database: {problems[0]}")


@contextmanager
def small_world(folder: Path) -> Iterator[World]:
    """Create a library with a dozen documents, three people and two units."""
    prepare_library(folder)
    with opened(folder) as library:
        with library.database.write() as tx:
            top = get_unit(tx, HOUSE)
            trainer, admin = (
                add_person(
                    tx,
                    NewPerson(role.value, role.value, HOUSE, role),
                    top,
                    state=ACTIVE,
                    password_hash="",
                    now=utc_now(),
                )
                for role in (Role.TRAINER, Role.ADMIN)
            )
        add_unit(library.database, admin, HOUSE, "Branch", now=utc_now())
        with library.database.write() as tx:
            manager = person_of(tx, folder)
        encoder = Letters("letters")
        embed_pending(library.database, encoder)
        library.engine.use_encoder(encoder)
        library.engine.refresh()
        eye = sqlite3.connect(f"file:{library.settings.database_path}?mode=ro", uri=True)
        eye.execute("SELECT 1")
        try:
            yield World(folder, library, manager, trainer, admin, eye)
        finally:
            eye.close()


@contextmanager
def watch_children(how: str) -> Iterator[None]:
    """Let Python processes that are started now tell of ways out, see `watch/sitecustomize.py`."""
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "FUZZ_WATCH")}
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(WATCH), before["PYTHONPATH"])))
    os.environ["FUZZ_WATCH"] = how
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value
