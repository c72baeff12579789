"""List the files under given paths in a stable order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
_SYSTEM_FOLDERS = {"__macosx"}
_SKIPPED = (".", "~$")
"""Prefixes of hidden files, and of lock files of documents open in Office."""


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Return each file once: paths in the given order, folders sorted, without hidden and system files.

    A path given explicitly is returned whatever its name, even if it does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_inside(path.resolve())))
        else:
            found[path.resolve()] = None
    return list(found)


def _inside(folder: Path) -> Iterator[Path]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        name = entry.name.lower()
        if name.startswith(_SKIPPED):
            continue
        if entry.is_dir(follow_symlinks=False):
            if name not in _SYSTEM_FOLDERS:
                yield from _inside(Path(entry.path))
        elif name not in _SYSTEM_FILES:
            yield Path(entry.path).resolve() if entry.is_symlink() else Path(entry.path)


def path_text(path: Path) -> str:
    """Return a path as text with forward slashes; names in GB18030 are decoded as such."""
    name = os.fsencode(path.as_posix())
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")
