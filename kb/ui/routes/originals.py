"""The original files of documents."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ingest.materials import require_downloadable
from kb.clock import utc_now
from kb.errors import NotFound
from kb.people.permissions import Action, may, require
from kb.people.person import Person
from kb.search.documents import get_readable_document
from kb.store import Reader
from kb.ui.downloads.answering import FileAnswer, answer_file
from kb.ui.frame.resources import get_library
from kb.usage.ledger.service import record_download

_MOST_DIGITS = 9


def download_link(document_id: str, version: int) -> str:
    """Where the original file of a version is handed out."""
    return f"/download/{document_id}/{version}"


async def hand_out_original(request: Request) -> Response:
    """The file that a version of a document was read from."""
    document_id, written = request.path_params["document_id"], request.path_params["version"]

    def _original(tx: Reader, person: Person) -> FileAnswer:
        require(person, Action.DOWNLOAD)
        version = _version(written)
        hidden_too = may(person, Action.REVIEW_CASE)
        document = get_readable_document(tx, document_id, version, utc_now(), hidden_too=hidden_too)
        require_downloadable(tx, document_id)
        content = get_library().files.read(document["file_hash"])
        with get_library().database.write() as ledger:
            record_download(ledger, person, document_id, version, document["media_type"], utc_now())
        return FileAnswer(document["file_name"], document["media_type"], content)

    return await answer_file(request, _original)


def _version(written: str) -> int:
    """The number in the address; one with many digits would fit no column of the database."""
    if not (written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS):
        raise NotFound("There is no such document.")
    return int(written)
