"""Show one-time links to the person who passes them on, once, in the run after they were created."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from kb.i18n import translate as _
from kb.people.person import Person
from kb.spreadsheets import CSV_TYPE, Table, to_csv
from kb.ui.frame.resources import get_settings

_KEY = "one_time_links"


def keep_links(links: list[tuple[Person, str]]) -> None:
    """Keep people and the codes of their links for the next run only."""
    st.session_state[_KEY] = [(person.name, person.login, _address(code)) for person, code in links]


def show_kept_links() -> None:
    """Draw the links of the last run for copying; nothing if there are none."""
    rows = st.session_state.pop(_KEY, [])
    if not rows:
        return
    with st.container(border=True, key="one_time_links_box"):
        st.markdown(_("Give each link only to its person. It works once, for seven days, and is not shown again."))
        if len(rows) == 1:
            name, login, address = rows[0]
            st.text(f"{name} ({login})")
            st.code(address, language=None, wrap_lines=True)
            return
        table = Table([_("Name"), _("Sign-in name"), _("Link")], rows)
        st.dataframe(
            [dict(zip(table.headings, row, strict=True)) for row in rows], hide_index=True, key="one_time_links_table"
        )
        st.download_button(
            _("Save the links as CSV"), to_csv(table), "links.csv", CSV_TYPE, on_click="ignore", key="save_links"
        )


def _address(code: str) -> str:
    here = urlsplit(st.context.url or "")
    base = get_settings().public_url.rstrip("/") or (f"{here.scheme}://{here.netloc}" if here.netloc else "")
    return f"{base}/invite?code={code}"
