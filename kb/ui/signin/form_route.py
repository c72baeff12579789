"""The one way a form page works: show, check where the form comes from, submit, show again with what was wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.errors import KbError, NotAllowed, NotReady
from kb.i18n import set_language
from kb.i18n import translate as _
from kb.people.attempts import TooManyAttempts
from kb.ui.signin.form_page import FormPage, draw
from kb.ui.signin.visit import Visit, read_form, visit_of

Values = dict[str, str]
Show = Callable[[Visit, Values], Awaitable[FormPage | Response]]
Submit = Callable[[Visit, Values], Awaitable[Response]]

_RETRY_SOON_SECONDS = 5


def form_route(path: str, show: Show, submit: Submit) -> Route:
    """Return a route for a form page. `show` gets the query or, after a mistake, what was typed."""

    async def _endpoint(request: Request) -> Response:
        visit = visit_of(request)
        set_language(visit.language)
        values: Values = dict(request.query_params)
        try:
            if request.method != "POST":
                page = await show(visit, values)
                return draw(visit, page) if isinstance(page, FormPage) else page
            values |= await read_form(request)
            if not visit.form_is_ours(values):
                raise NotAllowed("This form is out of date. Please fill it in again.")
            return await submit(visit, values)
        except KbError as error:
            return await _again(visit, show, values, error)

    return Route(path, _endpoint, methods=["GET", "POST"])


async def _again(visit: Visit, show: Show, values: Values, error: KbError) -> Response:
    try:
        shown = await show(visit, values)
        page = shown if isinstance(shown, FormPage) else FormPage(_("That did not work"))
    except KbError as fatal:
        error, page = fatal, FormPage(_("That did not work"), links=(("/signin", _("To the sign-in page")),))
    response = draw(visit, replace(page, error=error.message), error.status)
    if isinstance(error, NotReady):
        wait = error.retry_after if isinstance(error, TooManyAttempts) else _RETRY_SOON_SECONDS
        response.headers["Retry-After"] = str(wait)
    return response
