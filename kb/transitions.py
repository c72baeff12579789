"""Describe a life cycle as data: which step leads from which state to which, whose step it is, and what it needs.

Cases and questions each define one table (`cases.states`, `kb.learning.questions.states`). Who may act for an owner,
an author or a reviewer is a question of permissions and is asked by the service, not here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from kb.errors import BadInput, Conflict
from kb.i18n import translate

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)
Who = TypeVar("Who", bound=StrEnum)


@dataclass(frozen=True)
class Transition(Generic[State, Who]):
    """Say where a step leads, whose step it is, whether it needs a reason, and which fact it requires.

    `only_if` names that fact, such as "public"; empty if the step is always possible in its state.
    """

    to: State
    who: Who
    needs_reason: bool = False
    only_if: str = ""


class TransitionTable(Generic[State, Step, Who]):
    """Hold all transitions of one kind of thing, with the names of its states and the messages that refuse a step."""

    def __init__(
        self,
        transitions: Mapping[tuple[State, Step], Transition[State, Who]],
        *,
        names: Mapping[State, str],
        impossible: str,
        reason_missing: str,
    ) -> None:
        """Take the table; `names` are msgids, `impossible` a msgid with `{state}`, `reason_missing` a msgid."""
        self.transitions = transitions
        self._names, self._impossible, self._reason_missing = names, impossible, reason_missing

    def find(
        self, state: State, step: Step, *, facts: Collection[str] = (), reason: str = ""
    ) -> Transition[State, Who]:
        """Return the transition of a step. Raise Conflict if it is impossible now, BadInput without its reason."""
        found = self.transitions.get((state, step))
        if found is None or (found.only_if and found.only_if not in facts):
            raise Conflict(self._impossible, state=translate(self._names[state]))
        if found.needs_reason and not reason.strip():
            raise BadInput(self._reason_missing)
        return found

    def possible(self, state: State, *, facts: Collection[str] = ()) -> dict[Step, Transition[State, Who]]:
        """Return the steps that anyone may take in a state, with where they lead, in the order of the table."""
        return {
            step: found
            for (start, step), found in self.transitions.items()
            if start is state and (not found.only_if or found.only_if in facts)
        }
