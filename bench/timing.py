"""Times and sizes, measured the same way everywhere."""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np


def percentiles(run: Callable[[str], object], queries: Sequence[str], warm: int = 20) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds over the queries, after a few that do not count."""
    for query in queries[:warm]:
        run(query)
    times = []
    for query in queries:
        started = time.perf_counter()
        run(query)
        times.append((time.perf_counter() - started) * 1000)
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))


def folder_megabytes(folder: Path) -> float:
    """Return the total size of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def peak_megabytes() -> float:
    """Return largest resident size of this process so far. (getrusage would count the parent's on Linux.)"""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def machine() -> str:
    """Return the machine in a line, for the head of a table."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
