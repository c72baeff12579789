"""The question bank as a file over the wire: for whom, and what is in it."""

from __future__ import annotations

import pytest

from kb.learning.formats.exchange import FORMS, read_questions
from kb.learning.formats.question_file import QuestionFile
from kb.learning.questions.service import import_questions
from kb.people.person import Role
from tests.learning.conftest import ALL, NOW
from tests.support.browsers import Browser
from tests.support.people import signed_in
from tests.support.server import RunningApp


@pytest.mark.parametrize("form", [*FORMS, "template.xlsx", "template.csv"])
def test_who_writes_questions_gets_the_file_and_nobody_else(form: str, app: RunningApp, browser: Browser) -> None:
    import_questions(app.database, None, QuestionFile(ALL), NOW)
    address = f"/export/questions.{form}?type=single&lang=en"
    got = browser(signed_in(app.database, Role.TRAINER)).get(address)
    assert got.status_code == 200
    assert "attachment" in got.headers["content-disposition"]
    read = read_questions(f"x.{form}", got.content)
    assert read.problems == ()
    assert len(read.questions) == (8 if form.startswith("template") else 1)
    refused = browser(signed_in(app.database)).get(address)
    assert refused.status_code == 403
    assert "q-single" not in refused.text
    assert browser().get(address).status_code == 401


def test_other_forms_are_not_there(app: RunningApp, browser: Browser) -> None:
    assert browser(signed_in(app.database, Role.TRAINER)).get("/export/questions.exe").status_code == 404
