"""Draw the fields of a case as widgets, section by section, and return the edited case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

import streamlit as st

from cases.competencies import Competency
from cases.fields import CLIENT, METHODS, RESULT, STORY, TAGS, Field, Kind, fields_of
from cases.model import Case, Figure
from kb.i18n import marked
from kb.i18n import translate as _
from kb.ui.casework.methods import draw_templates

SECTIONS = (CLIENT, STORY, RESULT, METHODS, TAGS)
"""Sections of the form, in order."""

_PART_NAMES = {
    "name": marked("Figure"),
    "value": marked("Value"),
    "unit": marked("Measured in"),
    "baseline": marked("Compared with"),
    "period": marked("Period"),
}


def draw_section(section: str, case: Case, competencies: Sequence[Competency], stamp: str) -> Case:
    """Draw the widgets of a section, filled from the case; return the case with their current values.

    `stamp` is part of their keys: a new one resets them, for content that changed other than by typing.
    """

    def key(name: str) -> str:
        return f"case_{name}_{stamp}"

    if section == METHODS:
        return draw_templates(case, key)
    drawn = [(name, field) for name, field in fields_of(case).items() if field.section == section]
    # The table of figures takes the whole width and comes last.
    drawn.sort(key=lambda item: item[1].kind is Kind.FIGURES)
    typed = {name: _draw(field, getattr(case, name), competencies, key(name)) for name, field in drawn}
    return replace(case, **typed)


def _draw(field: Field, value: Any, competencies: Sequence[Competency], key: str) -> Any:
    if field.kind is Kind.COMPETENCIES:
        return _competencies(field, value, competencies, key)
    if field.kind is Kind.CHOICE:
        return _choice(field, value, key) if field.choice_names is None else _named_choice(field, value, key)
    if field.kind is Kind.FIGURES:
        return _figures(value, key)
    return _WIDGETS[field.kind](field, value, key)


def _figures(figures: Sequence[Figure], key: str) -> tuple[Figure, ...]:
    st.caption(_("Figures: a number says something with its unit, a comparison and a period."))
    names = [item.name for item in fields(Figure)]
    rows = st.data_editor(
        [{name: getattr(figure, name) for name in names} for figure in figures] or [dict.fromkeys(names)],
        num_rows="dynamic",
        width="stretch",
        key=key,
        column_config={
            name: (st.column_config.NumberColumn if name == "value" else st.column_config.TextColumn)(
                _(_PART_NAMES[name])
            )
            for name in names
        },
    )
    return tuple(_figure(row) for row in rows)


def _figure(row: Mapping[str, Any]) -> Figure:
    texts = {name: str(row.get(name) or "") for name in _PART_NAMES if name in ("name", "unit", "baseline", "period")}
    return Figure(value=row.get("value"), **texts)


def _competencies(field: Field, chosen: Sequence[str], competencies: Sequence[Competency], key: str) -> tuple[str, ...]:
    names = {each.id: each.name for each in competencies}
    return tuple(
        st.multiselect(
            _(field.label),
            list(dict.fromkeys([*names, *chosen])),
            chosen,
            format_func=lambda competency: names.get(competency, competency),
            key=key,
            placeholder=_("Choose"),
        )
    )


def _names(field: Field, names: Sequence[str], key: str) -> tuple[str, ...]:
    return tuple(
        st.multiselect(
            _(field.label),
            names,
            names,
            key=key,
            accept_new_options=True,
            placeholder=_("Type a name and press Enter"),
        )
    )


def _line(field: Field, text: str, key: str) -> str:
    return str(st.text_input(_(field.label), text, key=key, placeholder=_hint(field)))


def _day(field: Field, day: str, key: str) -> str:
    chosen = st.date_input(_(field.label), date.fromisoformat(day) if day else None, key=key)
    return chosen.isoformat() if isinstance(chosen, date) else ""


def _prose(field: Field, text: str, key: str) -> str:
    return str(st.text_area(_(field.label), text, height=150, key=key, placeholder=_hint(field)))


def _items(field: Field, items: Sequence[str], key: str) -> tuple[str, ...]:
    text = "\n".join(" ".join(item.split("\n")) for item in items)
    typed = st.text_area(_(field.label), text, height=150, key=key, placeholder=_hint(field))
    return tuple(typed.split("\n"))


def _choice(field: Field, now: str, key: str) -> str:
    choices = list(dict.fromkeys([*field.choices, *([now] if now else [])]))
    return st.pills(_(field.label), choices, default=now or None, key=key) or ""


def _named_choice(field: Field, now: str, key: str) -> str:
    names = field.choice_names or {}
    index = field.choices.index(now) if now in field.choices else 0
    return st.selectbox(_(field.label), field.choices, index, format_func=lambda name: _(names[name]), key=key)


def _hint(field: Field) -> str | None:
    return _(field.placeholder) if field.placeholder else None


_WIDGETS: Mapping[Kind, Callable[[Field, Any, str], Any]] = {
    Kind.LINE: _line,
    Kind.DAY: _day,
    Kind.PROSE: _prose,
    Kind.ITEMS: _items,
    Kind.NAMES: _names,
}
"""Widget of each kind that needs only its field; `_draw` handles the others."""
