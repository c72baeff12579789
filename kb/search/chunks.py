"""Stand-in until the structure-aware one lands."""

from __future__ import annotations

import re

from kb.search.documents import Chunk


def chunk_text(text: str) -> list[Chunk]:
    """Sentences grouped to about 400 characters."""
    out: list[Chunk] = []
    start = end = 0
    for match in re.finditer(r"[^。！？!?\n]*[。！？!?\n]?", text):
        if end > start and match.end() - start > 400:
            out.append(Chunk(start, end))
            start = end
        end = match.end()
    if end > start:
        out.append(Chunk(start, end))
    return out
