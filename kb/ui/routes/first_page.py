"""Redirect `/search` to the root, where the app serves its start page, so that bookmarks keep working."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response


async def redirect_to_start(request: Request) -> Response:
    """Redirect `/search?…` to `/?…`."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")
