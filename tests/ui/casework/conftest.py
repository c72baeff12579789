"""Fixtures of the rooms whose pages are tested here."""

from tests.cases.conftest import bill_pool, staff

__all__ = ["bill_pool", "staff"]
