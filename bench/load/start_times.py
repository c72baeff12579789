"""`python -m bench start-times`: from the start of the process to the first page and the first answer by meaning."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import click
import numpy as np
from playwright.async_api import Error, async_playwright

from bench.chromium import CHROMIUM, FLAGS
from bench.load.command import APP, BARE, fresh_folder, head, queries
from bench.load.crowd import make_crowd
from bench.load.page import Page, PageFailed, wait_for_page
from bench.load.server import Server, running
from kb.i18n import translate, using_language


async def _first_answer(server: Server, token: str) -> tuple[float, float]:
    """Return seconds from the start of the process to the first page and to the first answer by meaning."""
    painted = await wait_for_page(server.base, token) - server.started
    with using_language("zh"):
        by_meaning = translate("By words and meaning")
    page = Page(server.base, token)
    await page.open()
    asked = queries()
    for number in range(2000):
        field = (await page.go("search")).of("text_input")[0]
        await page.put({field.id: asked[number % len(asked)]})
        if by_meaning in page.drawn.texts():
            await page.close()
            return painted, time.perf_counter() - server.started
        await asyncio.sleep(0.05)
    raise PageFailed("no answer by meaning")


async def _painted(script: str, folder: Path, data: Path, token: str = "") -> float:
    """Return seconds from the start of the process until a browser that was open before shows a heading."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        with running(script, folder, data) as server:
            if token:
                await page.context.add_cookies([{"name": "kb", "value": token, "url": server.base}])
            while True:
                try:
                    await page.goto(server.base, wait_until="commit")
                    break
                except Error:  # not listening yet
                    await asyncio.sleep(0.05)
            await page.get_by_role("heading").first.wait_for()
            seconds = time.perf_counter() - server.started
        await browser.close()
    return seconds


@click.command("start-times")
@click.option("--times", default=3, show_default=True)
def start_times(times: int) -> None:
    """Measure the time from process start to the first page, also in Chromium, and to the first answer by meaning."""
    click.echo(head())
    seconds: dict[str, list[float]] = {}
    for _turn in range(times):
        with fresh_folder() as folder:
            data = folder / "data"
            token = make_crowd(data, 1)[0].token
            for name in ("empty data folder", "library in place"):
                with running(APP, folder, data) as server:
                    drawn, answered = asyncio.run(_first_answer(server, token))
                seconds.setdefault(f"app, {name}: first page", []).append(drawn)
                seconds.setdefault(f"app, {name}: first answer by meaning", []).append(answered)
            for name, script in (("bare script", BARE), ("streamlit hello", "hello")):
                with running(script, folder, data) as server:
                    drawn = asyncio.run(wait_for_page(server.base)) - server.started
                seconds.setdefault(f"{name}: first page", []).append(drawn)
            for name, script, who in (("app", APP, token), ("bare script", BARE, ""), ("streamlit hello", "hello", "")):
                painted = asyncio.run(_painted(script, folder, data, who))
                seconds.setdefault(f"{name}, in Chromium: first heading painted", []).append(painted)
    click.echo("\n| from the start of the process to | median s | least | most |\n|---|---|---|---|")
    for name, values in seconds.items():
        click.echo(f"| {name} | {np.median(values):.1f} | {min(values):.1f} | {max(values):.1f} |")
    medians = {name: float(np.median(values)) for name, values in seconds.items()}
    app, hello = (medians[f"{name}, in Chromium: first heading painted"] for name in ("app", "streamlit hello"))
    click.echo(
        f"start-times: first heading painted in Chromium {app:.1f} s (streamlit hello {hello:.1f} s, "
        f"× {app / hello:.2f}), first answer by meaning "
        f"{medians['app, library in place: first answer by meaning']:.1f} s, from an empty folder "
        f"{medians['app, empty data folder: first answer by meaning']:.1f} s, {times} times"
    )
