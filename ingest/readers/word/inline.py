"""The text of a Word paragraph, and what hangs on it: boxes, notes, charts, diagrams."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ingest.readers.drawing.formulas import MATH, formula_text
from ingest.readers.word.context import Context
from ingest.readers.word.counting import count_as
from ingest.readers.word.fields import Fields
from ingest.readers.word.names import CHART, DIAGRAM, MC, OFFICE, VML, A, R, W
from ingest.readers.word.styles import Style
from ingest.readers.word.symbols import coded_symbol, symbol
from kb.office_files.package import Element
from kb.office_files.scripts import lowered, raised

_SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        *("pPr", "rPr", "del", "moveFrom", "delText", "delInstrText", "instrText", "sdtPr", "sdtEndPr", "fldData"),
        *("commentReference", "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator"),
        *("rt", "rubyPr", "smartTagPr", "customXmlPr", "proofErr", "bookmarkStart", "bookmarkEnd", "pgNum"),
    )
)
_CHARACTERS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""
}  # fmt: skip
_PICTURES = frozenset({f"{A}blip", f"{VML}imagedata"})

Hanging = tuple[Literal["box", "text", "chart", "diagram"], Element]
"""What stands beside a paragraph: a text box of Word, one of a drawing, the reference of a chart or a diagram."""


@dataclass
class Inline:
    """The text of a paragraph, what hangs on it, and the notes that it refers to with their marks."""

    text: str = ""
    hanging: list[Hanging] = field(default_factory=list)
    notes: list[tuple[str, Element]] = field(default_factory=list)


class InlineReader:
    """Reads paragraphs of one document one after the other."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._styles: list[Style] = []
        self._fields = Fields()
        self._inline = Inline()
        self._left_out: set[str] = set()

    def read(self, paragraph: Element, styles: list[Style]) -> Inline:
        """Return what a paragraph says. What was hidden, struck out or deleted is left out."""
        before = (self._styles, self._fields, self._inline, self._left_out)
        # A field that is not ended within its paragraph shows its result; its instruction never goes further.
        self._styles, self._fields, self._inline, self._left_out = styles, Fields(), Inline(), set()
        try:
            self._walk(paragraph)
            self._context.notices.update(self._left_out)
            return self._inline
        finally:
            self._styles, self._fields, self._inline, self._left_out = before

    def _walk(self, element: Element) -> None:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag == f"{W}r":
                self._run(child)
            elif tag in (f"{MATH}oMath", f"{MATH}oMathPara"):
                self._formula(child)
            elif tag == f"{MC}AlternateContent":
                self._walk(chosen(child))
            elif tag == f"{W}txbxContent":
                self._inline.hanging.append(("box", child))
            else:
                self._walk(child)

    def _run(self, run: Element) -> None:
        hidden = self._context.styles.has(run, self._styles, "vanish")
        struck = any(self._context.styles.has(run, self._styles, name) for name in ("strike", "dstrike"))
        position = self._context.styles.run_property(run, self._styles, "vertAlign")
        shift = "" if position is None else position.get(f"{W}val", "")
        for child in run:
            tag = child.tag
            if tag == f"{W}fldChar":
                self._add(self._fields.mark(child), hidden, struck)
            elif tag == f"{W}instrText":
                self._fields.instruct(child.text or "")
            elif self._fields.in_code or tag in _SKIPPED:
                continue
            elif tag == f"{W}t":
                self._add(_shifted(self._characters(run, child.text or ""), shift, self._inline.text), hidden, struck)
            elif tag in _CHARACTERS:
                self._add(_CHARACTERS[tag], hidden, struck)
            elif tag == f"{W}sym":
                self._symbol(child, hidden, struck)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                if not hidden and not struck:
                    self._note(child)
            elif tag == f"{W}ruby":
                base = child.find(f"{W}rubyBase")
                if base is not None:
                    self._walk(base)
            elif hidden:
                self._left_out.add("hidden_text")
            elif tag == f"{MC}AlternateContent":
                self._drawing(chosen(child))
            elif tag == f"{W}object":
                self._object(child)
            else:
                self._drawing(child)

    def _add(self, text: str, hidden: bool, struck: bool) -> None:
        if not (hidden or struck):
            self._inline.text += text
        elif text.strip():
            self._left_out.add("hidden_text" if hidden else "struck_text")

    def _characters(self, run: Element, text: str) -> str:
        if run.find(f"{W}rPr/{W}rFonts") is None and not any("\uf020" <= char <= "\uf0ff" for char in text):
            return text
        fonts = self._context.styles.run_property(run, self._styles, "rFonts")
        font = "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
        return symbol(text, font)

    def _symbol(self, element: Element, hidden: bool, struck: bool) -> None:
        text = coded_symbol(element.get(f"{W}char", ""), element.get(f"{W}font", ""))
        if not text and not hidden:
            self._context.notices["symbol"] += 1
        self._add(text, hidden, struck)

    def _note(self, reference: Element) -> None:
        kind = "footnote" if reference.tag == f"{W}footnoteReference" else "endnote"
        note = self._context.note(kind, reference.get(f"{W}id", ""))
        if note is None:
            return
        mark = ""
        if not is_on_attribute(reference.get(f"{W}customMarkFollows")):
            self._context.notes_seen[kind] += 1
            number = count_as("decimal" if kind == "footnote" else "lowerRoman", self._context.notes_seen[kind])
            mark = f"[{number}]"
            self._inline.text += mark
        self._inline.notes.append((mark, note))

    def _formula(self, element: Element) -> None:
        try:
            text = formula_text(element)
        except (ValueError, TypeError, AttributeError):
            text = ""
        if text:
            self._inline.text += text
        elif any(True for _ in element.iter(f"{MATH}r")):
            self._context.notices["formula"] += 1

    def _object(self, element: Element) -> None:
        """An embedded file, shown by a picture of it; a formula of the old editor is one too."""
        embedded = next(element.iter(f"{OFFICE}OLEObject"), None)
        if embedded is None:
            self._drawing(element)
            return
        program = embedded.get("ProgID", "")
        self._context.notices["formula" if program.startswith("Equation") else "embedded"] += 1

    def _drawing(self, element: Element) -> None:
        """Follow a picture, a group, a text box, a chart, a diagram."""
        tag = element.tag
        if tag in _SKIPPED:
            return
        if tag == f"{W}txbxContent":
            self._inline.hanging.append(("box", element))
        elif tag == f"{A}txBody":
            self._inline.hanging.append(("text", element))
        elif tag == f"{CHART}chart" and element.get(f"{R}id"):
            self._inline.hanging.append(("chart", element))
        elif tag == f"{DIAGRAM}relIds":
            self._inline.hanging.append(("diagram", element))
        elif tag in _PICTURES:
            self._context.notices["picture"] += 1
        elif tag == f"{VML}textpath":
            self._inline.text += element.get("string", "")
        elif tag.endswith("}chart") and tag.startswith("{http://schemas.microsoft.com/office/drawing"):
            self._context.notices["chart"] += 1
        elif tag == f"{MC}AlternateContent":
            self._drawing(chosen(element))
        elif any(child.get("hidden") in ("1", "true") for child in element if child.tag.endswith("}docPr")):
            self._left_out.add("hidden_text")
        else:
            for child in element:
                self._drawing(child)


def chosen(element: Element) -> Element:
    """Return the content of an `mc:AlternateContent` that counts: the first choice, else the fallback."""
    choice = element.find(f"{MC}Choice")
    if choice is None:
        choice = element.find(f"{MC}Fallback")
    return element.makeelement("none") if choice is None else choice


def is_on_attribute(value: str | None) -> bool:
    """Whether an attribute that is on or off is on."""
    return value is not None and value.lower() in ("1", "true", "on")


def _shifted(text: str, shift: str, before: str) -> str:
    if shift == "superscript":
        return raised(text, before)
    return lowered(text, before) if shift == "subscript" else text
