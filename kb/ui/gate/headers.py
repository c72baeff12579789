"""Headers of every response: what a browser may load and keep, and cookies that only it can read."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

from kb.config import Settings
from kb.ui.frame.streamlit_internals import index_page

_FORM_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
_COOKIE_SCRIPTS_READ = "_streamlit_xsrf"
_FEATURES = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture")


@cache
def app_policy() -> str:
    """What the pages of the app may load: from here only. Two concessions to Streamlit's own frontend:

    it styles its components with inline styles, and its page has one inline script, named by its hash.
    """
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(index_page())
    ]
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {' '.join(hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        )
    )


def protected(send: Send, settings: Settings, *, own_page: bool, cacheable: bool) -> Send:
    """A `send` that adds the headers to a response on its way out."""
    policy = _FORM_POLICY if own_page else app_policy()

    async def _send(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy
            headers["X-Content-Type-Options"] = "nosniff"
            headers["X-Frame-Options"] = "DENY"
            headers["Referrer-Policy"] = "no-referrer"
            headers["Permissions-Policy"] = ", ".join(f"{feature}=()" for feature in _FEATURES)
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            if not (cacheable and message["status"] in (200, 206, 304)):
                headers["Cache-Control"] = "no-store"
            if settings.secure_cookies:
                headers["Strict-Transport-Security"] = "max-age=31536000"
            message["headers"] = [
                (name, _closed_cookie(value, settings.secure_cookies) if name.lower() == b"set-cookie" else value)
                for name, value in message["headers"]
                if not name.lower().startswith(b"access-control-")
            ]
        await send(message)

    return _send


def _closed_cookie(cookie: bytes, secure: bool) -> bytes:
    """A cookie, also one of Streamlit's, kept from scripts, foreign pages and plain HTTP."""
    text = cookie.decode("latin-1")
    name = text.split("=", 1)[0].strip()
    present = {part.split("=", 1)[0].strip().lower() for part in text.split(";")[1:]}
    if "samesite" not in present:
        text += "; SameSite=Lax"
    if "httponly" not in present and name != _COOKIE_SCRIPTS_READ:
        text += "; HttpOnly"
    if secure and "secure" not in present:
        text += "; Secure"
    return text.encode("latin-1")
