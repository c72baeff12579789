"""What happened to a case, and what was said about it."""

from __future__ import annotations

import streamlit as st

from cases.model import FIELD_NAMES
from cases.service import list_comments, list_history
from cases.states import STEP_NAMES, Step
from kb.clock import shown_time
from kb.i18n import translate as _
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.markdown import plain


def last_reason(person: Person, case_id: str) -> str:
    """The reason of the last step that has one, "" where none has."""
    reasons = [row["reason"] for row in list_history(get_library().database, person, case_id) if row["reason"]]
    return reasons[-1] if reasons else ""


def show_comments(person: Person, case_id: str) -> None:
    """Comments of reviewers and authors, a line each, with the field they are about."""
    for row in list_comments(get_library().database, person, case_id):
        about = _(FIELD_NAMES[row["field"]]) if row["field"] else _("The whole case")
        st.markdown(f"**{about}** · {plain(row['text'])}")
        st.caption(f"{plain(row['person_name'] or '')} · {shown_time(row['at'])}")


def show_history(person: Person, case_id: str) -> None:
    """Every step with who, when and why."""
    for row in list_history(get_library().database, person, case_id):
        parts = [shown_time(row["at"]), _(STEP_NAMES[Step(row["step"])]), row["person_name"], row["reason"]]
        st.caption(" · ".join(plain(part) for part in parts if part))
