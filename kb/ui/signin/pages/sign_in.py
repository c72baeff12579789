"""The sign-in page."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from kb.errors import NotAllowed
from kb.i18n import translate as _
from kb.people.passwords import hash_aside, matches_aside, needs_new_hash
from kb.people.sessions import OpenedSession, find_session
from kb.people.setup import needs_setup
from kb.people.sign_in import Attempt, attempt_sign_in, complete_sign_in
from kb.ui.signin.cookies import set_session_cookie
from kb.ui.signin.form_page import Field, FormPage
from kb.ui.signin.form_route import Values
from kb.ui.signin.visit import Visit, safe_destination


async def show(visit: Visit, values: Values) -> FormPage | Response:
    """The form; on to the app for who is signed in; a word about the setup where there is nobody yet."""
    nobody_yet, signed_in_already = await run_in_threadpool(_state, visit)
    destination = safe_destination(values.get("next", "/"))
    if signed_in_already and visit.request.method == "GET":
        return RedirectResponse(destination, 303)
    if nobody_yet:
        return FormPage(
            _("Not set up yet"),
            _("No one can sign in yet. Open the setup link that the console printed when the app started."),
        )
    return FormPage(
        _("Sign in"),
        fields=(
            Field("login", _("Sign-in name"), value=values.get("login", ""), autocomplete="username"),
            Field("password", _("Password"), "password", autocomplete="current-password"),
        ),
        button=_("Sign in"),
        hidden={"next": destination},
        links=company_links(visit, next=destination),
        notice=_("You have been signed out.") if "ended" in values else "",
    )


async def submit(visit: Visit, values: Values) -> Response:
    """Check the password and open a session."""
    password = values.get("password", "")
    attempt = await run_in_threadpool(_attempt, visit, values.get("login", ""))
    matches = await matches_aside(attempt.password_hash, password)
    new_hash = await hash_aside(password) if matches and needs_new_hash(attempt.password_hash) else ""
    opened = await run_in_threadpool(_complete, visit, attempt, matches, new_hash)
    if opened is None:
        raise NotAllowed("The sign-in name or the password is wrong.")
    return signed_in(visit, opened, values.get("next", "/"))


def signed_in(visit: Visit, opened: OpenedSession, destination: str = "/") -> Response:
    """On to the app, with the new session."""
    response = RedirectResponse(safe_destination(destination), 303)
    set_session_cookie(response, opened, visit.settings.secure_cookies)
    return response


def company_links(visit: Visit, **query: str) -> tuple[tuple[str, str], ...]:
    """The link to the company sign-in, where there is one."""
    if not visit.settings.oidc_issuer:
        return ()
    label = visit.settings.oidc_label or _("company account")
    return ((f"/signin/oidc?{urlencode(query)}", _("Sign in with {account}").format(account=label)),)


def _state(visit: Visit) -> tuple[bool, bool]:
    known = bool(visit.session_token) and (
        find_session(visit.database, visit.session_token, now=visit.now, limits=visit.limits) is not None
    )
    return needs_setup(visit.database), known


def _attempt(visit: Visit, login: str) -> Attempt:
    return attempt_sign_in(visit.database, login, visit.address, now=visit.now)


def _complete(visit: Visit, attempt: Attempt, matches: bool, new_hash: str) -> OpenedSession | None:
    return complete_sign_in(
        visit.database,
        attempt,
        matches,
        now=visit.now,
        limits=visit.limits,
        new_hash=new_hash,
        brought_token=visit.session_token,
    )
