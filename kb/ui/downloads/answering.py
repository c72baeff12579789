"""Answer requests of signed-in people outside the pages, with files or with errors as sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kb.errors import KbError
from kb.i18n import LANGUAGES, set_language
from kb.people.person import Person
from kb.people.preferences import language_of
from kb.ui.signin.visit import visit_of


@dataclass(frozen=True)
class FileAnswer:
    """A file for the browser to save, or to display if `inline`."""

    name: str
    media_type: str
    content: bytes
    inline: bool = False


async def answer_file(request: Request, make: Callable[[Person], FileAnswer]) -> Response:
    """Return the response with the file that `make` returns for the signed-in person, run in a worker thread.

    `make` receives the person as stored now and calls a service, which checks permission. A KbError becomes its
    message with its HTTP status. Texts are in the language of `?lang=`, otherwise in the person's.
    """
    visit = visit_of(request)

    def _answer() -> Response:
        set_language(visit.language)
        try:
            person = visit.person()
            if request.query_params.get("lang") not in LANGUAGES:
                set_language(language_of(visit.database, person) or visit.language)
            made = make(person)
        except KbError as error:
            return PlainTextResponse(error.message, status_code=error.status)
        disposition = "inline" if made.inline else "attachment"
        return Response(
            made.content,
            media_type=made.media_type,
            headers={"Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(made.name, safe='')}"},
        )

    return await run_in_threadpool(_answer)
