"""Learn one vector per token, so that the mean over a query lies near the mean over the passage it should find."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from training.recipe import Recipe
from training.text import is_han
from training.tokens import Tokens
from training.vocabulary import PAD, UNKNOWN

Vectors = npt.NDArray[np.float32]
LENGTH = 0.1


@dataclass(frozen=True)
class Batchable:
    """Hold an example as numbers: indexes into the list of texts."""

    anchor: int
    positive: int
    negatives: tuple[int, ...]
    weight: float
    general: bool = False


class Table:
    """Hold a vector of its own for each token, plus the mean over its characters.

    Only the rows that a batch uses are computed and moved, by Adam with the moments of those rows.
    """

    def __init__(self, words: Sequence[str], first: Vectors, frequency: Vectors, recipe: Recipe, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        dimensions = first.shape[1]
        noise = torch.randn(first.shape, generator=generator) / math.sqrt(dimensions)
        vectors = F.normalize(torch.from_numpy(first), dim=1) + recipe.identity * noise
        self.salience = torch.from_numpy(recipe.sif / (recipe.sif + frequency)).float()[:, None]
        grams: dict[str, int] = {}
        parts = [[grams.setdefault(gram, len(grams)) for gram in _grams(word, recipe.pairs)] for word in words]
        self.lengths = np.array([len(part) for part in parts])
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)])
        self.parts = np.array([gram for part in parts for gram in part], np.int64)
        scale = LENGTH * math.sqrt(dimensions)
        composed = torch.randn((len(grams), dimensions), generator=generator) * LENGTH * recipe.composed
        self.words = Rows(vectors * scale * self.salience)
        self.grams = Rows(composed)

    def __call__(self, tokens: npt.NDArray[np.int64]) -> Tensor:
        """Return rows for these tokens, each named once."""
        own = self.words.take(tokens)
        lengths = self.lengths[tokens]
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        places = np.arange(lengths.sum()) + np.repeat(self.starts[tokens] - starts, lengths)
        grams, inverse = np.unique(self.parts[places], return_inverse=True)
        composed = F.embedding_bag(
            torch.from_numpy(inverse), self.grams.take(grams), torch.from_numpy(starts), mode="mean"
        )
        return own + composed * self.salience[tokens]

    def step(self, rate: float) -> None:
        """Update the rows taken since the last step."""
        self.words.step(rate)
        self.grams.step(rate)


class Rows:
    """Hold a matrix of which some rows at a time are trained."""

    def __init__(self, values: Tensor, betas: tuple[float, float] = (0.9, 0.99)) -> None:
        self.values, self.betas = values, betas
        self.mean, self.square = torch.zeros_like(values), torch.zeros_like(values)
        self.steps = 0
        self.taken: tuple[Tensor, Tensor] | None = None

    def take(self, rows: npt.NDArray[np.int64]) -> Tensor:
        """Return a leaf of the graph that holds these rows."""
        places = torch.from_numpy(rows)
        leaf = self.values[places].requires_grad_()
        self.taken = (places, leaf)
        return leaf

    def step(self, rate: float) -> None:
        """Apply one Adam step to the rows taken last."""
        if self.taken is None:
            return
        places, leaf = self.taken
        gradient = leaf.grad
        if gradient is None:
            return
        self.steps += 1
        first, second = self.betas
        mean = self.mean[places].mul_(first).add_(gradient, alpha=1 - first)
        square = self.square[places].mul_(second).addcmul_(gradient, gradient, value=1 - second)
        self.mean[places], self.square[places] = mean, square
        scale = rate * math.sqrt(1 - second**self.steps) / (1 - first**self.steps)
        with torch.no_grad():
            self.values[places] = leaf.detach().addcdiv_(mean, square.sqrt_().add_(1e-8), value=-scale)
        self.taken = None


def _grams(word: str, pairs: int) -> list[str]:
    if word in (PAD, UNKNOWN):
        return []
    if not is_han(word):
        return [f"w{word}"]
    return [f"c{c}" for c in word] + [f"b{word[i : i + 2]}" for i in range(len(word) - 1) if pairs]


def train(
    words: Sequence[str],
    first: Vectors,
    texts: Sequence[Tokens],
    examples: Sequence[Batchable],
    recipe: Recipe,
    seed: int,
    says: int = 0,
) -> Vectors:
    """Return the finished table, one row per token: the mean of runs that start alike and see the data reordered."""
    runs = [_run(words, first, texts, examples, recipe, seed, seed + run, says) for run in range(recipe.runs)]
    table: Vectors = np.mean(runs, axis=0, dtype=np.float32)
    table[0] = 0
    return table


def _run(
    words: Sequence[str],
    first: Vectors,
    texts: Sequence[Tokens],
    examples: Sequence[Batchable],
    recipe: Recipe,
    seed: int,
    order_seed: int,
    says: int,
) -> Vectors:
    rng = np.random.default_rng(order_seed)
    repeated = _repeat(examples, rng)
    table = Table(words, first, _frequency(texts, repeated, examples, len(words)), recipe, seed)
    size = min(recipe.batch, len(repeated))
    steps = max(1, int(len(repeated) * recipe.epochs / size))
    order = _order(repeated, examples, size, recipe.apart, rng)
    place = 0
    for step in range(steps):
        warm = min(1.0, (step + 1) / (0.05 * steps + 1))
        rate = warm * (0.5 * (1 + math.cos(math.pi * step / steps)) * 0.95 + 0.05)
        if place + size > len(order):
            order, place = _order(repeated, examples, size, recipe.apart, rng), 0
        batch = [examples[i] for i in order[place : place + size]]
        place += size
        loss = _loss(table, batch, texts, recipe, rng)
        loss.backward()  # type: ignore[no-untyped-call]
        table.step(recipe.learning_rate * rate)
        if says and step % says == 0:
            print(f"step {step}/{steps} loss {loss.item():.3f}", file=sys.stderr, flush=True)
    with torch.no_grad():
        finished = table(np.arange(len(words)))
    return np.asarray(finished.numpy(), np.float32)


def _repeat(examples: Sequence[Batchable], rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return each example as often as its weight says; a fraction by chance."""
    weights = np.array([example.weight for example in examples])
    times = np.floor(weights + rng.random(len(weights))).astype(np.int64)
    return np.repeat(np.arange(len(examples)), times)


