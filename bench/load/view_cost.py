"""Run `python -m bench view-cost`: compare the app with one that does not record openings."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from bench.load.command import APP, QUIET, fresh_folder, head, open_pages
from bench.load.crowd import Member, make_crowd
from bench.load.drive import Measured, drive, percentile
from bench.load.page import Page, PageFailed, wait_for_page
from bench.load.server import Server, running
from kb.store import Database

_RESAMPLES, _BLOCK_SECONDS = 2000, 5.0


class Reader:
    """Opens one document after the other, each for the first time, so that each view is written down."""

    def __init__(self, page: Page, documents: Sequence[str], seed: int) -> None:
        self.page = page
        self.documents = list(documents)
        random.Random(seed).shuffle(self.documents)

    async def act(self) -> str:
        """Return the next document. Raises PageFailed where it does not come or where there is none left."""
        if not self.documents:
            raise PageFailed("everything was read")
        if not (await self.page.go("document", f"id={self.documents.pop()}")).of("text_area"):
            raise PageFailed("no document")
        return "view"


def _documents(data: Path) -> list[str]:
    database = Database(data / "kb.sqlite")
    with database.read() as tx:
        found = [row[0] for row in tx.tuples("SELECT id FROM documents WHERE status = 'published' ORDER BY id")]
    database.close()
    return found


async def _in_turns(
    servers: Sequence[Server], crowds: Sequence[Sequence[Member]], datas: Sequence[Path], rate: float, seconds: float
) -> list[list[Measured]]:
    """Return blocks of some seconds, on and off by turns in the order A B B A."""
    readers = []
    for server, crowd, data in zip(servers, crowds, datas, strict=True):
        await wait_for_page(server.base, crowd[0].token)
        await asyncio.sleep(5)  # until the starter library has its vectors
        pages = await open_pages(server.base, [member.token for member in crowd])
        readers.append([Reader(page, _documents(data), number) for number, page in enumerate(pages)])
        await drive(readers[-1], server, rate, 5)
    found: list[list[Measured]] = [[], []]
    for block in range(max(4, 4 * round(seconds * 2 / _BLOCK_SECONDS / 4))):
        which = (0, 1, 1, 0)[block % 4]
        found[which].append(await drive(readers[which], servers[which], rate, _BLOCK_SECONDS, seed=block))
    return found


def _views(blocks: Sequence[Measured]) -> list[float]:
    return [one for block in blocks for one in block.latencies["view"]]


def _growth(on: Sequence[Measured], off: Sequence[Measured], share: float) -> tuple[float, float, float]:
    """Return the growth of a percentile in percent, with a 95 % interval from resampling neighbouring blocks."""

    def _grown(pairs: Sequence[int]) -> float:
        first, second = (_views([blocks[pair] for pair in pairs]) for blocks in (on, off))
        return 100 * (percentile(first, share) / percentile(second, share) - 1)

    rng = np.random.default_rng(1)
    drawn = [_grown(rng.integers(0, len(on), len(on)).tolist()) for _ in range(_RESAMPLES)]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return _grown(range(len(on))), float(low), float(high)


@click.command("view-cost")
@click.option("--sessions", default=200, show_default=True)
@click.option("--rate", default=10.0, show_default=True, help="Views a second.")
@click.option("--minutes", default=1.0, show_default=True, help="On each of the two servers.")
def view_cost(sessions: int, rate: float, minutes: float) -> None:
    """Measure how much longer a page view takes because it is recorded."""
    click.echo(head())
    with fresh_folder() as folder:
        datas = [folder / "on", folder / "off"]
        crowds = [make_crowd(data, sessions) for data in datas]
        with running(APP, folder, datas[0]) as on, running(QUIET, folder, datas[1]) as off:
            measured = asyncio.run(_in_turns((on, off), crowds, datas, rate, minutes * 60))
            errors = on.errors_logged() + off.errors_logged()
        database = Database(datas[1] / "kb.sqlite")
        with database.read() as tx:
            quiet = int(tx.value("SELECT COUNT(*) FROM usage_events"))
        database.close()
    click.echo("\n| page view | n | p50 ms | p95 ms | processor ms |\n|---|---|---|---|---|")
    for name, blocks in zip(("written down", "not written down"), measured, strict=True):
        seen = _views(blocks)
        click.echo(
            f"| {name} | {len(seen)} | {percentile(seen, 50):.1f} | {percentile(seen, 95):.1f} "
            f"| {1000 * sum(block.cpu_seconds for block in blocks) / max(len(seen), 1):.1f} |"
        )
    errors += sum(len(block.failures) for blocks in measured for block in blocks)
    middle, late = (_growth(measured[0], measured[1], share) for share in (50, 95))
    click.echo(
        f"view-cost: p95 {late[0]:+.0f} % (95 % interval {late[1]:+.0f} to {late[2]:+.0f} %), p50 {middle[0]:+.0f} % "
        f"({middle[1]:+.0f} to {middle[2]:+.0f} %), {len(_views(measured[0]))} and {len(_views(measured[1]))} views, "
        f"{errors} errors, "
        f"{quiet} events where nothing is written down"
    )
