"""Read groups of words that mean the same to a client manager: pairs, sentences made of them, substitution."""

import random
from collections.abc import Iterable
from pathlib import Path

Group = tuple[str, ...]


def read_groups(*folders: Path) -> list[Group]:
    """Return lines `a|b|c` of the text files in the folders."""
    groups = []
    for path in (p for folder in folders for p in sorted(folder.glob("*.txt"))):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = tuple(dict.fromkeys(word.strip() for word in line.split("|") if word.strip()))
            if len(words) > 1 and not line.startswith("#"):
                groups.append(words)
    return groups


class Substitution:
    """Substitute other words of the same group into a text."""

    def __init__(self, groups: Iterable[Group], shortest: int = 2) -> None:
        self.others: dict[str, list[str]] = {}
        for group in groups:
            for word in group:
                if len(word) >= shortest:
                    known = self.others.setdefault(word, [])
                    known += [other for other in group if other != word and other not in known]
        self.begins: dict[str, list[str]] = {}
        for word in sorted(self.others, key=lambda word: (-len(word), word)):
            self.begins.setdefault(word[0], []).append(word)

    def __call__(self, text: str, rng: random.Random, share: float = 0.7) -> str:
        """Return the text with the longest known words, or some of them, exchanged."""
        place, parts = 0, []
        while place < len(text):
            word = next((w for w in self.begins.get(text[place], ()) if text.startswith(w, place)), None)
            if word is None:
                parts.append(text[place])
                place += 1
                continue
            parts.append(rng.choice(self.others[word]) if rng.random() < share else word)
            place += len(word)
        return "".join(parts)
