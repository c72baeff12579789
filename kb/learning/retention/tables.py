"""Build tables of a cohort's retention, for the page, for files and for the printed report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.i18n import marked
from kb.i18n import translate as _
from kb.learning.cohorts.cohort import checkpoint_name
from kb.learning.cohorts.sitting import ItemAnswer
from kb.learning.retention.curve import Curve, Difference, latest_curve
from kb.learning.retention.groups import by_competency, by_unit
from kb.learning.retention.item_analysis import MIN_ANSWERS
from kb.learning.retention.own_retention import AtRisk
from kb.learning.retention.service import CohortFacts, JudgedItem
from kb.learning.retention.words import (
    REMARK_NAMES,
    RISK_NAMES,
    shown_bounds,
    shown_estimate,
    shown_hidden,
    shown_points,
    shown_share,
)
from kb.spreadsheets import Cell, Table

DEFINITIONS = (
    (
        marked("Retention"),
        marked(
            "How much of what was known at the end of the course is still known: sum of the scores at the checkpoint ÷ "
            "sum of the scores in the first test, over the people who have both."
        ),
    ),
    (marked("Mean"), marked("Mean share of right answers of those who answered in the window; first answers only.")),
    (marked("Interval"), marked("In brackets: 95 % interval over people; for shares of people it is Wilson's.")),
    (
        marked("If the missing …"),
        marked(
            "From “all who are missing score 0” to “all who are missing score as the cohort did in the first test”."
        ),
    ),
    (marked("Response"), marked("Answered ÷ enrolled, without those who are excused.")),
    (marked("Groups"), marked("Groups of fewer than five people are hidden.")),
    (
        marked("Lines"),
        marked("85 % and 62 %: target and traditional training as a published study names them; not measured here."),
    ),
)
"""What the figures mean."""


def curve_table(curve: Curve) -> Table:
    """Return the cohort at each checkpoint."""
    headings = [
        _("Checkpoint"),
        _("Enrolled"),
        _("Answered"),
        _("Late"),
        _("Absent"),
        _("Excused"),
        _("Response"),
        _("Mean"),
        _("Retention"),
        _("If the missing …"),
    ]
    rows: list[list[Cell]] = [
        [
            checkpoint_name(point.day),
            point.counts.enrolled,
            point.counts.answered,
            point.counts.late,
            point.counts.absent,
            point.counts.excused,
            shown_estimate(point.response),
            shown_estimate(point.mean, point.hidden),
            shown_estimate(point.retention, point.retention_hidden),
            shown_bounds(point.retention_bounds or point.mean_bounds),
        ]
        for point in curve.points
    ]
    return Table(headings, rows)


def control_table(differences: Sequence[Difference]) -> Table:
    """Return the cohort less its control, in percentage points."""
    return Table(
        [_("Checkpoint"), _("Retention minus control"), _("Mean minus control")],
        [[checkpoint_name(each.day), shown_points(each.retention), shown_points(each.mean)] for each in differences],
    )


def competency_table(facts: CohortFacts, answers: Sequence[ItemAnswer], names: Mapping[str, str]) -> Table:
    """Return retention of each competency at its last checkpoint; `names` go by the competency's id."""
    curves = by_competency(facts.sittings, answers, latest_curve)
    return _group_table(_("Competency"), {names.get(name, name): curve for name, curve in curves.items()})


def unit_table(facts: CohortFacts) -> Table:
    """Return retention of each unit at its last checkpoint."""
    return _group_table(
        _("Unit"), {facts.units.get(path, path): curve for path, curve in by_unit(facts.sittings, latest_curve).items()}
    )


def item_table(judged: Sequence[JudgedItem]) -> Table:
    """Return each question: its difficulty, its discrimination, and what to review."""
    headings = [_("Question"), _("Answers"), _("Facility"), _("Discrimination"), _("Remark")]
    return Table(
        headings,
        [
            [
                one.question.stem,
                one.item.n,
                shown_estimate(one.item.facility),
                "–" if one.item.discrimination is None else f"{one.item.discrimination.value:.2f}",
                "; ".join(_(REMARK_NAMES[remark]) for remark in one.item.remarks),
            ]
            for one in judged
        ],
    )


def option_table(judged: Sequence[JudgedItem]) -> Table:
    """Return who chooses which option, among all, the best and the weakest 27 %."""
    return Table(
        [_("Question"), _("Option"), _("Everyone"), _("Best 27 %"), _("Weakest 27 %")],
        [
            [one.question.stem, use.option, *(shown_share(share) for share in (use.everyone, use.top, use.bottom))]
            for one in judged
            if one.item.n >= MIN_ANSWERS
            for use in one.item.options
        ],
    )


def risk_table(risks: Sequence[AtRisk], facts: CohortFacts) -> Table:
    """Return who may be losing what was learned, and why."""
    return Table(
        [_("Name"), _("Unit"), _("Reason"), _("Last score"), _("Predicted recall")],
        [
            [
                facts.names.get(each.person_id, ""),
                facts.units.get(each.unit_path, ""),
                "; ".join(_(RISK_NAMES[risk]) for risk in each.risks),
                shown_share(each.observed) + (f" ({checkpoint_name(each.day)})" if each.day is not None else ""),
                shown_share(each.predicted),
            ]
            for each in risks
        ],
    )


def definitions_table() -> Table:
    """Return what each figure means."""
    return Table([_("Figure"), _("Definition")], [[_(name), _(text)] for name, text in DEFINITIONS])


def _group_table(heading: str, curves: Mapping[str, Curve]) -> Table:
    return Table(
        [heading, _("Number of people"), _("Checkpoint"), _("Mean"), _("Retention")],
        [[name, curve.people if not curve.hidden else None, *_latest(curve)] for name, curve in curves.items()],
    )


def _latest(curve: Curve) -> list[Cell]:
    shown = [point for point in curve.points if point.mean is not None]
    if not shown:
        return ["–", shown_hidden(curve.hidden or (curve.points[-1].hidden if curve.points else None)), "–"]
    last = shown[-1]
    retention = shown_estimate(last.retention, last.retention_hidden) if last.day else "–"
    return [checkpoint_name(last.day), shown_estimate(last.mean), retention]
