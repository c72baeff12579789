"""YAML that comes from people, read with no trust in it."""

from __future__ import annotations

from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNREADABLE = (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RecursionError)
"""What the library raises for text that is no YAML, and for values that say they are what they cannot be."""

LARGEST = 2**63 - 1
"""Whole numbers beyond this fit neither the database nor, some of them, into text."""


class TooMuch(Exception):
    """The text would expand or is nested deeply: it is not built at all."""


class HasAliases(TooMuch):
    """The text would expand."""


def load_yaml(text: str, deepest: int = 10) -> Any:
    """What a text says. Raises TooMuch, or one of UNREADABLE."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise HasAliases
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > deepest:
            raise TooMuch
    return _checked(yaml.load(text, Loader=LOADER))  # noqa: S506 - a safe loader


def _checked(value: Any) -> Any:
    """The same value. Raises ValueError for whole numbers beyond LARGEST anywhere in it."""
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError("a whole number beyond all measure")
    if isinstance(value, dict):
        for key, item in value.items():
            _checked(key)
            _checked(item)
    elif isinstance(value, list | tuple | set):
        for item in value:
            _checked(item)
    return value
