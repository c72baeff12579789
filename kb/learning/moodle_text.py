"""Texts of Moodle as plain text: their markup goes, what people read of it stays."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from kb.errors import BadInput

_PLAIN = ("plain_text", "markdown")
_LOOKS_MARKED_UP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w*);")
_SILENT = ("script", "style", "head", "title", "template", "noscript")
_SEEN = ("img", "audio", "video", "object", "embed", "iframe", "svg", "canvas", "math")
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
    """What a person reads of a text in a format of Moodle. Raises BadInput where it shows a picture or the like."""
    if form in _PLAIN:
        return text.strip()
    if form == "html" or _LOOKS_MARKED_UP.search(text):
        reader = _Reader()
        reader.feed(" ".join(text.split()) if form == "html" else text.replace("\n", "<br>"))
        reader.close()
        text = "".join(reader.parts)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects the text of a page; blocks begin a line, items of lists begin with a dash."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SEEN:
            raise BadInput("Pictures, sound and formulas are not taken in: “{tag}”.", tag=tag)
        if tag in _SILENT:
            self._silent += 1
        elif tag == "li":
            self._new_line()
            self.parts.append("- ")
        elif tag in _BLOCKS:
            self._new_line()
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS and tag != "br":
            self._new_line()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.lstrip() if self._at_line_start() else data)

    def _new_line(self) -> None:
        if not self._at_line_start():
            self.parts.append("\n")

    def _at_line_start(self) -> bool:
        return not self.parts or self.parts[-1].endswith("\n")
