"""A virtual environment for each peer, outside of the product's."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

HOME = Path(".venv-peers")
REQUIREMENTS = Path(__file__).parent / "requirements.txt"


def python_of(peer: str) -> Path:
    """Return the interpreter of a peer's environment."""
    return (HOME / peer / "bin" / "python").absolute()


def build(peers: Sequence[str]) -> list[str]:
    """Make the environments that are missing or out of date; returns the peers that could not be installed."""
    failed = []
    for peer in peers:
        wanted = _lines_for(peer)
        mark = HOME / peer / ".installed"
        if mark.exists() and mark.read_text("utf-8").splitlines() == wanted:
            continue
        if not python_of(peer).exists():
            venv.create(HOME / peer, with_pip=True)
        command = [str(python_of(peer)), "-m", "pip", "install", "-q", *wanted]
        if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
            failed.append(peer)
        else:
            mark.write_text("\n".join(wanted), "utf-8")
    return failed


def _lines_for(peer: str) -> list[str]:
    common, _, own = REQUIREMENTS.read_text("utf-8").partition("# peers\n")
    lines = [line for line in common.splitlines() if line and not line.startswith("#")]
    return [*lines, *(line for line in own.splitlines() if line.partition("==")[0] == peer)]
