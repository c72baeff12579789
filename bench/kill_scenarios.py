"""Define what is killed: ingest, the ledger, a practice answer, rebuilding the indexes, a backup, a migration."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils.migrations import Migrations

from bench.killing import READY, Say, Scenario
from bench.small_library import (
    DOCUMENTS,
    LONG_AGO,
    QUESTIONS,
    Letters,
    add_document,
    opened,
    person_of,
    prepare_library,
    settings_of,
)
from ingest import pipeline
from kb.clock import shift, utc_now
from kb.files import FileStore
from kb.ids import new_id
from kb.learning.practice.service import answer
from kb.migrations import _STEPS, migrate, step_names
from kb.operations import operation_store
from kb.operations.backup import make_backup
from kb.operations.manifest import broken_files, list_backups, read_manifest
from kb.search import embedding_store
from kb.search.documents import document_id_of
from kb.search.embedding import embed_pending
from kb.search.engine import SearchEngine
from kb.search.query import read_query
from kb.store import Database
from kb.usage.ledger.service import record_apply, record_outcome, record_search, record_view

_FILES = 40
_OLD_STEPS = 4


def _prepare_ingest(folder: Path) -> None:
    migrate(Database(folder / "data" / "kb.sqlite"))
    (folder / "in").mkdir()


def _ingest(folder: Path, say: Say) -> None:
    pipeline._BATCH_FILES = 7
    database, files = Database(folder / "data" / "kb.sqlite"), FileStore(folder / "data" / "files")
    say(READY)
    while True:
        turn = new_id()
        for number in range(_FILES):
            (folder / "in" / f"{number}.md").write_text(f"# 案例{number}\n\n第{number}个，轮次 {turn}。", "utf-8")
        pipeline.ingest_paths(database, files, [folder / "in"], now=utc_now())
        say(turn)


def _check_ingest(folder: Path, said: list[str]) -> list[str]:
    database, files = Database(folder / "data" / "kb.sqlite"), FileStore(folder / "data" / "files")
    found = list(database.problems())
    with database.read() as tx:
        for turn in said[-3:]:
            kept = tx.value("SELECT count(*) FROM text_blocks WHERE text LIKE :like", {"like": f"%{turn}%"})
            if kept != _FILES:
                found.append(f"ingest said that it took in {_FILES} files, and {kept} are there")
        for (name,) in tx.tuples("SELECT DISTINCT file_hash FROM document_versions"):
            if not files.path_of(name).is_file() or hashlib.sha256(files.read(name)).hexdigest() != name:
                found.append(f"the original {name} is missing or damaged")
        bare = tx.value("""
            SELECT count(*) FROM document_versions AS v WHERE NOT EXISTS (
                SELECT 1 FROM chunks AS c WHERE c.document_id = v.document_id AND c.version = v.version)
        """)
        if bare:
            found.append(f"{bare} versions without a passage")
    again = pipeline.ingest_paths(database, files, [folder / "in"], now=utc_now())
    present = len(list((folder / "in").iterdir()))
    if again.usable + len(again.failed) != present:
        found.append("a second run did not look at every file")
    database.close()
    return found


def _ledger(folder: Path, say: Say) -> None:
    database = Database(folder / "data" / "kb.sqlite")
    with database.read() as tx:
        person = person_of(tx, folder)
    say(READY)
    for number in itertools.count(os.getpid() * 1000):
        now = shift(LONG_AGO, seconds=number * 2000)
        document_id = document_id_of(f"s{number % DOCUMENTS}")
        search_id = record_search(database, person, f"question {number}", 1, now=now)
        say(f"searches {search_id}")
        record_view(database, person, document_id, 1, now=now, search_id=search_id)
        used_on = datetime.fromisoformat(now).date()
        apply_id = record_apply(database, person, document_id, 1, now=now, situation=f"{number}", used_on=used_on)
        say(f"applies {apply_id}")
        record_outcome(database, person, apply_id, now=now, result="success", text="well")
        say(f"told {apply_id}")


def _check_ledger(folder: Path, said: list[str]) -> list[str]:
    database = Database(folder / "data" / "kb.sqlite")
    found = list(database.problems())
    with database.read() as tx:
        there = {
            "searches": {row[0] for row in tx.tuples("SELECT id FROM searches")},
            "applies": {row[0] for row in tx.tuples("SELECT id FROM applies")},
            "told": {row[0] for row in tx.tuples("SELECT apply_id FROM outcomes")},
        }
        events = {
            kind: tx.value("SELECT count(*) FROM usage_events WHERE kind = :kind", {"kind": kind})
            for kind in ("apply", "outcome")
        }
    found += [f"lost: {line}" for line in said if line.split()[1] not in there[line.split()[0]]]
    if (events["apply"], events["outcome"]) != (len(there["applies"]), len(there["told"])):
        found.append("an event without its details, or the other way round")
    database.close()
    return found


def _answer(folder: Path, say: Say) -> None:
    database = Database(folder / "data" / "kb.sqlite")
    with database.read() as tx:
        person = person_of(tx, folder)
        begun = tx.value("SELECT count(*) FROM reviews")
    say(READY)
    for number in itertools.count(begun):
        now = shift(LONG_AGO, seconds=number * 86400)
        answer(database, person, f"q{number % QUESTIONS}", 1, "true" if number % 3 else "false", now=now)
        say(now)


def _check_answer(folder: Path, said: list[str]) -> list[str]:
    database = Database(folder / "data" / "kb.sqlite")
    found = list(database.problems())
    with database.read() as tx:
        reviews = tx.rows("SELECT number, question_id, at FROM reviews ORDER BY number")
        cards = dict(tx.tuples("SELECT question_id, card FROM cards"))
    if [row["number"] for row in reviews] != list(range(1, len(reviews) + 1)):
        found.append("a gap in the numbers of answers")
    found += [f"lost: the answer of {now}" for now in said if now not in {row["at"] for row in reviews}]
    last = {row["question_id"]: row["at"] for row in reviews}
    if set(last) != set(cards):
        found.append("answers without a card, or the other way round")
    for name, at in last.items():
        if datetime.fromisoformat(at).astimezone(UTC).isoformat() not in cards.get(name, ""):
            found.append(f"the card of {name} does not know its last answer")
    database.close()
    return found


def _reindex(folder: Path, say: Say) -> None:
    with opened(folder) as library:
        say(READY)
        while True:
            library.engine.rebuild_lexical()
            name = f"letters-{new_id()}"
            embed_pending(library.database, Letters(name))
            say(name)


def _check_reindex(folder: Path, said: list[str]) -> list[str]:
    with opened(folder) as library:
        found = list(library.database.problems())
        with library.database.read() as tx:
            active = embedding_store.active_fingerprint(tx)
            if active and embedding_store.count_pending(tx, active):
                found.append("search answers from vectors that are not complete")
        if said and active is None:
            found.append("lost: the vectors that were said to be made")
        encoder = Letters("letters-check")
        embed_pending(library.database, encoder)
        engine = SearchEngine(library.database, library.settings.cache_dir)
        engine.use_encoder(encoder)
        for number in range(DOCUMENTS):
            hits = engine.search(read_query(f"zeta{number}x"), mode="lexical").hits
            if not hits or hits[0].document_id != document_id_of(f"s{number}"):
                found.append(f"document {number} is not found")
    return found


def _backup(folder: Path, say: Say) -> None:
    with opened(folder) as library:
        say(READY)
        for number in itertools.count(1):
            add_document(library, os.getpid() * 1000 + number)
            seconds = os.getpid() % 10_000 * 10_000 + number  # no two backups of one second
            made = make_backup(library.settings, shift(LONG_AGO, seconds=seconds))
            say(made.name)


def _check_backup(folder: Path, said: list[str]) -> list[str]:
    settings = settings_of(folder)
    whole = list_backups(settings.backups_dir)
    found = [f"{backup.name}: {problem}" for backup in whole for problem in broken_files(backup, read_manifest(backup))]
    if said and said[-1] not in {backup.name for backup in whole}:
        found.append(f"lost: the backup {said[-1]}")
    database = Database(settings.database_path)
    found += database.problems()
    database.close()
    for backup in whole:
        copy = folder / "copy.sqlite"
        shutil.copyfile(backup / "kb.sqlite", copy)
        found += [f"{backup.name}: {problem}" for problem in Database(copy).problems()]
        copy.unlink()
    return found


def _prepare_migration(folder: Path) -> None:
    """Create a database in the state of an earlier version."""
    earlier = Migrations("kb")
    for step in _STEPS[:_OLD_STEPS]:

        @earlier(name=step.__name__.rpartition(".")[2])
        def _run(db: object, step: object = step) -> None:
            for statement in step.STATEMENTS:  # type: ignore[attr-defined]
                db.execute(statement)  # type: ignore[attr-defined]

    with Database(folder / "kb.sqlite").migrating() as db:
        earlier.apply(db)


def _migration(folder: Path, say: Say) -> None:
    database = Database(folder / "kb.sqlite")
    say(READY)
    migrate(database)
    say("migrated")
    os.read(os.pipe()[0], 1)  # until killed


def _check_migration(folder: Path, said: list[str]) -> list[str]:
    database = Database(folder / "kb.sqlite")
    found = list(database.problems())
    with database.read() as tx:
        taken = operation_store.list_steps(tx)
    if taken not in (step_names()[:_OLD_STEPS], step_names()):
        found.append(f"half migrated: {taken}")
    if said and taken != step_names():
        found.append("lost: a migration that was done")
    migrate(database)
    with database.read() as tx:
        if operation_store.list_steps(tx) != step_names():
            found.append("a second start does not finish the migration")
    database.close()
    return found


SCENARIOS = (
    Scenario("ingest", 2.0, _prepare_ingest, _ingest, _check_ingest),
    Scenario("usage ledger", 0.4, prepare_library, _ledger, _check_ledger),
    Scenario("answer in practice", 0.4, prepare_library, _answer, _check_answer),
    Scenario("reindex", 2.5, prepare_library, _reindex, _check_reindex),
    Scenario("backup", 1.5, prepare_library, _backup, _check_backup),
    Scenario("migration", 0.15, _prepare_migration, _migration, _check_migration, afresh=True),
)
