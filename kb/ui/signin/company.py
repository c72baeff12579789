"""Signing in with the company account: to the OpenID provider and back, ending in a session like any other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kb.errors import KbError, NotAllowed, NotFound
from kb.i18n import set_language
from kb.i18n import translate as _
from kb.people.attempts import ADDRESS_LIMIT, address_subject, count_attempt, forgive_attempts
from kb.people.identities import Return, note_departure, recognise, take_return
from kb.people.provider import Departure, Identity, Provider
from kb.people.sessions import OpenedSession
from kb.people.sign_in import sign_in
from kb.people.tokens import new_secret
from kb.ui.signin.cookies import clear_visit_cookie, set_visit_cookie, visit_cookie_name
from kb.ui.signin.form_page import FormPage, draw
from kb.ui.signin.form_route import status_of
from kb.ui.signin.pages.sign_in import close_brought_session, signed_in
from kb.ui.signin.visit import Visit, safe_destination, visit_of

START_PATH, BACK_PATH = "/signin/oidc", "/signin/oidc/back"


async def _start(visit: Visit) -> Response:
    await run_in_threadpool(_count, visit)
    departure, browser_secret = await _provider(visit).departure(), new_secret()
    await run_in_threadpool(_note, visit, departure, browser_secret)
    response = RedirectResponse(departure.url, 303)
    set_visit_cookie(response, browser_secret, visit.settings.secure_cookies)
    return response


async def _back(visit: Visit) -> Response:
    query, provider = visit.request.query_params, _provider(visit)
    came_from = await run_in_threadpool(_take, visit, query.get("state", ""))
    if query.get("iss", visit.settings.oidc_issuer).rstrip("/") != visit.settings.oidc_issuer.rstrip("/"):
        raise NotAllowed("The company account could not be verified. Please sign in again.")
    if "code" not in query:
        raise NotAllowed("The company sign-in was cancelled.")
    identity = await provider.identify(query["code"], came_from.nonce, came_from.verifier)
    opened = await run_in_threadpool(_recognise, visit, identity, came_from)
    response = signed_in(visit, opened, came_from.destination)
    clear_visit_cookie(response, visit.settings.secure_cookies)
    return response


def _provider(visit: Visit) -> Provider:
    if not visit.settings.oidc_issuer:
        raise NotFound("There is no company sign-in here.")
    base = visit.settings.public_url.rstrip("/") or str(visit.request.base_url).rstrip("/")
    return Provider(visit.settings, base + BACK_PATH)


def _count(visit: Visit) -> None:
    with visit.database.write() as tx:
        count_attempt(tx, address_subject(visit.address), ADDRESS_LIMIT, visit.now)


def _note(visit: Visit, departure: Departure, browser_secret: str) -> None:
    query = visit.request.query_params
    with visit.database.write() as tx:
        note_departure(
            tx,
            departure,
            browser_secret,
            visit.now,
            code=query.get("code", ""),
            destination=safe_destination(query.get("next", "/")),
        )


def _take(visit: Visit, state: str) -> Return:
    browser_secret = visit.request.cookies.get(visit_cookie_name(visit.settings.secure_cookies), "")
    with visit.database.write() as tx:
        return take_return(tx, state, browser_secret, visit.now)


def _recognise(visit: Visit, identity: Identity, came_from: Return) -> OpenedSession:
    with visit.database.write() as tx:
        person = recognise(tx, identity, visit.settings, visit.now, link_hash=came_from.link_hash)
        opened = sign_in(tx, person.id, visit.now, visit.limits)
        forgive_attempts(tx, address_subject(visit.address), visit.now, 1)
    close_brought_session(visit)
    return opened


def _speaking(path: str, answer: Callable[[Visit], Awaitable[Response]]) -> Route:
    """A route whose refusals are pages."""

    async def _endpoint(request: Request) -> Response:
        visit = visit_of(request)
        set_language(visit.language)
        try:
            return await answer(visit)
        except KbError as error:
            page = FormPage(_("That did not work"), error=error.message, links=(("/signin", _("To the sign-in page")),))
            return draw(visit, page, status_of(error))

    return Route(path, _endpoint, methods=["GET"])


COMPANY_ROUTES = [_speaking(START_PATH, _start), _speaking(BACK_PATH, _back)]
