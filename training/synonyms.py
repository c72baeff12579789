"""Groups of words that mean the same to a client manager: pairs, sentences made of them, substitution."""

import random
import re
from collections.abc import Sequence
from pathlib import Path

Group = tuple[str, ...]


def read_groups(folder: Path) -> list[Group]:
    """Lines `a|b|c` of the text files in a folder."""
    groups = []
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = tuple(dict.fromkeys(word.strip() for word in line.split("|") if word.strip()))
            if len(words) > 1 and not line.startswith("#"):
                groups.append(words)
    return groups


class Substitution:
    """Puts other words of the same group into a text."""

    def __init__(self, groups: Sequence[Group], shortest: int = 2) -> None:
        self.others: dict[str, list[str]] = {}
        for group in groups:
            for word in group:
                if len(word) >= shortest:
                    known = self.others.setdefault(word, [])
                    known += [other for other in group if other != word and other not in known]
        longest_first = sorted(self.others, key=lambda word: (-len(word), word))
        self.pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, text: str, rng: random.Random, share: float = 0.7) -> str:
        def other(match: re.Match[str]) -> str:
            return rng.choice(self.others[match[0]]) if rng.random() < share else match[0]

        return self.pattern.sub(other, text)
