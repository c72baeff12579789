"""Read the competency model: the skills of a client manager, in three dimensions."""

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
    """A competency and the dimension it belongs to, with Chinese and English names."""

    id: str
    name_zh: str
    name_en: str
    description: str
    dimension: str
    dimension_zh: str
    dimension_en: str

    @property
    def name(self) -> str:
        """Return the name in the current language."""
        return self.name_en if current_language() == "en" else self.name_zh


def read_competencies(library_dir: Path) -> list[Competency]:
    """Return the library's competency model in file order, [] if it has none. Raises BadInput if it is malformed."""
    file = library_dir / "competencies.yaml"
    return list(_read(file, file.stat().st_mtime_ns)) if file.is_file() else []


@lru_cache(maxsize=8)
def _read(file: Path, _changed_at: int) -> tuple[Competency, ...]:
    """Parse the file, cached by modification time: pages ask at every rerun, and parsing takes milliseconds."""
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
