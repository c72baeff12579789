"""What two cases are compared by: the story alone, without headings, marks and typography."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from kb.i18n import marked
from kb.search.encoder import Encoder
from kb.search.text import fold

_HEADING = re.compile(r"^#{1,6} .*$", re.M)
_MARKER = re.compile(r"^ *(?:\d+[.、．)](?!\d)|[-*+•]) *", re.M)
_TYPOGRAPHY = re.compile(r"[\W_]+")
_GRAM = 3
_FEW_GRAMS = 60

NEAR_OVERLAP = 0.35
"""From here on texts are copies of each other; different cases of the starter library share less than 0.04."""
SAME_MEANING = 0.80
"""From this cosine on texts tell the same story; different cases of the starter library stay below 0.77."""


class Band(StrEnum):
    """How near two cases are."""

    EXACT = "exact"
    NEAR = "near"
    MEANING = "meaning"


BAND_NAMES = {
    Band.EXACT: marked("The same text"),
    Band.NEAR: marked("Nearly the same text"),
    Band.MEANING: marked("The same story in other words"),
}


@dataclass(frozen=True)
class Story:
    """A story made comparable; `vector` is None where there is no model yet."""

    hash: str
    grams: frozenset[str]
    vector: NDArray[np.float32] | None


@dataclass(frozen=True)
class Closeness:
    """How near two stories are: the band, and the share of common text or the cosine."""

    band: Band
    score: float


def story_hash(text: str) -> str:
    """The same for two texts that differ in headings, blanks, punctuation, width or traditional forms only."""
    return hashlib.sha256(_bare(text).encode()).hexdigest()


def read_story(text: str, encoder: Encoder | None) -> Story:
    """The story that a case's Markdown tells."""
    bare = _bare(text)
    grams = frozenset(bare[start : start + _GRAM] for start in range(max(len(bare) - _GRAM + 1, 1)) if bare)
    vector = None
    if encoder is not None and bare:
        total = encoder.encode_documents(_parts(text)).sum(axis=0)
        vector = total / max(float(np.linalg.norm(total)), 1e-9)
    return Story(hashlib.sha256(bare.encode()).hexdigest(), grams, vector)


def compare(one: Story, other: Story) -> Closeness | None:
    """How near two stories are; None where they are different, or where there is hardly a text."""
    if not one.grams or not other.grams:
        return None
    if one.hash == other.hash:
        return Closeness(Band.EXACT, 1.0)
    overlap = _overlap(one.grams, other.grams)
    if overlap >= NEAR_OVERLAP:
        return Closeness(Band.NEAR, overlap)
    if one.vector is not None and other.vector is not None and min(len(one.grams), len(other.grams)) >= _FEW_GRAMS:
        cosine = float(one.vector @ other.vector)
        if cosine >= SAME_MEANING:
            return Closeness(Band.MEANING, cosine)
    return None


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter text that stands in the longer one; of very short texts, of both together."""
    common = len(one & other)
    shorter = min(len(one), len(other))
    return common / (shorter if shorter >= _FEW_GRAMS else len(one | other))


def _parts(text: str) -> Sequence[str]:
    return [part for part in _HEADING.split(text) if part.strip()] or [text]


def _bare(text: str) -> str:
    return _TYPOGRAPHY.sub("", fold(_MARKER.sub("", _HEADING.sub("", text))))
