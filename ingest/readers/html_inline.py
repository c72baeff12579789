"""The words of an element of a page as a browser lays them out, on one line or several."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from ingest.readers.html_lists import LISTS, item_marks
from ingest.readers.joining import join_lines
from kb.raised_text import lowered, raised

BREAK = "\x0b"
_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup p "
    "plaintext pre section summary table tbody td tfoot th thead title tr ul xmp"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
MEDIA = {
    "img": "picture",
    "svg": "picture",
    "canvas": "picture",
    "video": "media",
    "audio": "media",
    "object": "embedded",
    "embed": "embedded",
    "iframe": "embedded",
}
"""Elements whose content is not read, with the kind under which they are counted."""

_BLANKS = re.compile(r"[ \t\r\f\xa0]+")
_FRACTION_PARTS = 2


def words(node: Tag) -> str:
    """Return the text of an element, BREAK where a line ends; `lines_of` makes lines of it."""
    name = node.name
    if name == "br":
        return BREAK
    if name in MEDIA:
        return ""
    if name in ("input", "select"):
        return _form_value(node)
    if name == "math":
        return _formula(node)
    if name == "table":
        return BREAK + BREAK.join(_row_words(row) for row in rows_of(node)) + BREAK
    if name in LISTS:
        marks = item_marks(node)
        return BREAK + BREAK.join(next(marks) + _inner(item).strip(BREAK) for item in _items(node)) + BREAK
    inner = _inner(node)
    if name == "sup":
        return raised(inner)
    if name == "sub":
        return lowered(inner)
    if name == "q":
        return f"“{inner}”"
    return BREAK + inner + BREAK if name in BLOCKS else inner


def _inner(node: Tag) -> str:
    return "".join(words(child) if isinstance(child, Tag) else str(child) for child in node.children)


def lines_of(text: str) -> list[str]:
    """Return the lines of words that are not empty, those that were wrapped in the source joined again."""
    lines = []
    for line in text.split(BREAK):
        wrapped = [_BLANKS.sub(" ", part).strip() for part in line.split("\n")]
        kept = [part for part in wrapped if part]
        if kept:
            lines.append(join_lines(kept))
    return lines


def rows_of(table: Tag) -> Iterator[Tag]:
    """The rows of a table itself, not those of tables in its cells; a foot that stands first comes last."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    feet = [row for row in rows if row.parent is not None and row.parent.name == "tfoot"]
    yield from (row for row in rows if row not in feet)
    yield from feet


def _row_words(row: Tag) -> str:
    cells = (" ".join(lines_of(words(cell))) for cell in row.find_all(["td", "th"], recursive=False))
    return "；".join(filter(None, cells))


def _items(node: Tag) -> list[Tag]:
    return node.find_all("li", recursive=False)


def _form_value(node: Tag) -> str:
    """What a form shows as filled in."""
    if node.name == "select":
        options = node.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")] or options[:1]
        return "、".join(option.get_text(strip=True) for option in chosen)
    kind = str(node.get("type", "text")).lower()
    if kind in ("checkbox", "radio"):
        return "☑" if node.has_attr("checked") else "☐"
    return "" if kind in ("password", "file", "image", "submit", "button", "reset") else str(node.get("value", ""))


def _formula(node: Tag) -> str:
    """A formula of MathML on one line: fractions with a stroke, powers with their sign."""
    parts = [_formula(child) if isinstance(child, Tag) else str(child).strip() for child in node.children]
    parts = [part for part in parts if part]
    name = node.name.rpartition(":")[2]
    if name in ("annotation", "annotation-xml"):
        return ""
    if name == "mfrac" and len(parts) == _FRACTION_PARTS:
        return f"({parts[0]})/({parts[1]})"
    if name == "msup" and len(parts) == _FRACTION_PARTS:
        return parts[0] + raised(parts[1])
    if name == "msub" and len(parts) == _FRACTION_PARTS:
        return parts[0] + lowered(parts[1])
    if name == "msqrt":
        return f"√({''.join(parts)})"
    return "".join(parts)


def has_blocks(node: Tag) -> bool:
    """Whether an element lays out lines of its own inside."""
    return node.find(lambda tag: tag.name in BLOCKS) is not None
