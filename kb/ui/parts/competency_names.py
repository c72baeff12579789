"""Look up the names of the library's competencies."""

from __future__ import annotations

from cases.competencies import read_competencies
from kb.ui.frame.resources import get_settings


def competency_names() -> dict[str, str]:
    """Return {competency id: name in the current language}."""
    return {each.id: each.name for each in read_competencies(get_settings().library_dir)}
