"""`kb_app.py` that writes nothing down when a document is opened: what the ledger costs a page view."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from kb.people.person import Person
from kb.store import Row
from kb.ui.gate import Gate
from kb.ui.parts.errors import show_error
from kb.ui.reading import recording as use_recording
from kb.ui.routes import ROUTES
from kb.ui.signin.announcing import announcing
from kb.ui.startup import lifespan


def _note_nothing(person: Person, document: Row) -> None:
    pass


use_recording.note_opening = _note_nothing

app = st.App(
    Path(__file__).parent.parent.parent / "kb" / "ui" / "main.py",
    routes=ROUTES,
    middleware=[Middleware(Gate)],
    lifespan=announcing(lifespan),
    on_script_error=show_error,
)
