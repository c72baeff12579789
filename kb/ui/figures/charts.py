"""Draw the charts of the statistics page, each with an equivalent text."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from kb.i18n import translate as _
from kb.usage.figures.model import Funnel, HeatMap, Trend
from kb.usage.figures.selection import Window
from kb.usage.figures.tables import EVENT_NAMES

_COLOURS = ("#9ec9c0", "#5fa796", "#0b6e5f", "#d08a2c")


def draw_trend(trend: Trend) -> None:
    """Draw events by week or month, one line per kind."""
    names = [_(name) for name in EVENT_NAMES.values()]
    points = [point for point in trend.points if not point.hidden and not _is_partial(point.period, trend)]
    if not points:
        st.info(_("Too few people to show a trend."), icon=":material/visibility_off:")
        return
    data = pd.DataFrame(
        [
            {"start": point.period.first.isoformat(), "what": name, "count": count}
            for point in points
            for name, count in zip(names, (point.views, point.downloads, point.uses, point.outcomes), strict=True)
        ]
    )
    start = _("Week from") if trend.by_week else _("Month from")
    chart = (
        alt.Chart(data)
        .mark_line(point=True)
        .encode(
            x=alt.X("start:O", title=start, axis=alt.Axis(labelAngle=-40)),
            y=alt.Y("count:Q", title=_("Events")),
            color=alt.Color("what:N", title=None, sort=names, scale=alt.Scale(domain=names, range=_COLOURS)),
            tooltip=["start", "what", "count"],
        )
        .properties(height=280)
    )
    first, last = points[0], points[-1]
    said = _("{first}: {views} views, {uses} uses. {last}: {later_views} views, {later_uses} uses.").format(
        first=first.period.first,
        views=first.views,
        uses=first.uses,
        last=last.period.first,
        later_views=last.views,
        later_uses=last.uses,
    )
    st.altair_chart(chart, width="stretch", alt=said)
    if any(point.hidden for point in trend.points):
        st.caption(_("Periods with fewer than 5 people are left out."))
    st.caption(_("Only complete weeks and months, and the current one up to today."))


def draw_funnel(funnel: Funnel) -> None:
    """Draw the number of reader and document pairs at each step from view to outcome."""
    if funnel.hidden or not funnel.steps:
        st.info(_("Fewer than 5 people: not shown."), icon=":material/visibility_off:")
        return
    names = [_(EVENT_NAMES[step.kind]) for step in funnel.steps]
    data = pd.DataFrame(
        {
            "what": names,
            "pairs": [step.pairs_through for step in funnel.steps],
            "label": [
                f"{step.pairs_through:,}" + (f" · {step.share * 100:.0f}%" if step.share is not None else "")
                for step in funnel.steps
            ],
        }
    )
    base = alt.Chart(data).encode(
        x=alt.X("pairs:Q", title=_("Readers with a document"), scale=alt.Scale(domainMin=0)),
        y=alt.Y("what:N", sort=names, title=None),
    )
    chart = (base.mark_bar(color=_COLOURS[2]) + base.mark_text(align="left", dx=4).encode(text="label")).properties(
        height=40 * len(names)
    )
    said = " → ".join(f"{name} {label}" for name, label in zip(names, data["label"], strict=True))
    st.altair_chart(chart, width="stretch", alt=said)
    st.caption(_("Pairs of reader and document that reached each step; the percentage is of the previous step."))


def draw_heat_map(heat_map: HeatMap) -> None:
    """Draw events by unit and kind, darker for more events."""
    rows = [row for row in heat_map.rows if not row.hidden]
    if not rows:
        st.info(_("Fewer than 5 people: not shown."), icon=":material/visibility_off:")
        return
    columns = [_(EVENT_NAMES[kind]) if kind in EVENT_NAMES else kind or _("None") for kind in heat_map.columns]
    data = pd.DataFrame(
        [
            {"unit": row.unit_name, "what": column, "count": cell}
            for row in rows
            for column, cell in zip(columns, row.cells, strict=True)
            if cell is not None
        ]
    )
    base = alt.Chart(data).encode(
        x=alt.X("what:N", sort=columns, title=None, axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("unit:N", sort=[row.unit_name for row in rows], title=None),
    )
    largest = max((cell or 0 for row in rows for cell in row.cells), default=0)
    cells = base.mark_rect().encode(
        color=alt.Color("count:Q", title=None, scale=alt.Scale(scheme="teals", domain=[0, largest]), legend=None)
    )
    text = base.mark_text().encode(
        text=alt.Text("count:Q", format=","),
        color=alt.condition(alt.datum.count > largest / 2, alt.value("white"), alt.value("#1d2a2a")),
    )
    said = "; ".join(
        f"{row.unit_name}: "
        + ", ".join(
            f"{column} {_('hidden') if cell is None else cell}" for column, cell in zip(columns, row.cells, strict=True)
        )
        for row in rows
    )
    st.altair_chart((cells + text).properties(height=max(120, 34 * len(rows))), width="stretch", alt=said)
    if len(rows) < len(heat_map.rows):
        st.caption(_("Units with fewer than 5 people, and figures that would reveal them, are left out."))


def _is_partial(period: Window, trend: Trend) -> bool:
    """Return whether the window cuts off the start of this week or month, which would look like a rise."""
    return period.first.weekday() != 0 if trend.by_week else period.first.day != 1
