"""Fixtures of the rooms whose pages are tested here."""

from tests.usage.conftest import readers

__all__ = ["readers"]
