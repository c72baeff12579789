"""Fields of Word: their results are text, their instructions are not; boxes and lists of old forms have values."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.readers.word.names import VAL, W
from kb.office_files.package import Element, is_on, whole_number


@dataclass
class _Field:
    in_code: bool = True
    instruction: str = ""
    data: Element | None = None


class Fields:
    """Follows the fields of a paragraph from mark to mark."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def in_code(self) -> bool:
        """Whether what comes is an instruction, not text."""
        return any(field.in_code for field in self._open)

    def instruct(self, text: str) -> None:
        """Take in a piece of the innermost field's instruction."""
        if self._open:
            self._open[-1].instruction += text

    def mark(self, element: Element) -> str:
        """Follow a `w:fldChar`; returns what an old form's control shows where its field ends."""
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._open.append(_Field(data=element.find(f"{W}ffData")))
        elif kind == "separate" and self._open:
            self._open[-1].in_code = False
        elif kind == "end" and self._open:
            ended = self._open.pop()
            return "" if self.in_code else _shown(ended)
        return ""


def _shown(field: _Field) -> str:
    if field.data is None:
        return ""
    words = field.instruction.split()
    kind = words[0].upper() if words else ""
    box = field.data.find(f"{W}checkBox")
    if kind == "FORMCHECKBOX" and box is not None:
        checked = box.find(f"{W}checked")
        return "☑" if is_on(box.find(f"{W}default") if checked is None else checked) else "☐"
    choices = field.data.find(f"{W}ddList")
    if kind == "FORMDROPDOWN" and choices is not None:
        entries = [entry.get(VAL, "") for entry in choices.findall(f"{W}listEntry")]
        chosen = choices.find(f"{W}result")
        chosen = choices.find(f"{W}default") if chosen is None else chosen
        index = 0 if chosen is None else whole_number(chosen.get(VAL))
        return entries[index] if 0 <= index < len(entries) else ""
    return ""
