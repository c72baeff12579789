"""Validate cases: limits for every draft, and required fields for a finished case."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date

from cases.fields import LISTS, Kind, fields_of
from cases.model import FIELD_NAMES, Case
from kb.errors import BadInput
from kb.i18n import marked, translate

MAX_ITEMS = 40

_NOT_A_NUMBER = marked("A figure is too large or is no number. Enter another one.")
_MISSING = marked("Please fill in this field.")
_TOO_LONG = marked("Please shorten this to {limit} characters or fewer; it has {count}.")
_TOO_MANY = marked("Please keep to {limit} entries; there are {count}.")
_UNKNOWN = marked("Please choose one of these: {known}")
_NO_DAY = marked("Please write a day as year-month-day, such as 2026-11-24.")
_UNKNOWN_COMPETENCY = marked("The competency model has no {name}.")
_PAST_EXPIRY = marked("The last day of validity comes before the day of writing.")
_BARE_FIGURE = marked("A figure needs a name, a number, a unit, a baseline and a period: {name}")


@dataclass(frozen=True)
class Problem:
    """A defect of one field, as a msgid with values."""

    field: str
    template: str
    values: Mapping[str, object]

    @property
    def message(self) -> str:
        """Return what to do about it, in the current language."""
        return translate(self.template).format(**self.values)


class InvalidCase(BadInput):
    """Raised if a case is not valid; `problems` lists the defects by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("{count} fields of the case need attention.", count=len(problems))
        self.problems = problems

    @property
    def message(self) -> str:
        """Return the problems, one line per field."""
        return "\n".join(
            f"{translate(FIELD_NAMES.get(each.field, each.field))}: {each.message}" for each in self.problems
        )


def check_limits(case: Case) -> None:
    """Raise InvalidCase if the case exceeds the limits of a draft."""
    problems = [*_limit_problems(case)]
    if problems:
        raise InvalidCase(problems)


def find_problems(case: Case, competencies: Collection[str] = ()) -> list[Problem]:
    """Return what keeps a case from being submitted, in form order; `competencies` are the known ids."""
    problems = [*_limit_problems(case), *_gaps(case), *_contradictions(case)]
    problems += [
        Problem("competencies", _UNKNOWN_COMPETENCY, {"name": name})
        for name in case.competencies
        if competencies and name not in competencies
    ]
    order = list(fields_of(case))
    return sorted(problems, key=lambda problem: order.index(problem.field))


def _limit_problems(case: Case) -> Iterator[Problem]:
    for name, field in fields_of(case).items():
        value = getattr(case, name)
        if field.kind in LISTS:
            if len(value) > MAX_ITEMS:
                yield Problem(name, _TOO_MANY, {"limit": MAX_ITEMS, "count": len(value)})
            longest = max((_length(each) for each in value), default=0)
        else:
            longest = _length(value)
        if longest > field.max_characters:
            yield Problem(name, _TOO_LONG, {"limit": field.max_characters, "count": longest})
        if field.choices and value and value not in field.choices:
            yield Problem(name, _UNKNOWN, {"known": ", ".join(field.choices)})
        if field.kind is Kind.DAY and value and not _is_day(value):
            yield Problem(name, _NO_DAY, {})
    # 1e999 is read as infinity, which no JSON holds: the case could be stored and never read again.
    if any(figure.value is not None and not math.isfinite(figure.value) for figure in case.figures):
        yield Problem("figures", _NOT_A_NUMBER, {})


def _gaps(case: Case) -> Iterator[Problem]:
    for name, field in fields_of(case).items():
        if field.required and not getattr(case, name):
            yield Problem(name, _MISSING, {})
    for figure in case.figures:
        if not all((figure.name, figure.unit, figure.baseline, figure.period)) or figure.value is None:
            yield Problem("figures", _BARE_FIGURE, {"name": figure.name or "?"})


def _contradictions(case: Case) -> Iterator[Problem]:
    if _is_day(case.created) and _is_day(case.expires) and case.expires < case.created:
        yield Problem("expires", _PAST_EXPIRY, {})


def _length(value: object) -> int:
    """Return the characters of a text, or of the longest text in a part of a case."""
    if isinstance(value, str):
        return len(value)
    texts = [text for text in astuple(value) if isinstance(text, str)]  # type: ignore[call-overload]
    return max(map(len, texts), default=0)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
