"""Moodle's XML format, written, such that reading it gives the same questions."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence

from kb.learning.formats.moodle_tags import write_share, write_tags
from kb.learning.questions.question import (
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    ORDERING,
    SCENARIO,
    SINGLE,
    TRUE_FALSE,
    Question,
)
from kb.learning.questions.scenario import write_point

_FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME_LENGTH = 60
_TYPES = {
    SINGLE: "multichoice",
    MULTIPLE: "multichoice",
    TRUE_FALSE: "truefalse",
    CLOZE: "shortanswer",
    MATCHING: "matching",
    NUMERICAL: "numerical",
    ORDERING: "ordering",
    SCENARIO: "essay",
}


def write_moodle_xml(questions: Sequence[Question]) -> bytes:
    """The questions as a file that Moodle imports."""
    blocks = "".join(_block(question) for question in questions)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{blocks}</quiz>\n'.encode()


def _block(question: Question) -> str:
    lines = [
        f'<question type="{_TYPES[question.type]}">',
        f"  <name><text>{_escape(' '.join(question.stem.split())[:_NAME_LENGTH])}</text></name>",
        _formatted("questiontext", question.stem),
        _formatted("generalfeedback", question.explanation),
        "  <defaultgrade>1</defaultgrade>",
        "  <penalty>0</penalty>",
        "  <hidden>0</hidden>",
        f"  <idnumber>{_escape(question.id)}</idnumber>",
        *_WRITERS[question.type](question),
        "  <tags>",
        *(f"    <tag><text>{_escape(tag)}</text></tag>" for tag in write_tags(question)),
        "  </tags>",
        "</question>",
    ]
    return "\n".join(lines) + "\n"


def _choice(question: Question) -> list[str]:
    return [
        f"  <single>{'true' if question.type == SINGLE else 'false'}</single>",
        "  <shuffleanswers>true</shuffleanswers>",
        "  <answernumbering>abc</answernumbering>",
        *(_answer(write_share(option.share), option.text, option.feedback) for option in question.options),
    ]


def _truth(question: Question) -> list[str]:
    return [_answer(str(100 * (question.truth is truth)), str(truth).lower()) for truth in (True, False)]


def _short(question: Question) -> list[str]:
    answers = [
        _answer(write_share(option.share), option.text.replace("*", "\\*"), option.feedback)
        for option in question.options
    ]
    return ["  <usecase>0</usecase>", *answers]


def _numbers(question: Question) -> list[str]:
    lines = [
        _answer(
            write_share(number.share),
            f"{number.value:.15g}",
            number.feedback,
            f"<tolerance>{number.tolerance:.15g}</tolerance>",
        )
        for number in question.numbers
    ]
    if question.unit:
        unit = f"<unit><multiplier>1</multiplier><unit_name>{_escape(question.unit)}</unit_name></unit>"
        lines.append(f"  <units>{unit}</units>")
    showing = 0 if question.unit else 3
    return [*lines, f"  <unitgradingtype>0</unitgradingtype><showunits>{showing}</showunits>"]


def _pairs(question: Question) -> list[str]:
    return [
        "  <shuffleanswers>true</shuffleanswers>",
        *(
            f'  <subquestion format="plain_text"><text>{_escape(left)}</text>'
            f"<answer><text>{_guarded(right)}</text></answer></subquestion>"
            for left, right in question.pairs
        ),
    ]


def _order(question: Question) -> list[str]:
    return [
        "  <layouttype>VERTICAL</layouttype>",
        "  <selecttype>ALL</selecttype>",
        "  <selectcount>0</selectcount>",
        "  <gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>",
        *(_answer(str(place), step) for place, step in enumerate(question.order, 1)),
    ]


def _scenario(question: Question) -> list[str]:
    """An essay, which people mark in Moodle; the key points are its notes for them."""
    points = "\n".join(write_point(point) for point in question.points)
    return ["  <responseformat>plain</responseformat>", _formatted("graderinfo", points)]


def _answer(fraction: str, text: str, feedback: str = "", more: str = "") -> str:
    told = f'<feedback format="plain_text"><text>{_escape(feedback)}</text></feedback>' if feedback else ""
    return f'  <answer fraction="{fraction}" format="plain_text"><text>{_escape(text)}</text>{told}{more}</answer>'


def _formatted(name: str, text: str) -> str:
    return f'  <{name} format="plain_text"><text>{_escape(text)}</text></{name}>'


def _guarded(text: str) -> str:
    """For places without a format, where Moodle guesses: twice escaped if the text could pass for markup."""
    return _escape(html.escape(text, quote=False) if re.search(r"[<&]", text) else text)


def _escape(text: str) -> str:
    return html.escape(_FORBIDDEN.sub("", text), quote=False)


_WRITERS: Mapping[str, Callable[[Question], list[str]]] = {
    SINGLE: _choice,
    MULTIPLE: _choice,
    TRUE_FALSE: _truth,
    CLOZE: _short,
    NUMERICAL: _numbers,
    MATCHING: _pairs,
    ORDERING: _order,
    SCENARIO: _scenario,
}
