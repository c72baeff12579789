"""A library, opened: the database brought up to date, the original files, the search."""

from __future__ import annotations

from dataclasses import dataclass

from kb.config import Settings
from kb.files import FileStore
from kb.migrations import migrate
from kb.search.engine import SearchEngine
from kb.search.glossary_service import seed_glossary
from kb.store import Database
from kb.usage.ledger.service import attested_successes


@dataclass(frozen=True)
class Library:
    """What pages and commands work with."""

    settings: Settings
    database: Database
    files: FileStore
    engine: SearchEngine


def open_library(settings: Settings) -> Library:
    """Open the library in the settings' data folder; an empty one is made where there is none."""
    database = Database(settings.database_path)
    migrate(database)
    seed_glossary(database, settings.library_dir)
    engine = SearchEngine(database, settings.cache_dir)
    if settings.popularity_in_ranking:
        engine.use_successes(attested_successes)
    return Library(settings, database, FileStore(settings.files_dir), engine)
