"""How well scanned pages are read: pages of Chinese text and tables, drawn, blurred and tilted."""

from __future__ import annotations

import io
import json
import random
import re
import resource
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean, median

import click
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ingest.recognition import RecognitionLimits, RecognitionProcess

_WIDTH, _HEIGHT, _DPI = 1654, 2339, 200
_MARGIN, _PITCH, _SIZE = 170, 62, 33
_LINE_CHARACTERS = 38
_KINDS = ("clean", "blurred", "tilted", "grey")
_FONTS = Path("/usr/share/fonts")
_HEADS = ("项目", "本期（万元）", "上期（万元）", "增长率")
_ITEMS = ("营业收入", "应收账款", "存货", "短期借款", "流动负债", "净利润", "经营现金流", "所有者权益")


@dataclass(frozen=True)
class _Page:
    kind: str
    lines: list[str]
    image: Image.Image


@click.command()
@click.option("--pages", default=100, show_default=True, help="How many pages are drawn and read.")
@click.option("--lines", default=24, show_default=True, help="Lines of text on a page; a third have a table too.")
@click.option("--threads", default=1, show_default=True, help="Threads of the recognition.")
def scans(pages: int, lines: int, threads: int) -> None:
    """Characters right and seconds a page of scanned pages, by kind of scan."""
    shares: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    figures: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    seconds: list[float] = []
    limits = RecognitionLimits(threads=threads, seconds_a_page=600.0)
    with RecognitionProcess(limits) as recognizer:
        for page in _pages(pages, lines):
            content = io.BytesIO()
            page.image.save(content, "PDF", resolution=_DPI)
            started = time.monotonic()
            _, found = recognizer.unread_pages(content.getvalue())
            (recognized,) = found
            seconds.append(time.monotonic() - started)
            shares[page.kind].append(_characters_right("".join(page.lines), recognized.text))
            figures[page.kind].append(_figures_right(page.lines, recognized.text))
            right, exact = shares[page.kind][-1], figures[page.kind][-1]
            click.echo(f"{len(seconds)} {page.kind} {right:.4f} {exact:.3f} {seconds[-1]:.1f} s", err=True)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    told = {
        kind: {
            "pages": len(found),
            "characters_right": round(mean(found), 4),
            "worst_page": round(min(found), 4),
            "figures_right": round(mean(figures[kind]), 4),
        }
        for kind, found in shares.items()
        if found
    }
    first = seconds[0] if seconds else 0.0
    click.echo(
        json.dumps(
            told | {"seconds_first": round(first, 1), "seconds_median": round(median(seconds), 1), "memory_mb": memory},
            ensure_ascii=False,
            indent=1,
        )
    )


def _pages(count: int, lines: int) -> Iterator[_Page]:
    library = Path(__file__).parent.parent / "cases" / "library"
    prose = "".join(
        "".join(char for char in path.read_text("utf-8").split("---")[-1] if char not in "#*`|>-\n \u3000")
        for path in sorted((library / "cases").glob("*.md"))[:40]
    )
    chance = random.Random(7)
    file = next(_FONTS.rglob("NotoSerifCJK-Regular.ttc"), next(_FONTS.rglob("*CJK*.ttc")))
    font = ImageFont.truetype(str(file), _SIZE, index=2)
    for number in range(count):
        kind = _KINDS[number % len(_KINDS)]
        start = chance.randrange(len(prose) - lines * _LINE_CHARACTERS)
        text = [prose[start + at * _LINE_CHARACTERS : start + (at + 1) * _LINE_CHARACTERS] for at in range(lines)]
        rows = [_row(chance, item) for item in chance.sample(_ITEMS, 6)] if number % 3 == 0 else []
        table = [_HEADS, *rows] if rows else []
        written = [*text[: lines - len(table)], *("".join(row) for row in table)]
        yield _Page(kind, written, _scanned(_draw(text[: lines - len(table)], table, font), kind, chance))


def _row(chance: random.Random, item: str) -> tuple[str, ...]:
    now, before = chance.uniform(10, 99_999), chance.uniform(10, 99_999)
    return item, f"{now:,.2f}", f"{before:,.2f}", f"{(now / before - 1) * 100:.1f}%"


def _draw(text: Sequence[str], table: Sequence[Sequence[str]], font: ImageFont.FreeTypeFont) -> Image.Image:
    image = Image.new("L", (_WIDTH, _HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    for row, line in enumerate(text):
        pen.text((_MARGIN, _MARGIN + _PITCH * row), line, font=font, fill=0)
    top = _MARGIN + _PITCH * (len(text) + 1)
    for row, cells in enumerate(table):
        for column, cell in enumerate(cells):
            left = _MARGIN + 330 * column
            pen.rectangle((left, top + _PITCH * row, left + 330, top + _PITCH * (row + 1)), outline=0)
            pen.text((left + 14, top + _PITCH * row + 8), cell, font=font, fill=0)
    return image


def _scanned(image: Image.Image, kind: str, chance: random.Random) -> Image.Image:
    if kind == "blurred":
        return image.filter(ImageFilter.GaussianBlur(1.2))
    if kind == "tilted":
        return image.rotate(chance.choice((-2, 2)), Image.Resampling.BICUBIC, fillcolor=255)
    if kind == "grey":
        noise = Image.effect_noise(image.size, 40)
        return Image.blend(image.point(lambda value: 90 + value * 0.5), noise, 0.15)
    return image


def _characters_right(drawn: str, read: str) -> float:
    """The share of drawn characters that were read, in order; blanks and width of signs do not count."""
    wanted, found = _comparable(drawn), _comparable(read)
    matches = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return sum(match.size for match in matches) / max(len(wanted), 1)


def _figures_right(lines: Sequence[str], read: str) -> float:
    """The share of table figures that stand in what was read, digit for digit; 1 where the page has none."""
    figures = [figure for line in lines for figure in re.findall(r"-?\d[\d,]*\.\d+%?", line)]
    found = _comparable(read)
    return sum(_comparable(figure) in found for figure in figures) / len(figures) if figures else 1.0


def _comparable(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("\\", "").split())
