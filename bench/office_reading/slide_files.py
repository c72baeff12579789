"""Presentations of random features, by python-pptx."""

from __future__ import annotations

import io
import random
from typing import Any

import pptx
from pptx.chart import data as chart_data
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from bench.office_reading.pieces import Made, amount, sentence, words

_chart_data: Any = chart_data.CategoryChartData


def slide_file(name: str, chance: random.Random, *, simple: bool = False) -> Made:
    """Return a presentation of three to six slides."""
    deck = pptx.Presentation()
    made = Made(name, b"")
    for _ in range(chance.randint(3, 6)):
        _slide(deck, chance, made, simple=simple)
    saved = io.BytesIO()
    deck.save(saved)
    made.content = saved.getvalue()
    return made


def _slide(deck: Any, chance: random.Random, made: Made, *, simple: bool) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    title = words(chance)
    slide.shapes.title.text = title
    parts: list[tuple[float, list[str]]] = []
    tops = [1.8, 3.0, 4.2, 5.4]
    chance.shuffle(tops)  # drawn in any order, read from the top
    for top in tops[: chance.randint(1, 4)]:
        parts.append(
            (
                top,
                chance.choice((_text, _text, _table) if simple else (_text, _table, _chart, _group))(
                    slide, chance, top
                ),
            )
        )
    shown = [title, *(text for _, texts in sorted(parts) for text in texts)]
    if chance.random() < 0.4:
        notes = sentence(chance)
        slide.notes_slide.notes_text_frame.text = notes
        shown.append(notes)
    if made.shown and not simple and chance.random() < 0.2:
        slide._element.set("show", "0")
        made.hidden += [text for text in shown if len(text) > 14]
    else:
        made.shown += shown


def _text(slide: Any, chance: random.Random, top: float) -> list[str]:
    box = slide.shapes.add_textbox(Inches(1), Inches(top), Inches(6), Inches(1))
    lines = [sentence(chance) for _ in range(2)]
    box.text_frame.text = "\n".join(lines)
    return lines


def _table(slide: Any, chance: random.Random, top: float) -> list[str]:
    rows = [["客户", "余额"], *([words(chance), f"{amount(chance):,.2f}"] for _ in range(2))]
    table = slide.shapes.add_table(3, 2, Inches(1), Inches(top), Inches(6), Inches(1)).table
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    return [cell for row in rows for cell in row]


def _chart(slide: Any, chance: random.Random, top: float) -> list[str]:
    values = [chance.randint(1, 999) / 1000 for _ in range(2)]
    data: Any = _chart_data(number_format="0.0%")
    data.categories = ["一季度", "二季度"]
    data.add_series("占比", values)
    place = (Inches(1), Inches(top), Inches(6), Inches(1))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    return ["占比", "一季度", f"{values[0]:.1%}", "二季度", f"{values[1]:.1%}"]


def _group(slide: Any, chance: random.Random, top: float) -> list[str]:
    group = slide.shapes.add_group_shape()
    texts = []
    for left in (1, 4):
        text = words(chance)
        box = group.shapes.add_textbox(Inches(left), Inches(top), Inches(2.5), Inches(0.8))
        box.text_frame.text = text
        texts.append(text)
    return texts
