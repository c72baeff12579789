"""Routes of our own beside the pages: downloads and health."""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kb.errors import NotFound
from kb.search.documents import get_document
from kb.ui.resources import get_library


def download_link(document_id: str, version: int) -> str:
    """Where the original file of a version is handed out."""
    return f"/download/{document_id}/{version}"


async def _download(request: Request) -> Response:
    document_id, version = request.path_params["document_id"], request.path_params["version"]
    try:
        name, media_type, content = await run_in_threadpool(_original, document_id, version)
    except NotFound as error:
        return PlainTextResponse(error.message, status_code=404)
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _original(document_id: str, version: int) -> tuple[str, str, bytes]:
    library = get_library()
    with library.database.read() as tx:
        document = get_document(tx, document_id, version)
    return document["file_name"], document["media_type"], library.files.read(document["file_hash"])


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


ROUTES = [
    Route("/download/{document_id}/{version:int}", _download),
    Route("/healthz", _health),
]
