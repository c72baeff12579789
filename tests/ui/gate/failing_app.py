"""The app behind its gate, with a route and a page that fail: what gets out of an unexpected error?"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.ui.gate import Gate
from kb.ui.parts.errors import show_error
from kb.ui.routes import ROUTES
from kb.ui.startup import lifespan


async def _fail(request: Request) -> Response:
    raise RuntimeError("inner workings of " + request.url.path)


app = st.App(
    str(Path(__file__).with_name("failing_page.py")),
    routes=[*ROUTES, Route("/fail", _fail)],
    middleware=[Middleware(Gate)],
    lifespan=lifespan,
    on_script_error=show_error,
)
