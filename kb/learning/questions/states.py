"""Define the life of a question: draft → waiting for review → reviewed → live → retired, and who takes which step."""

from __future__ import annotations

from enum import StrEnum

from kb.i18n import marked
from kb.transitions import Transition, TransitionTable


class State(StrEnum):
    """Name the state of a question. Only LIVE questions are asked."""

    DRAFT = "draft"
    WAITING = "waiting"
    REVIEWED = "reviewed"
    LIVE = "live"
    RETIRED = "retired"


class Step(StrEnum):
    """Name what can be done to a question."""

    HAND_IN = "submit_form"
    APPROVE = "approve"
    DROP = "drop"
    RECALL = "recall"
    SEND_BACK = "send_back"
    GO_LIVE = "go_live"
    RETIRE = "retire"
    REVISE = "revise"


class Who(StrEnum):
    """Say whose step it is, of those who may work on the question: `OTHER` is anyone but the version's author."""

    ANYONE = "anyone"
    AUTHOR = "author"
    OTHER = "other"


DRAFT, WAITING, REVIEWED, LIVE, RETIRED = State
STATES: dict[str, str] = {
    DRAFT: marked("Draft"),
    WAITING: marked("Waiting for review"),
    REVIEWED: marked("Reviewed"),
    LIVE: marked("Live"),
    RETIRED: marked("Retired"),
}
STEP_NAMES: dict[Step, str] = {
    Step.HAND_IN: marked("Submit for review"),
    Step.APPROVE: marked("Approve"),
    Step.DROP: marked("Drop the draft"),
    Step.RECALL: marked("Recall"),
    Step.SEND_BACK: marked("Send back"),
    Step.GO_LIVE: marked("Make live"),
    Step.RETIRE: marked("Retire"),
    Step.REVISE: marked("Back to draft"),
}
TRANSITIONS: TransitionTable[State, Step, Who] = TransitionTable(
    {
        (DRAFT, Step.HAND_IN): Transition(WAITING, Who.ANYONE),
        (DRAFT, Step.APPROVE): Transition(REVIEWED, Who.OTHER),
        (DRAFT, Step.DROP): Transition(RETIRED, Who.ANYONE),
        (WAITING, Step.APPROVE): Transition(REVIEWED, Who.OTHER),
        (WAITING, Step.RECALL): Transition(DRAFT, Who.AUTHOR),
        (WAITING, Step.SEND_BACK): Transition(DRAFT, Who.OTHER, needs_reason=True),
        (REVIEWED, Step.GO_LIVE): Transition(LIVE, Who.ANYONE),
        (REVIEWED, Step.RECALL): Transition(DRAFT, Who.AUTHOR),
        (REVIEWED, Step.SEND_BACK): Transition(DRAFT, Who.OTHER, needs_reason=True),
        (LIVE, Step.RETIRE): Transition(RETIRED, Who.ANYONE, needs_reason=True),
        (LIVE, Step.REVISE): Transition(DRAFT, Who.ANYONE),
        (RETIRED, Step.REVISE): Transition(DRAFT, Who.ANYONE),
    },
    names={State(state): name for state, name in STATES.items()},
    impossible=marked("This is not possible: the question is now “{state}”. Load it again."),
    reason_missing=marked("Give a reason for those who work on it next."),
)
