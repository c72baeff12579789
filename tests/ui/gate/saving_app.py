"""The app behind its gate, with a page that offers its reader a file as Streamlit's own download does."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from kb.ui.gate import Gate
from kb.ui.routes import ROUTES
from kb.ui.startup import lifespan

app = st.App(
    str(Path(__file__).with_name("saving_page.py")), routes=ROUTES, middleware=[Middleware(Gate)], lifespan=lifespan
)
