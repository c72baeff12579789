"""Draw the details of a material as widgets."""

from __future__ import annotations

import streamlit as st

from cases.model import BUSINESS_LINES, FIELD_NAMES
from ingest.materials import MATERIAL_KINDS, Details
from kb.i18n import translate as _
from kb.search.documents import KINDS
from kb.ui.parts.competency_names import competency_names


def draw_details(details: Details, key: str, title_hint: str = "") -> Details:
    """Draw the widgets, filled from the details; return their current values. `key` prefixes the widget keys."""
    kind = st.segmented_control(
        _("Kind"),
        MATERIAL_KINDS,
        default=details.kind,
        format_func=lambda name: _(KINDS[name]),
        key=f"{key}_kind",
        required=True,
    )
    title = st.text_input(
        _(FIELD_NAMES["title"]), details.title, key=f"{key}_title", max_chars=200, placeholder=title_hint or None
    )
    left, right = st.columns(2)
    business_line = left.selectbox(
        _(FIELD_NAMES["business_line"]),
        BUSINESS_LINES,
        BUSINESS_LINES.index(details.business_line) if details.business_line in BUSINESS_LINES else None,
        key=f"{key}_business_line",
        placeholder=_("Choose"),
    )
    names = competency_names()
    competencies = right.multiselect(
        _(FIELD_NAMES["competencies"]),
        list(dict.fromkeys([*names, *details.competencies])),
        details.competencies,
        format_func=lambda competency: names.get(competency, competency),
        key=f"{key}_competencies",
        placeholder=_("Choose"),
    )
    tags = st.multiselect(
        _(FIELD_NAMES["tags"]),
        details.tags,
        details.tags,
        key=f"{key}_tags",
        accept_new_options=True,
        placeholder=_("Type a name and press Enter"),
    )
    downloadable = st.toggle(
        _("The original file may be downloaded"),
        details.downloadable,
        key=f"{key}_downloadable",
        help=_("If off, people can read the text here but cannot download the file."),
    )
    return Details(
        kind=kind or details.kind,
        title=title,
        business_line=business_line or "",
        competencies=tuple(competencies),
        tags=tuple(tags),
        downloadable=downloadable,
    )
