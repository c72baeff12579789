"""Format figures and changes for people."""

from __future__ import annotations

from kb.i18n import translate as _
from kb.usage.figures.model import COUNT, RATE, Change, Figure


def shown_value(value: float | None, unit: str = COUNT) -> str:
    """Return a figure with its unit; a dash if there is none."""
    if value is None:
        return "–"
    if unit == RATE:
        return f"{value * 100:.1f}%"
    return f"{value:,.0f}" if unit == COUNT else f"{value:.2f}"


def shown_change(change: Change | None, unit: str = COUNT) -> str:
    """Return a change with its sign, absolute and, where there is something to compare with, in percent.

    "" for none.
    """
    if change is None:
        return ""
    if unit == RATE:
        absolute = _("{difference} pp").format(difference=f"{change.difference:+.1f}")
    else:
        absolute = f"{change.difference:+,.0f}" if unit == COUNT else f"{change.difference:+.2f}"
    return absolute if change.percent is None else f"{absolute} ({change.percent:+.1f}%)"


def shown_basis(figure: Figure) -> str:
    """Return the basis of a figure: its fraction, and how many people."""
    parts = []
    if figure.numerator is not None and figure.denominator is not None:
        parts.append(f"{figure.numerator:,} ÷ {figure.denominator:,}")
    if figure.people is not None:
        parts.append(_("{count} people").format(count=f"{figure.people:,}"))
    return " · ".join(parts)
