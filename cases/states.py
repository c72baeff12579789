"""Define the life cycle of a case: the only place that says which step leads where, and who may take it.

A case has one working state. Independently, a version may be public: a published case under revision is in `draft`,
and readers keep the public version until the new one is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kb.i18n import marked
from kb.transitions import Transition, TransitionTable


class State(StrEnum):
    """Working state of a case."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Step(StrEnum):
    """A step on a case. `START` and `IMPORT` create one; all others are transitions."""

    START = "start"
    IMPORT = "import"
    SAVE = "save"
    SUBMIT = "submit"
    RECALL = "recall"
    CLAIM = "claim"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    RETURN = "return"
    PUBLISH = "publish"
    REVISE = "revise"
    DISCARD = "discard"
    RENEW = "renew"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


class Who(StrEnum):
    """Who takes a step. `CLOCK` steps are taken by the program when a day has passed."""

    OWNER = "owner"
    REVIEWER = "reviewer"
    BOTH = "both"
    CLOCK = "clock"


PUBLIC = "public"
"""Fact for the transition table: a version is public. Discarding a revision requires it."""


CaseTransition = Transition[State, Who]

STATE_NAMES = {
    State.DRAFT: marked("Draft"),
    State.SUBMITTED: marked("Waiting for review"),
    State.IN_REVIEW: marked("In review"),
    State.RETURNED: marked("Returned"),
    State.PUBLISHED: marked("Published"),
    State.WITHDRAWN: marked("Withdrawn"),
    State.EXPIRED: marked("Expired"),
}
STEP_NAMES = {
    Step.START: marked("Start"),
    Step.IMPORT: marked("Import"),
    Step.SAVE: marked("Save"),
    Step.SUBMIT: marked("Submit"),
    Step.RECALL: marked("Recall"),
    Step.CLAIM: marked("Start review"),
    Step.TAKE_OVER: marked("Take over review"),
    Step.RELEASE: marked("Return to queue"),
    Step.RETURN: marked("Return"),
    Step.PUBLISH: marked("Publish"),
    Step.REVISE: marked("Revise"),
    Step.DISCARD: marked("Discard the revision"),
    Step.RENEW: marked("Renew"),
    Step.WITHDRAW: marked("Withdraw"),
    Step.EXPIRE: marked("Expire"),
}

_S, _W = State, Who
_TRANSITIONS: Mapping[tuple[State, Step], CaseTransition] = {
    (_S.DRAFT, Step.SAVE): Transition(_S.DRAFT, _W.OWNER),
    (_S.DRAFT, Step.SUBMIT): Transition(_S.SUBMITTED, _W.OWNER),
    (_S.DRAFT, Step.DISCARD): Transition(_S.PUBLISHED, _W.OWNER, only_if=PUBLIC),
    (_S.DRAFT, Step.WITHDRAW): Transition(_S.WITHDRAWN, _W.BOTH, needs_reason=True),
    (_S.RETURNED, Step.SAVE): Transition(_S.RETURNED, _W.OWNER),
    (_S.RETURNED, Step.SUBMIT): Transition(_S.SUBMITTED, _W.OWNER),
    (_S.RETURNED, Step.DISCARD): Transition(_S.PUBLISHED, _W.OWNER, only_if=PUBLIC),
    (_S.RETURNED, Step.WITHDRAW): Transition(_S.WITHDRAWN, _W.BOTH, needs_reason=True),
    (_S.SUBMITTED, Step.RECALL): Transition(_S.DRAFT, _W.OWNER),
    (_S.SUBMITTED, Step.CLAIM): Transition(_S.IN_REVIEW, _W.REVIEWER),
    (_S.SUBMITTED, Step.WITHDRAW): Transition(_S.WITHDRAWN, _W.BOTH, needs_reason=True),
    (_S.IN_REVIEW, Step.RECALL): Transition(_S.DRAFT, _W.OWNER),
    (_S.IN_REVIEW, Step.TAKE_OVER): Transition(_S.IN_REVIEW, _W.REVIEWER, needs_reason=True),
    (_S.IN_REVIEW, Step.RELEASE): Transition(_S.SUBMITTED, _W.REVIEWER),
    (_S.IN_REVIEW, Step.RETURN): Transition(_S.RETURNED, _W.REVIEWER, needs_reason=True),
    (_S.IN_REVIEW, Step.PUBLISH): Transition(_S.PUBLISHED, _W.REVIEWER),
    (_S.IN_REVIEW, Step.WITHDRAW): Transition(_S.WITHDRAWN, _W.BOTH, needs_reason=True),
    (_S.PUBLISHED, Step.REVISE): Transition(_S.DRAFT, _W.OWNER),
    (_S.PUBLISHED, Step.RENEW): Transition(_S.PUBLISHED, _W.REVIEWER),
    (_S.PUBLISHED, Step.EXPIRE): Transition(_S.EXPIRED, _W.CLOCK),
    (_S.PUBLISHED, Step.WITHDRAW): Transition(_S.WITHDRAWN, _W.BOTH, needs_reason=True),
    (_S.EXPIRED, Step.REVISE): Transition(_S.DRAFT, _W.OWNER),
    (_S.EXPIRED, Step.RENEW): Transition(_S.PUBLISHED, _W.REVIEWER),
    (_S.EXPIRED, Step.WITHDRAW): Transition(_S.WITHDRAWN, _W.BOTH, needs_reason=True),
    (_S.WITHDRAWN, Step.REVISE): Transition(_S.DRAFT, _W.OWNER),
}


TRANSITIONS = TransitionTable(
    _TRANSITIONS,
    names=STATE_NAMES,
    impossible=marked("This is not possible: the case is now “{state}”. Open it again to see what has happened."),
    reason_missing=marked("Please give a reason; it stays in the history of the case."),
)


def transition(state: State, step: Step, *, is_public: bool, reason: str = "") -> CaseTransition:
    """Return the transition of a step. Raises Conflict if it is not possible now, BadInput if a reason is missing."""
    return TRANSITIONS.find(state, step, facts=_facts(is_public), reason=reason)


def possible_steps(state: State, *, is_public: bool) -> list[Step]:
    """Return the steps possible in this state, whoever takes them."""
    return list(TRANSITIONS.possible(state, facts=_facts(is_public)))


def _facts(is_public: bool) -> tuple[str, ...]:
    return (PUBLIC,) if is_public else ()
