"""What the library's competencies are called."""

from __future__ import annotations

from cases.competencies import read_competencies
from kb.ui.frame.resources import get_settings


def competency_names() -> dict[str, str]:
    """The names in the reader's language by their ids."""
    return {each.id: each.name for each in read_competencies(get_settings().library_dir)}
