"""Draw a search gap, and the form that requests a case for it."""

from __future__ import annotations

import hashlib
from collections.abc import Set

import streamlit as st

from cases.service import mask_text
from kb.clock import utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.people.units import Unit
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain
from kb.ui.reading.outcomes import rerun_with_message
from kb.usage.gaps.commissions import MAX_QUERIES, MAX_TEXT, MAX_TITLE, commission_case
from kb.usage.gaps.service import Gap, Gaps


def show_gap(person: Person, unit: Unit, gap: Gap, wanted: Set[str]) -> None:
    """Draw a gap's queries and counts, and a form to request a case. `wanted` are queries already requested."""
    stamp = hashlib.sha256(f"{unit.id}|{gap.text}".encode()).hexdigest()[:12]
    with st.container(border=True, gap="small"):
        st.markdown(f"**{plain(gap.text)}**")
        if len(gap.texts) > 1:
            st.caption(_("Also: {queries}").format(queries=_(", ").join(plain(text) for text in gap.texts[1:])))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                _("{people} people · {searches} searches, {zero} of them without any result").format(
                    people=gap.people, searches=gap.searches, zero=gap.zero_result
                )
            )
            if gap.text in wanted:
                st.badge(_("Wanted"), color="orange")
            with st.popover(_("Request a case"), icon=":material/edit_note:", key=f"gap_popover_{stamp}"):
                _ask_for_case(person, unit, gap, stamp)


def show_hidden_gaps(gaps: Gaps) -> None:
    """Draw how many searches are hidden by the minimum number of people, as far as that may be disclosed."""
    if gaps.other_searches is None:
        st.caption(_("A few more searches are not shown: fewer than 5 people made them."))
    elif gaps.other_searches:
        st.caption(
            _(
                "{searches} more searches in {groups} groups are not shown: "
                "what fewer than 5 people searched for stays private."
            ).format(searches=gaps.other_searches, groups=gaps.other_groups)
        )
    if gaps.left_out:
        st.caption(_("{count} different texts were too many to compare and are left out.").format(count=gaps.left_out))
    if not gaps.by_meaning:
        st.caption(_("The search model is not ready: only identical texts were grouped."))


def _ask_for_case(person: Person, unit: Unit, gap: Gap, stamp: str) -> None:
    with st.form(f"commission_{stamp}", border=False):
        title = st.text_input(
            _("Title of the case"), value=gap.text[:MAX_TITLE], max_chars=MAX_TITLE, key=f"commission_title_{stamp}"
        )
        why = st.text_area(
            _("Why it is wanted"),
            value=_("{people} colleagues searched for it and opened nothing.").format(people=gap.people),
            max_chars=MAX_TEXT,
            key=f"commission_why_{stamp}",
        )
        queries = st.text_area(
            _("Questions it should answer, one per line (at most {count})").format(count=MAX_QUERIES),
            value="\n".join(gap.texts),
            key=f"commission_queries_{stamp}",
        )
        sent = st.form_submit_button(_("Send the request"), type="primary", icon=":material/send:")
    if sent:
        with show_errors():
            commission_case(
                get_library().database,
                person,
                unit,
                now=utc_now(),
                title=mask_text(title),
                why=mask_text(why),
                queries=mask_text(queries).splitlines(),
            )
            rerun_with_message(_("Requested. Client managers see it under My cases."))
