"""Clicks at a stated rate: each visitor has moments at which to click, and does not wait for the others."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from websockets.exceptions import WebSocketException

from bench.load.page import PageFailed
from bench.load.server import Server


class Clicker(Protocol):
    """Who clicks: does the next thing and returns what it was."""

    async def act(self) -> str: ...


@dataclass
class Measured:
    """A phase of load. Latencies run from the moment of the planned click, so a late click counts as slow."""

    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    own_cpu_seconds: float = 0.0

    def all(self) -> list[float]:
        """Return every latency, in seconds."""
        return [one for values in self.latencies.values() for one in values]

    @property
    def clicks(self) -> int:
        return len(self.all())

    @property
    def rate(self) -> float:
        return self.clicks / self.seconds if self.seconds else 0.0

    @property
    def cpu_milliseconds(self) -> float:
        """Return processor time of the server per click."""
        return 1000 * self.cpu_seconds / max(self.clicks, 1)


def percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile in milliseconds, 0 if nothing was measured."""
    return float(np.percentile(values, share)) * 1000 if values else 0.0


async def drive(visitors: Sequence[Clicker], server: Server, rate: float, seconds: float, seed: int = 1) -> Measured:
    """Run all visitors for some seconds at a total click rate; pauses are random (exponential)."""
    measured, started = Measured(), time.perf_counter()
    end, pause = started + seconds, len(visitors) / rate
    cpu, own = server.cpu_seconds(), time.process_time()

    async def _visit(number: int, visitor: Clicker) -> None:
        chance = random.Random(seed * 100_003 + number)
        due = started + chance.expovariate(1 / pause)
        while due < end:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            try:
                action = await visitor.act()
                measured.latencies[action].append(time.perf_counter() - due)
            except (PageFailed, WebSocketException, OSError) as error:
                measured.failures.append(f"{type(error).__name__}: {error}")
            due += chance.expovariate(1 / pause)
            if due < time.perf_counter() - 10 * pause:  # too far behind schedule for the planned rate to be meaningful
                measured.failures.append("a visitor fell behind")
                due = time.perf_counter()

    async def _watch() -> None:
        while True:
            measured.memory.append((time.perf_counter() - started, server.resident_megabytes()))
            await asyncio.sleep(1)

    watching = asyncio.create_task(_watch())
    await asyncio.gather(*(_visit(number, visitor) for number, visitor in enumerate(visitors)))
    watching.cancel()
    measured.seconds = max(seconds, time.perf_counter() - started)
    measured.cpu_seconds, measured.own_cpu_seconds = server.cpu_seconds() - cpu, time.process_time() - own
    return measured


def slope_per_hour(memory: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return growth of memory over the second half in MB per hour, and half the width of its 95 % interval.

    From the means of ten stretches, as samples of one second hang together.
    """
    half = memory[len(memory) // 2 :]
    if len(half) < 20:
        return float("nan"), float("nan")
    parts = np.array_split(np.array(half), 10)
    x, y = (np.array([part[:, column].mean() for part in parts]) for column in (0, 1))
    x = x / 3600
    slope, intercept = np.polyfit(x, y, 1)
    rest = y - slope * x - intercept
    error = np.sqrt(rest @ rest / (len(x) - 2) / ((x - x.mean()) @ (x - x.mean())))
    return float(slope), float(2.306 * error)  # t of 8 degrees of freedom
