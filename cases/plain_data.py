"""A case as plain data: what JSON and the front matter of a Markdown file can hold."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from cases.model import FIELD_NAMES, Aida, Attachment, Case, Figure, Swot
from kb.errors import BadInput
from kb.i18n import translate

_SEPARATORS = re.compile(r"[,，、;；\n]")
_HASH = re.compile(r"[0-9a-f]{64}")
_LISTS = {"products", "competencies", "tags", "regulations", "authors"}


def as_data(case: Case) -> dict[str, Any]:
    """The fields of a case as text, numbers, lists and mappings."""
    return asdict(case)


def from_data(data: Mapping[str, Any]) -> Case:
    """The case that plain data describes; fields that are missing stay empty.

    Written by hand it may hold a day or a number where a text is meant, and one text where a list is meant.
    Raises BadInput, naming the field, for anything else.
    """
    values: dict[str, Any] = {}
    for item in fields(Case):
        given = data.get(item.name)
        if given is None:
            continue
        if item.name in _LISTS:
            values[item.name] = _texts(item.name, _SEPARATORS.split(given) if isinstance(given, str) else given)
        elif item.name in ("steps", "points"):
            values[item.name] = _texts(item.name, given)
        elif item.name == "figures":
            values[item.name] = tuple(_figure(_mapping(item.name, each)) for each in _list(item.name, given))
        elif item.name == "attachments":
            values[item.name] = tuple(_attachment(_mapping(item.name, each)) for each in _list(item.name, given))
        elif item.name == "aida":
            values[item.name] = Aida(**_parts(item.name, Aida, given))
        elif item.name == "swot":
            values[item.name] = Swot(**_parts(item.name, Swot, given))
        else:
            values[item.name] = _text(item.name, given)
    return Case(**values)


def unusable(name: str) -> BadInput:
    """What to raise for a field whose value is of the wrong kind."""
    return BadInput("The field {field} cannot be read.", field=translate(FIELD_NAMES.get(name, name)))


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise unusable(name)
    return str(value)


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise unusable(name)
    return list(value)


def _texts(name: str, value: Any) -> tuple[str, ...]:
    return tuple(_text(name, each) for each in _list(name, value))


def _mapping(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise unusable(name)
    return value


def _parts(name: str, kind: type[Aida] | type[Swot], value: Any) -> dict[str, str]:
    given = _mapping(name, value)
    known = {item.name for item in fields(kind)}
    if not known.issuperset(given):
        raise unusable(name)
    return {part: _text(name, text) for part, text in given.items()}


def _figure(given: Mapping[str, Any]) -> Figure:
    texts = {name: _text("figures", given.get(name)) for name in ("name", "unit", "baseline", "period")}
    value = given.get("value")
    if value is not None and (
        isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value)
    ):
        raise unusable("figures")
    return Figure(value=value, **texts)


def _attachment(given: Mapping[str, Any]) -> Attachment:
    texts = {name: _text("attachments", given.get(name)) for name in ("name", "media_type", "hash")}
    size = given.get("size", 0)
    if isinstance(size, bool) or not isinstance(size, int) or not _HASH.fullmatch(texts["hash"]):
        raise unusable("attachments")
    return Attachment(size=size, **texts)
