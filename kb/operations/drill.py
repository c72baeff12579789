"""Test whether a backup can be restored: it is unpacked elsewhere, opened and given the latest queries."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from kb.config import Settings
from kb.errors import KbError, NotFound, NotReady
from kb.i18n import translate as _
from kb.library import Library, open_library
from kb.operations import operation_store as store
from kb.operations.backup import DRILL_PREFIX
from kb.operations.manifest import list_backups
from kb.operations.restore import unpack
from kb.operations.service import DRILL, record_run
from kb.people.audit import verify_chain
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import HOUSE_PATH
from kb.search.documents import latest_revision, list_newest
from kb.search.encoder import Encoder, load_encoder
from kb.search.query import read_query
from kb.store import Reader

_SEARCHES = 5
_DEPTH = 10


@dataclass
class DrillReport:
    """Report what a drill found; good without a problem."""

    name: str
    files: int = 0
    rows: int = 0
    searches: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Return whether the backup can be relied on."""
        return not self.problems


def run_drill(
    settings: Settings,
    person: Person | None,
    now: str,
    *,
    backup: Path | None = None,
    identity: Path | None = None,
    encoder: Encoder | None = None,
) -> DrillReport:
    """Try the newest backup, or this one, and store the outcome. Raise NotFound if there is none.

    `encoder` is the model to search with; without it, the configured one.
    """
    if person is not None:
        require(person, Action.RUN_BACKUP, unit=HOUSE_PATH)
    if backup is None:
        backups = list_backups(settings.backups_dir)
        if not backups:
            raise NotFound("There is no backup in {folder} yet.", folder=settings.backups_dir)
        backup = backups[-1]
    report = DrillReport(backup.name)
    try:
        with tempfile.TemporaryDirectory(prefix=DRILL_PREFIX, dir=backup.absolute().parent) as place:
            _try(settings, backup, Path(place) / "data", identity, encoder or _encoder(settings), report)
    except KbError as error:
        report.problems.append(error.message)
    except OSError as error:
        report.problems.append(error.strerror or str(error))
    detail = {"files": report.files, "rows": report.rows, "searches": report.searches, "problems": report.problems}
    record_run(settings, DRILL, now, person, good=report.good, subject=backup.name, detail=detail)
    return report


def _try(
    settings: Settings,
    backup: Path,
    folder: Path,
    identity: Path | None,
    encoder: Encoder | None,
    report: DrillReport,
) -> None:
    manifest = unpack(backup, folder, identity=identity)
    report.files, report.rows = len(manifest.files), sum(manifest.counts.values())
    report.problems += manifest.problems
    restored = open_library(replace(settings, data_dir=folder, library_dir=folder / "none"))
    with closing(restored.database):
        with restored.database.read() as tx:
            report.problems += verify_chain(tx) + _missing(tx, restored)
            questions = _questions(tx)
        live = open_library(settings)
        with closing(live.database):
            for library in (live, restored):
                if encoder is not None:
                    library.engine.use_encoder(encoder)
            report.searches = len(questions)
            report.problems += [problem for text in questions if (problem := _compare(text, live, restored))]


def _missing(tx: Reader, library: Library) -> list[str]:
    return [
        _("Original file {name} is missing from the data folder.").format(name=name)
        for name in store.list_named_files(tx)
        if not library.files.path_of(name).exists()
    ]


def _questions(tx: Reader) -> list[str]:
    """Return the latest queries; in a library without any, the titles of its newest documents."""
    return store.list_recent_searches(tx, _SEARCHES) or [row["title"] for row in list_newest(tx, _SEARCHES)]


def _compare(text: str, live: Library, restored: Library) -> str:
    """Return what is wrong with the answers of the backup; empty when all is well.

    While nothing was published or withdrawn since, they are the same in the same order. After that, the backup has
    to find at least one of the documents that the library finds and that the backup has.
    """
    query = read_query(text)
    now_found = [hit.document_id for hit in live.engine.search(query, _DEPTH).hits]
    then_found = [hit.document_id for hit in restored.engine.search(query, _DEPTH).hits]
    with live.database.read() as now, restored.database.read() as then:
        unchanged = latest_revision(now) == latest_revision(then)
        known = store.list_document_ids(then)
    if unchanged and now_found != then_found:
        return _("A search finds different documents in the backup and in the library, though nothing changed since.")
    if not unchanged and known.intersection(now_found) and not known.intersection(now_found).intersection(then_found):
        return _("A search finds none of the library's results in the backup.")
    return ""


def _encoder(settings: Settings) -> Encoder | None:
    try:
        return load_encoder(settings)
    except NotReady:
        return None
