from __future__ import annotations

import pytest

from cases.states import STATE_NAMES, STEP_NAMES, TRANSITIONS, State, Step, Who, possible_steps, transition
from kb.errors import BadInput, Conflict

MAKING = {Step.START, Step.IMPORT}


def test_every_state_and_step_has_a_name_and_a_place_in_the_table() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(STEP_NAMES) == set(Step)
    assert {step for _, step in TRANSITIONS} == set(Step) - MAKING
    assert {state for state, _ in TRANSITIONS} == set(State)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {State.DRAFT}
    while more := {found.to for (start, _), found in TRANSITIONS.items() if start in reached} - reached:
        reached |= more
    assert reached == set(State)
    assert all(
        any(found.to is not state for (start, _), found in TRANSITIONS.items() if start is state) for state in State
    )


def test_only_review_makes_a_case_public() -> None:
    ways = {(start, step) for (start, step), found in TRANSITIONS.items() if found.to is State.PUBLISHED}
    assert ways == {
        (State.IN_REVIEW, Step.PUBLISH),
        (State.PUBLISHED, Step.RENEW),
        (State.EXPIRED, Step.RENEW),
        (State.DRAFT, Step.DISCARD),
        (State.RETURNED, Step.DISCARD),
    }
    assert all(TRANSITIONS[way].needs_public for way in ways if way[1] is Step.DISCARD)


def test_reviewers_decide_and_owners_write() -> None:
    who = {step: found.who for (_, step), found in TRANSITIONS.items()}
    assert {step for step, each in who.items() if each is Who.REVIEWER} == {
        Step.CLAIM, Step.TAKE_OVER, Step.RELEASE, Step.RETURN, Step.PUBLISH, Step.RENEW,
    }  # fmt: skip
    assert {step for step, each in who.items() if each is Who.CLOCK} == {Step.EXPIRE}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("is_public", [True, False])
def test_the_table_alone_decides(state: State, step: Step, is_public: bool) -> None:
    if step in possible_steps(state, is_public=is_public):
        found = transition(state, step, is_public=is_public, reason="因为")
        assert found == TRANSITIONS[state, step]
        if found.needs_reason:
            with pytest.raises(BadInput):
                transition(state, step, is_public=is_public, reason=" \n")
    else:
        with pytest.raises(Conflict):
            transition(state, step, is_public=is_public, reason="因为")


def test_what_hurts_somebody_needs_a_reason() -> None:
    assert {step for (_, step), found in TRANSITIONS.items() if found.needs_reason} == {
        Step.RETURN, Step.WITHDRAW, Step.TAKE_OVER,
    }  # fmt: skip
