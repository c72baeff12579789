"""Whether the app is alive, and whether it is ready: for load balancers and units, without a session."""

from __future__ import annotations

import logging
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.ui.frame.resources import get_keeper, get_library

_OK: Final = {"status": "ok"}
_log = logging.getLogger("kb.health")


async def health(_request: Request) -> Response:
    """Answer 200 while the database answers, else 503 and nothing else: the reason is for the log alone."""
    return await run_in_threadpool(_answer)


async def ready(_request: Request) -> Response:
    """Answer as `health` does, and 503 also until search is ready."""
    if not get_keeper().preparation.ready.is_set():
        return Response(status_code=503)
    return await run_in_threadpool(_answer)


def _answer() -> Response:
    trouble = get_library().database.trouble()
    if trouble:
        _log.error("the database does not answer: %s", trouble)
        return Response(status_code=503)
    return JSONResponse(_OK)
