"""What figures may tell about people."""

from __future__ import annotations

LEAST_PEOPLE = 5
"""A group of fewer people has no figures: they would tell about single persons."""
