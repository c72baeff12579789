"""How well personal data is found: recall and false alarms by kind, on a corpus of labelled sentences."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import yaml

from kb.privacy.findings import Span, find_personal_data

CORPUS = Path(__file__).parent.parent / "tests" / "privacy" / "corpus"
SPLITS = ("tuning", "test")
_TEST_EVERY = 3
_MARKED = re.compile("[{}]")


@dataclass(frozen=True)
class Sentence:
    """One labelled sentence: its text, where the personal data is (none: None), its kind, style and split."""

    kind: str
    style: str
    split: str
    text: str
    marked: tuple[int, int] | None


@dataclass(frozen=True)
class Score:
    """Counts over sentences: with data, found, found hard; and those with a hard or soft find outside the data."""

    sentences: int
    found: int
    blocked: int
    hard_alarms: int
    soft_alarms: int


def read_corpus() -> list[Sentence]:
    """Return every sentence of the corpus; each third one of a kind and style belongs to the test split."""
    return [sentence for path in sorted(CORPUS.glob("*.yaml")) for sentence in _read(path)]


def score(sentences: list[Sentence]) -> Score:
    """Return how the finders did on these sentences."""
    found = blocked = hard = soft = 0
    for sentence in sentences:
        spans = find_personal_data(sentence.text)
        on_it = [span for span in spans if _covers(span, sentence.marked)]
        beside = [span for span in spans if span not in on_it]
        found += _is_covered(on_it, sentence)
        blocked += _is_covered([span for span in on_it if span.hard], sentence)
        hard += any(span.hard for span in beside)
        soft += any(not span.hard for span in beside)
    return Score(len(sentences), found, blocked, hard, soft)


def table() -> list[str]:
    """Return the lines of a Markdown table: a line per kind and style, the numbers of both splits."""
    corpus = read_corpus()
    lines = [
        "| kind | writing | sentences | recall, tuning | recall, test | blocks | alarms that block | soft alarms |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, style in dict.fromkeys((each.kind, each.style) for each in corpus):
        group = [each for each in corpus if (each.kind, each.style) == (kind, style)]
        all_of_it, (tuning, test) = score(group), (score([x for x in group if x.split == name]) for name in SPLITS)
        shares = [f"{part.found / part.sentences:.3f}" if part.sentences else "–" for part in (tuning, test)]
        block = f"{all_of_it.blocked / len(group):.3f}"
        if kind == "none":
            shares, block = ["", ""], ""
        cells = [kind, style, str(len(group)), *shares, block, str(all_of_it.hard_alarms), str(all_of_it.soft_alarms)]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


@click.command(name="personal-data")
@click.option("--missed", is_flag=True, help="Print each sentence of the tuning split that was missed or alarmed.")
def personal_data(missed: bool) -> None:
    """Print recall and false alarms of the finders by kind, and the seconds for a megabyte of text."""
    for line in table():
        click.echo(line)
    if missed:
        for sentence in read_corpus():
            result = score([sentence])
            if sentence.split == "tuning" and (
                result.hard_alarms or result.soft_alarms or (sentence.marked and not result.found)
            ):
                found = [(sentence.text[x.start : x.end], x.kind, x.hard) for x in find_personal_data(sentence.text)]
                click.echo(f"{sentence.kind}/{sentence.style}: {sentence.text!r} {found}")
    for name, unit in (
        ("ordinary", "客户王总来电，说下周还款，约在厂里见面。"),
        ("names", "王总"),
        ("digits", "1 3 8 "),
    ):
        text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
        begun = time.perf_counter()
        find_personal_data(text)
        click.echo(f"1,000,000 characters, {name}: {time.perf_counter() - begun:.2f} s")


def _read(path: Path) -> Iterator[Sentence]:
    for style, texts in yaml.safe_load(path.read_text("utf-8")).items():
        for number, text in enumerate(texts):
            split = "test" if number % _TEST_EVERY == _TEST_EVERY - 1 else "tuning"
            start, end = text.find("{"), text.find("}") - 1
            yield Sentence(path.stem, style, split, _MARKED.sub("", text), None if start < 0 else (start, end))


def _covers(span: Span, marked: tuple[int, int] | None) -> bool:
    return marked is not None and span.start < marked[1] and marked[0] < span.end


def _is_covered(spans: list[Span], sentence: Sentence) -> bool:
    """Return whether no letter or digit of the data is left outside the spans."""
    if sentence.marked is None:
        return False
    left = (at for at in range(*sentence.marked) if not any(span.start <= at < span.end for span in spans))
    return not any(sentence.text[at].isalnum() for at in left)
