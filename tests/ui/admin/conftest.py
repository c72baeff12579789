"""Fixtures of the rooms whose pages are tested here."""

from tests.operations.conftest import originals

__all__ = ["originals"]
