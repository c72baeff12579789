"""Make training examples: an anchor, the text it should find, and texts it should not find."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from training.augment import longer, mistyped, shorter, titled
from training.mine import near_misses
from training.pairs import Pair
from training.passages import Passage
from training.synonyms import Group, Substitution
from training.text import sentences

TEMPLATES = (
    ("如何做好{}", "{}怎么办", "{}的方法", "怎样{}"),
    ("{}案例", "关于{}的经验", "{}实践分享"),
    ("{}怎么应对", "遇到{}怎么处理", "碰上{}如何解决"),
    ("客户问到{}怎么回答", "客户提到{}", "跟客户聊{}"),
    ("{}的技巧", "{}有什么窍门", "{}话术"),
    ("{}营销方案", "怎么推动{}", "{}如何提升"),
    ("{}流程", "怎么办理{}", "{}需要什么手续"),
    ("{}风险", "{}要注意什么", "{}有哪些问题"),
    ("{}课程", "学习{}", "{}培训材料"),
    ("为什么{}", "{}的原因", "导致{}的因素"),
)
VARIANTS = 2
JOINED = ("{}和{}", "{}的{}", "{}，{}", "{}{}")


@dataclass(frozen=True)
class Example:
    """Hold one thing to learn."""

    kind: str
    anchor: str
    positive: str
    negatives: tuple[str, ...] = ()


def from_passages(
    passages: Sequence[Passage], swap: Substitution, alike: Callable[[str], Sequence[str]], rng: random.Random
) -> Iterator[Example]:
    """Return query and passage, in several forms; two queries of one passage; a sentence and the rest."""
    mined = near_misses(passages)
    for passage in passages:
        for query in passage.queries:
            negatives = passage.negatives + mined.get(query.text, ())
            yield Example(query.type, query.text, passage.text, negatives)
            for _ in range(VARIANTS):
                anchor, positive = swap(query.text, rng), swap(passage.text, rng)
                if (anchor, positive) != (query.text, passage.text):
                    yield Example("substituted", anchor, positive, negatives)
            yield Example("titled", query.text, titled(passage, query.text, rng), negatives)
            yield Example("longer", query.text, longer(passage, passages, rng))
            yield Example("shorter", query.text, shorter(passage, rng), negatives)
            yield Example("mistyped", mistyped(query.text, alike, rng), passage.text, negatives)
        texts = [query.text for query in passage.queries]
        for _ in range(len(texts) - 1):
            first, second = rng.sample(texts, 2)
            yield Example("alike", first, second)
        parts = sentences(passage.text)
        if len(parts) > 1:
            chosen = rng.randrange(len(parts))
            yield Example("rest", parts[chosen], "".join(parts[:chosen] + parts[chosen + 1 :]))


def from_groups(
    groups: Sequence[Group], rng: random.Random, templates: int = 8, joined: int = 6000
) -> Iterator[Example]:
    """Return words of one group, bare, in a sentence, and two groups at once."""
    for group in groups:
        for place, word in enumerate(group):
            yield from (Example("synonym", word, other) for other in group[:place])
        for _ in range(templates):
            frames = rng.choice(TEMPLATES)
            first, second = rng.sample(group, 2)
            yield Example("template", rng.choice(frames).format(first), rng.choice(frames).format(second))
    for _ in range(joined if len(groups) > 1 else 0):
        left, right = rng.sample(groups, 2)
        first = rng.choice(JOINED).format(rng.choice(left), rng.choice(right))
        yield Example("two", first, rng.choice(JOINED).format(rng.choice(left), rng.choice(right)))


def from_pairs(pairs: Iterable[Pair], swap: Substitution, rng: random.Random) -> Iterator[Example]:
    """Return general text as it is, and some of it with domain words substituted."""
    for pair in pairs:
        yield Example("general", pair.a, pair.b)
        if pair.source != "cow" and len(pair.a) < 120 and rng.random() < 0.3:
            anchor = swap(pair.a, rng)
            if anchor != pair.a:
                yield Example("swapped", anchor, pair.b)
