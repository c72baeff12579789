"""Signing out, for browsers whose page no longer reacts and for other people's computers."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from kb.i18n import translate as _
from kb.people.sessions import LiveSession
from kb.people.sign_in import sign_out
from kb.ui.signin.cookies import clear_session_cookie
from kb.ui.signin.form_page import FormPage
from kb.ui.signin.form_route import Values
from kb.ui.signin.visit import Visit


async def show(_visit: Visit, _values: Values) -> FormPage:
    """The question."""
    return FormPage(_("Sign out?"), button=_("Sign out"), links=(("/", _("Back")),))


async def submit(visit: Visit, _values: Values) -> Response:
    """End the session."""
    if visit.session:
        await run_in_threadpool(_leave, visit, visit.session)
    response = RedirectResponse("/signin?ended=1", 303)
    clear_session_cookie(response, visit.settings.secure_cookies)
    return response


def _leave(visit: Visit, session: LiveSession) -> None:
    sign_out(visit.database, session.id, session.person_id, now=visit.now)
