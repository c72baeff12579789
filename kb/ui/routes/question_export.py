"""The question bank as a file, and the tables to fill in."""

from __future__ import annotations

from dataclasses import asdict, fields
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kb.errors import NotFound
from kb.i18n import current_language
from kb.i18n import translate as _
from kb.learning.formats.exchange import FORMS, write_questions, write_template
from kb.learning.questions.search import QuestionFilter, find_questions
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Reader
from kb.ui.downloads.answering import FileAnswer, answer_file

_TEMPLATES = {f"template.{form}": form for form in ("xlsx", "csv")}


def question_export_link(form: str, filters: QuestionFilter) -> str:
    """Where the questions that pass the filters are handed out; `form` is one of FORMS."""
    chosen = {name: value for name, value in asdict(filters).items() if value}
    return f"/export/questions.{form}?{urlencode(chosen | {'lang': current_language()})}"


def question_template_link(form: str) -> str:
    """Where a table to fill in is handed out; `form` is xlsx or csv."""
    return f"/export/questions.template.{form}?{urlencode({'lang': current_language()})}"


async def export_questions(request: Request) -> Response:
    """The questions that the person may work on and that pass the filters in the address."""
    form, asked = request.path_params["form"], request.query_params
    filters = QuestionFilter(**{field.name: asked.get(field.name, "") for field in fields(QuestionFilter)})

    def _export(tx: Reader, person: Person) -> FileAnswer:
        if form in _TEMPLATES:
            require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
            kind = _TEMPLATES[form]
            return FileAnswer(f"{_('Questions')}.{kind}", FORMS[kind].media_type, write_template(kind))
        questions = [row["question"] for row in find_questions(tx, person, filters)]
        if form not in FORMS:
            raise NotFound("There is no such file.")
        return FileAnswer(f"{_('Questions')}.{form}", FORMS[form].media_type, write_questions(form, questions))

    return await answer_file(request, _export)
