"""A request to one of the sign-in pages, with what its page needs to know."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from kb.clock import utc_now
from kb.config import Settings
from kb.errors import BadInput, NotAllowed
from kb.i18n import LANGUAGES
from kb.people.person import Person
from kb.people.server_secret import load_server_secret
from kb.people.sessions import LiveSession, SessionLimits, find_person
from kb.people.tokens import new_secret
from kb.store import Database
from kb.ui.frame.resources import get_library, get_settings
from kb.ui.signin.cookies import form_cookie_name, read_session_cookie

SESSION_KEY = "kb.session"
"""Where the gate puts the LiveSession into the scope of a request."""

LANGUAGE_COOKIE = "kb-language"
_MOST_FORM_BYTES = 16 * 1024


@dataclass(frozen=True)
class Visit:
    """A request to a page of ours."""

    request: Request
    settings: Settings
    database: Database
    form_secret: str
    now: str = field(default_factory=utc_now)

    @property
    def limits(self) -> SessionLimits:
        """How long sessions count."""
        return SessionLimits.of(self.settings)

    @property
    def address(self) -> str:
        """Where the request comes from."""
        return self.request.client.host if self.request.client else ""

    @property
    def session(self) -> LiveSession | None:
        """The session the gate found; None on pages that are open to everybody."""
        found: LiveSession | None = self.request.scope.get(SESSION_KEY)
        return found

    @property
    def session_token(self) -> str:
        """The token of the session cookie that the browser came with; empty where it has none."""
        return read_session_cookie(self.request, self.settings.secure_cookies)

    def person(self) -> Person:
        """Return the person of the session as they are now. Raises NotAllowed where it no longer counts."""
        found = self.session
        person = (
            find_person(self.database, found.id, found.person_id, now=self.now, limits=self.limits) if found else None
        )
        if person is None:
            raise NotAllowed("Please sign in again.")
        return person

    @property
    def language(self) -> str:
        """The language asked for, the one chosen before, or the one that is set."""
        asked = self.request.query_params.get("lang") or self.request.cookies.get(LANGUAGE_COOKIE) or ""
        return asked if asked in LANGUAGES else self.settings.language

    @property
    def form_token(self) -> str:
        """Proves that a form was shown by us in this browser."""
        secret = load_server_secret(self.settings.data_dir)
        return hmac.new(secret, f"form:{self.form_secret}".encode(), hashlib.sha256).hexdigest()

    @property
    def brought_form_cookie(self) -> bool:
        """Whether the browser had the form cookie already."""
        return form_cookie_name(self.settings.secure_cookies) in self.request.cookies

    def form_is_ours(self, values: dict[str, str]) -> bool:
        """Whether the values come from a form that we showed in this browser."""
        return self.brought_form_cookie and hmac.compare_digest(
            values.get("form_token", "").encode(), self.form_token.encode()
        )


def visit_of(request: Request) -> Visit:
    """The visit that a request is."""
    settings = get_settings()
    secret = request.cookies.get(form_cookie_name(settings.secure_cookies)) or new_secret()
    return Visit(request, settings, get_library().database, secret)


async def read_form(request: Request) -> dict[str, str]:
    """The values of a posted form. Raises BadInput for one that is no form of ours."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_FORM_BYTES:
            raise BadInput("That is too much text for this form.")
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(body)))
    except ValueError as error:
        raise BadInput("The form could not be read. Open the page again.") from error


def safe_destination(wanted: str) -> str:
    """Where to go after signing in: a page of this app, whatever a link says."""
    try:
        parsed = urlsplit(wanted)
    except ValueError:  # such as "//[": no address at all
        return "/"
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parsed.netloc
    return wanted if is_ours and wanted.isascii() and wanted.isprintable() else "/"
