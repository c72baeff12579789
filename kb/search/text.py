"""Normalise Chinese text: one folding and one segmentation for what is indexed and what is typed.

Bigrams of Chinese characters find words of two characters and more without a dictionary and beat dictionary
words on every development set (docs/search-quality.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import opencc
from numpy.typing import NDArray

from kb.search.radicals import CHARACTER_OF

SEGMENTER = "bigram-4"
"""Names the segmentation; an index made by another one is rebuilt."""

_COMPOSED = re.compile(r"[\u0300-\u036f\u3099\u309a\U0001d400-\U0001d7ff]")
"""Combining marks and mathematical letters: rare, so they take the slow way through full normalisation."""
_CHINESE_RUN, _WORD = r"[\u3400-\u9fff\U00020000-\U0003134f]+", r"[^\W\d_\u3400-\u9fff\U00020000-\U0003134f]+"
_RUN = re.compile(rf"{_CHINESE_RUN}|\d+(?:\.\d+)*|{_WORD}")
_GROUPED = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])")
_LONE = re.compile(r"[ \u3000\u00a0][\u3400-\u9fff][ \u3000\u00a0]")
_WIDE_POINT = re.compile(r"(?<=\d)．(?=\d)")
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_SPACED = re.compile(
    r"(?<![\u3400-\u9fff])(?:[\u3400-\u9fff][ \u3000\u00a0]{1,4}){2,}[\u3400-\u9fff](?![\u3400-\u9fff])"
)
_SPACES = re.compile(r"[ \u3000\u00a0]+")


@cache
def _folding() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return characters with letters or digits in them that have another folded form, and that form.

    Only characters of the basic plane: a class with others in it makes `re` a hundred times slower.
    Punctuation is left as it is: it is never looked up, and full-width commas are everywhere.
    """
    simplified = opencc.OpenCC("t2s")
    chinese = [chr(code) for code in range(0x3400, 0xA000)]
    forms = dict(zip(chinese, simplified.convert("\n".join(chinese)).split("\n"), strict=True))
    forms = {char: form for char, form in forms.items() if char != form}
    others = [chr(code) for code in (*range(0xA0, 0x3400), *range(0xA000, 0xD800), *range(0xF900, 0x10000))]
    normal = unicodedata.normalize("NFKC", "\n".join(others)).split("\n")
    for char, form in zip(others, normal, strict=True):
        if char != form and any(part.isalnum() for part in form):
            forms[char] = "".join(forms.get(part, part) for part in form)
    for radical, char in CHARACTER_OF.items():
        forms[radical] = forms.get(char, char)
    return re.compile(f"[{re.escape(''.join(forms))}]"), forms


def fold(text: str) -> str:
    """Fold full-width, upper-case and traditional forms: ＳＷＯＴ → swot, 應收賬款 → 应收账款."""
    if not text.isascii():
        if _COMPOSED.search(text):
            text = unicodedata.normalize("NFKC", text)
        text = with_plain_numbers(text)
        foldable, forms = _folding()
        text = foldable.sub(lambda match: forms[match[0]], text)
    return text.lower()


def with_plain_numbers(text: str) -> str:
    """Return a text with ASCII points and commas inside full-width numbers, ３．８５; its length stays the same."""
    if "．" in text:
        text = _WIDE_POINT.sub(".", text)
    return _WIDE_COMMA.sub(",", text) if "，" in text else text


def is_chinese(token: str) -> bool:
    """Return whether a token is made of Chinese characters."""
    return token[0] >= "\u3400"


def segment(text: str) -> list[str]:
    """Return the tokens of a text in order: bigrams of Chinese runs (a lone character stays), words, numbers."""
    return segment_folded(fold(text))


def segment_folded(folded: str) -> list[str]:
    """Return the tokens of a text that was folded before, as `segment` finds them."""
    tokens: list[str] = []
    for run in _runs(folded):
        if run[0] >= "\u3400" and len(run) > 1:
            tokens += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            tokens.append(run)
    return tokens


def _runs(folded: str) -> list[str]:
    """Runs of Chinese, of letters and whole numbers; 1,200,000 is 1200000, and 普 惠 金 融 on a title page one run."""
    if _LONE.search(folded):
        folded = _SPACED.sub(lambda match: _SPACES.sub("", match[0]), folded)
    if "," in folded:
        folded = _GROUPED.sub(lambda match: match[0].replace(",", ""), folded)
    return _RUN.findall(folded)


def segment_all(texts: Sequence[str]) -> list[str]:
    """Return each text's tokens joined by spaces, as `segment` finds them: for many texts at once, twice as fast."""
    if not texts:
        return []
    runs = "\n".join([" ".join(_runs(fold(text))) for text in texts])
    codes = np.frombuffer(runs.encode("utf-32-le"), np.uint32)
    if codes.max(initial=0) > 0x9FFF:  # Hangul and the like: rare, and runs may mix with Latin
        return [" ".join(segment(text)) for text in texts]
    return _paired(codes).tobytes().decode("utf-32-le").split("\n")


def _paired(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return Chinese runs as their bigrams: every character inside a run, `b` of `abc`, becomes `b b`."""
    chinese = codes >= 0x3400
    inner = np.zeros(len(codes), bool)
    inner[1:-1] = chinese[:-2] & chinese[1:-1] & chinese[2:]
    copies = np.where(inner, 3, 1)
    paired = np.repeat(codes, copies)
    paired[np.cumsum(copies)[inner] - 2] = ord(" ")
    return paired
