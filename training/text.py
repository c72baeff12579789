"""What a character, a word run and a sentence are, the same for counting, training and measuring."""

import re
import unicodedata

RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[0-9]{1,4}")
WORD = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
SENTENCE_END = re.compile(r"(?<=[。；;！!？?\n])")


def normalise(text: str) -> str:
    """NFKC, lower case, one space between words: what the tokenizer also does."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()


def is_han(text: str) -> bool:
    """Whether a run is Chinese (runs are never mixed)."""
    return text[0] >= "\u3400"


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of Chinese characters; latin words and numbers whole. What BM25 indexes."""
    terms: list[str] = []
    for run in WORD.findall(normalise(text)):
        if is_han(run) and len(run) > 1:
            terms += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            terms.append(run)
    return terms


def sentences(text: str, shortest: int = 8) -> list[str]:
    """Sentences of a passage, without those too short to mean something."""
    return [part.strip() for part in SENTENCE_END.split(text) if len(part.strip()) >= shortest]
