"""Build tables of the statistics, for files and the printed report. Headings are in the reader's language."""

from __future__ import annotations

from kb.i18n import marked
from kb.i18n import translate as _
from kb.search.documents import KINDS
from kb.spreadsheets import Cell, Table
from kb.usage.figures.definitions import DEFINITIONS, GENERAL_RULES
from kb.usage.figures.drilldown import KIND_COLUMN
from kb.usage.figures.model import FIGURE_NAMES, Figure, Rows
from kb.usage.figures.statistics import (
    View,
    contributors,
    funnel,
    headline,
    heat_map,
    top_documents,
    trend,
    unused_documents,
)
from kb.usage.figures.words import shown_basis, shown_change, shown_value
from kb.usage.ledger.entries import APPLY, DOWNLOAD, OUTCOME, VIEW

EVENT_NAMES = {
    VIEW: marked("Viewed"),
    DOWNLOAD: marked("Downloaded"),
    APPLY: marked("Used"),
    OUTCOME: marked("Outcome reported"),
}
"""What a reader does with a document, from the weakest to the strongest."""
HIDDEN = marked("fewer than 5 people")


def headline_table(view: View) -> Table:
    """Return the headline figures with their n, both comparisons and the definition."""
    shown = headline(view)
    against = _("Against {name}").format(name=shown.baseline.name) if shown.baseline else _("Against the baseline")
    headings = [_("Figure"), _("Value"), _("Basis"), _("Against the period before"), against, _("Definition")]
    return Table(headings, [_figure_row(figure) for figure in shown.figures])


def figure_values(view: View) -> Table:
    """Return the headline figures as bare numbers, for further computation."""
    headings = [_("Figure"), _("Value"), _("Numerator"), _("Denominator"), _("Number of people"), _("Hidden")]
    return Table(
        headings,
        [
            [_(FIGURE_NAMES[each.name]), each.value, each.numerator, each.denominator, each.people, int(each.hidden)]
            for each in headline(view).figures
        ],
    )


def trend_table(view: View) -> Table:
    """Return what happened in each week or month."""
    headings = [
        _("From"),
        _("Until"),
        _("Number of people"),
        *(_(name) for name in EVENT_NAMES.values()),
        _("Searches"),
    ]
    return Table(
        headings,
        [
            [
                point.period.first.isoformat(),
                point.period.last.isoformat(),
                _(HIDDEN) if point.hidden else point.people,
                point.views,
                point.downloads,
                point.uses,
                point.outcomes,
                point.searches,
            ]
            for point in trend(view).points
        ],
    )


def funnel_table(view: View) -> Table:
    """Return how many go on from one step to the next."""
    headings = [
        *(_("Step"), _("Number of people"), _("Documents"), _("Pairs of both")),
        *(_("Completed all steps"), _("Share")),
    ]
    return Table(
        headings,
        [
            [_(EVENT_NAMES[step.kind]), step.people, step.documents, step.pairs, step.pairs_through, _share(step.share)]
            for step in funnel(view).steps
        ],
    )


def top_table(view: View, by: str = "uses", limit: int = 50) -> Table:
    """Return the documents that were used most."""
    headings = [
        _("Document"),
        _("Kind"),
        _("Business line"),
        _("Published"),
        _("Number of people"),
        *(_(name) for name in EVENT_NAMES.values()),
    ]
    return Table(
        headings,
        [
            [
                row.title,
                _(KINDS[row.kind]),
                row.line,
                row.published_on.isoformat(),
                _(HIDDEN) if row.hidden else row.people,
                row.views,
                row.downloads,
                row.uses,
                row.outcomes,
            ]
            for row in top_documents(view, limit, by).rows
        ],
    )


def unused_table(view: View) -> Table:
    """Return documents that no one but their authors has touched."""
    headings = [_("Document"), _("Kind"), _("Business line"), _("Published"), _("Days")]
    return Table(
        headings,
        [
            [row.title, _(KINDS[row.kind]), row.line, row.published_on.isoformat(), row.days_published]
            for row in unused_documents(view).rows
        ],
    )


def contributors_table(view: View) -> Table:
    """Return authors, by how much others used what they wrote."""
    headings = [_("Author"), _("Unit"), _("Documents"), _("Uses by others"), _("Number of people")]
    return Table(
        headings,
        [
            [each.name, each.unit_name, each.documents, each.uses, _(HIDDEN) if each.hidden else each.people]
            for each in contributors(view)
        ],
    )


def units_table(view: View) -> Table:
    """Return the units directly below the chosen one, by kind of event."""
    shown = heat_map(view, "kind")
    headings = [_("Unit"), _("Number of people"), *(_(EVENT_NAMES[kind]) for kind in shown.columns)]
    return Table(
        headings,
        [[row.unit_name, _(HIDDEN) if row.hidden else row.people, *row.cells] for row in shown.rows],
    )


def rows_table(rows: Rows) -> Table:
    """Return the rows a figure is made from."""
    kinds = [column == KIND_COLUMN for column in rows.columns]
    return Table(
        [_(column) for column in rows.columns],
        [
            [_(KINDS[str(cell)]) if is_kind else cell for is_kind, cell in zip(kinds, row, strict=True)]
            for row in rows.rows
        ],
    )


def definitions_table() -> Table:
    """Return every figure with its definition, and the rules that hold for all."""
    rows: list[list[Cell]] = [[_(FIGURE_NAMES[name]), _(text)] for name, text in DEFINITIONS.items()]
    return Table([_("Figure"), _("Definition")], rows + [["", _(rule)] for rule in GENERAL_RULES])


TABLES = {
    "figures": (marked("Figures"), headline_table),
    "values": (marked("Raw figures"), figure_values),
    "trend": (marked("Trend"), trend_table),
    "path": (marked("From view to outcome"), funnel_table),
    "documents": (marked("Most used documents"), top_table),
    "unused": (marked("Never used"), unused_table),
    "authors": (marked("Authors"), contributors_table),
    "units": (marked("Units"), units_table),
}
"""The tables of an export, by their name in the URL."""


def _figure_row(figure: Figure) -> list[Cell]:
    return [
        _(FIGURE_NAMES[figure.name]),
        _(HIDDEN) if figure.hidden else shown_value(figure.value, figure.unit),
        shown_basis(figure),
        shown_change(figure.before, figure.unit),
        shown_change(figure.baseline, figure.unit),
        _(DEFINITIONS[figure.name]),
    ]


def _share(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f}%"
