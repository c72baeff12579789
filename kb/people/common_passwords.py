"""Passwords that are tried first: lists of common ones, words, keyboard walks and their usual disguises."""

from __future__ import annotations

_LEAST_SCORE = 2
_LONGEST_LOOKED_AT = 72
_OF_THIS_HOUSE = ("client manager", "case library", "bank", "kehujingli", "yinhang")


def is_common(password: str, *known: str) -> bool:
    """Whether fewer than a million tries find a password; `known` are words such as the sign-in name.

    Takes up to a fifth of a second for the longest.
    """
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # its lists take a while to load, and few processes ever ask

    words = [word for word in (*known, *_OF_THIS_HOUSE) if word]
    return int(zxcvbn(password[:_LONGEST_LOOKED_AT], user_inputs=words)["score"]) < _LEAST_SCORE
