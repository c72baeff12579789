"""Compare the stories of two cases, ignoring headings, list markers and typography."""

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
"""Overlap from which texts count as copies; different cases of the starter library share less than 0.04."""
SAME_MEANING = 0.80
"""Cosine from which texts tell the same story; different cases of the starter library stay below 0.77."""


class Band(StrEnum):
    """Degree of similarity of two cases, closest first."""

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
    """A normalised story; `vector` is None until the model is loaded."""

    hash: str
    grams: frozenset[str]
    vector: NDArray[np.float32] | None


@dataclass(frozen=True)
class Closeness:
    """Similarity of two stories: the band, and the shared text (0 to 1) or the cosine."""

    band: Band
    score: float


def story_hash(text: str) -> str:
    """Return a hash that ignores headings, whitespace, punctuation, width and traditional forms."""
    return hashlib.sha256(_bare(text).encode()).hexdigest()


def read_story(text: str, encoder: Encoder | None) -> Story:
    """Return the story of a case's Markdown."""
    bare = _bare(text)
    grams = frozenset(bare[start : start + _GRAM] for start in range(max(len(bare) - _GRAM + 1, 1)) if bare)
    vector = None
    if encoder is not None and bare:
        total = encoder.encode_documents(_parts(text)).sum(axis=0)
        vector = total / max(float(np.linalg.norm(total)), 1e-9)
    return Story(hashlib.sha256(bare.encode()).hexdigest(), grams, vector)


def compare(one: Story, other: Story) -> Closeness | None:
    """Return the similarity of two stories, None if they differ or have too little text."""
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
    """Return the share of the shorter text found in the longer one; for very short texts, their Jaccard index."""
    common = len(one & other)
    shorter = min(len(one), len(other))
    return common / (shorter if shorter >= _FEW_GRAMS else len(one | other))


def _parts(text: str) -> Sequence[str]:
    return [part for part in _HEADING.split(text) if part.strip()] or [text]


def _bare(text: str) -> str:
    return _TYPOGRAPHY.sub("", fold(_MARKER.sub("", _HEADING.sub("", text))))
