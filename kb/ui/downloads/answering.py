"""Answering a request of a signed-in person outside the pages: files, and errors as sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kb.errors import BadInput, Conflict, KbError, NotAllowed, NotFound, NotReady
from kb.i18n import LANGUAGES, set_language
from kb.people.person import Person
from kb.people.preferences import language_of
from kb.store import Reader
from kb.ui.frame.resources import get_library
from kb.ui.signin.visit import visit_of

_STATUS: dict[type[KbError], int] = {BadInput: 400, NotAllowed: 403, NotFound: 404, Conflict: 409, NotReady: 503}


@dataclass(frozen=True)
class FileAnswer:
    """A file for the browser to save, or to show where it is `inline`."""

    name: str
    media_type: str
    content: bytes
    inline: bool = False


async def answer_file(request: Request, make: Callable[[Reader, Person], FileAnswer]) -> Response:
    """Hand out what `make` makes for the person of the request, in a worker thread.

    `make` gets a read-only snapshot and the person as they are now, and asks for permission itself. A KbError
    becomes its sentence with status 400, 403, 404, 409 or 503. Texts are in the language of `?lang=`, else in
    the person's.
    """
    visit = visit_of(request)

    def _answer() -> Response:
        set_language(visit.language)
        try:
            with get_library().database.read() as tx:
                person = visit.person(tx)
                if request.query_params.get("lang") not in LANGUAGES:
                    set_language(language_of(tx, person) or visit.language)
                made = make(tx, person)
        except KbError as error:
            return PlainTextResponse(error.message, status_code=_STATUS.get(type(error), 400))
        disposition = "inline" if made.inline else "attachment"
        return Response(
            made.content,
            media_type=made.media_type,
            headers={"Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(made.name, safe='')}"},
        )

    return await run_in_threadpool(_answer)
