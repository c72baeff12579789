"""Routes of our own beside the pages: signing in, downloads, health."""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kb.clock import utc_now
from kb.errors import NotAllowed, NotFound
from kb.people.permissions import Action, may, require
from kb.search.documents import get_readable_document
from kb.ui.resources import get_library
from kb.ui.signin import SIGN_IN_ROUTES
from kb.ui.signin.visit import Visit, visit_of


def download_link(document_id: str, version: int) -> str:
    """Where the original file of a version is handed out."""
    return f"/download/{document_id}/{version}"


async def _download(request: Request) -> Response:
    document_id, version = request.path_params["document_id"], request.path_params["version"]
    try:
        name, media_type, content = await run_in_threadpool(_original, visit_of(request), document_id, version)
    except NotAllowed as error:
        return PlainTextResponse(error.message, status_code=403)
    except NotFound as error:
        return PlainTextResponse(error.message, status_code=404)
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
    )


def _original(visit: Visit, document_id: str, version: int) -> tuple[str, str, bytes]:
    library = get_library()
    with library.database.read() as tx:
        person = visit.person(tx)
        require(person, Action.DOWNLOAD)
        hidden_too = may(person, Action.REVIEW_CASE)
        document = get_readable_document(tx, document_id, version, utc_now(), hidden_too=hidden_too)
    return document["file_name"], document["media_type"], library.files.read(document["file_hash"])


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


ROUTES = [
    *SIGN_IN_ROUTES,
    Route("/download/{document_id}/{version:int}", _download),
    Route("/healthz", _health),
]
