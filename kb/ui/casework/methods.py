"""Draw the analysis templates of a case, for authors to fill in and for readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cases.model import LIFECYCLE_STAGES, Case
from cases.reading import find_blank_form
from cases.templates import (
    SWOT,
    TEMPLATES,
    CaseTemplate,
    FilledTemplate,
    TemplateField,
    filled_in,
    join_steps,
    steps_of,
    text_in,
    with_texts,
)
from kb.clock import utc_now
from kb.i18n import translate as _
from kb.search.documents import document_id_of
from kb.ui.frame.resources import get_library
from kb.ui.parts.cards import DOCUMENT_PAGE
from kb.ui.parts.markdown import plain, plain_lines


def draw_templates(case: Case, key: Callable[[str], str]) -> Case:
    """Draw a choice of template and its fields; return the case with their current values."""
    chosen = st.segmented_control(
        _("Tool"),
        list(TEMPLATES),
        default=SWOT.name,
        format_func=lambda name: _(TEMPLATES[name].title),
        key=key("template"),
        required=True,
    )
    template = TEMPLATES[chosen or SWOT.name]
    st.caption(_(template.about))
    texts = _typed_before(case, template, key)
    for field, place in _in_pairs(template.fields):
        with place:
            texts[field] = _draw_field(field, text_in(case, field), key(f"tool_{field.name}"))
    case = with_texts(case, texts)
    if filled := filled_in(case):
        st.caption(_("Filled in: {tools}").format(tools=", ".join(_(each.template.title) for each in filled)))
    _link_blank(template)
    return case


def show_templates(filled: Sequence[FilledTemplate]) -> None:
    """Draw the filled templates; nothing if there are none."""
    for each in filled:
        st.markdown(f"**{_(each.template.title)}**")
        for field, place in _in_pairs(list(each.texts)):
            text = each.texts[field]
            with place.container(border=True):
                st.caption(_(field.label))
                st.markdown(plain_lines(" → ".join(steps_of(text)) if field.name == "journey_step" else text))


def _in_pairs(fields: Sequence[TemplateField]) -> Iterator[tuple[TemplateField, DeltaGenerator]]:
    """Yield fields with their containers, two per row so that a phone keeps their order; a single one is wide."""
    for start in range(0, len(fields), 2):
        row = fields[start : start + 2]
        yield from zip(row, st.columns(2) if len(fields) > 1 else [st.container()], strict=False)


def _typed_before(case: Case, shown: CaseTemplate, key: Callable[[str], str]) -> dict[TemplateField, str]:
    """Return unsaved text typed into another template.

    Typing and then choosing another template at once arrives in a single run, in which the widgets of the first
    template are no longer drawn.
    """
    others = [field for template in TEMPLATES.values() if template is not shown for field in template.fields]
    return {
        field: _text_of(field, st.session_state[key(f"tool_{field.name}")], text_in(case, field))
        for field in others
        if key(f"tool_{field.name}") in st.session_state
    }


def _draw_field(field: TemplateField, now: str, key: str) -> str:
    label, hint = _(field.label), _(field.hint)
    if field.name == "lifecycle_stage":
        stages = list(dict.fromkeys([*LIFECYCLE_STAGES, *([now] if now else [])]))
        return _text_of(field, st.pills(label, stages, default=now or None, key=key, help=hint), now)
    shown = _shown(field, now)
    return _text_of(field, st.text_area(label, shown, height=130, key=key, placeholder=hint, help=hint), now)


def _shown(field: TemplateField, text: str) -> str:
    return "\n".join(steps_of(text)) if field.name == "journey_step" else text


def _text_of(field: TemplateField, typed: str | None, now: str) -> str:
    """Return the text a widget represents; unchanged text is returned exactly as it was."""
    if typed == _shown(field, now):
        return now
    return join_steps(typed or "") if field.name == "journey_step" else typed or ""


def _link_blank(template: CaseTemplate) -> None:
    document_id = document_id_of(f"id:{template.blank}")
    title = find_blank_form(get_library().database, document_id, now=utc_now())
    if title is not None:
        st.page_link(
            DOCUMENT_PAGE,
            label=_("Empty form to print: {title}").format(title=plain(title)),
            icon=":material/print:",
            query_params={"id": document_id},
        )
