"""Write Moodle's XML format, such that reading it gives the same questions."""

from __future__ import annotations

from collections.abc import Sequence

from kb.learning.formats.moodle_parts import escape_xml, write_text
from kb.learning.formats.moodle_tags import write_tags
from kb.learning.kinds import KINDS
from kb.learning.questions.question import Question

_NAME_LENGTH = 60


def write_moodle_xml(questions: Sequence[Question]) -> bytes:
    """Return the questions as a file that Moodle imports."""
    blocks = "".join(_block(question) for question in questions)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{blocks}</quiz>\n'.encode()


def _block(question: Question) -> str:
    kind = KINDS[question.type]
    lines = [
        f'<question type="{kind.moodle_type}">',
        f"  <name><text>{escape_xml(' '.join(question.stem.split())[:_NAME_LENGTH])}</text></name>",
        write_text("questiontext", question.stem),
        write_text("generalfeedback", question.explanation),
        "  <defaultgrade>1</defaultgrade>",
        "  <penalty>0</penalty>",
        "  <hidden>0</hidden>",
        f"  <idnumber>{escape_xml(question.id)}</idnumber>",
        *kind.to_moodle(question),
        "  <tags>",
        *(f"    <tag><text>{escape_xml(tag)}</text></tag>" for tag in write_tags(question)),
        "  </tags>",
        "</question>",
    ]
    return "\n".join(lines) + "\n"
