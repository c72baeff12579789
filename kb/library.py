"""Open a library: the database migrated, the original files, the search."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.background import BackgroundWriter
from kb.config import Settings
from kb.files import FileStore
from kb.migrations import migrate
from kb.search.engine import SearchEngine
from kb.search.glossary_service import seed_glossary
from kb.store import Database
from kb.usage.ledger.service import attested_successes


@dataclass(frozen=True)
class Library:
    """Hold what pages and commands work with."""

    settings: Settings
    database: Database
    files: FileStore
    engine: SearchEngine
    background: BackgroundWriter = field(default_factory=BackgroundWriter)


def open_library(settings: Settings) -> Library:
    """Open the library in the settings' data folder and return it; create an empty one if there is none."""
    database = Database(settings.database_path)
    migrate(database)
    seed_glossary(database, settings.library_dir)
    engine = SearchEngine(database, settings.cache_dir)
    if settings.popularity_in_ranking:
        engine.use_successes(attested_successes)
    return Library(settings, database, FileStore(settings.files_dir), engine)
