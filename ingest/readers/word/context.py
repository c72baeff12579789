"""What the readers of Word's parts share while one document is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ingest.readers.word.names import W
from ingest.readers.word.numbering import Numbering
from ingest.readers.word.styles import Styles
from kb.office_files.package import Element, Package

_NOTES = {"footnote": "footnotes", "endnote": "endnotes"}
_NO_NOTES = ("separator", "continuationSeparator", "continuationNotice")


@dataclass
class Context:
    """One document: its package, the part that is being read, and what was counted on the way."""

    package: Package
    main: str
    part: str
    styles: Styles
    numbering: Numbering
    notices: Counter[str] = field(default_factory=Counter)
    notes_seen: Counter[str] = field(default_factory=Counter)
    _notes: dict[str, dict[str, Element]] = field(default_factory=dict)

    def note(self, kind: str, note_id: str) -> Element | None:
        """The element of a footnote or an endnote by its id, None where there is none."""
        if kind not in self._notes:
            self._notes[kind] = self._read_notes(kind)
        return self._notes[kind].get(note_id)

    def _read_notes(self, kind: str) -> dict[str, Element]:
        found = {}
        for name in self.package.related(self.main, _NOTES[kind]):
            root = self.package.xml(name)
            if root is None:
                self.notices["part"] += 1
                continue
            for element in root.findall(f"{W}{kind}"):
                if element.get(f"{W}type") not in _NO_NOTES:
                    found[element.get(f"{W}id", "")] = element
        return found


def open_context(package: Package) -> tuple[Context, Element | None]:
    """The context of a package and the root of its main part, None where that cannot be read."""
    main = package.main_part("word")

    def first(kind: str) -> Element | None:
        return next((root for name in package.related(main, kind) if (root := package.xml(name)) is not None), None)

    styles = Styles(first("styles"))
    return Context(package, main, main, styles, Numbering(first("numbering"), styles)), package.xml(main)
