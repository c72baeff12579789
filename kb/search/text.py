"""Chinese text, made comparable: one folding and one segmentation for what is indexed and what is typed.

Bigrams of Chinese characters find words of two characters and more without a dictionary and beat dictionary
words on every development set (docs/search-quality.md).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

SEGMENTER = "bigram-2"
"""Names the segmentation; an index made by another one is rebuilt."""

_RUN = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003134f]+|\d+(?:\.\d+)*|[^\W\d_\u3400-\u9fff\U00020000-\U0003134f]+"
)


@cache
def _traditional_to_simplified() -> dict[int, str]:
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(before): after
        for before, after in zip(characters, simplified, strict=True)
        if before != after and len(after) == 1
    }


def fold(text: str) -> str:
    """Full-width, upper-case and traditional forms folded away: ＳＷＯＴ → swot, 應收賬款 → 应收账款."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_traditional_to_simplified())
    return text.lower()


def is_chinese(token: str) -> bool:
    """Whether a token is made of Chinese characters."""
    return token[0] >= "\u3400"


def segment(text: str) -> list[str]:
    """Tokens of a text in order: bigrams of Chinese runs (a lone character stays), words, numbers."""
    tokens: list[str] = []
    for run in _RUN.findall(fold(text)):
        if run[0] >= "\u3400" and len(run) > 1:
            tokens += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            tokens.append(run)
    return tokens
