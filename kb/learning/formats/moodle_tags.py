"""Read and write what Moodle's formats carry next to a question: tags for fields Moodle lacks, shares, ids.

A plain tag names a competency, or a difficulty where it is one; `difficulty:…`, `source:…`, `section:…` and
`unit:…` fill those fields.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from kb.errors import BadInput
from kb.learning.questions.question import DIFFICULTIES, Question

BLANK = "_____"
"""The placeholder of the gap in a question whose answer is part of its text."""


def read_tags(tags: Iterable[str]) -> dict[str, Any]:
    """Return the fields of a question that its tags fill."""
    fields: dict[str, Any] = {}
    sources: list[str] = []
    competencies: list[str] = []
    for tag in tags:
        name, colon, rest = tag.partition(":")
        if colon and name in ("difficulty", "section", "unit"):
            fields[name] = rest
        elif colon and name == "source":
            sources.append(rest)
        elif tag in DIFFICULTIES:
            fields["difficulty"] = tag
        elif tag:
            competencies.append(tag)
    lists = {"sources": tuple(sources), "competencies": tuple(competencies)}
    return fields | {name: found for name, found in lists.items() if found}


def write_tags(question: Question) -> list[str]:
    """Return tags that `read_tags` turns back into the fields they came from."""
    named = (("section", question.section), ("unit", question.unit))
    return [
        *question.competencies,
        f"difficulty:{question.difficulty}",
        *(f"source:{source}" for source in question.sources),
        *(f"{name}:{value}" for name, value in named if value),
    ]


def read_share(percent: str) -> float:
    """Return a share from a percentage; 33.33333 is a third. Raise BadInput for anything else."""
    try:
        share = float(percent) / 100
    except ValueError as error:
        raise BadInput("“{text}” is not a percentage.", text=percent) from error
    if not -1 <= share <= 1:
        raise BadInput("A percentage lies between -100 and 100, not at {text}.", text=percent)
    near = Fraction(share).limit_denominator(60)
    return float(near) if abs(near - share) < 1e-4 else share


def write_share(share: float) -> str:
    """Return a share as a percentage, with at most five places."""
    return f"{share * 100:.5f}".rstrip("0").rstrip(".")


def made_id(name: str, stem: str) -> str:
    """Return the id of a question that came without one: the same text gives the same id."""
    return f"q-{hashlib.sha256(f'{name}{chr(10)}{stem}'.encode()).hexdigest()[:12]}"
