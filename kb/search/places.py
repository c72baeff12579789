"""Encode and name places inside a document, such as a page or a slide.

A code is `page:12`, `slide:4`, `notes:4` (the speaker notes of slide 4), `scan:3:97` (page 3,
recognized with a confidence of 97 %), `sheet:预算` or empty.
"""

from __future__ import annotations

from kb.i18n import marked, translate

_WORDS = {
    "page": marked("page {label}"),
    "scan": marked("page {label} (recognized, confidence {confidence})"),
    "slide": marked("slide {label}"),
    "notes": marked("slide {label}, notes"),
    "sheet": marked("sheet {label}"),
}


def place_code(kind: str, label: object) -> str:
    """Return the code of a place. Raise KeyError for a kind that has no words."""
    if kind not in _WORDS:
        raise KeyError(kind)
    return f"{kind}:{label}"


def describe_place(code: str) -> str:
    """Return the name of a place in the current language; empty for no place."""
    kind, _, label = code.partition(":")
    if kind == "scan":
        label, _, confidence = label.partition(":")
        return translate(_WORDS[kind]).format(label=label, confidence=f"{confidence}%")
    return translate(_WORDS[kind]).format(label=label) if kind in _WORDS else ""


def describe_position(place: str, heading: str) -> str:
    """Return where a passage stands: its place, else the last of its headings."""
    return describe_place(place) or heading.rpartition(" › ")[2]
