"""Make text of documents safe to draw as Markdown."""

from __future__ import annotations

import re

from kb.search.highlight import Snippet

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&])")
# No pattern can match across the start of another match, so nested brackets cannot cause quadratic time.
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
    """Return a text with all Markdown escaped, on one line."""
    return plain_part(text).strip()


def plain_lines(text: str) -> str:
    """Return lines with all Markdown escaped, keeping the line breaks; empty lines are dropped."""
    return "  \n".join(plain(line) for line in text.splitlines() if line.strip())


def marked_snippet(snippet: Snippet) -> str:
    """Return a snippet as Markdown with its matches highlighted."""
    parts, end = [], 0
    for start, stop in snippet.marks:
        parts += [
            plain_part(snippet.text[end:start]),
            f":primary-background[{plain_part(snippet.text[start:stop])}]",
        ]
        end = stop
    return "".join([*parts, plain_part(snippet.text[end:])])


def plain_part(text: str) -> str:
    """Return a text escaped like `plain` but with spaces at both ends kept, for a part of a line."""
    return _SPECIAL.sub(r"\\\1", _without_tricks(re.sub(r"\s+", " ", text)))


def document_markdown(text: str) -> str:
    """Return a document's Markdown without what could load, run or mislead: images, links, HTML, directives."""
    text = _IMAGE.sub(lambda match: match[1] or match[2] or "", text)
    text = _LINK.sub(lambda match: match[1], text)
    text = _LEFT_OF_LINKS.sub(r"]\\", text)
    text = _HTML.sub("&lt;", text)
    text = _DIRECTIVE.sub(r"\\:", _without_tricks(text))
    return _DOLLAR.sub(r"\\$", text)


def _without_tricks(text: str) -> str:
    """Return the text without bidirectional control characters, and with icon names kept as words.

    Streamlit replaces icon names even if Markdown is escaped; an invisible joiner prevents that.
    """
    return _ICON.sub(f":{_JOINER}", _TURNING.sub("", text))
