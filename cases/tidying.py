"""Normalise typed text: trim whitespace, remove control characters, drop empty and repeated entries."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from cases.fields import Kind, fields_of
from cases.model import AnyCase, Figure

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(case: AnyCase) -> AnyCase:
    """Return the case as stored: whitespace trimmed, control characters removed, empty and repeated items dropped.

    Prose keeps its paragraphs; steps, points, AIDA and SWOT keep their lines; everything else is one line.
    """
    table = fields_of(case)
    tidied = {name: _tidied(table[name].kind, getattr(case, name)) for name in table}
    # A choice that may not be empty falls back to the usual one.
    usual = {
        item.name: item.default
        for item in fields(case)
        if item.name in table and isinstance(item.default, str) and item.default and not tidied[item.name]
    }
    return replace(case, id=_line(case.id), **tidied | usual)


def _tidied(kind: Kind, value: Any) -> Any:
    if kind is Kind.PROSE:
        return _prose(value)
    if kind in (Kind.NAMES, Kind.COMPETENCIES):
        return tuple(dict.fromkeys(filter(None, map(_line, value))))
    if kind is Kind.ITEMS:
        return tuple(filter(None, map(_lines, value)))
    if kind is Kind.FIGURES:
        return tuple(figure for each in value if (figure := _tidy_parts(each)) != Figure())
    if kind is Kind.ATTACHMENTS:
        return tuple(map(_tidy_parts, value))
    return _tidy_parts(value, _lines) if kind is Kind.PARTS else _line(value)


def _visible(text: str) -> str:
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))


def _line(text: str) -> str:
    return " ".join(_visible(text).split())


def _lines(text: str) -> str:
    return "\n".join(filter(None, (line.strip() for line in _visible(text).split("\n"))))


def _prose(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in _visible(text).split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def _tidy_parts(part: Any, tidied: Callable[[str], str] = _line) -> Any:
    """Return a part of a case with its texts normalised, by default to one line each."""
    texts = {item.name: getattr(part, item.name) for item in fields(part)}
    return replace(part, **{name: tidied(text) for name, text in texts.items() if isinstance(text, str)})
