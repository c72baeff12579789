"""Read and write parts of a question in Moodle's XML; `kb.learning.kinds` makes answers of them."""

from __future__ import annotations

import html
import math
import re

from kb.errors import BadInput
from kb.learning.formats.moodle_tags import read_share
from kb.learning.formats.moodle_text import plain_text
from kb.learning.formats.moodle_tree import Element
from kb.learning.questions.question import Option

ANYTHING = "*"
"""Moodle's answer that matches every other one."""

_FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_of(element: Element | None) -> str:
    """Return the plain text of an element. Raise BadInput if a file belongs to it."""
    if element is None:
        return ""
    if any(child.name == "file" for child in element.children):
        raise BadInput("Pictures, sound and formulas cannot be imported: “{tag}”.", tag="file")
    inner = element.get("text")
    return plain_text((inner or element).text, element.attributes.get("format", ""))


def share_of(answer: Element) -> float:
    """Return the share of an answer, from -1 to 1."""
    return read_share(answer.attributes.get("fraction", "0"))


def options_of(element: Element) -> list[Option]:
    """Return the answers of a question as options."""
    return [
        Option(text_of(answer), share_of(answer), text_of(answer.get("feedback"))) for answer in element.all("answer")
    ]


def read_finite(text: str) -> float:
    """Return the number of a text. Raise BadInput for anything else, and for infinity."""
    try:
        value = float(text)
    except ValueError as error:
        raise BadInput("“{text}” is not a number.", text=text) from error
    if not math.isfinite(value):
        raise BadInput("“{text}” is not a number.", text=text)
    return value


def write_answer(fraction: str, text: str, feedback: str = "", more: str = "") -> str:
    """Return an answer element; `more` is XML that follows its feedback."""
    told = f'<feedback format="plain_text"><text>{escape_xml(feedback)}</text></feedback>' if feedback else ""
    return f'  <answer fraction="{fraction}" format="plain_text"><text>{escape_xml(text)}</text>{told}{more}</answer>'


def write_text(name: str, text: str) -> str:
    """Return an element that holds plain text."""
    return f'  <{name} format="plain_text"><text>{escape_xml(text)}</text></{name}>'


def guard_text(text: str) -> str:
    """Return text for places without a format, where Moodle guesses: twice escaped if it could pass for markup."""
    return escape_xml(html.escape(text, quote=False) if re.search(r"[<&]", text) else text)


def escape_xml(text: str) -> str:
    """Return text for XML, without the characters that XML cannot hold."""
    return html.escape(_FORBIDDEN.sub("", text), quote=False)
