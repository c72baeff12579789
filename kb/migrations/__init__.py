"""Migrate the database in numbered steps, a file each. Append only: a step that has landed never changes.

A step is a row of statements; a function stands among them where SQL cannot do it.
"""

from __future__ import annotations

from types import ModuleType

import sqlite_utils
from sqlite_utils.migrations import Migrations

from kb.migrations import (
    m001_documents,
    m002_people,
    m003_cases,
    m004_languages,
    m005_use,
    m006_questions,
    m007_materials,
    m008_rollups,
    m009_gaps,
    m010_cohorts,
    m011_scenarios,
    m012_operations,
    m013_text_blocks,
    m014_attachment_texts,
)
from kb.store import Database

migrations = Migrations("kb")

_STEPS: tuple[ModuleType, ...] = (
    m001_documents,
    m002_people,
    m003_cases,
    m004_languages,
    m005_use,
    m006_questions,
    m007_materials,
    m008_rollups,
    m009_gaps,
    m010_cohorts,
    m011_scenarios,
    m012_operations,
    m013_text_blocks,
    m014_attachment_texts,
)


def migrate(database: Database) -> None:
    """Migrate a database, creating it if there is none. Safe from several processes at once."""
    with database.migrating() as db:
        migrations.apply(db)


def step_names() -> list[str]:
    """Return the names of all steps this version knows."""
    return [step.__name__.rpartition(".")[2] for step in _STEPS]


def _register(step: ModuleType) -> None:
    @migrations(name=step.__name__.rpartition(".")[2])
    def _run(db: sqlite_utils.Database) -> None:
        for statement in step.STATEMENTS:
            if callable(statement):
                statement(db)
            else:
                db.execute(statement)


for _step in _STEPS:
    _register(_step)
