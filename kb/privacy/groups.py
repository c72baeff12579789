"""Define how small a group may be before figures about it are hidden."""

from __future__ import annotations

MIN_PEOPLE = 5
"""A smaller group has no figures: they would reveal single persons."""
