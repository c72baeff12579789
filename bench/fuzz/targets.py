"""What reads from outside, short of the running app: readers of documents, imports, the search."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from bench.fuzz import seeds
from bench.fuzz.outcome import Defect, Outcome, Target, watched
from bench.fuzz.seeds import Seed
from bench.fuzz.world import World, watch_children
from cases.importing import import_case
from ingest.reader_process import ReaderProcess
from ingest.readers import Limits
from ingest.readers.front_matter import split_front_matter
from kb.clock import utc_now
from kb.errors import KbError
from kb.learning.formats.exchange import read_questions
from kb.learning.questions.service import compare_questions, import_questions, refuse_problems
from kb.people.roster import import_people, read_roster
from kb.search.query import Filters, read_query

_WAY_OUT = 97
_CONTAINED = ("too long", "longer than", "memory", "broke down")
_SUFFIXES = (".docx", ".pptx", ".xlsx", ".pdf", ".html", ".csv", ".txt", ".md", ".docm", ".doc", "", ".\x00", ".zip")


class _Undone(Exception):
    """Ends a transaction that would have been committed."""


class Readers:
    """Every document reader, in the process with limits that the app reads with."""

    def __init__(self, share: int, seconds: float = 10.0) -> None:
        self.name, self.share, self.seeds = "readers", share, seeds.documents()
        self._reader = ReaderProcess(Limits(seconds=seconds))

    def throw(self, chance: random.Random, name: str, content: bytes) -> Outcome:
        if chance.random() < 0.1:
            name = chance.choice(("a", "x" * 5000, "../a", "\u202e名", "a\nb", "\ud800")) + chance.choice(_SUFFIXES)
        with watch_children("exit"):
            child = self._reader._started()
        try:
            document = self._reader.read(Path(name), content)
        except KbError as refusal:
            if child.poll() == _WAY_OUT:
                raise Defect("the reader took a way out") from refusal
            _speak(refusal)
            return Outcome.STOPPED if any(word in str(refusal) for word in _CONTAINED) else Outcome.REFUSED
        places = [offset for offset, _place in document.marks]
        if places != sorted(places) or any(not 0 <= offset <= len(document.text) for offset in places):
            raise Defect("marks outside of the text")
        f"{document.text}{document.title}{json.dumps(document.meta, ensure_ascii=False)}".encode()
        return Outcome.TAKEN

    def look_back(self) -> None:
        self._reader.close()


class Import:
    """What is read in this process and stored: all of it, or nothing at all."""

    def __init__(
        self, name: str, share: int, good: list[Seed], world: World, work: Callable[[str, bytes], None]
    ) -> None:
        self.name, self.share, self.seeds = name, share, good
        self._world, self._work = world, work

    def throw(self, _chance: random.Random, name: str, content: bytes) -> Outcome:
        before = self._world.version()
        try:
            with watched():
                self._work(name, content)
        except KbError as refusal:
            _speak(refusal)
            if self._world.version() != before:
                raise Defect("refused, and yet something was stored") from refusal
            return Outcome.REFUSED
        return Outcome.TAKEN

    def look_back(self) -> None:
        self._world.check()


class Search:
    """Whatever is typed into the search."""

    def __init__(self, share: int, world: World) -> None:
        self.name, self.share, self.seeds = "search", share, [("q", query.encode()) for query in seeds.QUERIES]
        self._engine = world.library.engine

    def throw(self, chance: random.Random, _name: str, content: bytes) -> Outcome:
        text = (
            content.decode("utf-8", "surrogatepass" if chance.random() < 0.5 else "replace")
            if _decodes(content)
            else (content.decode("utf-8", "surrogateescape"))
        )
        # Filters come from a page: what a websocket carries is valid Unicode.
        some: frozenset[str] = frozenset({text[:30].encode("utf-8", "replace").decode()})
        filters = chance.choice(
            (
                None,
                Filters(tags=some),
                Filters(kinds=some),
                Filters(published_from=text[:10].encode("utf-8", "replace").decode()),
            )
        )
        with watched():
            results = self._engine.search(read_query(text, filters), mode=chance.choice(("hybrid", "lexical")))
        return Outcome.TAKEN if results.hits else Outcome.REFUSED

    def look_back(self) -> None:
        return None


def targets(world: World) -> list[Target]:
    """Return all of them but the running app, with their shares of a hundred inputs."""
    files = seeds.question_files()
    questions = [
        Import(f"questions {form}", share, files[form], world, partial(_questions, world))
        for form, share in (("yaml", 9), ("gift", 9), ("xml", 7), ("csv", 5), ("xlsx", 4))
    ]
    return [
        Readers(24),
        Import("front matter", 5, seeds.case_files(), world, _front_matter),
        Import("case files", 10, seeds.case_files(), world, partial(_case, world)),
        *questions,
        Import("roster", 5, seeds.rosters(), world, partial(_roster, world)),
        Search(7, world),
    ]


def _front_matter(_name: str, content: bytes) -> None:
    split_front_matter(content.decode("utf-8", "replace"))


def _case(world: World, _name: str, content: bytes) -> None:
    import_case(world.library.database, world.library.files, content, person=world.admin, now=utc_now())


def _questions(world: World, name: str, content: bytes) -> None:
    read = read_questions(name, content)
    refuse_problems(read)
    compare_questions(world.library.database, world.trainer, read)
    import_questions(world.library.database, world.trainer, read, now=utc_now())


def _roster(world: World, _name: str, content: bytes) -> None:
    rows = read_roster(content)
    with suppress(_Undone):
        import_people(world.library.database, world.admin, rows, now=utc_now())
        raise _Undone


def _decodes(content: bytes) -> bool:
    try:
        content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _speak(refusal: KbError) -> Any:
    """Return the message of a refusal; raises if it cannot be rendered, which is a defect too."""
    refusal.message.encode()
