"""Measure search latency as the library grows, against FTS5's ranked OR and a bare matrix product."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import numpy as np

from bench.corpus import Source, grow, make_queries, read_sources
from bench.library import TimedEncoder, fill
from bench.rivals import BareProduct, RankedFts5
from bench.timing import folder_megabytes, machine, percentiles
from kb.clock import utc_now
from kb.config import Settings
from kb.library import Library
from kb.search.encoder import load_encoder
from kb.search.lexical import LexicalIndex
from kb.search.query import Filters, read_query


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--size", "sizes", type=int, multiple=True, default=(1_000, 10_000, 100_000), show_default=True)
@click.option("--queries", type=int, default=300, show_default=True)
def search_speed(folder: Path, sizes: tuple[int, ...], queries: int) -> None:
    """Measure search over the documents of FOLDER, grown by edited copies to each size."""
    click.echo(machine())
    sources = read_sources(folder)
    click.echo(f"{len(sources)} documents, {sum(len(source.chunks) for source in sources)} passages of their own")
    rows = [_measure(sources, size, queries) for size in sizes]
    names = list(rows[0])
    click.echo("| | " + " | ".join(f"{size:,}" for size in sizes) + " |")
    click.echo("|---|" + "---|" * len(sizes))
    for name in names:
        click.echo(f"| {name} | " + " | ".join(str(row[name]) for row in rows) + " |")
    for first, second in pairwise(rows):
        grown = math.log(second["_hybrid"] / first["_hybrid"]) / math.log(second["_size"] / first["_size"])
        click.echo(f"growth exponent {first['_size']:,} to {second['_size']:,}: {grown:.2f}")


def _measure(sources: list[Source], size: int, count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as name:
        folder = Path(name)
        encoder = TimedEncoder(load_encoder(Settings()))
        library, storing = fill(folder / "data", grow(sources, size), encoder)
        questions = make_queries(sources, count)
        for question in questions:
            encoder.encode_query(question)
        hybrid = percentiles(lambda text: library.engine.search(read_query(text)), questions)
        product = _bare_product(library, encoder, questions)
        index = LexicalIndex(library.settings.cache_dir)
        ours = percentiles(lambda text: _lexical(index, text), questions)
        fts = RankedFts5(folder / "fts.sqlite", library)
        theirs = percentiles(fts.search, questions[:100], warm=5)
        row = {
            "hybrid p50 / p95, ms": f"{hybrid[0]:.2f} / {hybrid[1]:.2f}",
            "p95 ÷ p50": f"{hybrid[1] / hybrid[0]:.2f}",
            "bare product p50, ms": f"{product[0]:.2f}",
            "hybrid ÷ bare product": f"{hybrid[0] / product[0]:.1f}",
            "words alone p50 / p95, ms": f"{ours[0]:.2f} / {ours[1]:.2f}",
            "FTS5 ranked OR p50 / p95, ms": f"{theirs[0]:.2f} / {theirs[1]:.2f}",
            "words alone ÷ FTS5": f"1/{theirs[0] / ours[0]:.0f}",
            "same top 10 as FTS5": f"{_agreement(index, fts, questions[:100]):.3f}",
            "storing without encoding, passages/s": f"{size / storing:,.0f}",
            "encoding, passages/s": f"{size / encoder.seconds:,.0f}",
            "disk, MB": f"{folder_megabytes(library.settings.data_dir):.0f}",
            "_hybrid": hybrid[0],
            "_size": size,
        }
        return row | _cold(library)


def _bare_product(library: Library, encoder: TimedEncoder, questions: list[str]) -> tuple[float, float]:
    bare = BareProduct(library, encoder.fingerprint, encoder.dimension)
    return percentiles(lambda text: bare.search(encoder.questions[text]), questions)


def _lexical(index: LexicalIndex, text: str) -> list[int]:
    keys, _ = index.search(read_query(text).tokens, Filters(), utc_now(), 10)
    return [int(key) for key in keys]


def _agreement(index: LexicalIndex, fts: RankedFts5, questions: list[str]) -> float:
    shares = [
        len(set(_lexical(index, question)) & set(expected)) / len(expected)
        for question in questions
        if (expected := fts.search(question))
    ]
    return float(np.mean(shares))


def _cold(library: Library) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.cold_start", str(library.settings.data_dir)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return {
        "cold start to first answer, vectors given, s": f"{found['seconds']:.2f}",
        "memory of that process, MB": f"{found['megabytes']:.0f}",
    }
