"""Format figures of retention for people."""

from __future__ import annotations

from kb.i18n import marked
from kb.i18n import translate as _
from kb.learning.retention.curve import AbsenceSign, Bounds, Hidden
from kb.learning.retention.intervals import Estimate
from kb.learning.retention.item_analysis import Remark
from kb.learning.retention.own_retention import Risk
from kb.privacy.groups import MIN_PEOPLE

HIDDEN_NAMES = {
    Hidden.FEW_PEOPLE: marked("fewer than {count} people"),
    Hidden.COMPLEMENT: marked("hidden, or a small group could be inferred"),
    Hidden.NOT_YET: marked("no answers yet"),
    Hidden.NO_START: marked("no scores in the first test"),
}
SIGN_NAMES = {
    AbsenceSign.MANY: marked("more than a fifth of the people are missing"),
    AbsenceSign.EXCUSED: marked("more than a fifth of the people are excused"),
    AbsenceSign.SCORES: marked("those missing had different earlier scores from those who answered"),
}
RISK_NAMES = {
    Risk.OBSERVED: marked("last score below 60 %"),
    Risk.PREDICTED: marked("predicted recall below 60 %"),
    Risk.AWAY: marked("missed the last two checkpoints"),
}
REMARK_NAMES = {
    Remark.TOO_FEW: marked("too few to judge"),
    Remark.NEGATIVE: marked("stronger learners get it wrong: check the answer key"),
    Remark.WEAK: marked("hardly distinguishes stronger learners"),
    Remark.TOO_EASY: marked("too easy"),
    Remark.TOO_HARD: marked("too hard"),
    Remark.UNUSED_OPTION: marked("an option that is never chosen"),
    Remark.MISLEADING_OPTION: marked("a wrong option attracts the strongest learners"),
}


def shown_share(share: float | None) -> str:
    """Return a share in percent; a dash if there is none."""
    return "–" if share is None else f"{share * 100:.1f}%"


def shown_estimate(estimate: Estimate | None, hidden: Hidden | None = None) -> str:
    """Return a share with its 95 % interval, or why there is none."""
    if estimate is None:
        return shown_hidden(hidden)
    return f"{estimate.value * 100:.1f}% [{estimate.low * 100:.1f}, {estimate.high * 100:.1f}]"


def shown_points(estimate: Estimate | None) -> str:
    """Return a difference of shares in percentage points, with its interval."""
    if estimate is None:
        return "–"
    return _("{value} pp [{low}, {high}]").format(
        value=f"{estimate.value * 100:+.1f}", low=f"{estimate.low * 100:+.1f}", high=f"{estimate.high * 100:+.1f}"
    )


def shown_bounds(bounds: Bounds | None) -> str:
    """Return from the worst to the best case of those who are missing."""
    return "–" if bounds is None else f"{bounds.worst.value * 100:.1f}% – {bounds.best.value * 100:.1f}%"


def shown_hidden(hidden: Hidden | None) -> str:
    """Return why a figure is not shown; a dash if there is no reason."""
    return "–" if hidden is None else _(HIDDEN_NAMES[hidden]).format(count=MIN_PEOPLE)
