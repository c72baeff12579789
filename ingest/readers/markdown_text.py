"""A document's own words inside Markdown: what a reader stores, and what a page draws of it.

What is stored is what people wrote: a figure such as 10~20万元 stands there without a backslash and is found as
typed. Only structure is Markdown: headings, tables with a rule, bullets. Readers escape what would be taken for
structure; the page escapes every sign when it draws.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

PUNCTUATION = r"!-/:-@\[-`{-~"
"""All ASCII punctuation, for a character class."""

_ESCAPABLE_BACKSLASH = re.compile(rf"\\(?=[{PUNCTUATION}]|$)", re.MULTILINE)
_ESCAPED = re.compile(rf"\\([{PUNCTUATION}])")
_STRUCTURE = re.compile(r"^([ \t]*)(?=#{1,6}(?:[ \t]|$)|\||[-*+] )", re.MULTILINE)
_SPACE = re.compile(r"\s+")


def escape(text: str) -> str:
    """Return a paragraph so that none of its lines is taken for a heading, a table's row or a bullet."""
    return _STRUCTURE.sub(r"\1\\", _plain_backslashes(text))


def cell(text: str) -> str:
    """Return the words of a table's cell on one line, its bars escaped."""
    return _plain_backslashes(_SPACE.sub(" ", text).strip()).replace("|", r"\|")


def heading(text: str, level: int) -> str:
    """Return a heading of level 1 to 6 with the words on one line, or "" where there are none."""
    words = _plain_backslashes(_SPACE.sub(" ", text).strip())
    if words.endswith("#"):  # Markdown takes signs at the end for decoration
        words = f"{words[:-1]}\\#"
    return f"{'#' * min(max(level, 1), 6)} {words}" if words else ""


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table of raw cell texts, the first row as its head; short rows are filled up."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = ["| " + " | ".join([*map(cell, row), *[""] * (width - len(row))]) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def unescape(text: str) -> str:
    """Return the words as they were before `escape`, `cell` or `heading`."""
    return _ESCAPED.sub(r"\1", text)


def _plain_backslashes(text: str) -> str:
    r"""Double each backslash that Markdown would take for an escape: \frac stays, \# becomes \\#."""
    return _ESCAPABLE_BACKSLASH.sub(r"\\\\", text)
