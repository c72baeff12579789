"""Measure ingestion from files to searchable passages, relative to the encoder alone."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import click

from bench.corpus import read_sources
from bench.timing import machine
from ingest.pipeline import ingest_paths
from kb.clock import utc_now
from kb.config import Settings
from kb.library import open_library
from kb.search.documents import embedding_text
from kb.search.encoder import load_encoder


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def ingest_speed(folder: Path) -> None:
    """Ingest FOLDER into a temporary library and compare with the encoder's own rate on the same passages."""
    click.echo(machine())
    encoder = load_encoder(Settings())
    texts = [
        embedding_text(source.title, chunk.heading, source.text[chunk.start : chunk.end])
        for source in read_sources(folder)
        for chunk in source.chunks
    ]
    started = time.perf_counter()
    for start in range(0, len(texts), 1024):
        encoder.encode_documents(texts[start : start + 1024])
    encoding = len(texts) / (time.perf_counter() - started)
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as name:
        library = open_library(Settings(data_dir=Path(name), library_dir=Path(name) / "none"))
        started = time.perf_counter()
        summary = ingest_paths(library.database, library.files, [folder], now=utc_now(), load_encoder=lambda: encoder)
        library.engine.refresh()
        whole = summary.chunks / (time.perf_counter() - started)
    click.echo(f"{summary.added} documents, {summary.chunks} passages, {len(summary.failed)} files left out")
    click.echo(f"files to searchable: {whole:,.0f} passages/s")
    click.echo(f"encoder alone: {encoding:,.0f} passages/s (mean {sum(map(len, texts)) / len(texts):.0f} characters)")
    click.echo(f"ratio: {whole / encoding:.2f}")
