"""Text of documents, made safe to draw as Markdown."""

from __future__ import annotations

import re

from kb.search.highlight import Snippet

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&])")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)|!\[([^\]]*)\]\[[^\]]*\]")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]*)[^)]*\)")
_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_DIRECTIVE = re.compile(r":(?=[a-z_]+(?:[-\w/]*)[\[:])")


def plain(text: str) -> str:
    """Text that is drawn as it stands: nothing in it is taken for Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


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
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text))


def document_markdown(text: str) -> str:
    """A document's Markdown without what could load, run or mislead: images, links out, HTML, directives."""
    text = _IMAGE.sub(lambda match: match[1] or match[2] or "", text)
    text = _LINK.sub(lambda match: match[1], text)
    text = _HTML.sub("&lt;", text)
    text = _DIRECTIVE.sub("\\:", text)
    return text.replace("$", "\\$")
