"""What a reader met in a file and did not take in: counted by kind, and said in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kb.i18n import translate, translate_count

NOT_READ = "not_read"
"""The key under which a version's metadata keeps its notices."""

_WORDS: Mapping[str, Callable[[int], str]] = {
    "picture": lambda count: translate_count("{count} picture", "{count} pictures", count),
    "chart": lambda count: translate_count("{count} chart", "{count} charts", count),
    "diagram": lambda count: translate_count("{count} diagram", "{count} diagrams", count),
    "formula": lambda count: translate_count("{count} formula", "{count} formulas", count),
    "table": lambda count: translate_count("{count} table", "{count} tables", count),
    "embedded": lambda count: translate_count("{count} embedded file", "{count} embedded files", count),
    "media": lambda count: translate_count("{count} sound or film", "{count} sounds or films", count),
    "page": lambda count: translate_count("{count} page without text", "{count} pages without text", count),
    "character": lambda count: translate_count("{count} damaged character", "{count} damaged characters", count),
    "hidden_text": lambda count: translate_count("{count} hidden passage", "{count} hidden passages", count),
    "struck_text": lambda count: translate_count("{count} struck-out passage", "{count} struck-out passages", count),
    "symbol": lambda count: translate_count("{count} symbol", "{count} symbols", count),
    "hidden_slide": lambda count: translate_count("{count} hidden slide", "{count} hidden slides", count),
    "hidden_sheet": lambda count: translate_count("{count} hidden sheet", "{count} hidden sheets", count),
    "hidden_row": lambda count: translate_count("{count} hidden row", "{count} hidden rows", count),
    "hidden_column": lambda count: translate_count("{count} hidden column", "{count} hidden columns", count),
    "no_result": lambda count: translate_count(
        "{count} cell without a calculated result", "{count} cells without a calculated result", count
    ),
    "part": lambda count: translate_count("{count} unreadable part", "{count} unreadable parts", count),
}
KINDS = frozenset(_WORDS)
"""The kinds of things that can be noticed."""


def describe_notices(notices: Any) -> str:
    """Return "Not read: 3 pictures, 1 chart" in the current language; "" for none and for what are no notices."""
    if not isinstance(notices, Mapping):
        return ""
    counts = [(kind, notices[kind]) for kind in _WORDS if isinstance(notices.get(kind), int) and notices[kind] > 0]
    if not counts:
        return ""
    items = [_WORDS[kind](count).format(count=count) for kind, count in counts]
    return translate("Not read: {items}").format(items=translate(", ").join(items))
