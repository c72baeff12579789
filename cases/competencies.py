"""The competency model: what a client manager can be good at, in three dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.errors import BadInput
from kb.i18n import current_language
from kb.plain_yaml import UNREADABLE, LimitExceeded, load_yaml


@dataclass(frozen=True)
class Competency:
    """One competency with the dimension it belongs to; names in Chinese and English."""

    id: str
    name_zh: str
    name_en: str
    description: str
    dimension: str
    dimension_zh: str
    dimension_en: str

    @property
    def name(self) -> str:
        """Its name in the language of the current reader."""
        return self.name_en if current_language() == "en" else self.name_zh


def read_competencies(library_dir: Path) -> list[Competency]:
    """The library's competency model in its order; empty where there is none. Raises BadInput."""
    file = library_dir / "competencies.yaml"
    return list(_read(file, file.stat().st_mtime_ns)) if file.is_file() else []


@lru_cache(maxsize=8)
def _read(file: Path, _changed_at: int) -> tuple[Competency, ...]:
    """Read again only when the file has changed: pages ask at every rerun, and parsing takes milliseconds."""
    try:
        model = load_yaml(file.read_text("utf-8"))
        dimensions = {row["id"]: row for row in model["dimensions"]}
        return tuple(_competency(row, dimensions[row["dimension"]]) for row in model["competencies"])
    except (OSError, LimitExceeded, *UNREADABLE) as error:
        raise BadInput("{path} cannot be read: {reason}", path=file, reason=error) from error


def _competency(row: dict[str, Any], dimension: dict[str, Any]) -> Competency:
    return Competency(
        id=row["id"],
        name_zh=row["name"],
        name_en=row["name_en"],
        description=row["description"],
        dimension=dimension["id"],
        dimension_zh=dimension["name"],
        dimension_en=dimension["name_en"],
    )
