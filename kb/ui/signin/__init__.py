"""Signing in and out: pages of plain HTML, since nothing of the app may run before it is known who is there."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.ui.signin.company import BACK_PATH, COMPANY_ROUTES, START_PATH
from kb.ui.signin.form_page import STYLE_PATH, style_sheet
from kb.ui.signin.form_route import form_route
from kb.ui.signin.pages import invite, join, password, setup, sign_in, sign_out
from kb.ui.signin.pages.join import JOIN_PATH


async def _style(_request: Request) -> Response:
    return Response(style_sheet(), media_type="text/css")


FORM_PATHS = frozenset({"/signin", "/setup", "/invite", "/password", "/signout", JOIN_PATH, START_PATH, BACK_PATH})
OPEN_PATHS = frozenset({"/signin", "/setup", "/invite", STYLE_PATH, JOIN_PATH, START_PATH, BACK_PATH})
"""All that the gate lets through without a session."""

SIGN_IN_ROUTES = [
    form_route("/signin", sign_in.show, sign_in.submit),
    form_route("/setup", setup.show, setup.submit),
    form_route("/invite", invite.show, invite.submit),
    form_route("/password", password.show, password.submit),
    form_route("/signout", sign_out.show, sign_out.submit),
    form_route(JOIN_PATH, join.show, join.submit),
    *COMPANY_ROUTES,
    Route(STYLE_PATH, _style, methods=["GET"]),
]
