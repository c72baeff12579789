"""Draw parallel forms: the same blueprint each time, different questions.

A blueprint says how many questions of each competency and difficulty band a form has. It is made once, when the
bank has five forms' worth of each; a form is then sampled at random for each person, so that over a cohort every
question meets every checkpoint.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.errors import BadInput, NotReady
from kb.i18n import translate
from kb.learning.cohorts.sitting import CHECKPOINTS
from kb.learning.questions.question import DIFFICULTIES

Blueprint = Sequence[tuple["Cell", int]]


@dataclass(frozen=True, order=True)
class Cell:
    """Combine a competency and a difficulty band."""

    competency: str
    band: str


@dataclass(frozen=True)
class Candidate:
    """Describe a live question that a form may use."""

    question_id: str
    version: int
    competencies: tuple[str, ...]
    difficulty: str
    sources: tuple[str, ...] = ()


def cell_of(candidate: Candidate, competencies: Collection[str] = ()) -> Cell:
    """Return the one cell a question counts in: its first competency among those asked about, or its first of all."""
    chosen = [name for name in candidate.competencies if not competencies or name in competencies]
    return Cell(chosen[0] if chosen else "", candidate.difficulty)


def asked_about(
    candidates: Sequence[Candidate], competencies: Collection[str], sources: Collection[str]
) -> list[Candidate]:
    """Return the questions of these competencies and these source documents; an empty choice leaves nothing out."""
    return [
        one
        for one in candidates
        if (not competencies or set(competencies) & set(one.competencies))
        and (not sources or set(sources) & set(one.sources))
    ]


def supply_of(candidates: Sequence[Candidate], competencies: Collection[str] = ()) -> Counter[Cell]:
    """Return how many questions there are of each cell."""
    return Counter(cell_of(one, competencies) for one in candidates)


def make_blueprint(
    supply: Mapping[Cell, int],
    questions: int,
    competencies: Sequence[str] = (),
    *,
    forms: int = len(CHECKPOINTS),
    names: Mapping[str, str] | None = None,
) -> tuple[tuple[Cell, int], ...]:
    """Return how many questions of each cell a form has, so that `forms` forms never repeat one.

    Each chosen competency gets an equal part; within it, or over all if none is chosen, a band gets a share in
    proportion to its questions. Raise NotReady naming each cell that lacks questions, and BadInput.
    """
    if questions < max(1, len(competencies)):
        raise BadInput("A form needs at least one question for each competency.")
    counts: Counter[Cell] = Counter()
    for cells, part in _parts(supply, questions, competencies, forms):
        for _ in range(part):
            counts[max(cells, key=lambda cell: (supply.get(cell, 0) / (counts[cell] + 1), -_place(cell)))] += 1
    blueprint = tuple(sorted(((cell, count) for cell, count in counts.items()), key=lambda each: _order(each[0])))
    lacks = {cell: count * forms - supply.get(cell, 0) for cell, count in blueprint}
    _refuse_lacks(lacks, forms, names or {})
    return blueprint


def most_questions(supply: Mapping[Cell, int], competencies: Sequence[str] = (), forms: int = len(CHECKPOINTS)) -> int:
    """Return the longest form that `make_blueprint` can make from this supply; 0 if there is none."""
    for questions in range(sum(count // forms for count in supply.values()), 0, -1):
        try:
            make_blueprint(supply, questions, competencies, forms=forms)
        except (NotReady, BadInput):
            continue
        return questions
    return 0


def draw_form(
    blueprint: Blueprint,
    candidates: Sequence[Candidate],
    *,
    seed: str,
    used: Collection[str],
    avoid: Collection[str] = (),
    competencies: Collection[str] = (),
    names: Mapping[str, str] | None = None,
) -> list[Candidate]:
    """Return the questions of a form in the order they are asked; the same seed and bank give the same form.

    Nothing in `used` is drawn; what is in `avoid` only as a last resort. Raise NotReady naming each
    cell that lacks questions.
    """
    lot = random.Random(seed)  # noqa: S311 - a fair lot that can be repeated, no secret
    drawn: list[Candidate] = []
    lacks: dict[Cell, int] = {}
    for cell, count in blueprint:
        free = sorted(
            (one for one in candidates if one.question_id not in used and cell_of(one, competencies) == cell),
            key=lambda one: one.question_id,
        )
        lot.shuffle(free)
        free.sort(key=lambda one: one.question_id in avoid)
        lacks[cell] = count - len(free)
        drawn += free[:count]
    _refuse_lacks(lacks, 1, names or {})
    lot.shuffle(drawn)
    return drawn


def _parts(
    supply: Mapping[Cell, int], questions: int, competencies: Sequence[str], forms: int
) -> list[tuple[list[Cell], int]]:
    """Return the cells among which a number of questions is shared out, for each competency or for all together."""
    if not competencies:
        cells = sorted(cell for cell, count in supply.items() if count)
        return [(cells or [Cell("", "medium")], questions)]
    grouped = {name: [Cell(name, band) for band in DIFFICULTIES] for name in competencies}
    spare = {name: sum(supply.get(cell, 0) // forms for cell in cells) for name, cells in grouped.items()}
    equal, left = divmod(questions, len(grouped))
    richest = sorted(grouped, key=lambda name: -spare[name])[:left]
    return [(cells, equal + (name in richest)) for name, cells in grouped.items()]


def lacks_text(lacks: Mapping[Cell, int], names: Mapping[str, str]) -> str:
    """Return a sentence naming the cells that lack questions, with how many; empty if none does."""
    return "; ".join(
        translate("{competency}, {band}: {count} more").format(
            competency=names.get(cell.competency, cell.competency) or translate("Without a competency"),
            band=translate(DIFFICULTIES[cell.band]),
            count=count,
        )
        for cell, count in lacks.items()
        if count > 0
    )


def _refuse_lacks(lacks: Mapping[Cell, int], forms: int, names: Mapping[str, str]) -> None:
    words = lacks_text(lacks, names)
    if not words:
        return
    if forms == 1:
        raise NotReady("There are not enough live questions left for this test. Needed: {lacks}.", lacks=words)
    raise NotReady(
        "There are not enough live questions for {forms} tests without repeating one. Needed: {lacks}.",
        forms=forms,
        lacks=words,
    )


def _place(cell: Cell) -> int:
    return list(DIFFICULTIES).index(cell.band)


def _order(cell: Cell) -> tuple[str, int]:
    return cell.competency, _place(cell)
