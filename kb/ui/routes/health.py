"""Whether the app is alive."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.ui.frame.resources import get_library


async def health(_request: Request) -> Response:
    """Status 200 while the database answers, else 503 with the reason."""
    reason = await run_in_threadpool(lambda: get_library().database.trouble())
    if reason:
        return JSONResponse({"status": "failing", "reason": reason}, status_code=503)
    return JSONResponse({"status": "ok"})
