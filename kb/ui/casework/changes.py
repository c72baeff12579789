"""Draw the differences between two versions of a case, field by field."""

from __future__ import annotations

import streamlit as st

from cases.reading import Work
from cases.service import compare, list_versions, restore_version
from cases.states import Step
from kb.clock import utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.ui.casework.draft import reset_draft
from kb.ui.frame.resources import get_library
from kb.ui.parts.markdown import plain_part

_MARKS = {"same": "{}", "removed": ":red-background[{}]", "added": ":green-background[{}]"}


def show_changes(person: Person, work: Work) -> None:
    """Draw a choice of two versions, by default the last two, their differences, and a button to restore the older."""
    database, record = get_library().database, work.record
    versions = sorted(row["version"] for row in list_versions(database, person, record.id))
    if len(versions) < 2:
        st.caption(_("This is the first version."))
        return
    left, right = st.columns(2)
    before = left.selectbox(_("From version"), versions, len(versions) - 2, key=f"changes_from_{record.id}")
    after = right.selectbox(_("To version"), versions, len(versions) - 1, key=f"changes_to_{record.id}")
    found = compare(database, person, record.id, before, after)
    if not found:
        st.caption(_("Nothing differs."))
    for change in found:
        st.markdown(f"**{_(change.label)}**")
        lines = "".join(_MARKS[piece.kind].format(plain_part(piece.text)) for piece in change.pieces if piece.text)
        st.markdown(lines)
    restorable = Step.SAVE in work.steps and before != record.version
    label = _("Continue from version {number}").format(number=before)
    if restorable and st.button(label, key=f"changes_restore_{record.id}"):
        restore_version(database, person, record.id, before, record.revision, now=utc_now())
        reset_draft(record.id)
        st.rerun()
