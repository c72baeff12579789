"""A kind that is listed in KINDS is known everywhere: in files, in practice, in tests and in the analysis of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kb.errors import BadInput
from kb.i18n import using_language
from kb.learning.cohorts.checkpoint_service import answer as answer_in_test
from kb.learning.cohorts.checkpoint_service import begin, get_result, get_running, submit_form
from kb.learning.cohorts.facts import list_item_answers
from kb.learning.formats.exchange import FORMS, left_out, read_questions, write_questions, write_template
from kb.learning.formats.question_file import read_yaml
from kb.learning.kinds import KINDS
from kb.learning.practice.service import answer, plan_today
from kb.learning.questions.question import Option, Question, from_record, to_record
from kb.learning.questions.rules import check, present
from kb.people.person import Role
from kb.store import Database
from kb.ui.questions.widgets import WIDGETS
from tests.learning.cohorts.enrolled import AT_D0, bank, fill_bank, make_cohort
from tests.learning.conftest import ALL, NOW
from tests.learning.kinds.traffic_light import LIGHTS, with_traffic_light
from tests.learning.practice.test_practice import go_live
from tests.support.people import make_person

LIGHT = Question("q-light", "traffic_light", "Debt doubled.", options=(Option("red", 1.0),))


@pytest.fixture(autouse=True)
def _new_kind() -> Iterator[None]:
    with with_traffic_light():
        yield


def test_every_kind_has_a_widget() -> None:
    assert list(WIDGETS) == list(KINDS)


def test_it_is_read_from_yaml_as_the_starter_library_writes() -> None:
    text = "questions:\n- {id: q-light, type: traffic_light, stem: Debt doubled., answer: red}\n"
    assert read_yaml(text).questions == (LIGHT,)


@pytest.mark.parametrize("form", FORMS)
def test_every_format_holds_it(form: str) -> None:
    assert left_out(form, [LIGHT]) == []
    read = read_questions(f"file.{form}", write_questions(form, [*ALL, LIGHT]))
    assert not read.problems
    assert LIGHT in read.questions


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_table_to_fill_in_has_its_example(form: str) -> None:
    read = read_questions(f"table.{form}", write_template(form))
    assert read.questions[-1].stem == "How worrying?"


def test_its_rules_are_asked_and_its_lights_are_shown() -> None:
    with using_language("en"), pytest.raises(BadInput, match="This light"):
        check(replace(LIGHT, options=(Option("blue", 1.0),)))
    assert sorted(present(LIGHT, 1).options) == sorted(LIGHTS)
    assert from_record(to_record(LIGHT)) == LIGHT


def test_it_is_practised(database: Database) -> None:
    go_live(database, LIGHT)
    person = make_person(database)
    [asked] = plan_today(database, person, now=NOW).waiting
    assert sorted(asked.shown.options) == sorted(LIGHTS)
    feedback = answer(database, person, LIGHT.id, 1, "amber", now=NOW)
    assert (feedback.score, feedback.right) == (0.5, "red")


def test_it_is_drawn_answered_and_analysed_in_a_test(database: Database) -> None:
    questions = [replace(one, type="traffic_light", options=LIGHT.options) for one in bank()]
    fill_bank(database, questions)
    trainer, learner = make_person(database, Role.TRAINER), make_person(database)
    cohort_id = make_cohort(database, trainer, [learner])
    form_id = begin(database, learner, cohort_id, 0, now=AT_D0)
    running = get_running(database, learner, now=AT_D0)
    assert running is not None
    assert sorted(running.shown.options) == sorted(LIGHTS)
    answer_in_test(database, learner, form_id, running.place, "amber", now=AT_D0)
    submit_form(database, learner, form_id, now=AT_D0)
    with database.read() as tx:
        assert get_result(database, learner, form_id, now=AT_D0).score == 0.5
        answers = list_item_answers(tx, cohort_id, AT_D0)
    assert [one.chosen for one in answers if one.score] == [("amber",)]
