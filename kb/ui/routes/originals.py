"""Serve the original files of documents."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ingest.materials import require_downloadable
from kb.clock import utc_now
from kb.errors import NotFound
from kb.people.person import Person
from kb.reading import downloadable_document
from kb.ui.downloads.answering import FileAnswer, answer_file
from kb.ui.frame.resources import get_library
from kb.usage.ledger.service import record_download

_MAX_DIGITS = 9


def download_link(document_id: str, version: int) -> str:
    """Return the URL of the original file of a version."""
    return f"/download/{document_id}/{version}"


async def serve_original(request: Request) -> Response:
    """Return the original file of a document's version, and record the download."""
    document_id, written = request.path_params["document_id"], request.path_params["version"]

    def _original(person: Person) -> FileAnswer:
        library, version = get_library(), _version(written)
        document = downloadable_document(library.database, person, document_id, version, now=utc_now())
        require_downloadable(library.database, document_id)
        content = library.files.read(document["file_hash"])
        record_download(library.database, person, document_id, version, document["media_type"], now=utc_now())
        return FileAnswer(document["file_name"], document["media_type"], content)

    return await answer_file(request, _original)


def _version(written: str) -> int:
    """Return the version in the URL. Raises NotFound if it is not a number or too large for a database column."""
    if not (written.isascii() and written.isdigit() and len(written) <= _MAX_DIGITS):
        raise NotFound("There is no such document.")
    return int(written)
