"""Cells that were merged: which words may stand again in the cells that they cover."""

from __future__ import annotations

import re

_FIGURE = re.compile(
    r"\s*[-+−(（]?\s*(?:[¥￥$€£]|RMB|CNY|USD|人民币)?\s*[-+−]?[\d,，.．]*\d[\d,，.．]*\s*"
    r"(?:%|‰|％|[十百千]?[万亿]?(?:美|港|欧)?元?|BPS?|个?基点|户|笔|人|家|倍)?\s*[)）]?\s*",
    re.IGNORECASE,
)


def is_figure(text: str) -> bool:
    """Whether a text is an amount, a rate or a count. A label may be repeated; a figure would be counted twice."""
    return _FIGURE.fullmatch(text) is not None
