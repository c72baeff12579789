"""The app: `streamlit run kb_app.py`."""

from __future__ import annotations

import streamlit as st

from kb.ui.errors import show_error
from kb.ui.routes import ROUTES
from kb.ui.startup import lifespan

app = st.App("kb/ui/main.py", routes=ROUTES, lifespan=lifespan, on_script_error=show_error)
