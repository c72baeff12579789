"""Cache slow steps between runs, keyed by their inputs."""

import hashlib
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def fingerprint(parts: Iterable[str]) -> str:
    """Return one short hash of all the text that goes into a step."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def kept(folder: Path | None, name: str, key: str, make: Callable[[], T]) -> T:
    """Return the result of an earlier run, or of this one; without a folder nothing is kept."""
    if folder is None:
        return make()
    path = folder / f"{name}-{key}.pickle"
    if path.exists():
        value: T = pickle.loads(path.read_bytes())  # noqa: S301 (only files that we wrote)
        return value
    value = make()
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(value))
    return value
