"""Convert a case to and from plain data that JSON and front matter can hold."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from cases.fields import Kind, fields_of
from cases.model import FIELD_NAMES, Attachment, Case, Figure
from kb.errors import BadInput
from kb.i18n import translate

_SEPARATORS = re.compile(r"[,，、;；\n]")
_HASH = re.compile(r"[0-9a-f]{64}")


def as_data(case: Case) -> dict[str, Any]:
    """Return the fields of a case as text, numbers, lists and mappings."""
    return asdict(case)


def from_data(data: Mapping[str, Any], case_type: type[Case] = Case) -> Case:
    """Return the case that plain data describes; missing fields stay empty.

    Accepts a date or a number for a text, and a single text for a list, as people write front matter by hand.
    Raises BadInput naming the field for anything else.
    """
    table = fields_of(case_type)
    values: dict[str, Any] = {}
    for item in fields(case_type):
        given = data.get(item.name)
        if given is not None:
            kind = table[item.name].kind if item.name in table else Kind.LINE
            values[item.name] = _value(item.name, kind, item.default_factory, given)
    return case_type(**values)


def _value(name: str, kind: Kind, parts: Any, given: Any) -> Any:
    if kind in (Kind.NAMES, Kind.COMPETENCIES):
        return _texts(name, _SEPARATORS.split(given) if isinstance(given, str) else given)
    if kind is Kind.ITEMS:
        return _texts(name, given)
    if kind is Kind.FIGURES:
        return tuple(_figure(_mapping(name, each)) for each in _list(name, given))
    if kind is Kind.ATTACHMENTS:
        return tuple(_attachment(_mapping(name, each)) for each in _list(name, given))
    if kind is Kind.PARTS:
        return parts(**_parts(name, parts, given))
    return _text(name, given)


def invalid_field(name: str) -> BadInput:
    """Return the error for a field whose value has the wrong type."""
    return BadInput("The field {field} cannot be read.", field=translate(FIELD_NAMES.get(name, name)))


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise invalid_field(name)
    return str(value)


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise invalid_field(name)
    return list(value)


def _texts(name: str, value: Any) -> tuple[str, ...]:
    return tuple(_text(name, each) for each in _list(name, value))


def _mapping(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise invalid_field(name)
    return value


def _parts(name: str, kind: Any, value: Any) -> dict[str, str]:
    given = _mapping(name, value)
    known = {item.name for item in fields(kind)}
    if not known.issuperset(given):
        raise invalid_field(name)
    return {part: _text(name, text) for part, text in given.items()}


def _figure(given: Mapping[str, Any]) -> Figure:
    texts = {name: _text("figures", given.get(name)) for name in ("name", "unit", "baseline", "period")}
    value = given.get("value")
    if value is not None and (
        isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value)
    ):
        raise invalid_field("figures")
    return Figure(value=value, **texts)


def _attachment(given: Mapping[str, Any]) -> Attachment:
    texts = {name: _text("attachments", given.get(name)) for name in ("name", "media_type", "hash")}
    size = given.get("size", 0)
    if isinstance(size, bool) or not isinstance(size, int) or not _HASH.fullmatch(texts["hash"]):
        raise invalid_field("attachments")
    return Attachment(size=size, **texts)
