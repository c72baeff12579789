"""Draw wanted cases, for the people who write them and for the trainers who requested them."""

from __future__ import annotations

import streamlit as st

from cases.service import find_commission, start_commissioned_case
from kb.clock import day_of, utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.store import Row
from kb.ui.frame.resources import get_library
from kb.ui.parts.cards import DOCUMENT_PAGE
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain
from kb.usage.gaps.commissions import (
    CLOSED,
    OPEN,
    STATES,
    check_commission,
    drop_commission,
    list_commissions,
    list_wanted,
)

_SHOWN = 5
_ENDED_SHOWN = 20
_COLOURS = {OPEN: "orange", CLOSED: "green"}


def show_wanted(person: Person) -> None:
    """Draw the cases requested by the person's unit and the units above it, each with a button to start it."""
    database = get_library().database
    wanted = list_wanted(database, person)
    if not wanted:
        return
    st.subheader(_("Wanted"), anchor=False)
    for row in wanted[:_SHOWN]:
        with st.container(border=True, gap="small"):
            st.markdown(f"**{_('Wanted: {title}').format(title=plain(row['title']))}**")
            _show_reasons(row)
            if row["cases"]:
                st.caption(_("{count} people have started writing it").format(count=row["cases"]))
            if st.button(_("Write it"), key=f"wanted_{row['id']}", icon=":material/edit_note:"):
                with show_errors():
                    begun = start_commissioned_case(database, person, row["id"], now=utc_now())
                    st.switch_page("views/write_case.py", query_params={"id": begun.id})


def show_commission_of(person: Person, case_id: str) -> None:
    """Draw the request a case was started for, if any."""
    if row := find_commission(get_library().database, person, case_id):
        with st.expander(_("Wanted: {title}").format(title=plain(row["title"])), icon=":material/travel_explore:"):
            _show_reasons(row)


def show_commissions(person: Person) -> None:
    """Draw the requests of the person's units, with buttons to check and to withdraw them."""
    rows = list_commissions(get_library().database, person)
    st.subheader(_("Wanted cases"), anchor=False)
    st.caption(
        _(
            "A wanted case is closed once a document published or revised after the request is "
            "among the first 3 results for all its questions. This is checked every ten minutes, "
            "and when you press Check."
        )
    )
    opened = [row for row in rows if row["state"] == OPEN]
    for row in opened:
        with st.container(border=True, gap="small"):
            _show_head(row)
            _show_reasons(row)
            st.caption(_("{count} people have started writing it").format(count=row["cases"]))
            with show_errors(), st.container(horizontal=True, vertical_alignment="bottom"):
                _offer_check(person, row)
                _offer_drop(person, row)
    ended = [row for row in rows if row["state"] != OPEN]
    if ended:
        with st.expander(_("Answered and withdrawn ({count})").format(count=len(ended))):
            for row in ended[:_ENDED_SHOWN]:
                _show_head(row)
                if row["end_reason"]:
                    st.caption(plain(row["end_reason"]))
                if row["document_id"]:
                    st.page_link(
                        DOCUMENT_PAGE, label=_("The document that answers"), query_params={"id": row["document_id"]}
                    )
    if not rows:
        st.info(_("No case is wanted yet."))


def _show_head(row: Row) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(row['title'])}**")
        st.badge(_(STATES[row["state"]]), color=_COLOURS.get(row["state"], "gray"))  # type: ignore[arg-type]
        st.caption(f"{plain(row['unit_name'])} · {day_of(row['created_at'])}")


def _show_reasons(row: Row) -> None:
    st.markdown(plain(row["why"]))
    st.caption(_("Searched for: {queries}").format(queries=_(", ").join(plain(text) for text in row["queries"])))


def _offer_check(person: Person, row: Row) -> None:
    library = get_library()
    if st.button(_("Check"), key=f"commission_check_{row['id']}", icon=":material/fact_check:"):
        check = check_commission(library.database, library.engine, person, row["id"], utc_now())
        if check.is_answered:
            st.rerun()
        st.warning(
            _("Not answered yet: {queries}").format(queries=_(", ").join(plain(text) for text in check.unanswered))
        )


def _offer_drop(person: Person, row: Row) -> None:
    with st.popover(_("Drop"), icon=":material/delete:"):
        reason = st.text_input(_("Reason"), key=f"commission_reason_{row['id']}")
        if st.button(_("Withdraw request"), key=f"commission_drop_{row['id']}"):
            drop_commission(get_library().database, person, row["id"], reason, now=utc_now())
            st.rerun()
