"""Convert Moodle's texts to plain text: markup is removed, visible text stays.

The markup is cut off by a scan that goes forward only: broken markup takes no longer than valid markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from kb.errors import BadInput
from kb.raised_text import lowered, raised

_MAX_CHARACTERS = 100_000
"""More than any question needs, with all its markup."""

_PLAIN = ("plain_text", "markdown")
_LOOKS_MARKED_UP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w*);")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<[!?][^<>]*>")
_COMMENT, _COMMENT_END = "<!--", "-->"
_SILENT = ("script", "style", "head", "title", "template", "noscript")
_SEEN = ("img", "audio", "video", "object", "embed", "iframe", "svg", "canvas", "math")
_MOVED = {"sup": raised, "sub": lowered}
_BLOCKS = (
    "p",
    "div",
    "br",
    "tr",
    "ul",
    "ol",
    "table",
    "blockquote",
    "pre",
    "hr",
    *(f"h{size}" for size in range(1, 7)),
)


def plain_text(text: str, form: str = "") -> str:
    """Return what a person reads of a text in a Moodle format. Raise BadInput if it shows a picture or the like."""
    if len(text) > _MAX_CHARACTERS:
        raise BadInput("A text in the file has more than {limit} characters.", limit=_MAX_CHARACTERS)
    if form in _PLAIN:
        return text.strip()
    if form == "html" or _LOOKS_MARKED_UP.search(text):
        text = _without_markup(" ".join(text.split()) if form == "html" else text.replace("\n", "<br>"))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_markup(text: str) -> str:
    """Return the text of a page; blocks begin a line, items of lists begin with a dash."""
    parts: list[str] = []
    silent = ""
    moved: list[tuple[str, int]] = []
    for written, closing, tag in _pieces(text):
        at_line_start = not parts or parts[-1].endswith("\n")
        if not tag:
            shown = "" if silent else html.unescape(written)
            shown = shown.lstrip() if at_line_start else shown
            parts += [shown] if shown else []
        elif tag in _SILENT:
            silent = "" if closing else silent or tag
        elif tag in _SEEN:
            raise BadInput("Pictures, sound and formulas cannot be imported: “{tag}”.", tag=tag)
        elif tag in _MOVED and not closing:
            moved.append((tag, len(parts)))
        elif tag in _MOVED:
            if moved and moved[-1][0] == tag:
                start = moved.pop()[1]
                parts[start:] = [_MOVED[tag]("".join(parts[start:]))]
        elif tag == "li" and not closing:
            parts.append("- " if at_line_start else "\n- ")
        elif tag in _BLOCKS and not at_line_start:
            parts.append("\n")
        elif tag in ("td", "th"):
            parts.append(" ")
    return "".join(parts)


def _pieces(text: str) -> Iterator[tuple[str, bool, str]]:
    """Return pieces of text, and tags as their names in small letters and whether they close; comments are left out."""
    at, comments = 0, True
    while (start := text.find("<", at)) >= 0:
        yield text[at:start], False, ""
        if comments and text.startswith(_COMMENT, start):
            end = text.find(_COMMENT_END, start + len(_COMMENT))
            comments = end >= 0
            if comments:
                at = end + len(_COMMENT_END)
                continue
        tag = _TAG.match(text, start)
        if tag and tag[2]:
            yield "", bool(tag[1]), tag[2].lower()
        elif not tag:
            yield "<", False, ""
        at = tag.end() if tag else start + 1
    yield text[at:], False, ""
