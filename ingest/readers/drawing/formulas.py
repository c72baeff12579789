"""Formulas (OMML) as one line of text: R=流动资产/流动负债, x², √(a+b), ∑_(i=1)^n."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kb.office_files.package import Element, is_on, local_name
from kb.office_files.scripts import lowered, raised

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VALUE = f"{MATH}val"
_SIMPLE = re.compile(r"[\w.%\u2032\u2070-\u209c\u00b2\u00b3\u00b9]+|\([^()]*\)")
_NO_TEXT = frozenset({"ctrlPr", "rPr", "del", "moveFrom", "argPr", "delText", "instrText"})
_BREAKS = {"br": " ", "cr": " ", "tab": " "}


def formula_text(element: Element) -> str:
    """Return a formula in linear notation, "" where it holds no characters."""
    return " ".join(_read(element).split())


def _read(element: Element | None) -> str:
    if element is None:
        return ""
    parts = []
    for child in element:
        name = local_name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _BREAKS:
            parts.append(_BREAKS[name])
        elif name in _SHAPES and child.tag.startswith(MATH):
            parts.append(_SHAPES[name](child))
        elif name not in _NO_TEXT and not name.endswith("Pr"):
            parts.append(_read(child))
    return "".join(parts)


def _part(element: Element, name: str) -> str:
    return _read(element.find(f"{MATH}{name}"))


def _property(element: Element, name: str, default: str = "") -> str:
    found = element.find(f"{MATH}{local_name(element)}Pr/{MATH}{name}")
    return default if found is None else str(found.get(_VALUE, default))


def _grouped(text: str) -> str:
    return text if len(text) < 2 or _SIMPLE.fullmatch(text) else f"({text})"


def _fraction(element: Element) -> str:
    over, under = _part(element, "num"), _part(element, "den")
    if _property(element, "type") == "noBar":
        return f"({over} {under})"
    return f"{_grouped(over)}/{_grouped(under)}"


def _scripted(element: Element) -> str:
    below, above = _part(element, "sub"), _part(element, "sup")
    return _grouped(_part(element, "e")) + _below(below) + _above(above)


def _before(element: Element) -> str:
    return _below(_part(element, "sub")) + _above(_part(element, "sup")) + _part(element, "e")


def _above(text: str) -> str:
    made = raised(text)
    return made if not text or made != text else f"^{_grouped(text)}"


def _below(text: str) -> str:
    made = lowered(text)
    return made if not text or made != text else f"_{_grouped(text)}"


def _root(element: Element) -> str:
    degree = "" if is_on(element.find(f"{MATH}radPr/{MATH}degHide")) else _part(element, "deg")
    return f"{raised(degree)}√{_grouped(_part(element, 'e'))}"


def _sum(element: Element) -> str:
    sign = _property(element, "chr", "∫")
    return f"{sign}{_below(_part(element, 'sub'))}{_above(_part(element, 'sup'))} {_part(element, 'e')}"


def _brackets(element: Element) -> str:
    inside = _property(element, "sepChr", "|").join(_read(child) for child in element.findall(f"{MATH}e"))
    return f"{_property(element, 'begChr', '(')}{inside}{_property(element, 'endChr', ')')}"


def _matrix(element: Element) -> str:
    rows = ("\u2003".join(_read(cell) for cell in row.findall(f"{MATH}e")) for row in element.findall(f"{MATH}mr"))
    return "; ".join(rows)


def _lines(element: Element) -> str:
    return "; ".join(_read(child) for child in element.findall(f"{MATH}e"))


def _function(element: Element) -> str:
    return f"{_part(element, 'fName')} {_grouped(_part(element, 'e'))}"


def _limit_below(element: Element) -> str:
    return _part(element, "e") + _below(_part(element, "lim"))


def _limit_above(element: Element) -> str:
    return _part(element, "e") + _above(_part(element, "lim"))


def _accent(element: Element) -> str:
    return _part(element, "e") + _property(element, "chr", "\u0302")


def _bar(element: Element) -> str:
    return "".join(f"{char}\u0305" for char in _part(element, "e"))


def _phantom(element: Element) -> str:
    show = element.find(f"{MATH}phantPr/{MATH}show")
    return _part(element, "e") if show is None or is_on(show) else ""


_SHAPES: Mapping[str, Callable[[Element], str]] = {
    "f": _fraction,
    "sSup": _scripted,
    "sSub": _scripted,
    "sSubSup": _scripted,
    "sPre": _before,
    "rad": _root,
    "nary": _sum,
    "d": _brackets,
    "m": _matrix,
    "eqArr": _lines,
    "func": _function,
    "limLow": _limit_below,
    "limUpp": _limit_above,
    "acc": _accent,
    "bar": _bar,
    "phant": _phantom,
}
