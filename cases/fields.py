"""Describe each field of a case in one table, for every module that iterates over the fields.

A field of `cases.model.Case` carries a `Field` in its dataclass metadata. Limits, completeness, the exchange file,
the check for personal data, masking, the metadata of the published document, the form and the review's list of
changes all read it from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from kb.i18n import marked

MAX_PROSE = 20_000
MAX_ITEM = 1_000

CLIENT, STORY, RESULT, METHODS, TAGS = (
    marked("Client"),
    marked("Story"),
    marked("Outcome and risks"),
    marked("Methods"),
    marked("Tags and competencies"),
)
"""Sections of the form. Fields in `METHODS` are drawn by their template."""


class Kind(StrEnum):
    """Type of a field's value."""

    LINE = "line"
    """A text on one line."""
    CHOICE = "choice"
    """One of the field's choices, or empty."""
    DAY = "day"
    """An ISO day, or empty."""
    PROSE = "prose"
    """A text of paragraphs."""
    ITEMS = "items"
    """A tuple of texts that may have several lines each."""
    NAMES = "names"
    """A tuple of different texts on one line each."""
    COMPETENCIES = "competencies"
    """A tuple of ids of the competency model."""
    PARTS = "parts"
    """A dataclass of texts, given by the field's default factory."""
    FIGURES = "figures"
    """A tuple of `Figure`."""
    ATTACHMENTS = "attachments"
    """A tuple of `Attachment`."""


LISTS = frozenset({Kind.ITEMS, Kind.NAMES, Kind.COMPETENCIES, Kind.FIGURES, Kind.ATTACHMENTS})
ROWS = frozenset({Kind.FIGURES, Kind.ATTACHMENTS})


class Head(StrEnum):
    """Where in the head of the exchange file a field without a heading stands."""

    ABOVE = "above"
    FRAMEWORKS = "frameworks"
    BELOW = "below"


@dataclass(frozen=True)
class Enough:
    """Points (of 100) for a field, the amount (characters or entries) that earns all of them, and a hint."""

    points: int
    amount: int
    hint: str


@dataclass(frozen=True)
class Field:
    """Properties of a field of a case.

    `label` is a msgid. `heading` is its heading in the body of the exchange file; a field without one is in the head,
    at `head`, under the name `singular` if it usually has one entry. `personal` fields are searched for personal
    data; in `colleagues` fields names are not reported and nothing is masked. `in_document` fields become metadata
    of the published document. `section` is its section of the form, "" if the form does not draw it.
    """

    label: str
    kind: Kind = Kind.LINE
    required: bool = False
    choices: tuple[str, ...] = ()
    choice_names: Mapping[str, str] | None = None
    max_characters: int = MAX_ITEM
    heading: str = ""
    numbered: bool = False
    head: Head = Head.BELOW
    singular: str = ""
    personal: bool = True
    colleagues: bool = False
    in_document: bool = False
    enough: Enough | None = None
    section: str = ""
    placeholder: str = ""

    @property
    def maskable(self) -> bool:
        """Return whether personal data in it can be masked here; a file has to be edited and attached again."""
        return self.personal and not self.colleagues and self.kind is not Kind.ATTACHMENTS

    def metadata(self) -> dict[str, Any]:
        """Return this as `metadata` for `dataclasses.field`."""
        return {_KEY: self}


_KEY = "case field"


def fields_of(case: Any) -> dict[str, Field]:
    """Return the field table of a case or case class by name, in the order of the form; `id` is not part of it."""
    return {item.name: item.metadata[_KEY] for item in fields(case) if _KEY in item.metadata}
