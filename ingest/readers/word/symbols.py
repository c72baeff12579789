"""Characters of symbol fonts, whose codes mean nothing without their font, as Unicode."""

from __future__ import annotations

_PRIVATE = range(0xF020, 0xF100)

_WINGDINGS = {
    0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍", 0x41: "✌", 0x46: "☞", 0x4A: "☺", 0x4C: "☹",
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x74: "◆", 0x75: "◆", 0x76: "❖",
    0x77: "◆", 0x78: "☒", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA3: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "□", 0xAB: "★",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80: "⓪", **{0x81 + n: chr(ord("①") + n) for n in range(10)}},
    **{0x8B: "⓿", **{0x8C + n: chr(ord("❶") + n) for n in range(10)}},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x55: "⊗", 0x56: "⊗", 0x97: "•", 0x98: "●",
    0xA2: "■", 0xA3: "□", 0xA4: "□", 0x99: "○", 0x9A: "○",
    **{0x69: "⓪", **{0x6A + n: chr(ord("①") + n) for n in range(10)}},
}  # fmt: skip
_SYMBOL = {
    0x22: "∀", 0x24: "∃", 0x2D: "−", 0x40: "≅", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→",
    0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡",
    0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD5: "∏", 0xD6: "√", 0xDE: "⇒", 0xE5: "∑",
    0xF2: "∫", 0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0x61: "α", 0x62: "β", 0x64: "δ", 0x65: "ε", 0x67: "γ", 0x6C: "λ",
    0x6D: "μ", 0x70: "π", 0x71: "θ", 0x72: "ρ", 0x73: "σ", 0x74: "τ", 0x77: "ω",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def symbol(text: str, font: str) -> str:
    """Return text with each character of a symbol font as Unicode; those of unknown meaning are left out.

    Without the font's name Wingdings is assumed, which is what forms take their boxes from.
    """
    known = _FONTS.get(font.strip().lower())
    if known is not None and text.strip() and all(ord(char) < 0x100 for char in text):
        return "".join(known.get(ord(char), char) for char in text)
    if not any(ord(char) in _PRIVATE for char in text):
        return text
    table = _WINGDINGS if known is None else known
    return "".join(table.get(ord(char) - 0xF000, "") if ord(char) in _PRIVATE else char for char in text)


def coded_symbol(code: str, font: str) -> str:
    """Return the character of a `w:sym` element: a code in hexadecimal and a font; "" where it is not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    table = _FONTS.get(font.strip().lower())
    if table is not None:
        return table.get(number & 0xFF, "")
    if number in _PRIVATE or not 0x20 <= number <= 0xFFFF or 0xD800 <= number <= 0xDFFF:
        return symbol(chr(number), font) if number in _PRIVATE else ""
    return chr(number)
