"""Text of documents, made safe to draw as Markdown."""

from __future__ import annotations

import re

from kb.search.highlight import Snippet

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&])")
# What these find ends where the next could begin: a text of brackets alone takes no longer than any other.
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)|!\[([^\[\]]*)\]\[[^\[\]]*\]")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")
_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_DIRECTIVE = re.compile(r"(?<!\\)\\*:(?=[a-z_][-\w/]*[\[{:])")
_DOLLAR = re.compile(r"(?<!\\)\\*\$")
_LEFT_OF_LINKS = re.compile(r"\](?=[(\[:])")
_ICON = re.compile(r":(?=(?:material/\w+|[a-z+-][\w+-]*):)", re.I)
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_JOINER = "\u2060"


def plain(text: str) -> str:
    """Text that is drawn as it stands: nothing in it is taken for Markdown."""
    return plain_part(text).strip()


def plain_lines(text: str) -> str:
    """Lines that are drawn as they stand, each on its own; empty ones are left out."""
    return "  \n".join(plain(line) for line in text.splitlines() if line.strip())


def marked_snippet(snippet: Snippet) -> str:
    """A snippet with its matches set off."""
    parts, end = [], 0
    for start, stop in snippet.marks:
        parts += [
            plain_part(snippet.text[end:start]),
            f":primary-background[{plain_part(snippet.text[start:stop])}]",
        ]
        end = stop
    return "".join([*parts, plain_part(snippet.text[end:])])


def plain_part(text: str) -> str:
    """Like `plain`, keeping blanks at both ends: for a part of a line."""
    return _SPECIAL.sub(r"\\\1", _without_tricks(re.sub(r"\s+", " ", text)))


def document_markdown(text: str) -> str:
    """A document's Markdown without what could load, run or mislead: images, links out, HTML, directives."""
    text = _IMAGE.sub(lambda match: match[1] or match[2] or "", text)
    text = _LINK.sub(lambda match: match[1], text)
    text = _LEFT_OF_LINKS.sub(r"]\\", text)
    text = _HTML.sub("&lt;", text)
    text = _DIRECTIVE.sub(r"\\:", _without_tricks(text))
    return _DOLLAR.sub(r"\\$", text)


def _without_tricks(text: str) -> str:
    """The text without what turns the text around it, and with names of icons as words.

    An icon replaces its name even where Markdown's special characters are escaped; a joiner, unseen, prevents that.
    """
    return _ICON.sub(f":{_JOINER}", _TURNING.sub("", text))
