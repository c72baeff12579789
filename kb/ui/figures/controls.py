"""Draw the selection of the statistics, and convert it to and from URLs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, date, timedelta
from urllib.parse import urlencode

import streamlit as st

from cases.model import BUSINESS_LINES
from kb.clock import day_of, utc_now
from kb.errors import BadInput
from kb.i18n import current_language, marked
from kb.i18n import translate as _
from kb.people.person import Person
from kb.people.units import list_units
from kb.search.documents import KINDS
from kb.ui.frame.resources import get_library
from kb.usage.figures.selection import Selection, Window

MONTH, QUARTER, HALF, YEAR, OWN = "month", "quarter", "half", "year", "own"
PERIODS = {
    MONTH: marked("30 days"),
    QUARTER: marked("This quarter"),
    HALF: marked("Half a year"),
    YEAR: marked("A year"),
    OWN: marked("Other days"),
}
_MAX_DAYS = 3660
_DAYS = {MONTH: 30, HALF: 182, YEAR: 365}


def choose_selection(person: Person) -> Selection:
    """Draw the choice of period, unit, business line and kind; by default the last half year of the person's unit."""
    today = date.fromisoformat(day_of(utc_now()))
    period = st.segmented_control(
        _("Period"),
        list(PERIODS),
        format_func=lambda name: _(PERIODS[name]),
        default=HALF,
        required=True,
        key="stats_period",
    )
    window = window_of(str(period), today)
    if period == OWN:
        left, right = st.columns(2)
        first = left.date_input(_("From"), window.first, key="stats_first")
        last = right.date_input(_("Until"), window.last, key="stats_last")
        window = Window(first or window.first, last or window.last)
    units = {unit.path: unit.name for unit in list_units(get_library().database, person)}
    unit, line, kind = st.columns(3)
    return Selection(
        window,
        unit=unit.selectbox(
            _("Unit"), list(units), format_func=lambda path: indented(path, person, units), key="stats_unit"
        ),
        line=line.selectbox(
            _("Business line"), ["", *BUSINESS_LINES], format_func=lambda name: name or _("All"), key="stats_line"
        ),
        kind=kind.selectbox(
            _("Kind"), ["", *KINDS], format_func=lambda name: _(KINDS[name]) if name else _("All"), key="stats_kind"
        ),
    )


def window_of(period: str, today: date) -> Window:
    """Return the window of a period that ends today."""
    if period == QUARTER:
        return Window(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), today)
    return Window(today - timedelta(days=_DAYS.get(period, _DAYS[HALF]) - 1), today)


def indented(path: str, person: Person, names: Mapping[str, str]) -> str:
    """Return a unit's name, indented by its depth below the person's own unit."""
    depth = path.count("/") - person.unit_path.count("/")
    return "\u3000" * max(0, depth) + names[path]


def statistics_link(path: str, selection: Selection) -> str:
    """Return the URL of a file or report about a selection."""
    chosen = {
        "from": selection.window.first.isoformat(),
        "to": selection.window.last.isoformat(),
        "unit": selection.unit,
        "line": selection.line,
        "kind": selection.kind,
        "lang": current_language(),
    }
    return f"{path}?{urlencode({name: value for name, value in chosen.items() if value})}"


def selection_of(asked: Mapping[str, str], person: Person) -> Selection:
    """Return the selection in a URL's parameters. Raises BadInput for invalid dates and for too many days."""
    try:
        window = Window(date.fromisoformat(asked.get("from", "")), date.fromisoformat(asked.get("to", "")))
    except ValueError as error:
        raise BadInput("Name the first and the last day.") from error
    if window.days > _MAX_DAYS or window.last.year == MAXYEAR:
        raise BadInput("Choose at most {count} days.", count=_MAX_DAYS)
    return Selection(
        window,
        unit=asked.get("unit", person.unit_path),
        line=asked.get("line", ""),
        kind=asked.get("kind", ""),
    )
