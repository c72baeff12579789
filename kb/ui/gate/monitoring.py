"""Doors for programs: anyone may ask whether the app is alive; `/metrics` is read with a token from a file."""

from __future__ import annotations

import hmac
from pathlib import Path

from starlette.datastructures import Headers

from kb.config import Settings

METRICS_PATH = "/metrics"
HEALTH_PATH, READY_PATH = "/healthz", "/readyz"
HEALTH_PATHS = frozenset({HEALTH_PATH, READY_PATH})
_SCHEME = "Bearer "
_LEAST_CHARACTERS = 16


def brings_metrics_token(headers: Headers, settings: Settings) -> bool:
    """Whether a request shows the token of `metrics_token_file`. A file that is missing or too short opens nothing."""
    shown = headers.getlist("authorization")
    if not settings.metrics_token_file or len(shown) != 1 or not shown[0].startswith(_SCHEME):
        return False
    try:
        token = Path(settings.metrics_token_file).read_bytes().strip()
    except OSError:
        return False
    given = shown[0].removeprefix(_SCHEME).encode("latin-1")
    return len(token) >= _LEAST_CHARACTERS and hmac.compare_digest(given, token)
