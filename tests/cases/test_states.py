from __future__ import annotations

import pytest

from cases.states import PUBLIC, STATE_NAMES, STEP_NAMES, TRANSITIONS, State, Step, Who, possible_steps, transition
from kb.errors import BadInput, Conflict

MAKING = {Step.START, Step.IMPORT}


def test_every_state_and_step_has_a_name_and_a_place_in_the_table() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(STEP_NAMES) == set(Step)
    assert {step for _, step in TRANSITIONS.transitions} == set(Step) - MAKING
    assert {state for state, _ in TRANSITIONS.transitions} == set(State)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {State.DRAFT}
    while more := {found.to for (start, _), found in TRANSITIONS.transitions.items() if start in reached} - reached:
        reached |= more
    assert reached == set(State)
    assert all(
        any(found.to is not state for (start, _), found in TRANSITIONS.transitions.items() if start is state)
        for state in State
    )


def test_only_review_makes_a_case_public() -> None:
    ways = {(start, step) for (start, step), found in TRANSITIONS.transitions.items() if found.to is State.PUBLISHED}
    assert ways == {
        (State.IN_REVIEW, Step.PUBLISH),
        (State.PUBLISHED, Step.RENEW),
        (State.EXPIRED, Step.RENEW),
        (State.DRAFT, Step.DISCARD),
        (State.RETURNED, Step.DISCARD),
    }
    assert all(TRANSITIONS.transitions[way].only_if == PUBLIC for way in ways if way[1] is Step.DISCARD)


def test_reviewers_decide_and_owners_write() -> None:
    who = {step: found.who for (_, step), found in TRANSITIONS.transitions.items()}
    assert {step for step, each in who.items() if each is Who.REVIEWER} == {
        Step.CLAIM, Step.TAKE_OVER, Step.RELEASE, Step.RETURN, Step.PUBLISH, Step.RENEW,
    }  # fmt: skip
    assert {step for step, each in who.items() if each is Who.CLOCK} == {Step.EXPIRE}


WRITTEN_OUT = """
draft     save      draft
draft     submit    submitted
draft     discard   published  public
draft     withdraw  withdrawn  reason
returned  save      returned
returned  submit    submitted
returned  discard   published  public
returned  withdraw  withdrawn  reason
submitted recall    draft
submitted claim     in_review
submitted withdraw  withdrawn  reason
in_review recall    draft
in_review take_over in_review  reason
in_review release   submitted
in_review return    returned   reason
in_review publish   published
in_review withdraw  withdrawn  reason
published revise    draft
published renew     published
published expire    expired
published withdraw  withdrawn  reason
expired   revise    draft
expired   renew     published
expired   withdraw  withdrawn  reason
withdrawn revise    draft
"""
"""The life of a case as its guide tells it, apart from the table that the program reads."""
EXPECTED = {(line.split()[0], line.split()[1]): line.split()[2:] for line in WRITTEN_OUT.strip().splitlines()}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("is_public", [True, False])
def test_a_step_leads_where_the_guide_says(state: State, step: Step, is_public: bool) -> None:
    expected = EXPECTED.get((state, step))
    possible = expected is not None and (is_public or "public" not in expected)
    assert (step in possible_steps(state, is_public=is_public)) is possible
    if expected is None or not possible:
        with pytest.raises(Conflict):
            transition(state, step, is_public=is_public, reason="因为")
        return
    assert transition(state, step, is_public=is_public, reason="因为").to == expected[0]
    if "reason" in expected:
        with pytest.raises(BadInput):
            transition(state, step, is_public=is_public, reason=" \n")
    else:
        assert transition(state, step, is_public=is_public).to == expected[0]


def test_what_hurts_somebody_needs_a_reason() -> None:
    assert {step for (_, step), found in TRANSITIONS.transitions.items() if found.needs_reason} == {
        Step.RETURN, Step.WITHDRAW, Step.TAKE_OVER,
    }  # fmt: skip
