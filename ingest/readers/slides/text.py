"""The paragraphs of a shape, with the numbers that PowerPoint writes before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ingest.readers.drawing.formulas import MATH, formula_text
from ingest.readers.slides.names import MC, A
from ingest.readers.word.counting import count_as
from kb.office_files.package import Element, whole_number
from kb.office_files.scripts import lowered, raised

_STYLES = (
    *(("arabicDb", "decimalFullWidth"), ("arabic", "decimal"), ("alphaLc", "lowerLetter"), ("alphaUc", "upperLetter")),
    *(("romanLc", "lowerRoman"), ("romanUc", "upperRoman"), ("circleNum", "decimalEnclosedCircle")),
    *(("ea1", "chineseCounting"), ("", "decimal")),
)
_FRAMES = (("ParenBoth", "({})"), ("ParenR", "{})"), ("Period", "{}."), ("Minus", "{}-"), ("", "{}"))
_STRUCK = ("sngStrike", "dblStrike")
_NO_TEXT_FIELDS = ("slidenum",)


def paragraphs(body: Element, notices: Counter[str]) -> list[str]:
    """Return the paragraphs of a text body; what was struck out is left out and counted."""
    counts: dict[int, tuple[str, int]] = {}
    found = []
    for paragraph in _paragraphs(body):
        text = _text(paragraph, notices)
        text = "\n".join(line.strip(" \t\u3000") for line in text.split("\n")).strip()
        if text:
            found.append(_label(paragraph, body, counts) + text)
    return found


def _paragraphs(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == f"{A}p":
            yield child
        elif child.tag == f"{MC}AlternateContent":
            yield from _paragraphs(_choice(child))


def _choice(element: Element) -> Element:
    choice = element.find(f"{MC}Choice")
    choice = element.find(f"{MC}Fallback") if choice is None else choice
    return element if choice is None else choice


def _text(element: Element, notices: Counter[str]) -> str:
    text = ""
    for child in element:
        if child.tag == f"{A}r":
            text += _run(child, text, notices)
        elif child.tag == f"{A}br":
            text += "\n"
        elif child.tag == f"{A}fld":
            if child.get("type", "") not in _NO_TEXT_FIELDS:
                text += _run(child, text, notices)
        elif child.tag == f"{MC}AlternateContent":
            text += _text(_choice(child), notices)
        elif child.tag in (f"{MATH}oMath", f"{MATH}oMathPara"):
            text += _formula(child, notices)
        elif child.tag.endswith("}m"):
            text += _text(child, notices)
    return text


def _formula(element: Element, notices: Counter[str]) -> str:
    try:
        formula = formula_text(element)
    except (ValueError, TypeError, AttributeError):
        formula = ""
    notices["formula"] += not formula
    return formula


def _run(run: Element, before: str, notices: Counter[str]) -> str:
    text = "".join(piece.text or "" for piece in run.iterchildren(f"{A}t"))
    properties = run.find(f"{A}rPr")
    if properties is None:
        return text
    if properties.get("strike") in _STRUCK:
        notices["struck_text"] += bool(text.strip())
        return ""
    shift = whole_number(properties.get("baseline", "0").removesuffix("%"))
    if shift > 0:
        return raised(text, before)
    return lowered(text, before) if shift < 0 else text


def _label(paragraph: Element, body: Element, counts: dict[int, tuple[str, int]]) -> str:
    """The number of a paragraph; a list goes on over deeper levels and ends with a paragraph of another kind."""
    properties = paragraph.find(f"{A}pPr")
    level = 0 if properties is None else whole_number(properties.get("lvl"))
    own = None if properties is None else properties.find(f"{A}buAutoNum")
    others = () if properties is None else ("buNone", "buChar", "buBlip")
    if own is None and not any(properties.find(f"{A}{name}") is not None for name in others):
        own = body.find(f"{A}lstStyle/{A}lvl{level + 1}pPr/{A}buAutoNum")
    for deeper in [other for other in counts if other > level]:
        del counts[deeper]
    if own is None:
        counts.pop(level, None)
        return ""
    kind = own.get("type", "arabicPeriod")
    start = whole_number(own.get("startAt"), 1)
    before = counts.get(level)
    number = before[1] + 1 if before is not None and before[0] == f"{kind}{start}" else start
    counts[level] = (f"{kind}{start}", number)
    style = next(style for name, style in _STYLES if kind.startswith(name))
    frame = next(frame for name, frame in _FRAMES if kind.endswith(name))
    return f"{frame.format(count_as(style, number))} "
