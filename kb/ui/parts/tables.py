"""Draw tables."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.spreadsheets import Table


def show_table(table: Table, name: str) -> None:
    """Draw a sortable table, or a note if it is empty; `name` is its text for screen readers."""
    if not table.rows:
        st.info(_("Nothing to show yet."), icon=":material/inbox:")
        return
    st.dataframe(
        [dict(zip(table.headings, row, strict=True)) for row in table.rows], hide_index=True, width="stretch", alt=name
    )
