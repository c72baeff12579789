"""What differs between two versions of a case, field by field."""

from __future__ import annotations

import streamlit as st

from cases.model import FIELD_NAMES
from cases.records import CaseRecord
from cases.service import compare, list_versions, restore_version
from cases.states import State
from kb.i18n import translate as _
from kb.people.person import Person
from kb.ui.casework.draft import forget_draft
from kb.ui.frame.resources import get_library
from kb.ui.parts.markdown import plain_part

_MARKS = {"same": "{}", "removed": ":red-background[{}]", "added": ":green-background[{}]"}


def show_changes(person: Person, record: CaseRecord) -> None:
    """Two versions to choose, by default the last two, and their differences; an older one can be restored."""
    database = get_library().database
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
        st.markdown(f"**{_(FIELD_NAMES[change.field])}**")
        lines = "".join(_MARKS[piece.kind].format(plain_part(piece.text)) for piece in change.pieces if piece.text)
        st.markdown(lines)
    restorable = record.state in (State.DRAFT, State.RETURNED) and before != record.version
    label = _("Go on from version {number}").format(number=before)
    if restorable and st.button(label, key=f"changes_restore_{record.id}"):
        restore_version(database, person, record.id, before, record.revision)
        forget_draft(record.id)
        st.rerun()
