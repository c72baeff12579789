"""The servers that are measured: the app, the app without the ledger of openings, and a bare Streamlit script."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running `streamlit run`; `started` is a moment of `time.perf_counter`."""

    base: str
    pid: int
    started: float
    log: Path
    collections: Path

    def resident_megabytes(self) -> float:
        """Return the current resident memory of the process in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]) / 1000

    def cpu_seconds(self) -> float:
        """Return the processor time of the process so far, in seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def errors_logged(self) -> int:
        """Return the number of tracebacks and errors in the log so far."""
        return sum(
            "Traceback (most recent call last)" in line or "unexpected error" in line
            for line in self.log.read_text("utf-8", "replace").splitlines()
        )

    def garbage(self) -> dict[str, Any]:
        """Return count, total seconds and longest of the full collections so far; empty if unknown."""
        return json.loads(self.collections.read_text()) if self.collections.exists() else {}


@contextmanager
def running(script: str, folder: Path, data: Path) -> Iterator[Server]:
    """Run `streamlit run SCRIPT` (or `streamlit hello`) on a free port with a data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    port, log, collections = _free_port(), folder / f"{Path(script).stem}.log", folder / f"{Path(script).stem}.gc.json"
    what = ["hello"] if script == "hello" else ["run", script]
    started = time.perf_counter()
    with log.open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", *what, "--server.port", str(port)],
            cwd=ROOT,
            env=os.environ
            | {
                "KB_DATA_DIR": str(data),
                "BENCH_COLLECTIONS": str(collections),
                "PYTHONPATH": f"{Path(__file__).parent / 'watching'}{os.pathsep}{ROOT}",
            },
            stdout=output,
            stderr=output,
        )
        try:
            yield Server(f"http://127.0.0.1:{port}", process.pid, started, log, collections)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
