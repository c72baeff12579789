"""The app: `streamlit run kb_app.py`."""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware

from kb.ui.gate import Gate
from kb.ui.parts.errors import show_error
from kb.ui.routes import ROUTES
from kb.ui.signin.announcing import announcing
from kb.ui.startup import lifespan

app = st.App(
    "kb/ui/main.py",
    routes=ROUTES,
    middleware=[Middleware(Gate)],
    lifespan=announcing(lifespan),
    on_script_error=show_error,
)
