"""Tables on pages."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.spreadsheets import Table


def show_table(table: Table, name: str) -> None:
    """A table that can be sorted, or that there is nothing in it; `name` is what a screen reader says."""
    if not table.rows:
        st.info(_("Nothing to show yet."), icon=":material/inbox:")
        return
    st.dataframe(
        [dict(zip(table.headings, row, strict=True)) for row in table.rows], hide_index=True, width="stretch", alt=name
    )
