"""Load untrusted YAML within limits."""

from __future__ import annotations

import re
from typing import Any

import yaml

_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVED = ("null", "merge", "timestamp")


def _loader(name: str, *, decimals: bool) -> Any:
    """A safe loader that takes 010, 0x1F, 1_000 and 1:30 for names and `no` for a word, as people mean them."""
    loader: Any = type(name, (_SAFE,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in _RESOLVED]
        for first, resolvers in _SAFE.yaml_implicit_resolvers.items()
    }
    loader.add_implicit_resolver(
        "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), "tTfF"
    )
    loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z"), "-+0123456789")
    if decimals:
        decimal = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z|[-+]?\.(?:inf|nan)\Z")
        loader.add_implicit_resolver("tag:yaml.org,2002:float", decimal, "-+.0123456789")
    return loader


LOADER: Any = _loader("PlainLoader", decimals=True)
_EXACT_LOADER: Any = _loader("ExactLoader", decimals=False)
UNREADABLE = (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RecursionError)
"""What the library raises for text that is not YAML, and for values that contradict their tags."""

MAX_INTEGER = 2**63 - 1
"""Whole numbers beyond this fit neither the database nor, some of them, into text."""


class LimitExceeded(Exception):
    """The text would expand or is nested deeply: it is not built at all."""


class HasAliases(LimitExceeded):
    """The text would expand."""


def load_yaml(text: str, deepest: int = 10, *, exact: bool = False) -> Any:
    """Return what a text says. Raises LimitExceeded, or one of UNREADABLE.

    With `exact`, decimals stay the text they are: version 1.10 is not 1.1.
    """
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise HasAliases
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > deepest:
            raise LimitExceeded
    return _checked(yaml.load(text, Loader=_EXACT_LOADER if exact else LOADER))  # noqa: S506 - a safe loader


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
