"""Define the one measured figure an outcome may carry: value, unit, baseline and period."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kb.errors import BadInput
from kb.i18n import translate as _

VALUE, UNIT, BASELINE, PERIOD = "value", "unit", "baseline", "period"
MAX_CHARACTERS = 40

Figures = dict[str, float | str]


def measured_figure(value: float | None, unit: str = "", baseline: float | None = None, period: str = "") -> Figures:
    """Return the figure as an outcome keeps it; empty if nothing was measured.

    Raise BadInput if a baseline, a unit or a period stands without a value, or a value without a unit.
    """
    unit, period = " ".join(unit.split()), " ".join(period.split())
    if value is None:
        if unit or period or baseline is not None:
            raise BadInput("Give the value that was reached, or leave all four fields of the figure empty.")
        return {}
    if not unit:
        raise BadInput("Give the unit of the value, such as CNY 10,000, days or clients.")
    if max(len(unit), len(period)) > MAX_CHARACTERS:
        raise BadInput("At most {count} characters, please.", count=MAX_CHARACTERS)
    if not all(math.isfinite(number) for number in (value, baseline or 0)):
        raise BadInput("The value is not a number.")
    figure: Figures = {VALUE: value, UNIT: unit}
    if baseline is not None:
        figure[BASELINE] = baseline
    if period:
        figure[PERIOD] = period
    return figure


def figure_line(figures: Mapping[str, float | str]) -> str:
    """Return the figures as one line, as typed: escape it before it is drawn. Empty if there are none."""
    if VALUE not in figures:
        return " · ".join(f"{name} {_number(value)}" for name, value in figures.items())
    parts = [f"{_number(figures[VALUE])} {figures.get(UNIT, '')}".strip()]
    if BASELINE in figures:
        parts.append(_("before: {value}").format(value=_number(figures[BASELINE])))
    if PERIOD in figures:
        parts.append(str(figures[PERIOD]))
    return " · ".join(parts)


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
