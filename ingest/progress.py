"""Show a run's progress, speed and remaining time on one terminal line."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import click

from kb.i18n import translate


class ProgressLine:
    """A progress bar for a `with` block, driven by `update(done, total)`; silent unless `show`."""

    def __init__(self, *, show: bool) -> None:
        self._show = show
        self._open = ExitStack()
        self._bar: Any = None
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def update(self, done: int, total: int) -> None:
        """Redraw the line for `done` of `total` files."""
        if not self._show:
            return
        if self._bar is None:
            self._bar = self._open.enter_context(
                click.progressbar(length=total, file=sys.stderr, show_pos=True, item_show_func=self._rate)
            )
        self._bar.update(done - self._bar.pos, done)

    def _rate(self, done: int | None) -> str:
        seconds = time.monotonic() - self._started
        return translate("{rate} files/s").format(rate=round((done or 0) / seconds, 1)) if seconds else ""
