"""Draw the sections of the statistics page, and its figures with their underlying rows."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from kb.i18n import marked
from kb.i18n import translate as _
from kb.ui.figures.charts import draw_funnel, draw_heat_map, draw_trend
from kb.ui.parts.cards import DOCUMENT_PAGE
from kb.ui.parts.markdown import plain
from kb.ui.parts.tables import show_table
from kb.usage.figures import model as figures
from kb.usage.figures.definitions import DEFINITIONS
from kb.usage.figures.model import FIGURE_NAMES, Figure
from kb.usage.figures.statistics import (
    View,
    first_reuse,
    funnel,
    half_life,
    headline,
    heat_map,
    rows_behind,
    top_documents,
    trend,
    unused_documents,
)
from kb.usage.figures.tables import contributors_table, rows_table
from kb.usage.figures.words import shown_basis, shown_change, shown_value

GROUPS = (
    (marked("Library"), (figures.VALID_CASES, figures.REUSE_RATE, figures.REUSED, figures.ELIGIBLE)),
    (
        marked("Readers"),
        (
            figures.READERS,
            figures.REUSE_PER_READER,
            figures.VIEWS,
            figures.DOWNLOADS,
            figures.USES,
            figures.OUTCOMES,
        ),
    ),
    (
        marked("Search"),
        (
            figures.SEARCHES,
            figures.SEARCH_OPENED,
            figures.SEARCH_USED,
            figures.ZERO_RESULT,
            figures.NO_CLICK,
        ),
    ),
)
_A_ROW = 3
_MAX_ROWS = 500


def show_headline(view: View) -> None:
    """Draw all figures, each compared with the previous period and the baseline, with its definition and rows."""
    shown = headline(view)
    about = [_("{first} to {last}").format(first=shown.window.first, last=shown.window.last)]
    if shown.before is not None:
        about.append(_("compared with {first} to {last}").format(first=shown.before.first, last=shown.before.last))
    if shown.baseline is not None:
        about.append(_("baseline: {name}").format(name=shown.baseline.name))
    st.caption(" · ".join(plain(part) for part in about))
    for name, names in GROUPS:
        group = [figure for each in names if (figure := shown.get(each)) is not None]
        if not group:
            continue
        st.markdown(f"**{_(name)}**")
        for start in range(0, len(group), _A_ROW):
            for column, figure in zip(st.columns(_A_ROW), group[start : start + _A_ROW], strict=False):
                with column:
                    _show_figure(view, figure)


def _show_figure(view: View, figure: Figure) -> None:
    basis = shown_basis(figure)
    with st.container(border=True, gap="xxsmall"):
        st.metric(
            _(FIGURE_NAMES[figure.name]),
            _("hidden") if figure.hidden else shown_value(figure.value, figure.unit),
            shown_change(figure.before, figure.unit) or None,
            delta_color="off",
            delta_arrow="auto" if figure.before and figure.before.difference else "off",
            help="\n\n".join(part for part in (_(DEFINITIONS[figure.name]), basis) if part),
        )
        if figure.hidden:
            st.caption(_("Fewer than 5 people: not shown."))
        elif figure.baseline is not None:
            st.caption(_("against the baseline: {change}").format(change=shown_change(figure.baseline, figure.unit)))
        if not figure.hidden and st.button(_("Rows"), key=f"stats_rows_{figure.name}", type="tertiary"):
            _show_rows(view, figure)


def _show_rows(view: View, figure: Figure) -> None:
    @st.dialog(_(FIGURE_NAMES[figure.name]), width="large")
    def _dialog() -> None:
        st.caption(_(DEFINITIONS[figure.name]))
        rows = rows_behind(view, figure.name, _MAX_ROWS)
        show_table(rows_table(rows), _(FIGURE_NAMES[figure.name]))
        if rows.hidden_rows:
            st.caption(
                _("{count} more rows are not shown: too few people, or too many rows.").format(count=rows.hidden_rows)
            )

    _dialog()


def show_trend(view: View) -> None:
    """Draw events over time."""
    draw_trend(trend(view))


def show_path(view: View) -> None:
    """Draw the funnel from view to outcome, and the time until a document is used."""
    draw_funnel(funnel(view))
    first, half = first_reuse(view), half_life(view)
    left, right = st.columns(2)
    with left.container(border=True):
        st.metric(
            _("Days until the first use"),
            shown_value(first.median),
            help=_("Median over documents first published in the period; the middle half lies between the quartiles."),
        )
        if first.median is not None:
            st.caption(
                _("half of them {lower} to {upper} days · n = {count}, {waiting} not used yet").format(
                    lower=shown_value(first.lower), upper=shown_value(first.upper), count=first.n, waiting=first.waiting
                )
            )
        else:
            st.caption(_("{waiting} documents of the period are not used yet.").format(waiting=first.waiting))
    with right.container(border=True):
        st.metric(
            _("Half-life of interest, days"),
            shown_value(half.days),
            help=_("The age at which half of the views of a document's first year had occurred."),
        )
        st.caption(_("over {count} documents with a full year").format(count=half.documents))


def show_documents(view: View) -> None:
    """Draw the most used documents and the unused ones."""
    by = st.segmented_control(
        _("By"),
        ["uses", "downloads", "views", "people"],
        format_func=lambda name: {
            "uses": _("Uses"),
            "downloads": _("Downloads"),
            "views": _("Views"),
            "people": _("Number of people"),
        }[name],
        default="uses",
        required=True,
        key="stats_top_by",
    )
    shown = top_documents(view, 20, str(by))
    for number, row in enumerate(shown.rows, 1):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(DOCUMENT_PAGE, label=f"{number}\\. {plain(row.title)}", query_params={"id": row.document_id})
            st.caption(
                _("fewer than 5 people")
                if row.hidden
                else _("{uses} uses · {downloads} downloads · {views} views · {people} people").format(
                    uses=row.uses, downloads=row.downloads, views=row.views, people=row.people
                )
            )
    if shown.hidden_rows:
        st.caption(_("{count} more documents were used by fewer than 5 people each.").format(count=shown.hidden_rows))
    unused = unused_documents(view)
    with st.expander(
        _("Never used: {count} of {whole} documents").format(count=len(unused.rows), whole=unused.eligible)
    ):
        for each in unused.rows[:100]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.page_link(DOCUMENT_PAGE, label=plain(each.title), query_params={"id": each.document_id})
                st.caption(_("published for {days} days").format(days=each.days_published))


def show_authors(view: View) -> None:
    """Draw the authors whose documents others use."""
    show_table(contributors_table(view), _("Authors"))


def show_units(view: View) -> None:
    """Draw the units below, by kind of event or by business line."""
    by = st.segmented_control(
        _("By"),
        ["kind", "line"],
        format_func=lambda name: _("What readers do") if name == "kind" else _("Business line"),
        default="kind",
        required=True,
        key="stats_heat_by",
    )
    draw_heat_map(heat_map(view, str(by)))


SECTIONS: dict[str, Callable[[View], None]] = {
    marked("Trend"): show_trend,
    marked("From view to outcome"): show_path,
    marked("Documents"): show_documents,
    marked("Authors"): show_authors,
    marked("Units"): show_units,
}
"""Sections below the figures, by name (msgid)."""
