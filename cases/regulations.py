"""The regulations that the library's documents rest on: one list with number, issuer and date of force."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from kb.errors import BadInput
from kb.plain_yaml import UNREADABLE, LimitExceeded, load_yaml

FILE_NAME = "regulations.yaml"
NEEDS_COMPLIANCE = "compliance"

_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_INSIGNIFICANT = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Regulation:
    """A law, rule or notice. `number` is its document number, "" where that is not known for certain.

    `in_force` is the ISO day since which the present text applies. `review` is "compliance" where a compliance
    officer has to confirm something before it may be relied on; `note` says what.
    """

    key: str
    title: str
    issuer: str
    in_force: str
    number: str = ""
    replaced: str = ""
    topics: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    review: str = ""
    note: str = ""

    @property
    def needs_review(self) -> bool:
        """Whether something about it is still to be confirmed."""
        return self.review == NEEDS_COMPLIANCE


_FIELDS = {item.name for item in fields(Regulation)}
_REQUIRED = ("key", "title", "issuer", "in_force")
_LISTS = ("topics", "aliases")


def load_regulations(folder: Path) -> dict[str, Regulation]:
    """Return the library's regulations by key, in their order; empty where the folder has no list.

    Raises BadInput for a file that cannot be read, and for an entry that is incomplete or whose key or title is
    there twice.
    """
    file = folder / FILE_NAME
    if not file.is_file():
        return {}
    try:
        data = load_yaml(file.read_text("utf-8"))
    except (OSError, LimitExceeded, *UNREADABLE) as error:
        raise BadInput(
            "{path} cannot be read: {reason}", path=file, reason=str(error) or type(error).__name__
        ) from error
    rows = data.get("regulations") if isinstance(data, Mapping) else None
    if not isinstance(rows, list):
        raise BadInput("{path} cannot be read: {reason}", path=file, reason="regulations: []")
    found: dict[str, Regulation] = {}
    titles: set[str] = set()
    for number, row in enumerate(rows, 1):
        regulation = _regulation(row, number)
        names = {normalise_title(name) for name in (regulation.title, *regulation.aliases)}
        if regulation.key in found or names & titles:
            raise BadInput("The list of regulations has {name} twice.", name=regulation.key)
        found[regulation.key] = regulation
        titles |= names
    return found


def normalise_title(title: str) -> str:
    """Return a title as it is compared: without blanks and punctuation, which people write in several ways."""
    return _INSIGNIFICANT.sub("", title)


def _regulation(row: Any, number: int) -> Regulation:
    if not isinstance(row, Mapping):
        raise _unusable(number, "?")
    for name in row:
        if name not in _FIELDS:
            raise _unusable(number, str(name))
    for name in _REQUIRED:
        if not row.get(name):
            raise _unusable(number, name)
    values = {str(name): _value(number, str(name), value) for name, value in row.items()}
    regulation = Regulation(**values)
    if not _KEY.fullmatch(regulation.key):
        raise _unusable(number, "key")
    if regulation.review not in ("", NEEDS_COMPLIANCE) or (regulation.needs_review and not regulation.note):
        raise _unusable(number, "review")
    return regulation


def _value(number: int, name: str, value: Any) -> Any:
    if name in _LISTS:
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise _unusable(number, name)
        return tuple(value)
    if name == "in_force":
        if type(value) is not date:
            raise _unusable(number, name)
        return value.isoformat()
    if not isinstance(value, str):
        raise _unusable(number, name)
    return value


def _unusable(number: int, name: str) -> BadInput:
    """Say which entry of the list is wrong, counted from 1, and in which field."""
    return BadInput(
        "Entry {number} of the list of regulations: the field {name} is missing or cannot be used.",
        number=number,
        name=name,
    )
