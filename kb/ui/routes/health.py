"""Whether the app is alive."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


async def health(_request: Request) -> Response:
    """Status 200 as soon as requests are answered."""
    return JSONResponse({"status": "ok"})
