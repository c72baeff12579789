r"""Hold several texts in one cell of a table, separated by `|`; `\|` and `-\>` are the characters themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SEPARATOR = re.compile(r"(?<!\\)(?:\\\\)*\|")
_ESCAPED = re.compile(r"\\([\\|>])")


@dataclass(frozen=True)
class Cells:
    """Hold the answer cells of a row: right ones, wrong ones, and unit and tolerance of a number."""

    answer: str = ""
    wrong: str = ""
    unit: str = ""
    tolerance: str = ""


def join_texts(texts: Iterable[str]) -> str:
    """Return the cell that `split_texts` reads as these texts."""
    return " | ".join(escape_cell(text) for text in texts)


def split_texts(cell: str) -> list[str]:
    """Return the texts of a cell; empty ones are left out."""
    return [unescape_cell(part) for part in split_escaped(cell)]


def split_escaped(cell: str) -> list[str]:
    r"""Return the parts of a cell, still escaped; `\|` sets nothing apart."""
    parts, start = [], 0
    for mark in _SEPARATOR.finditer(cell):
        parts.append(cell[start : mark.end() - 1])
        start = mark.end()
    return [part for part in (*parts, cell[start:]) if part.strip()]


def escape_cell(text: str) -> str:
    """Return a text with the signs escaped that set parts and pairs apart."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("->", "-\\>")


def unescape_cell(text: str) -> str:
    """Return the text that was escaped, without blanks around it."""
    return _ESCAPED.sub(r"\1", text.strip())
