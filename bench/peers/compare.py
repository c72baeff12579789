"""Every engine in a process of its own, one after the other, and what came out as one table."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from bench.corpus import Source, grow, make_queries, read_sources
from bench.peers import data, report, venvs
from kb.config import Settings
from kb.search.documents import embedding_text
from kb.search.encoder import load_encoder

OURS = "ours"
ENGINES = (OURS, "txtai", "chromadb", "lancedb", "llm")
LARGEST = {"llm": 10_000}
"""Beyond this an engine compares row by row in Python and takes seconds for each question."""
STEPS = ("store", "query", "ingest")
_TIMEOUT_SECONDS = 400


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--size", "sizes", type=int, multiple=True, default=(1_000, 10_000, 100_000), show_default=True)
@click.option("--queries", type=int, default=200, show_default=True)
@click.option("--rounds", type=int, default=2, show_default=True, help="Of so many runs of a step the quickest counts.")
@click.option("--engine", "engines", type=click.Choice(ENGINES), multiple=True, default=ENGINES, show_default=True)
@click.option("--step", "steps", type=click.Choice(STEPS), multiple=True, default=STEPS, show_default=True)
@click.option("--million/--no-million", default=True, help="A million synthetic vectors for the index alone.")
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    default=venvs.HOME / "results.json",
    show_default=True,
    help="Keeps what was found; what is measured anew replaces it there, the rest of the table stays.",
)
@click.option("--write", type=click.Path(path_type=Path), help="Markdown file whose section on peers is replaced.")
def peers(
    folder: Path,
    sizes: tuple[int, ...],
    queries: int,
    rounds: int,
    engines: tuple[str, ...],
    steps: tuple[str, ...],
    million: bool,
    results: Path,
    write: Path | None,
) -> None:
    """Compare the product with other engines, on the documents of FOLDER grown by edited copies to each size."""
    failed = venvs.build([engine for engine in engines if engine != OURS])
    if failed:
        click.echo(f"Cannot be installed here, left out: {', '.join(failed)}", err=True)
    sources = read_sources(folder)
    kept = json.loads(results.read_text("utf-8")) if results.exists() else {"sizes": {}, "limits": {}, "load": {}}
    for size in sizes:
        load = [os.getloadavg()[0], *kept["load"].get(str(size), [])]
        found = kept["sizes"].setdefault(str(size), {})
        with tempfile.TemporaryDirectory(prefix="kb-peers-") as name:
            given = _give(sources, size, queries, Path(name) / "given")
            for engine in engines:
                if engine not in failed and size <= LARGEST.get(engine, size):
                    store = Path(name) / f"store-{engine}"
                    found.setdefault(engine, {}).update(_measure(engine, steps, given, store, rounds))
                    load.append(os.getloadavg()[0])
            if OURS in engines and "store" in steps:
                words = ["words", str(given.folder), str(Path(name) / "store-ours")]
                kept["limits"][f"words {size}"] = _run(sys.executable, "bench.peers.limits", *words)
        kept["load"][str(size)] = [min(load), max(load)]
        results.write_text(json.dumps(kept, indent=1), "utf-8")
    if million:
        kept["limits"]["million"] = _run(sys.executable, "bench.peers.limits", "million")
        results.write_text(json.dumps(kept, indent=1), "utf-8")
    head = report.Head(
        machine=f"{os.cpu_count()} shared {platform.machine()} cores, Python {platform.python_version()}",
        questions=queries,
        own=sum(len(source.chunks) for source in sources),
        load={int(size): pair for size, pair in kept["load"].items()},
        left_out=failed,
    )
    text = report.section(head, {int(size): found for size, found in kept["sizes"].items()}, kept["limits"])
    click.echo(text)
    if write is not None:
        write.write_text(report.put(write.read_text("utf-8"), text), "utf-8")


def _give(sources: Sequence[Source], size: int, queries: int, folder: Path) -> data.Given:
    grown = list(grow(sources, size))
    texts = [
        embedding_text(source.title, chunk.heading, source.text[chunk.start : chunk.end])
        for source in grown
        for chunk in source.chunks
    ]
    settings = Settings()
    given = data.write(folder, grown, texts, make_queries(sources, queries), load_encoder(settings))
    (folder / "model").write_text(str(Path(settings.embedding_model).absolute()), "utf-8")
    return given


def _measure(engine: str, steps: Sequence[str], given: data.Given, store: Path, rounds: int) -> dict[str, Any]:
    python = sys.executable if engine == OURS else str(venvs.python_of(engine))
    result: dict[str, Any] = {}
    for step in steps:
        place = store if step != "ingest" else store.with_name(f"{store.name}-ingest")
        arguments = (step, engine, str(given.folder), str(place))
        tries = [_run(python, "bench.peers.measure", *arguments) for _ in range(rounds)]
        result[step] = min(tries, key=_slowness) | {"runs": rounds}
        click.echo(f"{engine} {step} {json.dumps(result[step])}", err=True)
    return result


def _slowness(found: dict[str, Any]) -> float:
    if "error" in found:
        return float("inf")
    if "rows/s" in found:
        return -float(found["rows/s"])
    return float(found.get("hybrid", found["dense"])[0])


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
