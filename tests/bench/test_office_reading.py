"""The comparison of read office files with what was put in sees what it is there to see."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.office_reading.comparing import compare
from bench.office_reading.forms import forms
from bench.office_reading.pieces import Made
from bench.office_reading.sheet_files import sheet_file
from bench.office_reading.slide_files import slide_file
from bench.office_reading.word_files import word_file
from ingest.readers import Limits, read_file

MADE = Made("a.docx", b"", ["第一条 利率", "A|B", "3.85%", "1,000.50"], ["底价"])
GOOD = "# 第一条 利率\n\n| A\\|B | 3.85% |\n| --- | --- |\n| 1,000.50 |  |"


def test_a_whole_text_is_right() -> None:
    assert compare(MADE, GOOD).is_right


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (GOOD.replace("3.85%", "0.0385"), ("figures", ["+0.0385", "-3.85%"])),
        (GOOD.replace("第一条 利率", ""), ("missing", ["第一条利率"])),
        (GOOD + "\n\n底价", ("exposed", ["底价"])),
        ("| A\\|B | 3.85% |\n\n1,000.50\n\n第一条 利率", ("out_of_order", 1)),
    ],
)
def test_faults_are_seen(text: str, fault: tuple[str, object]) -> None:
    found = compare(MADE, text)
    assert not found.is_right
    if fault[0] == "out_of_order":
        assert found.out_of_order > 0
    else:
        assert getattr(found, fault[0]) == fault[1]


def test_forms_and_made_files_are_read_right() -> None:
    chance = random.Random(3)
    made = [*forms(), word_file("b.docx", chance), slide_file("b.pptx", chance), sheet_file("b.xlsx", chance)]
    found = [compare(one, read_file(Path(one.name), one.content, Limits()).text) for one in made]
    assert [one for one in found if not one.is_right] == []
