"""Draw the history of a case and the comments on it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cases.model import FIELD_NAMES
from cases.service import list_history
from cases.states import STEP_NAMES, Step
from kb.clock import shown_time
from kb.i18n import translate as _
from kb.people.person import Person
from kb.store import Row
from kb.ui.frame.resources import get_library
from kb.ui.parts.markdown import plain


def show_comments(comments: Sequence[Row]) -> None:
    """Draw comments, one per line, with the field they are about."""
    for row in comments:
        about = _(FIELD_NAMES[row["field"]]) if row["field"] else _("The whole case")
        st.markdown(f"**{about}** · {plain(row['text'])}")
        st.caption(f"{plain(row['person_name'] or '')} · {shown_time(row['at'])}")


def show_history(person: Person, case_id: str) -> None:
    """Draw every step with its time, person and reason."""
    for row in list_history(get_library().database, person, case_id):
        parts = [shown_time(row["at"]), _(STEP_NAMES[Step(row["step"])]), row["person_name"], row["reason"]]
        st.caption(" · ".join(plain(part) for part in parts if part))
