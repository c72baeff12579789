"""A page with a file for the person who looks at it."""

from __future__ import annotations

import streamlit as st

from kb.ui.frame.session import current_person

st.download_button("Save", f"secret of {current_person().id}", "secret.txt", on_click="ignore")
