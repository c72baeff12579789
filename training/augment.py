"""Make further forms of passages and queries: as the app stores them, within longer text, cut short, mistyped."""

import random
from collections.abc import Callable, Sequence

from training.passages import Passage
from training.text import is_han, sentences

HEADINGS = (
    "背景",
    "做法",
    "成效",
    "启示",
    "要点",
    "适用客户",
    "操作步骤",
    "风险提示",
    "常见问题",
    "话术",
    "一",
)
TITLE_TYPES = ("keyword", "question")


def titled(passage: Passage, asked: str, rng: random.Random) -> str:
    """Return title, heading and text as a chunk is stored; the title is another query for the passage."""
    titles = [q.text for q in passage.queries if q.type in TITLE_TYPES and q.text != asked]
    title = rng.choice(titles) if titles else passage.id.partition(":")[0]
    return f"{title}\n{rng.choice(HEADINGS)}\n{passage.text}"


def longer(passage: Passage, others: Sequence[Passage], rng: random.Random) -> str:
    """Return the passage before or after another one, as in a chunk that holds two thoughts."""
    other = rng.choice(others).text
    return passage.text + other if rng.random() < 0.5 else other + passage.text


def shorter(passage: Passage, rng: random.Random, share: float = 0.6) -> str:
    """Return some of the sentences, in their order."""
    parts = sentences(passage.text)
    keep = max(1, round(len(parts) * share))
    return "".join(parts[i] for i in sorted(rng.sample(range(len(parts)), min(keep, len(parts))))) or passage.text


def homophones(characters: str) -> Callable[[str], Sequence[str]]:
    """Return which of the characters are homophones; empty if pypinyin is not installed."""
    try:
        from pypinyin import lazy_pinyin
    except ImportError:
        return lambda _: ()
    sounds: dict[str, list[str]] = {}
    for character in characters:
        sounds.setdefault(lazy_pinyin(character)[0], []).append(character)
    alike = {character: [c for c in group if c != character] for group in sounds.values() for character in group}
    return lambda character: alike.get(character, ())


def mistyped(text: str, alike: Callable[[str], Sequence[str]], rng: random.Random) -> str:
    """Return the text with one typo: a homophone, two characters swapped, or one missing."""
    places = [i for i, character in enumerate(text) if is_han(character)]
    if len(places) < 4:
        return text
    place = rng.choice(places[:-1])
    same_sound = alike(text[place])
    if same_sound and rng.random() < 0.7:
        return text[:place] + rng.choice(same_sound) + text[place + 1 :]
    if rng.random() < 0.5:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place + 1 :]
