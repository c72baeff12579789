"""Import files into the library: find, read, split into passages, store and embed them.

A run may be killed at any point: a batch is stored completely or not at all, originals are stored before the rows
that refer to them, and the next run continues with what is missing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from cases.exchange import case_text
from cases.importing import import_file, read_case_file
from ingest.candidate import Candidate, look_at, new_version
from ingest.preview import Preview
from ingest.reader_process import ReaderProcess
from ingest.readers import Limits
from ingest.readers.notices import NOT_READ
from ingest.readers.refusals import calls_for_recognition
from ingest.recognition import RecognitionLimits, RecognitionProcess, with_recognized_pages
from ingest.store import Known, find_known, has_unembedded
from ingest.summary import Failure, PartlyRead, Summary
from ingest.walk import find_files, path_text
from kb.clock import day_of
from kb.errors import BadInput, Conflict, KbError, NotReady
from kb.files import FileStore
from kb.metrics import INGESTED
from kb.search.chunks import chunk_text
from kb.search.documents import KINDS, NewVersion, Outcome, save_version
from kb.store import Database

if TYPE_CHECKING:
    from kb.search.encoder import Encoder

_BATCH_FILES = 64
_BATCH_BYTES = 32 * 1024 * 1024
_STORE_EVERY_SECONDS = 5.0
_KEEPERS = 4

Progress = Callable[[int, int], None]
"""Called with the number of files done and the total."""


def ingest_paths(
    database: Database,
    file_store: FileStore,
    paths: Iterable[Path],
    *,
    now: str,
    kind: str | None = None,
    limits: Limits | None = None,
    load_encoder: Callable[[], Encoder] | None = None,
    progress: Progress | None = None,
    dry_run: bool = False,
    recognition: RecognitionLimits | None = None,
) -> Summary:
    """Import files and folders into the library; one bad file does not stop the others.

    With `recognition`, PDF files with pages that are pictures wait until the others have landed.
    `kind` overrules the kind in a file's head. With `load_encoder`, what is stored is embedded too; it is called
    only if something has to be. A dry run reads everything and stores nothing.
    """
    if kind is not None and kind not in KINDS:
        raise BadInput("There is no kind {kind}. Use one of these: {kinds}.", kind=kind, kinds=", ".join(KINDS))
    started = time.monotonic()
    files = find_files(paths)
    with ReaderProcess(limits or Limits()) as reader, ThreadPoolExecutor(_KEEPERS) as keepers:
        run = _Run(database, file_store, reader, keepers, now=now, kind=kind, dry_run=dry_run)
        run.recognizes = recognition is not None
        run.on_progress = lambda done: progress(done, len(files)) if progress is not None else None
        embed = None if load_encoder is None or dry_run else _Embedding(database, load_encoder)
        for batch in run.batches(files):
            if run.save(batch) and embed is not None:
                embed.catch_up()
        if recognition is not None and run.scanned:
            with RecognitionProcess(recognition) as recognizer:
                for path in run.scanned:
                    run.save_scanned(path, recognizer)
        if embed is not None:
            embed.catch_up()
            run.summary.not_embedded = embed.problem
    order = {path_text(path): index for index, path in enumerate(files)}
    run.summary.failed.sort(key=lambda failure: order[failure.path])
    run.summary.seconds = time.monotonic() - started
    return run.summary


class _Embedding:
    """Embeds passages without vectors, including those left by an earlier run; loads the encoder on first need."""

    def __init__(self, database: Database, load_encoder: Callable[[], Encoder]) -> None:
        self._database = database
        self._load_encoder = load_encoder
        self._encoder: Encoder | None = None
        self.problem: NotReady | None = None
        """Why the model cannot be had: search goes on by words, and what is stored stays stored."""

    def catch_up(self) -> None:
        if self.problem is not None:
            return
        with self._database.read() as tx:
            if not has_unembedded(tx):
                return
        from kb.search.embedding import embed_pending

        try:
            self._encoder = self._encoder or self._load_encoder()
        except NotReady as error:
            self.problem = error
            return
        embed_pending(self._database, self._encoder)


@dataclass(frozen=True)
class _Waiting:
    """A version to store, and the pending write of its original."""

    path: Path
    version: NewVersion
    original: Future[str] | None


class _Run:
    """One run over a list of files."""

    def __init__(
        self,
        database: Database,
        file_store: FileStore,
        reader: ReaderProcess,
        keepers: Executor,
        *,
        now: str,
        kind: str | None,
        dry_run: bool,
    ) -> None:
        self.summary = Summary()
        self.on_progress: Callable[[int], None] = lambda _: None
        self.recognizes = False
        self.scanned: list[Path] = []
        """Files with pages that are pictures, which wait for their text to be recognized."""
        self._database = database
        self._file_store = file_store
        self._reader = reader
        self._keepers = keepers
        self._now = now
        self._today = date.fromisoformat(day_of(now))
        self._kind = kind
        self._dry_run = dry_run
        self._seen: dict[str, tuple[str, Path]] = {}

    def batches(self, files: Iterable[Path]) -> Iterator[list[Candidate]]:
        """Yield candidates in batches small enough for one database query and limited memory."""
        remaining = iter(files)
        while paths := list(islice(remaining, _BATCH_FILES)):
            batch: list[Candidate] = []
            size = 0
            for path in paths:
                try:
                    candidate = look_at(path, self._kind, self._reader)
                    self._check_source(candidate)
                except KbError as error:
                    self._fail(path, error)
                    continue
                batch.append(candidate)
                size += len(candidate.content)
                if size > _BATCH_BYTES:
                    yield batch
                    batch, size = [], 0
            yield batch

    def save(self, batch: list[Candidate]) -> bool:
        """Read and store what is new in a batch; return whether anything was."""
        known = self._known(batch)
        waiting: list[_Waiting] = []
        stored_at = time.monotonic()
        anything = False
        for candidate in batch:
            if known.is_unchanged(candidate.source, candidate.content_hash):
                self._settle("unchanged")
                continue
            if candidate.is_case_file:
                anything |= self._store_case(candidate, known)
                continue
            try:
                version = new_version(candidate, self._reader, self._today)
            except KbError as error:
                if self.recognizes and calls_for_recognition(error):
                    self.scanned.append(candidate.path)
                else:
                    self._fail(candidate.path, error)
                continue
            if self.recognizes and version.meta.get(NOT_READ, {}).get("page"):
                self.scanned.append(candidate.path)
                continue
            if self._dry_run:
                self._preview(candidate, version.title, version.text, len(version.chunks), version.meta.get(NOT_READ))
            waiting.append(_Waiting(candidate.path, version, self._keep(candidate)))
            if time.monotonic() - stored_at > _STORE_EVERY_SECONDS:
                anything |= self._store(waiting, known)
                waiting, stored_at = [], time.monotonic()
        return self._store(waiting, known) or anything

    def save_scanned(self, path: Path, recognizer: RecognitionProcess) -> None:
        """Read and store a file whose pages are pictures; without their text where it cannot be recognized."""
        try:
            candidate = look_at(path, self._kind, self._reader)
            try:
                read = self._reader.read(path, candidate.content)
            except BadInput as error:
                if not calls_for_recognition(error):
                    raise
                read = None
            document = with_recognized_pages(read, candidate.content, recognizer)
            version = new_version(replace(candidate, document=document), self._reader, self._today)
        except KbError as error:
            self._fail(path, error)
            return
        if self._dry_run:
            self._preview(candidate, version.title, version.text, len(version.chunks), version.meta.get(NOT_READ))
        self._store([_Waiting(path, version, self._keep(candidate))], self._known([candidate]))

    def _store_case(self, candidate: Candidate, known: Known) -> bool:
        """Import a case file into the case library; return whether that changed anything."""
        try:
            file = read_case_file(candidate.content)
        except KbError as error:
            self._fail(candidate.path, error)
            return False
        if self._dry_run:
            text = case_text(file.case)
            self._preview(candidate, file.case.title, text, len(chunk_text(text, (), file.case.title)))
            self._settle(known.predict_outcome(candidate.source, candidate.content_hash))
            return True
        outcome = import_file(self._database, self._file_store, file, now=self._now)
        if outcome == "kept":
            self._fail(
                candidate.path,
                Conflict("The case has been changed in the library since. The library's version is kept."),
            )
            return False
        if outcome != "unchanged":
            self.summary.chunks += len(chunk_text(case_text(file.case), (), file.case.title))
        self._settle(outcome)
        return outcome != "unchanged"

    def _preview(
        self, candidate: Candidate, title: str, text: str, passages: int, notices: dict[str, int] | None = None
    ) -> None:
        self.summary.previews.append(
            Preview(path_text(candidate.path), title, candidate.kind, text, passages, notices or {})
        )

    def _known(self, batch: list[Candidate]) -> Known:
        if self._dry_run and not self._database.path.exists():
            return Known({}, set())
        with self._database.read() as tx:
            return find_known(
                tx,
                [candidate.source for candidate in batch],
                [candidate.content_hash for candidate in batch],
            )

    def _keep(self, candidate: Candidate) -> Future[str] | None:
        """Start writing the original in a thread, because syncing to disk dominates the time of small files."""
        return None if self._dry_run else self._keepers.submit(self._file_store.save, candidate.content)

    def _store(self, waiting: list[_Waiting], known: Known) -> bool:
        if not waiting:
            return False
        outcomes: list[Outcome]
        if self._dry_run:
            outcomes = [known.predict_outcome(new.version.source, new.version.content_hash) for new in waiting]
        else:
            for new in waiting:
                if new.original is not None:
                    new.original.result()
            with self._database.write() as tx:
                outcomes = [save_version(tx, new.version, self._now).outcome for new in waiting]
        for new, outcome in zip(waiting, outcomes, strict=True):
            if outcome != "unchanged":
                self.summary.chunks += len(new.version.chunks)
                if notices := new.version.meta.get(NOT_READ):
                    self.summary.partly_read.append(PartlyRead(path_text(new.path), notices))
            self._settle(outcome)
        return any(outcome != "unchanged" for outcome in outcomes)

    def _check_source(self, candidate: Candidate) -> None:
        """Raise Conflict if another file has the same id: the two would replace each other in every run."""
        content_hash, path = self._seen.setdefault(candidate.source, (candidate.content_hash, candidate.path))
        if content_hash != candidate.content_hash:
            raise Conflict("The id in the head of the file is also that of {other}.", other=path_text(path))

    def _fail(self, path: Path, error: KbError) -> None:
        INGESTED.labels("failed").inc()
        self.summary.failed.append(Failure(path_text(path), error))
        self._progress()

    def _settle(self, outcome: Outcome) -> None:
        INGESTED.labels(outcome).inc()
        self.summary.count(outcome)
        self._progress()

    def _progress(self) -> None:
        self.on_progress(self.summary.usable + len(self.summary.failed))
