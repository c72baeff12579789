"""Refuse materials with personal data: unlike cases they are public as soon as they are uploaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kb.errors import BadInput
from kb.i18n import marked, translate
from kb.privacy.findings import KINDS, find_personal_data

_PIECE = 20_000
_OVERLAP = 200


class PersonalDataFound(BadInput):
    """Raised if a material contains personal data; `kinds` lists which kinds, never the data itself."""

    def __init__(self, kinds: Sequence[str]) -> None:
        template = marked("Personal data was found: {kinds}. Take it out first.")
        super().__init__(template, kinds=", ".join(KINDS[kind] for kind in kinds))
        self.kinds = kinds

    @property
    def message(self) -> str:
        """Return the message with the kinds in the current language."""
        return translate(self.template).format(kinds=", ".join(translate(KINDS[kind]) for kind in self.kinds))


def refuse_personal_data(texts: Iterable[str]) -> None:
    """Raise PersonalDataFound if one of the texts certainly contains personal data."""
    found = {span.kind for text in texts for piece in _pieces(text) for span in find_personal_data(piece) if span.hard}
    if found:
        raise PersonalDataFound([kind for kind in KINDS if kind in found])


def _pieces(text: str) -> Iterator[str]:
    """Yield a long text in overlapping pieces: the finders are slow on long texts, and a match may span a cut."""
    start = 0
    while start < len(text):
        end = start + _PIECE
        if end < len(text):
            line_end = text.rfind("\n", start + _PIECE // 2, end)
            end = line_end + 1 if line_end > 0 else end
        before = max(0, start - _OVERLAP)
        line_start = text.rfind("\n", max(0, before - _OVERLAP), before) if before else -1
        yield text[line_start + 1 if line_start >= 0 else before : end]
        start = end
