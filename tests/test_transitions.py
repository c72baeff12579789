"""The table of transitions that cases and questions share."""

from __future__ import annotations

from enum import StrEnum

import pytest

from kb.errors import BadInput, Conflict
from kb.transitions import Transition, TransitionTable


class _Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"


class _Act(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    LOCK = "lock"


class _Hand(StrEnum):
    ANYONE = "anyone"
    OWNER = "owner"


TABLE = TransitionTable(
    {
        (_Door.OPEN, _Act.SHUT): Transition(_Door.SHUT, _Hand.ANYONE),
        (_Door.SHUT, _Act.LOCK): Transition(_Door.SHUT, _Hand.OWNER, needs_reason=True),
        (_Door.SHUT, _Act.OPEN): Transition(_Door.OPEN, _Hand.OWNER, only_if="key"),
    },
    names={_Door.OPEN: "Draft", _Door.SHUT: "Published"},
    impossible="It is “{state}” now.",
    reason_missing="Why?",
)


def test_a_step_leads_where_the_table_says() -> None:
    assert TABLE.find(_Door.OPEN, _Act.SHUT) == Transition(_Door.SHUT, _Hand.ANYONE)


def test_a_step_of_another_state_is_refused_with_the_name_of_the_state() -> None:
    with pytest.raises(Conflict) as refused:
        TABLE.find(_Door.OPEN, _Act.OPEN)
    assert refused.value.message == "It is “草稿” now."


def test_a_step_without_its_fact_is_impossible() -> None:
    with pytest.raises(Conflict):
        TABLE.find(_Door.SHUT, _Act.OPEN)
    assert TABLE.find(_Door.SHUT, _Act.OPEN, facts={"key"}).to is _Door.OPEN


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_step_without_its_reason_is_refused(reason: str) -> None:
    with pytest.raises(BadInput, match="Why"):
        TABLE.find(_Door.SHUT, _Act.LOCK, reason=reason)
    assert TABLE.find(_Door.SHUT, _Act.LOCK, reason="draught").who is _Hand.OWNER


def test_the_possible_steps_are_those_of_the_state_and_its_facts() -> None:
    assert list(TABLE.possible(_Door.SHUT)) == [_Act.LOCK]
    assert list(TABLE.possible(_Door.SHUT, facts=("key",))) == [_Act.LOCK, _Act.OPEN]
