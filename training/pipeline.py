"""Turn data into a finished model: words, initial vectors, examples, training."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from training.augment import homophones
from training.cooccurrence import first_vectors
from training.examples import Example, from_groups, from_pairs, from_passages
from training.pairs import Pair
from training.passages import Passage
from training.recipe import Recipe
from training.store import fingerprint, kept
from training.synonyms import Group, Substitution
from training.text import is_han
from training.tokens import Tokens, encode, mean_vectors
from training.vocabulary import choose_words, count_words, make_tokenizer, own_terms

MAX_TOKENS = 256
GENERAL = ("general", "swapped")


@dataclass(frozen=True)
class Data:
    """Hold all inputs."""

    passages: Sequence[Passage]
    groups: Sequence[Group]
    pairs: Sequence[Pair]
    text: Sequence[str]


@dataclass(frozen=True)
class Model:
    """Hold all outputs."""

    tokenizer: Tokenizer
    table: npt.NDArray[np.float32]

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return vectors of length one."""
        return mean_vectors(self.table, encode(self.tokenizer, texts))


@dataclass(frozen=True)
class Prepared:
    """Hold what training needs that is the same for all trials of one vocabulary."""

    tokenizer: Tokenizer
    words: list[str]
    first: npt.NDArray[np.float32]
    texts: list[Tokens]
    places: dict[str, int]
    examples: list[Example]


def build(data: Data, recipe: Recipe, seed: int, cache: Path | None = None, says: int = 0) -> Model:
    """Run every step; the same data, recipe and seed give the same model."""
    return learn(prepare(data, recipe, seed, cache), recipe, seed, says)


def prepare(data: Data, recipe: Recipe, seed: int, cache: Path | None = None) -> Prepared:
    """Prepare vocabulary, first vectors and examples."""
    tokenizer = make_tokenizer(_words(data, recipe, cache))
    words = [word for word, _ in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])]
    first = kept(
        cache,
        "first",
        fingerprint([f"{recipe.dimensions} {recipe.window} {recipe.mass} {seed}", *words, *_near(data)]),
        partial(_first, data, tokenizer, recipe, seed),
    )
    examples = make_examples(data, seed)
    texts = list(dict.fromkeys(t for e in examples for t in (e.anchor, e.positive, *e.negatives)))
    places = {text: place for place, text in enumerate(texts)}
    return Prepared(tokenizer, words, first, encode(tokenizer, texts, MAX_TOKENS), places, examples)


def learn(prepared: Prepared, recipe: Recipe, seed: int, says: int = 0) -> Model:
    """Train contrastively on what was prepared."""
    from training.network import Batchable, train

    places = prepared.places
    general = {places[t] for e in prepared.examples if e.kind in GENERAL for t in (e.anchor, e.positive)}
    texts = [text[: recipe.longest] if place in general else text for place, text in enumerate(prepared.texts)]
    batchable = []
    for example in prepared.examples:
        anchor, positive = places[example.anchor], places[example.positive]
        weight = recipe.weights.get(example.kind, recipe.weights["other"])
        if weight and anchor != positive and len(texts[anchor]) and len(texts[positive]):
            others = tuple(places[text] for text in example.negatives if len(texts[places[text]]))
            batchable.append(Batchable(anchor, positive, others, weight, example.kind in GENERAL))
    return Model(prepared.tokenizer, train(prepared.words, prepared.first, texts, batchable, recipe, seed, says))


def _words(data: Data, recipe: Recipe, cache: Path | None) -> dict[str, float]:
    own = own_terms(word for group in data.groups for word in group)
    general = [pair.a for pair in data.pairs] + [pair.b for pair in data.pairs] + list(data.text)
    ours = [text for p in data.passages for text in (p.text, *p.negatives, *(q.text for q in p.queries))]
    counts: Counter[str] = Counter()
    for name, texts in (("general", general), ("ours", ours)):
        key = fingerprint([*sorted(own), *texts])
        counts += kept(cache, f"words-{name}", key, partial(count_words, texts, sorted(own)))
    return choose_words(counts, own, recipe.vocabulary, recipe.characters)


def make_examples(data: Data, seed: int) -> list[Example]:
    """Return everything there is to learn, in all its forms."""
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    swap = Substitution(data.groups)
    alike = homophones("".join(sorted({c for p in data.passages for q in p.queries for c in q.text if is_han(c)})))
    return [
        *from_passages(data.passages, swap, alike, rng),
        *from_groups(data.groups, rng),
        *from_pairs(data.pairs, swap, rng),
    ]


def _first(data: Data, tokenizer: Tokenizer, recipe: Recipe, seed: int) -> npt.NDArray[np.float32]:
    queries = [(query.text, passage.text) for passage in data.passages for query in passage.queries]
    left = encode(tokenizer, [query for query, _ in queries])
    right = encode(tokenizer, [passage for _, passage in queries])
    size = tokenizer.get_vocab_size()
    near = encode(tokenizer, _near(data))
    pairs = list(zip(left, right, strict=True))
    return first_vectors(near, pairs, size, recipe.dimensions, recipe.window, recipe.mass, seed)


def _near(data: Data) -> list[str]:
    """Return texts whose neighbouring words count as related; a query stands next to its passage."""
    near = [f"{query.text} {passage.text}" for passage in data.passages for query in passage.queries]
    near += [" ".join(group) for group in data.groups]
    near += [f"{pair.a} {pair.b}" if len(pair.b) > len(pair.a) else pair.a for pair in data.pairs]
    return near + list(data.text)
