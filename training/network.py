"""Learns one vector per token, so that the mean over a query lies near the mean over the passage it should find."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.recipe import Recipe
from training.text import is_han
from training.tokens import Tokens

Vectors = npt.NDArray[np.float32]
LENGTH = 0.1


@dataclass(frozen=True)
class Batchable:
    """An example as numbers: places of its texts in the list of texts."""

    anchor: int
    positive: int
    negatives: tuple[int, ...]
    weight: float
    general: bool = False


class Table(nn.Module):
    """A vector of its own for each token, plus the mean over its characters and character pairs."""

    def __init__(self, words: Sequence[str], first: Vectors, frequency: Vectors, recipe: Recipe, seed: int) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        dimensions = first.shape[1]
        vectors = F.normalize(torch.from_numpy(first), dim=1)
        noise = torch.randn(vectors.shape, generator=generator) / math.sqrt(dimensions)
        vectors = (vectors + recipe.identity * noise) * LENGTH * math.sqrt(dimensions)
        self.register_buffer("salience", torch.from_numpy(recipe.sif / (recipe.sif + frequency)).float()[:, None])
        self.words = nn.Parameter(vectors * self.get_buffer("salience"))
        grams: dict[str, int] = {}
        ids: list[int] = []
        starts: list[int] = []
        for word in words:
            starts.append(len(ids))
            if not word.startswith("["):
                ids += [grams.setdefault(gram, len(grams)) for gram in _grams(word, recipe.pairs)]
        self.grams = nn.Parameter(torch.randn(len(grams), dimensions, generator=generator) * LENGTH * recipe.composed)
        self.register_buffer("gram_ids", torch.tensor(ids))
        self.register_buffer("gram_starts", torch.tensor(starts))

    def forward(self) -> Tensor:
        salience: Tensor = self.get_buffer("salience")
        composed = F.embedding_bag(
            self.get_buffer("gram_ids"), self.grams, self.get_buffer("gram_starts"), mode="mean"
        )
        return self.words + composed * salience


def _grams(word: str, pairs: int) -> list[str]:
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
    """The finished table, one row per token."""
    rng = np.random.default_rng(seed)
    repeated = _repeat(examples, rng)
    table = Table(words, first, _frequency(texts, repeated, examples, len(words)), recipe, seed)
    optimizer = torch.optim.Adam(table.parameters(), lr=recipe.learning_rate, betas=(0.9, 0.99))
    size = min(recipe.batch, len(repeated))
    steps = max(1, int(len(repeated) * recipe.epochs / size))
    order = _order(repeated, examples, size, recipe.apart, rng)
    place = 0
    for step in range(steps):
        warm = min(1.0, (step + 1) / (0.05 * steps + 1))
        rate = warm * (0.5 * (1 + math.cos(math.pi * step / steps)) * 0.95 + 0.05)
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * rate
        if place + size > len(order):
            order, place = _order(repeated, examples, size, recipe.apart, rng), 0
        batch = [examples[i] for i in order[place : place + size]]
        place += size
        loss = _loss(table(), batch, texts, recipe, rng)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if says and step % says == 0:
            print(f"step {step}/{steps} loss {loss.item():.3f}", file=sys.stderr, flush=True)
    with torch.no_grad():
        finished = table()
        finished[0] = 0
    return np.asarray(finished.numpy(), np.float32)


def _repeat(examples: Sequence[Batchable], rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Each example as often as its weight says; a fraction by chance."""
    weights = np.array([example.weight for example in examples])
    times = np.floor(weights + rng.random(len(weights))).astype(np.int64)
    return np.repeat(np.arange(len(examples)), times)


def _order(
    repeated: npt.NDArray[np.int64], examples: Sequence[Batchable], size: int, apart: int, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """A new order; with `apart`, batches hold either general text or our own, so that the others in it are near."""
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
    table: Tensor, batch: Sequence[Batchable], texts: Sequence[Tokens], recipe: Recipe, rng: np.random.Generator
) -> Tensor:
    """In-batch softmax both ways, at full length and at shorter ones; the same text is never its own negative."""
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
    left = _bags(table, [texts[i] for i in anchors], recipe.dropout, rng)
    right = _bags(table, [texts[i] for i in found], recipe.dropout, rng)
    target = torch.arange(len(batch))
    dimensions = table.shape[1]
    lengths = sorted({dimensions, *(d for d in (128, 64) if d < dimensions)})
    total = torch.zeros(())
    for length in lengths:
        x, z = F.normalize(left[:, :length], dim=1), F.normalize(right[:, :length], dim=1)
        scores = x @ z.T * recipe.scale
        forth = F.cross_entropy(scores.masked_fill(masked, -1e4), target)
        back = F.cross_entropy(scores[:, : len(batch)].T.masked_fill(masked_back, -1e4), target)
        total = total + (forth + back) / 2
    return total / len(lengths)


def _bags(table: Tensor, texts: Sequence[Tokens], dropout: float, rng: np.random.Generator) -> Tensor:
    """Mean vectors; during training some tokens are left out, so that no single word carries a text."""
    ids = np.concatenate(texts)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    keep = rng.random(len(ids)) >= dropout
    kept = np.bincount(owner[keep], minlength=len(texts))
    keep |= kept[owner] == 0
    owner = owner[keep]
    starts = np.searchsorted(owner, np.arange(len(texts)))
    return F.embedding_bag(torch.from_numpy(ids[keep]).long(), table, torch.from_numpy(starts), mode="mean")
