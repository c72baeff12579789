"""The gate: nobody gets further than the sign-in pages without a session that counts.

An ASGI middleware around HTTP and websocket alike. What is not named here as open is closed, also routes that do
not exist yet. Behind the gate, `st.user` says who it is: from headers that only the gate can set.
"""

from __future__ import annotations

import logging
import secrets
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.config import Settings
from kb.i18n import set_language
from kb.i18n import translate as _
from kb.metrics import ERRORS
from kb.people.sessions import LiveSession
from kb.ui.frame.resources import get_library, get_settings
from kb.ui.frame.streamlit_internals import (
    MEDIA_PREFIX,
    QUIET_PREFIXES,
    SIGN_OUT_PATH,
    STREAM_PATH,
    UNUSED_PREFIXES,
    UPLOAD_PREFIX,
)
from kb.ui.gate import media, uploads
from kb.ui.gate.doorkeeper import Doorkeeper
from kb.ui.gate.headers import protected
from kb.ui.gate.monitoring import HEALTH_PATHS, METRICS_PATH, brings_metrics_token
from kb.ui.gate.origins import host_is_ours, may_change, origin_is_ours, tell_streamlit
from kb.ui.gate.proxies import client_address, trusted_proxies
from kb.ui.gate.sockets import GuardedSocket, Watchdog
from kb.ui.signin import FORM_PATHS, OPEN_PATHS
from kb.ui.signin.visit import SESSION_KEY

_log = logging.getLogger("kb.gate")


class Gate:
    """Deny by default. Give it to `st.App` as its only middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._parts: tuple[Settings, Doorkeeper, Watchdog] | None = None
        self._uploads = uploads.Uploads()
        self._trusted: frozenset[str] = frozenset()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or a websocket pass, or turn it away."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _ready(self) -> tuple[Settings, Doorkeeper, Watchdog]:
        """Made at the first request: only then is the database sure to be up to date."""
        if self._parts is None:
            settings = get_settings()
            tell_streamlit(settings)
            doorkeeper = Doorkeeper(get_library().database, settings)
            self._trusted = trusted_proxies(settings.trusted_proxies)
            self._parts = settings, doorkeeper, Watchdog(doorkeeper.live_ids)
        return self._parts

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings, doorkeeper, _watchdog = self._ready()
        scope = {**scope, "client": (client_address(scope, self._trusted), 0)}
        set_language(settings.language)
        path, started = scope["path"], False

        async def _noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        closed_send = protected(_noting, settings, own_page=path in FORM_PATHS, cacheable=path.startswith("/static/"))
        try:
            answer = await self._examine_http(scope, settings, doorkeeper)
            if isinstance(answer, Response):
                await answer(scope, receive, closed_send)
            else:
                await self._pass_http(_with_identity(scope, answer), receive, closed_send, answer)
        except uploads.TooLarge:
            if not started:
                await PlainTextResponse("Too large", 413)(scope, receive, closed_send)
        except ClientDisconnect:
            return  # the client disconnected in the middle of a form; there is no one to answer
        except Exception:
            reference = secrets.token_hex(2).upper()
            ERRORS.labels("request").inc()
            _log.exception("unexpected error, reference %s", reference, extra={"ids": {"reference": reference}})
            if started:
                raise
            await _apology(reference)(scope, receive, closed_send)

    async def _examine_http(
        self, scope: Scope, settings: Settings, doorkeeper: Doorkeeper
    ) -> Response | LiveSession | None:
        """The refusal of a request; or whose it is, None being anybody on a page that is open."""
        path, headers = scope["path"], Headers(scope=scope)
        if not host_is_ours(headers):
            return PlainTextResponse("Unknown host", 421)
        if not may_change(scope["method"], headers, settings):
            return PlainTextResponse("Foreign origin", 403)
        if path in OPEN_PATHS:
            return None
        if path in HEALTH_PATHS and scope["method"] in ("GET", "HEAD"):
            return None
        if path == METRICS_PATH and brings_metrics_token(headers, settings):
            return None
        token = doorkeeper.token_of(HTTPConnection(scope))
        session = await doorkeeper.admit(token, active=not path.startswith(QUIET_PREFIXES))
        if session is None:
            return _turned_away(scope, headers)
        return _closed(path) if path.startswith(UNUSED_PREFIXES) else session

    async def _pass_http(self, scope: Scope, receive: Receive, send: Send, session: LiveSession | None) -> None:
        path: str = scope["path"]
        if session and path.startswith(MEDIA_PREFIX) and not media.is_on_own_page(path, session):
            await PlainTextResponse("Not on your page", 404)(scope, receive, send)
            return
        if session and path.startswith(UPLOAD_PREFIX):
            await self._pass_upload(scope, receive, send, session)
        else:
            await self._app(scope, receive, send)

    async def _pass_upload(self, scope: Scope, receive: Receive, send: Send, session: LiveSession) -> None:
        most, declared = uploads.most_bytes(), int(Headers(scope=scope).get("content-length") or 0)
        if declared > most:
            raise uploads.TooLarge
        if scope["method"] != "PUT" and uploads.goes_to_own_page(scope["path"], session):
            await self._app(scope, receive, send)
        elif self._uploads.may_go_to(scope["path"], session):
            with self._uploads.room_for(declared, session):
                await self._app(scope, uploads.limited(receive, declared or most), send)
        else:
            await PlainTextResponse("Not an address of your page", 403)(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings, doorkeeper, watchdog = self._ready()
        headers = Headers(scope=scope)
        session = None
        if scope["path"] == STREAM_PATH and host_is_ours(headers) and origin_is_ours(headers, settings):
            token = doorkeeper.token_of(HTTPConnection(scope))
            session = await doorkeeper.admit(token, active=False)
        if session is None:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return

        async def _still_counts(active: bool) -> bool:
            return await doorkeeper.admit(token, active=active) is not None

        socket = GuardedSocket(session.id, receive, send, _still_counts, self._uploads.hand_out)
        watchdog.watch(socket)
        try:
            await self._app(_with_identity(scope, session), socket.receive, socket.send)
        finally:
            watchdog.forget(socket)


def _with_identity(scope: Scope, session: LiveSession | None) -> Scope:
    """The request as the app sees it: no identity that came from outside, and the one the gate found."""
    headers = [
        (name, value) for name, value in scope["headers"] if not name.lower().replace(b"_", b"-").startswith(b"x-app-")
    ]
    if session is not None:
        headers += [(b"x-app-person", session.person_id.encode()), (b"x-app-session", session.id.encode())]
    return {**scope, "headers": headers, SESSION_KEY: session}


def _turned_away(scope: Scope, headers: Headers) -> Response:
    """To the sign-in page for a person who opens a page; a plain refusal for everything else."""
    opens_page = scope["method"] == "GET" and "text/html" in headers.get("accept", "")
    if not opens_page:
        return PlainTextResponse("Sign in first", 401)
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    if wanted == "/" or wanted.startswith(UNUSED_PREFIXES):
        return RedirectResponse("/signin", 303)
    return RedirectResponse(f"/signin?next={quote(wanted, safe='/')}", 303)


def _closed(path: str) -> Response:
    """A route of Streamlit's that is not used here; its sign-out leads to our sign-in page."""
    return RedirectResponse("/signin", 303) if path == SIGN_OUT_PATH else PlainTextResponse("Not found", 404)


def _apology(reference: str) -> Response:
    text = _("Something went wrong; nothing was lost. Please try again. If it happens again, report reference {code}.")
    return PlainTextResponse(text.format(code=reference), 500)
