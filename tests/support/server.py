"""The real app in a process of its own, on a free port and a data folder of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2

from kb.store import Database

ROOT = Path(__file__).parent.parent.parent
_STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class RunningApp:
    """A server that answers."""

    port: int
    data_dir: Path
    log_path: Path
    pid: int = 0
    process: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def exit_status(self) -> int | None:
        """How the server ended; None while it runs."""
        return self.process[0].poll()

    @property
    def database(self) -> Database:
        return Database(self.data_dir / "kb.sqlite")

    @property
    def log(self) -> str:
        return self.log_path.read_text("utf-8", "replace")

    @property
    def setup_code(self) -> str:
        """The code of the newest setup link on the console."""
        return re.findall(r"/setup\?code=(\S+)", self.log)[-1]


@contextmanager
def running_app(folder: Path, *, app: str = "kb_app.py", port: int = 0, **environment: str) -> Iterator[RunningApp]:
    """Start the app; the data lies in `folder/data`. Without settings the library stays empty and has no model.

    A port brings an app back under the address it had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    running = RunningApp(port or _free_port(), folder / "data", folder / "log.txt")
    defaults = {
        "KB_DATA_DIR": str(running.data_dir),
        "KB_LIBRARY_DIR": str(folder / "no-starter-library"),
        "KB_EMBEDDING_MODEL": str(folder / "no-model"),
        "KB_TRUSTED_PROXIES": "127.0.0.1",  # the tests' browsers come from addresses of their own
    }
    with running.log_path.open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(running.port)],
            cwd=ROOT,
            env=os.environ | defaults | environment,
            stdout=log,
            stderr=log,
        )
        running.process.append(process)
        try:
            _wait_until_it_answers(running, process)
            yield replace(running, pid=process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_it_answers(running: RunningApp, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            httpx2.get(f"{running.base}/signin", timeout=5)
            return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the app does not answer:\n{running.log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
