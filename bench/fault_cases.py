"""Faults other than a killed process. Each says what was lost or broken; None where it cannot be caused here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

CASES: dict[str, Callable[[Path], list[str] | None]] = {}
