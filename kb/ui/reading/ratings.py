"""Draw the ratings of a document, and the form for one's own."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.store import Row
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain
from kb.ui.reading.outcomes import rerun_with_message
from kb.usage.ledger.ratings import MAX_CHARACTERS, REASONS, Ratings, own_rating, rate, ratings_of, reason_name


def show_ratings(person: Person, document: Row) -> None:
    """Draw the counts and reasons this person may see, and a form for their own rating unless they wrote it."""
    ratings = ratings_of(get_library().database, person, document["id"])
    mine = own_rating(get_library().database, person, document["id"])
    with st.container(horizontal=True, vertical_alignment="center"):
        _show_counts(ratings)
        if not ratings.is_author:
            label = _("Was it useful?") if mine is None else _("You rated this useful") if mine["useful"] else ""
            with st.popover(
                label or _("You rated this not useful"),
                icon=":material/thumbs_up_down:",
                key=f"rating_popover_{mine['at'] if mine else ''}",
            ):
                _ask_for_rating(person, document["id"], mine)
    if ratings.reasons:
        with st.expander(_("Why readers found it useful or not")):
            for reason, count in ratings.reasons.items():
                st.markdown(f"- {_(reason_name(reason))}: {count}")
            for reason, text in ratings.texts:
                st.caption(f"{_(reason_name(reason))}: {plain(text)}")


def _show_counts(ratings: Ratings) -> None:
    if ratings.hidden:
        st.caption(_("The number of people who found it useful is shown once 5 people have rated it."))
    else:
        st.caption(
            _("{useful} found it useful · {not_useful} did not").format(
                useful=ratings.useful, not_useful=ratings.not_useful
            )
        )


def _ask_for_rating(person: Person, document_id: str, mine: Row | None) -> None:
    stamp = f"{document_id}_{mine['at'] if mine else ''}"
    useful = st.radio(
        _("Was it useful?"),
        [True, False],
        index=0 if mine is None or mine["useful"] else 1,
        format_func=lambda value: _("Useful") if value else _("Not useful"),
        horizontal=True,
        key=f"rating_useful_{stamp}",
    )
    reasons = REASONS[useful]
    reason = st.radio(
        _("Why?"),
        list(reasons),
        index=list(reasons).index(mine["reason"]) if mine is not None and mine["reason"] in reasons else None,
        format_func=lambda name: _(reasons[name]),
        key=f"rating_reason_{stamp}_{useful}",
    )
    text = st.text_area(
        _("In a few words (optional)"),
        value=mine["text"] if mine else "",
        max_chars=MAX_CHARACTERS,
        key=f"rating_text_{stamp}",
    )
    if st.button(_("Submit"), key=f"rating_save_{stamp}", type="primary"):
        with show_errors():
            rate(get_library().database, person, document_id, useful, reason or "", text, now=utc_now())
            rerun_with_message(_("Thank you. You can change it at any time."))
