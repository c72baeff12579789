"""Draw tags and competencies of similar cases, each added with a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from cases.competencies import Competency
from cases.model import Case
from cases.service import suggest
from kb.i18n import translate as _
from kb.ui.frame.resources import get_library
from kb.ui.parts.markdown import plain


def offer_suggestions(case: Case, competencies: Sequence[Competency]) -> Case | None:
    """Draw a button for each suggestion; return the case with the chosen one added, or None."""
    offered = suggest(get_library(), case)
    names = {each.id: each.name for each in competencies}
    known = [each.name for each in offered.competencies if each.name in names]
    if not offered.tags and not known:
        return None
    st.caption(_("Similar cases have these. Click what fits this one too."))
    taken = None
    with st.container(horizontal=True):
        for competency in known:
            if st.button(plain(names[competency]), key=f"case_add_competency_{competency}", icon=":material/school:"):
                taken = replace(case, competencies=(*case.competencies, competency))
        for tag in offered.tags:
            if st.button(plain(tag.name), key=f"case_add_tag_{tag.name}", icon=":material/label:"):
                taken = replace(case, tags=(*case.tags, tag.name))
    return taken
