"""What a case is: its content, frozen, and nothing about where it is kept or who may see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any

from kb.i18n import marked

BUSINESS_LINES = ("公司", "零售", "普惠", "私行", "国际", "渠道", "合规", "团队")
LIFECYCLE_STAGES = ("获客期", "成长期", "成熟期", "预警期", "挽留期")
ORIGINS = {
    "practice": marked("From practice"),
    "teaching": marked("Written for teaching"),
    "study": marked("From a published study"),
}

FIELD_NAMES = {
    "title": marked("Title"),
    "business_line": marked("Business line"),
    "customer_type": marked("Customer type"),
    "lifecycle_stage": marked("Lifecycle stage"),
    "industry": marked("Industry"),
    "products": marked("Products"),
    "situation": marked("Situation"),
    "approach": marked("Approach"),
    "steps": marked("Steps"),
    "result": marked("Result"),
    "figures": marked("Figures"),
    "risks": marked("Risks and compliance"),
    "points": marked("Reusable points"),
    "aida": marked("AIDA"),
    "swot": marked("SWOT"),
    "customer_tier": marked("Customer tier"),
    "journey_step": marked("Journey step"),
    "competencies": marked("Competencies"),
    "tags": marked("Tags"),
    "regulations": marked("Regulations"),
    "authors": marked("Authors"),
    "unit": marked("Unit"),
    "attachments": marked("Attachments"),
    "origin": marked("Origin"),
    "origin_note": marked("Note on the origin"),
    "created": marked("Written on"),
    "review_date": marked("Review date"),
    "expires": marked("Valid until"),
}
"""What each field of a case is called, in the order of the form."""


_USUAL_ORIGIN = "practice"


@dataclass(frozen=True)
class Figure:
    """A result in numbers. Without a unit, a baseline and a period a number says nothing."""

    name: str = ""
    value: float | None = None
    unit: str = ""
    baseline: str = ""
    period: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to a case; `hash` names its bytes in the file store."""

    name: str
    media_type: str
    hash: str
    size: int


@dataclass(frozen=True)
class Aida:
    """How the customer was led from attention to action."""

    attention: str = ""
    interest: str = ""
    desire: str = ""
    action: str = ""


@dataclass(frozen=True)
class Swot:
    """The customer's position in four quadrants."""

    strengths: str = ""
    weaknesses: str = ""
    opportunities: str = ""
    threats: str = ""


@dataclass(frozen=True)
class Case:
    """The content of a case as its author wrote it. Dates are ISO days, "" where there is none.

    `expires` is the last day on which the case is valid; `regulations` are keys of the library's list of regulations.
    A draft may lack anything; `cases.rules` says what.
    """

    id: str = ""
    title: str = ""
    business_line: str = ""
    customer_type: str = ""
    lifecycle_stage: str = ""
    industry: str = ""
    products: tuple[str, ...] = ()
    situation: str = ""
    approach: str = ""
    steps: tuple[str, ...] = ()
    result: str = ""
    figures: tuple[Figure, ...] = ()
    risks: str = ""
    points: tuple[str, ...] = ()
    aida: Aida = field(default_factory=Aida)
    swot: Swot = field(default_factory=Swot)
    customer_tier: str = ""
    journey_step: str = ""
    competencies: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    regulations: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    unit: str = ""
    attachments: tuple[Attachment, ...] = ()
    origin: str = _USUAL_ORIGIN
    origin_note: str = ""
    created: str = ""
    review_date: str = ""
    expires: str = ""


_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_BLANK_LINES = re.compile(r"\n{3,}")

_SETS = {"products", "competencies", "tags", "regulations", "authors"}
_PROSE = {"situation", "approach", "result", "risks"}


def tidy(case: Case) -> Case:
    """The same case as it is stored: blanks trimmed, control characters gone, empty and repeated items dropped.

    Prose keeps its paragraphs; steps, points, AIDA and SWOT keep their lines; everything else is one line.
    """
    return replace(case, **{item.name: _tidied(item.name, getattr(case, item.name)) for item in fields(Case)})


def _tidied(name: str, value: Any) -> Any:
    if name in _PROSE:
        return _prose(value)
    if name in _SETS:
        return tuple(dict.fromkeys(filter(None, map(_line, value))))
    if name in ("steps", "points"):
        return tuple(filter(None, map(_lines, value)))
    if name == "figures":
        return tuple(figure for each in value if (figure := _tidy_parts(each)) != Figure())
    if name == "attachments":
        return tuple(map(_tidy_parts, value))
    if name == "origin":
        return _line(value) or _USUAL_ORIGIN
    return _line(value) if isinstance(value, str) else _tidy_parts(value, _lines)


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
    """A part of a case with its texts tidied: one line each, unless told otherwise."""
    texts = {item.name: getattr(part, item.name) for item in fields(part)}
    return replace(part, **{name: tidied(text) for name, text in texts.items() if isinstance(text, str)})
