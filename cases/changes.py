"""Compare two versions of a case, field by field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from cases.fields import fields_of
from cases.model import Case

_CLAUSE = re.compile(r"[^，。；：！？、,.;:!?\s]+[，。；：！？、,.;:!?]*\s*|[，。；：！？、,.;:!?]+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A run of text that both versions have, or only one of them."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True)
class FieldChange:
    """A field that differs: its label (msgid), its text before and after, and the merged pieces."""

    field: str
    label: str
    before: str
    after: str
    pieces: Sequence[Piece]


def compare_versions(before: Case, after: Case) -> list[FieldChange]:
    """Return the fields that differ, in the order of the form."""
    changes = []
    for name, field in fields_of(after).items():
        old, new = _as_text(getattr(before, name)), _as_text(getattr(after, name))
        if old != new:
            changes.append(FieldChange(name, field.label, old, new, diff_clauses(old, new)))
    return changes


def diff_clauses(before: str, after: str) -> list[Piece]:
    """Return a diff of two texts by clause: dropping the added pieces gives `before`, dropping the removed, `after`."""
    old, new = _CLAUSE.findall(before), _CLAUSE.findall(after)
    pieces = []
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[old_start:old_end])))
            continue
        if old_end > old_start:
            pieces.append(Piece("removed", "".join(old[old_start:old_end])))
        if new_end > new_start:
            pieces.append(Piece("added", "".join(new[new_start:new_end])))
    return pieces


def _as_text(value: Any) -> str:
    """Return a field's value as text: one line per list entry or part."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "\n".join(map(_as_text, value))
    return " · ".join(str(part) for part in astuple(value) if part not in ("", None))
