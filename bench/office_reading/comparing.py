"""What a reader said beside what it should have said."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from bench.office_reading.pieces import Made
from ingest.readers.markdown_text import unescape

_RULE = re.compile(r"^\|(?: --- \|)+$", re.MULTILINE)
_STRUCTURE = re.compile(r"^(?:#{1,6} |- )", re.MULTILINE)
_ROW = re.compile(r"^\|.*\|$", re.MULTILINE)
_BAR = re.compile(r"(?<!\\)\|")
_FIGURE = re.compile(r"\d[\d,.]*%?")
_NOTES = "讲师备注："


@dataclass
class Found:
    """How a file was read: characters kept of all, pieces out of order, figures changed, hidden words shown."""

    name: str
    characters: int = 0
    kept: int = 0
    out_of_order: int = 0
    missing: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    exposed: list[str] = field(default_factory=list)
    refused: str = ""
    seconds: float = 0.0

    @property
    def is_right(self) -> bool:
        """Whether nothing at all is amiss."""
        return not (self.missing or self.out_of_order or self.figures or self.exposed or self.refused)


def compare(made: Made, markdown: str) -> Found:
    """Compare the words of a read file with its pieces, blanks aside."""
    text = _words(markdown)
    found = Found(made.name)
    position = 0
    expected = ["".join(piece.split()) for piece in made.shown]
    for piece in expected:
        found.characters += len(piece)
        at = text.find(piece, position)
        if at >= 0:
            found.kept += len(piece)
            position = at + len(piece)
        elif piece in text:
            found.kept += len(piece)
            found.out_of_order += 1
        else:
            found.missing.append(piece)
    wanted = _figures("\n".join(made.shown))
    given = _figures(_separated(markdown))
    found.figures = sorted([f"-{figure}" for figure in wanted - given] + [f"+{figure}" for figure in given - wanted])
    found.exposed = [words for words in made.hidden if "".join(words.split()) in text]
    return found


def _separated(markdown: str) -> str:
    text = _STRUCTURE.sub("", _RULE.sub("", markdown)).replace(_NOTES, "")
    return unescape(_ROW.sub(lambda row: _BAR.sub("\n", row[0]), text))


def _words(markdown: str) -> str:
    return "".join(_separated(markdown).split())


def _figures(text: str) -> Counter[str]:
    return Counter(_FIGURE.findall(text))
