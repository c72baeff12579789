"""Write the app's log: one JSON object per line in `data/logs`, for machines and for troubleshooting.

Lines carry ids, never names, texts or passwords: an error is logged with its type and place in the code, not its
message, which may quote what a person wrote. The console shows errors in full.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from kb.config import Settings
from kb.errors import BadInput
from kb.running import try_lock

_MEGABYTE = 1024 * 1024
_OLD_FILES = 5
_MAX_PROCESSES = 64
_ROOT = Path(__file__).parent.parent


class JsonLines(logging.Formatter):
    """Write a record as one JSON object; `extra={"ids": {...}}` adds fields to it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        line |= getattr(record, "ids", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


@contextmanager
def keeping_logs(settings: Settings, kept_mb: int = 10) -> Iterator[None]:
    """Write what the app logs to `data/logs/app-N.jsonl` too; each process has a number N to itself.

    A file is rotated once it has grown to `kept_mb`; the last five are kept. Raise BadInput for an unknown level.
    """
    if settings.log_level.upper() not in logging.getLevelNamesMapping():
        raise BadInput("The setting {name} cannot be {value}.", name="log_level", value=settings.log_level)
    folder = settings.data_dir / "logs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, lock = _own_file(folder)
    file = RotatingFileHandler(path, maxBytes=kept_mb * _MEGABYTE, backupCount=_OLD_FILES, encoding="utf-8", delay=True)
    file.setFormatter(JsonLines())
    console = logging.StreamHandler(sys.stderr)
    console.setLevel(logging.WARNING)
    logger = logging.getLogger("kb")
    before = logger.level
    logger.setLevel(settings.log_level.upper())
    logger.addHandler(file)
    logger.addHandler(console)
    try:
        yield
    finally:
        logger.removeHandler(file)
        logger.removeHandler(console)
        logger.setLevel(before)
        file.close()
        os.close(lock)


def _own_file(folder: Path) -> tuple[Path, int]:
    for number in range(1, _MAX_PROCESSES):
        lock = try_lock(folder / f".app-{number}.lock")
        if lock is not None:
            return folder / f"app-{number}.jsonl", lock
    raise BadInput("More than {count} processes write logs into {folder}.", count=_MAX_PROCESSES, folder=folder)


def _where(error: BaseException) -> dict[str, object]:
    """Return the kind of an error and of what caused it, and the lines of code it went through."""
    frames = [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    found: dict[str, object] = {"type": type(error).__name__, "frames": frames}
    if error.__cause__ is not None:
        found["cause"] = _where(error.__cause__)
    return found


def _short(name: str) -> str:
    path = Path(name)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else "/".join(path.parts[-3:])
