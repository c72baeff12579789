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
from kb.people.attempts import count_attempt_from
from kb.people.identities import PendingLogin, begin_login, complete_login, resume_login
from kb.people.joining import Joining, offer_joining
from kb.people.provider import Identity, LoginAttempt, Provider
from kb.people.sessions import OpenedSession
from kb.people.tokens import new_secret
from kb.ui.signin.cookies import clear_visit_cookie, set_visit_cookie, visit_cookie_name
from kb.ui.signin.form_page import FormPage, draw
from kb.ui.signin.pages.join import question
from kb.ui.signin.pages.sign_in import signed_in
from kb.ui.signin.visit import Visit, safe_destination, visit_of

START_PATH, BACK_PATH = "/signin/oidc", "/signin/oidc/back"


async def _start(visit: Visit) -> Response:
    await run_in_threadpool(_count, visit)
    attempt, browser_secret = await _provider(visit).begin(), new_secret()
    await run_in_threadpool(_begin, visit, attempt, browser_secret)
    response = RedirectResponse(attempt.url, 303)
    set_visit_cookie(response, browser_secret, visit.settings.secure_cookies)
    return response


async def _back(visit: Visit) -> Response:
    query, provider = visit.request.query_params, _provider(visit)
    pending = await run_in_threadpool(_resume, visit, query.get("state", ""))
    if query.get("iss", visit.settings.oidc_issuer).rstrip("/") != visit.settings.oidc_issuer.rstrip("/"):
        raise NotAllowed("The company account could not be verified. Please sign in again.")
    if "code" not in query:
        raise NotAllowed("The company sign-in was cancelled.")
    identity = await provider.identify(query["code"], pending.nonce, pending.verifier)
    joining = await run_in_threadpool(_offer, visit, identity, pending)
    if joining is not None:
        response = draw(visit, await question(visit, joining))
    else:
        opened = await run_in_threadpool(_complete, visit, identity)
        response = signed_in(visit, opened, pending.destination)
    clear_visit_cookie(response, visit.settings.secure_cookies)
    return response


def _provider(visit: Visit) -> Provider:
    if not visit.settings.oidc_issuer:
        raise NotFound("There is no company sign-in here.")
    base = visit.settings.public_url.rstrip("/") or str(visit.request.base_url).rstrip("/")
    return Provider(visit.settings, base + BACK_PATH)


def _count(visit: Visit) -> None:
    count_attempt_from(visit.database, visit.address, now=visit.now)


def _begin(visit: Visit, attempt: LoginAttempt, browser_secret: str) -> None:
    query = visit.request.query_params
    begin_login(
        visit.database,
        attempt,
        browser_secret,
        now=visit.now,
        code=query.get("code", ""),
        destination=safe_destination(query.get("next", "/")),
    )


def _resume(visit: Visit, state: str) -> PendingLogin:
    browser_secret = visit.request.cookies.get(visit_cookie_name(visit.settings.secure_cookies), "")
    return resume_login(visit.database, state, browser_secret, now=visit.now)


def _offer(visit: Visit, identity: Identity, pending: PendingLogin) -> Joining | None:
    return offer_joining(
        visit.database,
        identity,
        visit.settings,
        link_hash=pending.link_hash,
        destination=pending.destination,
        now=visit.now,
    )


def _complete(visit: Visit, identity: Identity) -> OpenedSession:
    return complete_login(
        visit.database,
        identity,
        visit.settings,
        now=visit.now,
        limits=visit.limits,
        address=visit.address,
        brought_token=visit.session_token,
    )


def _speaking(path: str, answer: Callable[[Visit], Awaitable[Response]]) -> Route:
    """Return a route whose refusals are pages."""

    async def _endpoint(request: Request) -> Response:
        visit = visit_of(request)
        set_language(visit.language)
        try:
            return await answer(visit)
        except KbError as error:
            page = FormPage(_("That did not work"), error=error.message, links=(("/signin", _("To the sign-in page")),))
            return draw(visit, page, error.status)

    return Route(path, _endpoint, methods=["GET"])


COMPANY_ROUTES = [_speaking(START_PATH, _start), _speaking(BACK_PATH, _back)]
