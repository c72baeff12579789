"""The first page under its own name: people keep the address of the search, and the app serves it at the root."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response


async def to_first_page(request: Request) -> Response:
    """Lead `/search?…` to `/?…`."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")
