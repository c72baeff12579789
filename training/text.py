"""Define a character, a word run and a sentence, the same for counting, training and measuring."""

import re
import unicodedata

RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[0-9]{1,4}")
WORD = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
SENTENCE_END = re.compile(r"(?<=[。；;！!？?\n])")


def normalise(text: str) -> str:
    """Apply NFKC, lower case and single spaces, as the tokenizer does."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()


def is_han(text: str) -> bool:
    """Return whether a run is Chinese (runs are never mixed)."""
    return text[0] >= "\u3400"


def bigrams(text: str) -> list[str]:
    """Return overlapping pairs of Chinese characters; Latin words and numbers whole. This is what BM25 indexes."""
    terms: list[str] = []
    for run in WORD.findall(normalise(text)):
        if is_han(run) and len(run) > 1:
            terms += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            terms.append(run)
    return terms


def sentences(text: str, shortest: int = 8) -> list[str]:
    """Return the sentences of a passage, without those too short to mean something."""
    return [part.strip() for part in SENTENCE_END.split(text) if len(part.strip()) >= shortest]