def _order(
    repeated: npt.NDArray[np.int64],
    examples: Sequence[Batchable],
    size: int,
    apart: int,
    rng: np.random.Generator,
) -> npt.NDArray[np.int64]:
    """Return a new order.

    With `apart`, batches hold either general or domain text, so that the in-batch negatives are hard.
    """
    order = rng.permutation(repeated)
    if not apart:
        return order
    general = np.array([examples[i].general for i in order])
    batches = [
        part[start : start + size]
        for part in (order[general], order[~general])
        for start in range(0, len(part) - size + 1, size)
    ]
    return np.concatenate([batches[i] for i in rng.permutation(len(batches))]) if batches else order


def _frequency(
    texts: Sequence[Tokens], repeated: npt.NDArray[np.int64], examples: Sequence[Batchable], size: int
) -> Vectors:
    times = np.bincount(repeated, minlength=len(examples))
    uses = np.zeros(len(texts))
    for example, count in zip(examples, times, strict=True):
        uses[example.anchor] += count
        uses[example.positive] += count
    lengths = np.array([len(text) for text in texts])
    counts = np.bincount(np.concatenate(texts), weights=np.repeat(uses, lengths), minlength=size)
    return np.asarray((counts + 1) / max(1.0, counts.sum()), np.float32)


def _loss(
    table: Table,
    batch: Sequence[Batchable],
    texts: Sequence[Tokens],
    recipe: Recipe,
    rng: np.random.Generator,
) -> Tensor:
    """Return in-batch softmax both ways, at full length and at shorter ones.

    The same text is never its own negative.
    """
    anchors = np.array([example.anchor for example in batch])
    positives = np.array([example.positive for example in batch])
    extra = [
        int(chosen)
        for example in batch
        if example.negatives
        for chosen in rng.permutation(example.negatives)[: recipe.negatives]
    ]
    others = np.array(sorted(set(extra) - set(positives.tolist())), np.int64)
    found = np.concatenate([positives, others])
    same = anchors[:, None] == anchors[None, :]
    same_column = (positives[:, None] == found[None, :]) | np.pad(same, ((0, 0), (0, len(others))))
    np.fill_diagonal(same_column, False)
    masked = torch.from_numpy(same_column)
    masked_back = torch.from_numpy(same_column[:, : len(batch)].T.copy())
    vectors = _means(table, [texts[i] for i in np.concatenate([anchors, found])], recipe.dropout, rng)
    left, right = vectors[: len(batch)], vectors[len(batch) :]
    target = torch.arange(len(batch))
    dimensions = vectors.shape[1]
    lengths = [dimensions, *(d for d in (128, 64) if d < dimensions and recipe.nested)]
    total = torch.zeros(())
    for length in lengths:
        x, z = F.normalize(left[:, :length], dim=1), F.normalize(right[:, :length], dim=1)
        scores = x @ z.T * recipe.scale
        forth = F.cross_entropy(scores.masked_fill(masked, -1e4), target)
        back = F.cross_entropy(scores[:, : len(batch)].T.masked_fill(masked_back, -1e4), target)
        total = total + (forth + back) / 2
    return total / len(lengths)


def _means(table: Table, texts: Sequence[Tokens], dropout: float, rng: np.random.Generator) -> Tensor:
    """Return mean vectors; some tokens are dropped, so that no single word carries a text."""
    ids = np.concatenate(texts)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    keep = rng.random(len(ids), dtype=np.float32) >= dropout
    kept = np.bincount(owner[keep], minlength=len(texts))
    keep |= kept[owner] == 0
    starts = np.searchsorted(owner[keep], np.arange(len(texts)))
    used, places = np.unique(ids[keep], return_inverse=True)
    rows = table(used.astype(np.int64))
    return F.embedding_bag(torch.from_numpy(places), rows, torch.from_numpy(starts), mode="mean")
