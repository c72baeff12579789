"""Waiting for what another thread or process does: by looking again, never for a fixed time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_CHECK_SECONDS = 0.05


def wait_until(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Look again and again until `condition` holds; fail naming `what` where it never does."""
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"in {seconds:.0f} s it did not happen: {what}"
        pause.wait(_CHECK_SECONDS)
