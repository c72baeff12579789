"""Whoever lost their account since the page was opened writes nothing: each service reads the person again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.errors import NotAllowed
from kb.learning.cohorts import checkpoint_service
from kb.learning.cohorts import service as cohorts
from kb.learning.formats.question_file import QuestionFile
from kb.learning.practice import service as practice
from kb.learning.questions import service as questions
from kb.learning.questions.states import WAITING
from kb.people import person_store
from kb.people.person import DISABLED, Person, Role
from kb.store import Database
from tests.learning.cohorts.enrolled import AT_D0, D0, RIGHT, bank, fill_bank, make_cohort
from tests.learning.conftest import NOW, SINGLE
from tests.support.people import make_person

Write = Callable[[Database, Person, Person, str, str], object]
NEW = cohorts.NewCohort("Other", D0, (), 4, 20)

BY_TRAINER: dict[str, Write] = {
    "save a question": lambda db, who, _other, _cohort, _form: questions.save_question(db, who, bank()[0], 1, now=NOW),
    "move a question": lambda db, who, _other, _cohort, _form: questions.move_question(
        db, who, SINGLE.id, WAITING, now=NOW
    ),
    "confirm a question": lambda db, who, _other, _cohort, _form: questions.confirm_sources(
        db, who, SINGLE.id, now=NOW
    ),
    "import questions": lambda db, who, _other, _cohort, _form: questions.import_questions(
        db, who, QuestionFile((SINGLE,)), now=NOW
    ),
    "set up a cohort": lambda db, who, _other, _cohort, _form: cohorts.create_cohort(db, who, NEW, now=NOW),
    "change people": lambda db, who, other, cohort, _form: cohorts.change_people(db, who, cohort, [other.id], now=NOW),
    "excuse a person": lambda db, who, other, cohort, _form: cohorts.excuse_person(
        db, who, cohort, other.id, 7, "ill", now=NOW
    ),
    "close a cohort": lambda db, who, _other, cohort, _form: cohorts.close_cohort(db, who, cohort, now=NOW),
}
BY_LEARNER: dict[str, Write] = {
    "begin a test": lambda db, who, _other, cohort, _form: checkpoint_service.begin(db, who, cohort, 0, now=AT_D0),
    "answer in a test": lambda db, who, _other, _cohort, form: checkpoint_service.answer(
        db, who, form, 1, RIGHT, now=AT_D0
    ),
    "hand a test in": lambda db, who, _other, _cohort, form: checkpoint_service.submit_form(db, who, form, now=AT_D0),
    "practise": lambda db, who, _other, _cohort, _form: practice.answer(db, who, bank()[0].id, 1, RIGHT, now=AT_D0),
}


@pytest.mark.parametrize("act", [*BY_TRAINER, *BY_LEARNER])
def test_who_lost_the_account_since_writes_nothing(database: Database, act: str) -> None:
    fill_bank(database, bank())
    trainer, learner = make_person(database, Role.TRAINER), make_person(database)
    questions.save_question(database, trainer, SINGLE, 0, now=NOW)
    cohort = make_cohort(database, trainer, [learner])
    form = checkpoint_service.begin(database, learner, cohort, 0, now=AT_D0)
    who, other = (trainer, learner) if act in BY_TRAINER else (learner, trainer)
    with database.write() as tx:
        person_store.set_state(tx, who.id, DISABLED, NOW)
    with pytest.raises(NotAllowed):
        (BY_TRAINER | BY_LEARNER)[act](database, who, other, cohort, form)
