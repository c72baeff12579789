"""Find likely duplicates of a case among published cases (by search) and among those pending review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cases import review_store
from cases.content import from_stored
from cases.exchange import KIND, case_text
from cases.model import Case
from cases.records import CaseRecord, source_of
from cases.story import Band, Closeness, Story, compare, read_story
from kb.i18n import marked
from kb.people.permissions import Action, allowed
from kb.people.person import Person
from kb.search.documents import get_document
from kb.search.encoder import Encoder
from kb.search.engine import SearchEngine
from kb.search.query import EXPIRED, PUBLISHED, Filters, read_query
from kb.store import Database, Reader, Row

_CANDIDATES = 8
_BANDS = tuple(Band)


class Verdict(StrEnum):
    """A person's decision about a likely duplicate."""

    DIFFERENT = "different"
    ADDS = "adds"
    REPLACES = "replaces"


VERDICT_NAMES = {
    Verdict.DIFFERENT: marked("A different case"),
    Verdict.ADDS: marked("Adds to that case"),
    Verdict.REPLACES: marked("Replaces that case"),
}


@dataclass(frozen=True)
class Candidate:
    """A case that may tell the same story. `other` identifies it in decisions.

    `document_id` is "" while it is unpublished; its title is then "" for people who may not see it.
    """

    other: str
    title: str
    band: Band
    score: float
    document_id: str = ""
    unit_name: str = ""


def find_published(database: Database, engine: SearchEngine, case: Case) -> list[Candidate]:
    """Return published cases that may tell the same story, nearest first. Not for use inside a transaction."""
    story = read_story(case_text(case), engine.encoder)
    if not story.grams:
        return []
    filters = Filters(kinds=frozenset({KIND}), statuses=frozenset({PUBLISHED, EXPIRED}))
    texts = (" ".join((case.title, *case.tags)), case.situation, case.approach, " ".join(case.points))
    found = {
        hit.document_id for text in texts if text for hit in engine.search(read_query(text, filters), _CANDIDATES).hits
    }
    candidates = []
    with database.read() as tx:
        for document_id in sorted(found):
            document = get_document(tx, document_id)
            if document["source"] == source_of(case.id):
                continue
            closeness = compare(story, read_story(document["text"], engine.encoder))
            if closeness is not None:
                candidates.append(
                    Candidate(document["source"], document["title"], closeness.band, closeness.score, document_id)
                )
    return sort_by_similarity(candidates)


def find_pending(
    tx: Reader, person: Person, record: CaseRecord, case: Case, encoder: Encoder | None
) -> list[Candidate]:
    """Return cases pending review that may tell the same story, nearest first."""
    story = read_story(case_text(case), encoder)
    candidates = []
    for row in review_store.list_pending(tx, record.id):
        closeness = _closeness(story, row, encoder)
        if closeness is not None:
            title = row["title"] if _may_see(person, row) else ""
            candidates.append(
                Candidate(source_of(row["id"]), title, closeness.band, closeness.score, unit_name=row["unit_name"])
            )
    return sort_by_similarity(candidates)


def find_same_story(tx: Reader, record: CaseRecord, case: Case) -> list[Candidate]:
    """Return public cases with exactly this text, including any published since the search."""
    story = read_story(case_text(case), None)
    if not story.grams:
        return []
    rows = review_store.list_public_with_story(tx, story.hash, record.id)
    return [Candidate(source_of(row["id"]), row["title"], Band.EXACT, 1.0) for row in rows]


def merge(*lists: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates of several searches without duplicates, nearest first."""
    by_name: dict[str, Candidate] = {}
    for candidates in lists:
        for candidate in candidates:
            by_name.setdefault(candidate.other, candidate)
    return sort_by_similarity(by_name.values())


def undecided(candidates: Iterable[Candidate], decisions: Iterable[Row]) -> list[Candidate]:
    """Return the candidates without a decision, or closer now than when it was made."""
    decided = {row["other"]: _BANDS.index(Band(row["band"])) for row in decisions}
    return [
        candidate
        for candidate in candidates
        if decided.get(candidate.other, len(_BANDS)) > _BANDS.index(candidate.band)
    ]


def sort_by_similarity(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates sorted by band, then by score descending."""
    return sorted(candidates, key=lambda each: (_BANDS.index(each.band), -each.score, each.other))


def _closeness(story: Story, row: Row, encoder: Encoder | None) -> Closeness | None:
    return compare(story, read_story(case_text(from_stored(row["content"])), encoder))


def _may_see(person: Person, row: Row) -> bool:
    return any(
        allowed(person, action, unit=row["unit_path"], owner=row["owner_id"])
        for action in (Action.EDIT_CASE, Action.REVIEW_CASE)
    )
