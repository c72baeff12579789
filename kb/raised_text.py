"""Raised and lowered letters as plain text, so that 10⁶ does not become 106."""

from __future__ import annotations

_RAISED = dict(
    zip("0123456789+-−=()niabcdefghjklmoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
)
_LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_NO_POWER = frozenset("[]①②③④⑤⑥⑦⑧⑨⑩®©™*※†‡§#")


def raised(text: str) -> str:
    """Return text as it reads when raised: 10 and "6" make 10⁶, x and "2/3" make x^(2/3).

    Marks of notes such as [1] or ① stay as they are.
    """
    return _moved(text, _RAISED, "^")


def lowered(text: str) -> str:
    """Return text as it reads when lowered: H and "2" make H₂, x and "ij" make x_(ij)."""
    return _moved(text, _LOWERED, "_")


def _moved(text: str, forms: dict[str, str], sign: str) -> str:
    words = text.strip()
    if not words or any(char in _NO_POWER or char > "\u2e7f" for char in words):
        return text
    if all(char in forms for char in words):
        return "".join(forms[char] for char in words)
    return f"{sign}{words}" if len(words) == 1 else f"{sign}({words})"
