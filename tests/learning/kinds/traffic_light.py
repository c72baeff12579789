"""A kind of question that the product does not have: how worrying is it, green, amber or red?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import streamlit as st

from kb.errors import BadInput
from kb.learning.formats.cells import Cells
from kb.learning.formats.gift_body import GiftBody
from kb.learning.formats.moodle_parts import text_of, write_text
from kb.learning.formats.moodle_tree import Element
from kb.learning.kinds import KINDS
from kb.learning.kinds.kind import Example, Fields, Kind
from kb.learning.questions.question import Answer, Option, Presented, Question
from kb.ui.questions.widgets import WIDGETS
from kb.ui.questions.widgets.widget import Key, Widget

LIGHTS = ("green", "amber", "red")


class TrafficLight(Kind):
    """One of three lights; the light beside the right one is half right."""

    name = "traffic_light"
    title = "Traffic light"
    example = Example("How worrying?", Cells("amber"))
    moodle_type = "trafficlight"

    def parse(self, record: Mapping[str, Any]) -> Fields:
        return {"options": (Option(record["answer"], 1.0),)}

    def check(self, question: Question) -> None:
        if [option.text for option in question.options if option.text in LIGHTS] == []:
            raise BadInput("“{text}” is not a number.", text="This light")

    def choices(self, question: Question) -> Sequence[str]:
        return LIGHTS

    def score(self, question: Question, answer: Answer) -> float:
        if answer not in LIGHTS:
            return 0.0
        return 1 - abs(LIGHTS.index(str(answer)) - LIGHTS.index(question.options[0].text)) / 2

    def right_answer(self, question: Question) -> Answer:
        return question.options[0].text

    def chosen(self, answer: Any) -> tuple[str, ...]:
        return (answer,)

    def to_cells(self, question: Question) -> Cells:
        return Cells(question.options[0].text)

    def from_cells(self, cells: Cells) -> Mapping[str, Any]:
        return {"answer": cells.answer}

    def to_moodle(self, question: Question) -> list[str]:
        return [write_text("light", question.options[0].text)]

    def from_moodle(self, element: Element) -> Fields:
        return {"options": (Option(text_of(element.get("light")), 1.0),)}

    def to_gift(self, question: Question) -> str:
        return f"LIGHT {question.options[0].text}"

    def from_gift(self, body: GiftBody) -> Fields | None:
        word, _blank, light = body.bare.partition(" ")
        return {"options": (Option(light, 1.0),)} if word == "LIGHT" else None


class ShowLights(Widget):
    """Three lights to choose from."""

    stem_label = "What do the accounts show?"

    def ask(self, shown: Presented, key: str) -> Answer | None:
        return st.radio("Which light?", shown.options, index=None, key=key)

    def edit(self, question: Question, key: Key) -> dict[str, Any]:
        light = st.selectbox("Right light", LIGHTS, None, key=key("light"))
        return {"options": (Option(light, 1.0),) if light else ()}


@contextmanager
def with_traffic_light() -> Iterator[None]:
    """The product has this kind inside the block: one entry among the kinds, one among the widgets."""
    light, lights = TrafficLight(), ShowLights()
    with patch.dict(KINDS, {light.name: light}), patch.dict(WIDGETS, {light.name: lights}):
        yield
