"""Load untrusted YAML within limits."""

from __future__ import annotations

from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNREADABLE = (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RecursionError)
"""What the library raises for text that is not YAML, and for values that contradict their tags."""

MAX_INTEGER = 2**63 - 1
"""Whole numbers beyond this fit neither the database nor, some of them, into text."""


class LimitExceeded(Exception):
    """Report text that expands or nests too far: it is not built at all."""


class HasAliases(LimitExceeded):
    """Report text with aliases, which could expand."""


def load_yaml(text: str, deepest: int = 10) -> Any:
    """Return what a text says. Raise LimitExceeded, or one of UNREADABLE."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise HasAliases
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > deepest:
            raise LimitExceeded
    return _checked(yaml.load(text, Loader=LOADER))  # noqa: S506 - a safe loader


def _checked(value: Any) -> Any:
    """Return the same value. Raise ValueError for whole numbers beyond MAX_INTEGER anywhere in it."""
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise ValueError("a whole number beyond all measure")
    if isinstance(value, dict):
        for key, item in value.items():
            _checked(key)
            _checked(item)
    elif isinstance(value, list | tuple | set):
        for item in value:
            _checked(item)
    return value
