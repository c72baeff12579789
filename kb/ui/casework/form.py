"""The fields of a case as widgets, section by section. What is typed comes back as a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from cases.competencies import Competency
from cases.model import BUSINESS_LINES, FIELD_NAMES, LIFECYCLE_STAGES, ORIGINS, Case, Figure
from kb.i18n import marked
from kb.i18n import translate as _
from kb.ui.casework.methods import draw_templates

CLIENT, STORY, RESULT, METHODS, TAGS = (
    marked("Client"),
    marked("Story"),
    marked("Outcome and risks"),
    marked("Methods"),
    marked("Tags and competencies"),
)
SECTIONS = (CLIENT, STORY, RESULT, METHODS, TAGS)
"""The sections of the form, in order."""

_PART_NAMES = {
    "name": marked("Figure"),
    "value": marked("Value"),
    "unit": marked("Measured in"),
    "baseline": marked("Compared with"),
    "period": marked("Period"),
}


def draw_section(section: str, case: Case, competencies: Sequence[Competency], stamp: str) -> Case:
    """The widgets of a section, filled from the case; returns the case with what they hold now.

    `stamp` makes their keys: another one makes them anew, for content that changed by other means than typing.
    """
    if section == METHODS:
        return draw_templates(case, lambda name: f"case_{name}_{stamp}")
    draw = {CLIENT: _client, STORY: _story, RESULT: _result}.get(section)
    if draw is not None:
        return replace(case, **draw(case, lambda name: f"case_{name}_{stamp}"))
    return replace(case, **_tags(case, competencies, lambda name: f"case_{name}_{stamp}"))


Key = Callable[[str], str]


def _client(case: Case, key: Key) -> dict[str, Any]:
    return {
        "title": _line("title", case, key, _("Who was helped with what, in one line")),
        "business_line": _choice("business_line", BUSINESS_LINES, case, key),
        "customer_type": _line("customer_type", case, key),
        "lifecycle_stage": _choice("lifecycle_stage", LIFECYCLE_STAGES, case, key),
        "industry": _line("industry", case, key),
        "products": tuple(
            st.multiselect(
                _(FIELD_NAMES["products"]),
                case.products,
                case.products,
                key=key("products"),
                accept_new_options=True,
                placeholder=_("Type a name and press Enter"),
            )
        ),
    }


def _story(case: Case, key: Key) -> dict[str, Any]:
    return {
        "situation": _text("situation", case, key, _("What the customer wanted, and what was in the way")),
        "approach": _text("approach", case, key, _("What you did, and why this and nothing else")),
        "steps": _lines("steps", case, key, _("One step a line")),
        "points": _lines("points", case, key, _("One point a line: what a colleague can take over")),
    }


def _result(case: Case, key: Key) -> dict[str, Any]:
    found = {
        "result": _text("result", case, key, _("What came of it, for the customer and for the bank")),
        "risks": _text("risks", case, key, _("Which rules applied and how they were kept")),
    }
    st.caption(_("Figures: a number says something with its unit, a comparison and a period."))
    names = [item.name for item in fields(Figure)]
    rows = st.data_editor(
        [{name: getattr(figure, name) for name in names} for figure in case.figures] or [dict.fromkeys(names)],
        num_rows="dynamic",
        width="stretch",
        key=key("figures"),
        column_config={
            name: (st.column_config.NumberColumn if name == "value" else st.column_config.TextColumn)(
                _(_PART_NAMES[name])
            )
            for name in names
        },
    )
    return found | {"figures": tuple(_figure(row) for row in rows)}


def _figure(row: Mapping[str, Any]) -> Figure:
    texts = {name: str(row.get(name) or "") for name in _PART_NAMES if name in ("name", "unit", "baseline", "period")}
    return Figure(value=row.get("value"), **texts)


def _tags(case: Case, competencies: Sequence[Competency], key: Key) -> dict[str, Any]:
    names = {each.id: each.name for each in competencies}
    chosen = st.multiselect(
        _(FIELD_NAMES["competencies"]),
        list(dict.fromkeys([*names, *case.competencies])),
        case.competencies,
        format_func=lambda competency: names.get(competency, competency),
        key=key("competencies"),
        placeholder=_("Choose"),
    )
    tags = st.multiselect(
        _(FIELD_NAMES["tags"]),
        case.tags,
        case.tags,
        key=key("tags"),
        accept_new_options=True,
        placeholder=_("Type a name and press Enter"),
    )
    origin = st.selectbox(
        _(FIELD_NAMES["origin"]),
        list(ORIGINS),
        list(ORIGINS).index(case.origin) if case.origin in ORIGINS else 0,
        format_func=lambda name: _(ORIGINS[name]),
        key=key("origin"),
    )
    return {"competencies": tuple(chosen), "tags": tuple(tags), "origin": origin}


def _line(name: str, case: Case, key: Key, placeholder: str | None = None) -> str:
    return str(st.text_input(_(FIELD_NAMES[name]), getattr(case, name), key=key(name), placeholder=placeholder))


def _text(name: str, case: Case, key: Key, placeholder: str) -> str:
    return str(
        st.text_area(_(FIELD_NAMES[name]), getattr(case, name), height=150, key=key(name), placeholder=placeholder)
    )


def _lines(name: str, case: Case, key: Key, placeholder: str) -> tuple[str, ...]:
    text = "\n".join(" ".join(item.split("\n")) for item in getattr(case, name))
    typed = st.text_area(_(FIELD_NAMES[name]), text, height=150, key=key(name), placeholder=placeholder)
    return tuple(typed.split("\n"))


def _choice(name: str, options: Sequence[str], case: Case, key: Key) -> str:
    now = getattr(case, name)
    choices = list(dict.fromkeys([*options, *([now] if now else [])]))
    chosen = st.pills(_(FIELD_NAMES[name]), choices, default=now or None, key=key(name))
    return chosen or ""
