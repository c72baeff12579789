"""Every engine in a process of its own, one after the other, and what came out as one table."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from bench.corpus import grow, make_queries, read_sources
from bench.peers import data, report, venvs
from kb.config import Settings
from kb.search.documents import embedding_text
from kb.search.encoder import load_encoder

OURS = "ours"
PEERS = ("txtai", "chromadb", "lancedb", "llm")
LARGEST = {"llm": 10_000}
"""Beyond this an engine compares row by row in Python and takes seconds for each question."""
STEPS = ("store", "query", "ingest")
_TIMEOUT_SECONDS = 400


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--size", "sizes", type=int, multiple=True, default=(1_000, 10_000, 100_000), show_default=True)
@click.option("--queries", type=int, default=200, show_default=True)
@click.option("--peer", "peers", type=click.Choice(PEERS), multiple=True, default=PEERS, show_default=True)
@click.option("--million/--no-million", default=True, help="A million synthetic vectors for the index alone.")
@click.option("--write", type=click.Path(path_type=Path), help="Markdown file whose section on peers is replaced.")
def peers(
    folder: Path, sizes: tuple[int, ...], queries: int, peers: tuple[str, ...], million: bool, write: Path | None
) -> None:
    """Hold the product against other engines, on the documents of FOLDER grown by edited copies to each size."""
    failed = venvs.build(peers)
    if failed:
        click.echo(f"Cannot be installed here, left out: {', '.join(failed)}", err=True)
    load = [os.getloadavg()[0]]
    sources = read_sources(folder)
    encoder = load_encoder(Settings())
    found: dict[int, dict[str, dict[str, Any]]] = {}
    limits: dict[str, Any] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="kb-peers-") as name:
            grown = list(grow(sources, size))
            texts = [
                embedding_text(source.title, chunk.heading, source.text[chunk.start : chunk.end])
                for source in grown
                for chunk in source.chunks
            ]
            given = data.write(Path(name) / "given", grown, texts, make_queries(sources, queries), encoder)
            (given.folder / "model").write_text(str(Path(Settings().embedding_model).absolute()), "utf-8")
            found[size] = {}
            for engine in (OURS, *(peer for peer in peers if peer not in failed)):
                if size <= LARGEST.get(engine, size):
                    found[size][engine] = _measure(engine, given, Path(name) / f"store-{engine}")
                    if engine == OURS:
                        steps = ["words", str(given.folder), str(Path(name) / "store-ours")]
                        limits[f"words {size}"] = _run(sys.executable, "bench.peers.limits", *steps)
                    load.append(os.getloadavg()[0])
    if million:
        limits["million"] = _run(sys.executable, "bench.peers.limits", "million")
    head = report.Head(
        machine=f"{os.cpu_count()} {platform.machine()} cores, Python {platform.python_version()}",
        questions=queries,
        own=sum(len(source.chunks) for source in sources),
        load=(min(load), max(load)),
        left_out=failed,
    )
    text = report.section(head, found, limits)
    click.echo(text)
    if write is not None:
        write.write_text(report.put(write.read_text("utf-8"), text), "utf-8")


def _measure(engine: str, given: data.Given, store: Path) -> dict[str, Any]:
    python = sys.executable if engine == OURS else str(venvs.python_of(engine))
    result: dict[str, Any] = {}
    for step in STEPS:
        place = store if step != "ingest" else store.with_name(f"{store.name}-ingest")
        result[step] = _run(python, "bench.peers.measure", step, engine, str(given.folder), str(place))
        click.echo(f"{engine} {step} {json.dumps(result[step])}", err=True)
    return result


def _run(python: str, module: str, *arguments: str) -> dict[str, Any]:
    command = [python, "-m", module, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return {"error": f"more than {_TIMEOUT_SECONDS} s"}
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "failed"}
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer
