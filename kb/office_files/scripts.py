"""Raised and lowered characters: 10⁶ must not become 106."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-−=()nit", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵗ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def raised(text: str, before: str = "") -> str:
    """Text as superscript. What has no raised characters keeps a ^ where it follows a figure, else stands plain."""
    return _shifted(text, before, _RAISED, "^")


def lowered(text: str, before: str = "") -> str:
    """Text as subscript. What has no lowered characters keeps a _ where it follows a figure, else stands plain."""
    return _shifted(text, before, _LOWERED, "_")


def _shifted(text: str, before: str, table: dict[int, int], sign: str) -> str:
    if text and all(ord(char) in table for char in text):
        return text.translate(table)
    # Set plainly, figures after figures would be another number.
    if text[:1].isascii() and text[:1].isalnum() and before[-1:].isalnum() and before[-1:].isascii():
        return f"{sign}({text})" if len(text) > 1 else f"{sign}{text}"
    return text
