"""Draw the charts of the retention page, each with an equivalent text."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from kb.i18n import translate as _
from kb.learning.cohorts.cohort import checkpoint_name
from kb.learning.cohorts.sitting import CHECKPOINTS
from kb.learning.practice.calibration import Calibration
from kb.learning.retention.curve import TARGET, TRADITIONAL, Curve
from kb.learning.retention.own_retention import OwnPoint
from kb.learning.retention.words import shown_estimate, shown_share

_OURS, _CONTROL, _LINE = "#0b6e5f", "#d08a2c", "#8a9794"
_PERCENT, _DAYS = alt.Axis(format="%"), alt.Axis(values=list(CHECKPOINTS))


def draw_curve(curve: Curve, control: Curve | None) -> None:
    """Draw retention from the first test on with its intervals, the control cohort, and the two reference lines."""
    ours, theirs = _("This cohort"), _("Control")
    rows = _rows(curve, ours) + (_rows(control, theirs) if control else [])
    if len(rows) < 2:
        st.info(_("The curve begins with the second checkpoint that at least five people answered."))
        return
    data = pd.DataFrame(rows)
    x = alt.X("day:Q", title=_("Days after the course"), axis=_DAYS)
    colour = alt.Color(
        "who:N", title=None, scale=alt.Scale(domain=[ours, theirs], range=[_OURS, _CONTROL]), legend=_legend(control)
    )
    base = alt.Chart(data).encode(x=x, color=colour)
    low = min(0.5, *data["low"])
    scale = alt.Scale(domain=[low, max(1.0, *data["high"])], zero=False, nice=False)
    y = alt.Y("value:Q", title=_("Retention"), axis=_PERCENT, scale=scale)
    bands = base.mark_errorbar(ticks=True).encode(y=alt.Y("low:Q", title=_("Retention"), scale=scale), y2="high:Q")
    lines = base.mark_line(point=True).encode(y=y)
    reference = pd.DataFrame(
        {"at": [TARGET, TRADITIONAL], "text": [_("85 % (target)"), _("62 % (traditional training)")]}
    )
    rules = alt.Chart(reference).mark_rule(strokeDash=[4, 4], color=_LINE).encode(y=alt.Y("at:Q", scale=scale))
    names = (
        alt.Chart(reference)
        .mark_text(align="left", dx=6, dy=-6, color=_LINE)
        .encode(y=alt.Y("at:Q", scale=scale), x=alt.value(0), text="text:N")
    )
    said = "; ".join(
        f"{row['who']} {checkpoint_name(int(row['day']))} {row['value'] * 100:.1f}% "
        f"[{row['low'] * 100:.1f}, {row['high'] * 100:.1f}]"
        for row in rows
    )
    st.altair_chart((rules + names + bands + lines).properties(height=320), width="stretch", alt=said)


def draw_own_curve(curve: Sequence[OwnPoint]) -> None:
    """Draw a person's own scores over the checkpoints."""
    points = [point for point in curve if point.share is not None]
    if not points:
        return
    data = pd.DataFrame({"day": [point.day for point in points], "share": [point.share for point in points]})
    chart = (
        alt.Chart(data)
        .mark_line(point=alt.OverlayMarkDef(size=70, color=_OURS), color=_OURS)
        .encode(
            x=alt.X("day:Q", title=_("Days after the course"), axis=_DAYS, scale=alt.Scale(domain=[0, 90])),
            y=alt.Y("share:Q", title=_("Score"), axis=_PERCENT, scale=alt.Scale(domain=[0, 1])),
        )
        .properties(height=200)
    )
    said = "; ".join(f"{checkpoint_name(point.day)} {shown_share(point.share)}" for point in points)
    st.altair_chart(chart, width="stretch", alt=said)


def draw_calibration(calibration: Calibration) -> None:
    """Draw predicted against observed recall, with the diagonal where both are equal."""
    data = pd.DataFrame(
        [
            {
                "predicted": one.predicted,
                "observed": one.observed.value,
                "low": one.observed.low,
                "high": one.observed.high,
            }
            for one in calibration.bins
        ]
    )
    scale = alt.Scale(domain=[min(0.5, *data["low"]), 1])
    base = alt.Chart(data).encode(x=alt.X("predicted:Q", title=_("Predicted recall"), axis=_PERCENT, scale=scale))
    bars = base.mark_errorbar(ticks=True, color=_OURS).encode(
        y=alt.Y("low:Q", title=_("Observed recall"), axis=_PERCENT, scale=scale), y2="high:Q"
    )
    points = base.mark_point(filled=True, size=60, color=_OURS).encode(y=alt.Y("observed:Q", scale=scale))
    diagonal = (
        alt.Chart(pd.DataFrame({"at": [0.0, 1.0]}))
        .mark_line(strokeDash=[4, 4], color=_LINE, clip=True)
        .encode(x=alt.X("at:Q", scale=scale), y=alt.Y("at:Q", scale=scale))
    )
    said = "; ".join(f"{shown_share(one.predicted)} → {shown_estimate(one.observed)}" for one in calibration.bins)
    st.altair_chart((diagonal + bars + points).properties(height=260), width="stretch", alt=said)


def _rows(curve: Curve, who: str) -> list[dict[str, str | int | float]]:
    start: list[dict[str, str | int | float]] = [
        {"who": who, "day": 0, "value": 1.0, "low": 1.0, "high": 1.0}
        for point in curve.points
        if point.day == 0 and point.mean is not None
    ]
    return start + [
        {
            "who": who,
            "day": point.day,
            "value": point.retention.value,
            "low": point.retention.low,
            "high": point.retention.high,
        }
        for point in curve.points
        if point.retention is not None
    ]


def _legend(control: Curve | None) -> alt.Legend | None:
    return alt.Legend(orient="top") if control else None
