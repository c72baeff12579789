"""Lines of a wrapped paragraph put back together, without spaces where Chinese has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026\u2014\U00020000-\U0003134f"
_WIDE_END = re.compile(f"[{WIDE}]$")
_WIDE_START = re.compile(f"^[{WIDE}]")
_LABEL = re.compile(r"^第[一二三四五六七八九十百千零〇\d]+[条章节编]$")


def join_lines(lines: Sequence[str]) -> str:
    """The lines of one paragraph as one line."""
    parts = list(lines[:1])
    for before, after in pairwise(lines):
        if _LABEL.match(before):
            parts += [" ", after]
        elif _WIDE_END.search(before) or _WIDE_START.match(after):
            parts.append(after)
        elif before.endswith("-") and after[:1].islower():
            parts[-1] = parts[-1][:-1]
            parts.append(after)
        else:
            parts += [" ", after]
    return "".join(parts)
