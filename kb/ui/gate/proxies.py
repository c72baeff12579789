"""Where a request comes from: the connection itself, unless a proxy that is trusted says otherwise.

uvicorn believes `X-Forwarded-For` of every process on this machine before the gate is asked, and Streamlit gives no way
to switch that off. What it replaced is worked out again here.
"""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.types import Scope

_HERE = "127.0.0.1"
_UVICORN_TRUSTS = frozenset({_HERE, "::1"})


def client_address(scope: Scope, trusted: frozenset[str]) -> str:
    """Return the address that attempts are counted under: the last one that no trusted proxy vouches for."""
    client = scope.get("client")
    host = str(client[0]) if client else ""
    hops = _hops(Headers(scope=scope))
    peer = _HERE if hops and host == _last_outside(hops, _UVICORN_TRUSTS) else host
    if peer not in trusted or not hops:
        return peer
    found = _last_outside(hops, trusted)
    return found if _is_address(found) else peer


def trusted_proxies(setting: str) -> frozenset[str]:
    """Return the addresses of the setting, which names them with commas between."""
    return frozenset(part.strip() for part in setting.split(",") if part.strip())


def _hops(headers: Headers) -> list[str]:
    values = ",".join(headers.getlist("x-forwarded-for")).split(",")
    return [_without_port(value.strip()) for value in values if value.strip()]


def _last_outside(hops: list[str], trusted: frozenset[str]) -> str:
    return next((hop for hop in reversed(hops) if hop not in trusted), hops[0])


def _without_port(hop: str) -> str:
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
