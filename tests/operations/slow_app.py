"""The app with a page and a route that write for some seconds: what becomes of that when it is told to stop?"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kb.ui.gate import Gate
from kb.ui.parts.errors import show_error
from kb.ui.routes import ROUTES
from kb.ui.startup import lifespan
from tests.operations.slow_page import write_slowly


async def _slow(request: Request) -> Response:
    await run_in_threadpool(write_slowly, "route")
    return PlainTextResponse("written")


async def _fail(request: Request) -> Response:
    raise RuntimeError("what somebody wrote")


app = st.App(
    str(Path(__file__).with_name("slow_page.py")),
    routes=[*ROUTES, Route("/slow", _slow), Route("/fail", _fail)],
    middleware=[Middleware(Gate)],
    lifespan=lifespan,
    on_script_error=show_error,
)
