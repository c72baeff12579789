"""Count words and build the tokenizer: Unigram over counted words, so it needs no training of its own."""

import logging
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable

import jieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from training.text import RUN, is_han, normalise

PAD, UNKNOWN = "[PAD]", "[UNK]"
MAX_WORD_CHARACTERS = 4
OWN_TERM = re.compile(r"[\u3400-\u9fff]{2,4}")


def count_words(texts: Iterable[str], known: Collection[str] = ()) -> Counter[str]:
    """Return words by jieba's dictionary; a word longer than four characters counts as its parts."""
    jieba.setLogLevel(logging.ERROR)
    cutter = jieba.Tokenizer()  # a separate instance: words added to it must not reach the dictionary used as a prior
    for word in known:
        cutter.add_word(word)
    counts: Counter[str] = Counter()
    for text in texts:
        for run in RUN.findall(normalise(text)):
            if not is_han(run):
                counts[run] += 1
                continue
            for word in cutter.cut(run, HMM=False):
                if len(word) <= MAX_WORD_CHARACTERS:
                    counts[word] += 1
                else:
                    counts.update(
                        part for part in cutter.cut_for_search(word, HMM=False) if len(part) <= MAX_WORD_CHARACTERS
                    )
    return counts


def own_terms(words: Iterable[str]) -> set[str]:
    """Return the domain terms that are short enough to be one token."""
    return {word for word in map(normalise, words) if OWN_TERM.fullmatch(word)}


def choose_words(
    counts: Counter[str], own: Collection[str], size: int, characters: int, prior: float = 0.1
) -> dict[str, float]:
    """Return words and characters with their log probability; jieba's dictionary serves as a prior."""
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    dictionary = {
        word: count
        for word, count in jieba.dt.FREQ.items()
        if count and 1 <= len(word) <= MAX_WORD_CHARACTERS and all("\u3400" <= c <= "\u9fff" for c in word)
    }
    factor = prior * sum(counts.values()) / max(1, sum(dictionary.values()))
    weights = {w: counts.get(w, 0) + factor * dictionary.get(w, 0) for w in sorted(set(counts) | set(dictionary))}
    for word in sorted(own):
        weights[word] = max(weights.get(word, 0.0), 20.0)
    by_character: dict[str, float] = {}
    for word, weight in weights.items():
        for character in word:
            if is_han(character):
                by_character[character] = by_character.get(character, 0.0) + weight
    single = [c for c, _ in sorted(by_character.items(), key=lambda item: (-item[1], item[0]))[:characters]]
    single += sorted(c for c in "abcdefghijklmnopqrstuvwxyz0123456789" if c not in single)
    several = [w for w in weights if len(w) > 1]
    several.sort(key=lambda w: (w not in own, -weights[w], w))
    total = sum(weights.values())
    chosen = {w: math.log(max(weights[w], 1e-3) / total) for w in several[: max(0, size - len(single) - 2)]}
    return chosen | {c: math.log((weights.get(c, 0.0) + 0.5) / total) - 1 for c in single}


def make_tokenizer(words: dict[str, float]) -> Tokenizer:
    """Build a tokenizer: NFKC, lower case, runs of Chinese, Latin and up to 4 digits, most likely split into words."""
    entries = [(PAD, 0.0), (UNKNOWN, -30.0), *words.items()]
    tokenizer = Tokenizer(models.Unigram(entries, unk_id=1, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(RUN.pattern), "removed", invert=True)
    return tokenizer
