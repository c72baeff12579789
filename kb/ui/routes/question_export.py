"""Serve the question bank as a file, and empty tables to fill in."""

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
from kb.ui.downloads.answering import FileAnswer, answer_file
from kb.ui.frame.resources import get_library

_TEMPLATES = {f"template.{form}": form for form in ("xlsx", "csv")}


def question_export_link(form: str, filters: QuestionFilter) -> str:
    """Return the URL of the filtered questions; `form` is one of FORMS."""
    chosen = {name: value for name, value in asdict(filters).items() if value}
    return f"/export/questions.{form}?{urlencode(chosen | {'lang': current_language()})}"


def question_template_link(form: str) -> str:
    """Return the URL of an empty table to fill in; `form` is xlsx or csv."""
    return f"/export/questions.template.{form}?{urlencode({'lang': current_language()})}"


async def export_questions(request: Request) -> Response:
    """Return the questions that the person may work on and that match the filters in the URL."""
    form, asked = request.path_params["form"], request.query_params
    filters = QuestionFilter(**{field.name: asked.get(field.name, "") for field in fields(QuestionFilter)})

    def _export(person: Person) -> FileAnswer:
        if form in _TEMPLATES:
            require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
            kind = _TEMPLATES[form]
            return FileAnswer(f"{_('Questions')}.{kind}", FORMS[kind].media_type, write_template(kind))
        questions = [row["question"] for row in find_questions(get_library().database, person, filters)]
        if form not in FORMS:
            raise NotFound("There is no such file.")
        return FileAnswer(f"{_('Questions')}.{form}", FORMS[form].media_type, write_questions(form, questions))

    return await answer_file(request, _export)
