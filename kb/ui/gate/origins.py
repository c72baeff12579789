"""Where a request says it goes to and comes from. Foreign pages must not act through a signed-in browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

from kb.config import Settings
from kb.ui.frame.streamlit_internals import option, set_option

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def tell_streamlit(settings: Settings) -> None:
    """Let Streamlit's own checks know the public address too, so that it is set in one place."""
    if settings.public_url:
        for name, ours in (
            ("server.allowedHosts", str(urlsplit(settings.public_url).hostname)),
            ("server.corsAllowedOrigins", _origin_of(settings.public_url)),
        ):
            set_option(name, sorted({*option(name), ours}))
        # Looked at before Streamlit asks the internet for its own address, which blocks everybody for seconds.
        set_option("browser.serverAddress", str(urlsplit(settings.public_url).hostname))


def host_is_ours(headers: Headers) -> bool:
    """Whether the Host header names this server: `server.allowedHosts`, the public address among them."""
    hosts = headers.getlist("host")
    if len(hosts) != 1:
        return False
    name = _host_name(hosts[0])
    allowed = {str(host).strip().lower().rstrip(".") for host in option("server.allowedHosts")}
    return name is not None and name in allowed


def origin_is_ours(headers: Headers, settings: Settings) -> bool:
    """Whether there is an Origin header and it names this server as the browser knows it."""
    origins = headers.getlist("origin")
    if len(origins) != 1:
        return False
    if settings.public_url and origins[0] == _origin_of(settings.public_url):
        return True
    schemes = ("https",) if settings.secure_cookies else ("http", "https")
    return origins[0] in {f"{scheme}://{headers.get('host', '')}" for scheme in schemes}


def may_change(method: str, headers: Headers, settings: Settings) -> bool:
    """Whether a request that changes something comes from our own pages, as far as the browser tells.

    Our pages send no referrer, so a browser calls the origin of their forms "null"; then the form's token decides.
    """
    if method in _SAFE_METHODS:
        return True
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    return headers.get("origin", "null") == "null" or origin_is_ours(headers, settings)


def _host_name(host: str) -> str | None:
    try:
        parsed = urlsplit(f"//{host}")
        _port = parsed.port  # raises where it is no number
    except ValueError:
        return None
    if parsed.netloc != host or parsed.username is not None or parsed.path or parsed.query or parsed.fragment:
        return None
    return (parsed.hostname or "").rstrip(".") or None


def _origin_of(url: str) -> str:
    parsed = urlsplit(url)
    return f"{parsed.scheme}://{parsed.netloc}"
