"""Our own cookies: the session, and those that bind a form or a visit to the provider to the browser."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

from kb.people.sessions import OpenedSession

_PREFIX_BEHIND_TLS = "__Host-"
"""Browsers accept a cookie of that prefix only over HTTPS, from this very host, for all of it."""


def session_cookie_name(secure: bool) -> str:
    """What the session cookie is called."""
    return f"{_PREFIX_BEHIND_TLS}kb" if secure else "kb"


def form_cookie_name(secure: bool) -> str:
    """What the cookie of forms is called."""
    return f"{_PREFIX_BEHIND_TLS}kb-form" if secure else "kb-form"


def read_session_cookie(connection: HTTPConnection, secure: bool) -> str:
    """The session token a browser shows; empty where it shows none."""
    return connection.cookies.get(session_cookie_name(secure), "")


def set_session_cookie(response: Response, session: OpenedSession, secure: bool) -> None:
    """Hand the token to the browser, until it is closed."""
    response.set_cookie(
        session_cookie_name(secure), session.token, path="/", secure=secure, httponly=True, samesite="lax"
    )


def clear_session_cookie(response: Response, secure: bool) -> None:
    """Let the browser forget the token."""
    response.delete_cookie(session_cookie_name(secure), path="/", secure=secure, httponly=True, samesite="lax")


def set_form_cookie(response: Response, value: str, secure: bool) -> None:
    """Bind the forms that this browser is shown to it."""
    response.set_cookie(form_cookie_name(secure), value, path="/", secure=secure, httponly=True, samesite="strict")


def visit_cookie_name(secure: bool) -> str:
    """What the cookie of a visit to the OpenID provider is called."""
    return f"{_PREFIX_BEHIND_TLS}kb-visit" if secure else "kb-visit"


def set_visit_cookie(response: Response, value: str, secure: bool) -> None:
    """Bind a visit to the provider to this browser; it must come along when the provider sends it back."""
    response.set_cookie(
        visit_cookie_name(secure), value, path="/", max_age=600, secure=secure, httponly=True, samesite="lax"
    )


def clear_visit_cookie(response: Response, secure: bool) -> None:
    """The visit is over."""
    response.delete_cookie(visit_cookie_name(secure), path="/", secure=secure, httponly=True, samesite="lax")
