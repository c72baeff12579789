"""Convert a case to and from its exchange format, a Markdown file with front matter, without loss.

The starter library is kept in this format, people can send and edit it, and the original of every published
version is one such file. Short fields are in the front matter, the story is under six fixed headings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import yaml

from cases.fields import ROWS, Field, Head, Kind, fields_of
from cases.model import Case
from cases.plain_data import from_data, invalid_field
from cases.tidying import tidy
from kb.errors import BadInput
from kb.plain_yaml import UNREADABLE, LimitExceeded, load_yaml

KIND = "case"
_FRAMEWORKS = "frameworks"
HEADINGS = {name: field.heading for name, field in fields_of(Case).items() if field.heading}

_FILE = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n(.*))?\Z", re.S)
_HEADING = re.compile(r"## +(.*)")
_NEEDS_ESCAPE = re.compile(r"^(\\*##? )", re.M)
_ESCAPED = re.compile(r"^\\(\\*##? )", re.M)
_STEP = re.compile(r"\d+[.、．)](?!\d) *(.*)")
_POINT = re.compile(r"[-*+•] +(.*)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAIN = re.compile(r"[\w\u3000-\u303f\uff01-\uffee“”‘’—…·./%+() -]+")


def case_text(case: Case) -> str:
    """Return the story of a case in Markdown, as indexed for search and shown to readers."""
    sections = []
    for name, field in fields_of(case).items():
        value = getattr(case, name)
        if field.heading and value:
            body = _list_text(field, value) if isinstance(value, tuple) else _NEEDS_ESCAPE.sub(r"\\\1", value)
            sections.append(f"## {field.heading}\n{body}\n")
    return "\n".join(sections)


def write_case(case: Case) -> str:
    """Return the text of a case's file; `read_case` of it gives `tidy(case)`."""
    case = tidy(case)
    lines = [f"{name}: {_scalar(value)}" for name, value in (("id", case.id), ("kind", KIND)) if value]
    table = fields_of(case)
    for name in _head_names(type(case)):
        if name == _FRAMEWORKS:
            lines += _framework_lines(case)
        elif name in table:
            lines += _head_lines(name, table[name], getattr(case, name))
    return "---\n" + "\n".join(lines) + "\n---\n" + case_text(case)


def read_case(text: str, case_type: type[Case] = Case) -> Case:
    """Return the case in a file, tidied. Raises BadInput with the defect if it is not valid."""
    found = _FILE.match(text.replace("\r\n", "\n"))
    if found is None:
        raise BadInput("The file does not begin with a head between two lines of three dashes.")
    try:
        head = load_yaml(found.group(1))
    except LimitExceeded as error:
        raise BadInput("The head of the file between the --- lines is too large or uses YAML aliases.") from error
    except UNREADABLE as error:
        reason = getattr(error, "problem", None) or "?"
        raise BadInput("The head of the file cannot be read: {reason}", reason=reason) from error
    if not isinstance(head, Mapping):
        raise BadInput("The head of the file has no fields.")
    if head.get("kind", KIND) != KIND:
        raise BadInput("This file is not a case.")
    table = fields_of(case_type)
    return tidy(from_data(_fields(head, case_type) | _sections(found.group(2) or "", table), case_type))


def _head_names(case_type: type[Case]) -> list[str]:
    """Return the names of the head's fields in file order; `frameworks` represents all fields nested in it."""
    table = {name: field for name, field in fields_of(case_type).items() if not field.heading}
    rows = [name for name, field in table.items() if field.kind in ROWS]
    above = [name for name, field in table.items() if field.head is Head.ABOVE and name not in rows]
    below = [name for name, field in table.items() if field.head is Head.BELOW and name not in rows]
    return [*above, _FRAMEWORKS, *below, *rows]


def _fields(head: Mapping[Any, Any], case_type: type[Case]) -> dict[str, Any]:
    table = fields_of(case_type)
    singular = {field.singular: name for name, field in table.items() if field.singular}
    written = {name: key for key, name in singular.items()}
    known = ["id", "kind", *(written.get(name, name) for name in _head_names(case_type))]
    unknown = [str(name) for name in head if name not in known]
    if unknown:
        raise BadInput(
            "The head of the file has a field that no case has: {name}. A case has: {known}",
            name=unknown[0],
            known=", ".join(known),
        )
    frameworks = head.get(_FRAMEWORKS) or {}
    names = {name for name, field in table.items() if field.head is Head.FRAMEWORKS}
    if not isinstance(frameworks, Mapping) or not names.issuperset(frameworks):
        raise invalid_field(_FRAMEWORKS)
    several = {
        name: value if value is None or isinstance(value, list) else [value]
        for key, name in singular.items()
        for value in (head.get(key),)
    }
    return dict(head) | dict(frameworks) | several


def _sections(body: str, table: Mapping[str, Field]) -> dict[str, Any]:
    names = {field.heading: name for name, field in table.items() if field.heading}
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in body.split("\n"):
        heading = _HEADING.fullmatch(line)
        if heading is None:
            if current is not None:
                current.append(line)
            elif line.strip():
                raise BadInput("The text of a case begins with a heading such as: ## {heading}", heading="背景")
            continue
        written = heading.group(1).rstrip(" #")
        name = names.get(written)
        if name is None or name in found:
            raise BadInput(
                "The heading {heading} is unknown or appears twice. A case has: {known}",
                heading=written,
                known=", ".join(names),
            )
        current = found[name] = []
    return {
        name: _items(table[name], lines) if table[name].kind is Kind.ITEMS else _ESCAPED.sub(r"\1", "\n".join(lines))
        for name, lines in found.items()
    }


def _items(field: Field, lines: Iterable[str]) -> list[str]:
    """Return the items of a list; indented lines continue the item above, lines without a marker are items."""
    marker = _STEP if field.numbered else _POINT
    items: list[str] = []
    for line in lines:
        item = marker.fullmatch(line)
        if line[:1].isspace() and items:
            items[-1] += "\n" + line.strip()
        elif line.strip():
            items.append(item.group(1) if item else line.strip())
    return items


def _list_text(field: Field, items: Sequence[str]) -> str:
    lines = []
    for number, item in enumerate(items, 1):
        marker = f"{number}. " if field.numbered else "- "
        lines.append(marker + item.replace("\n", "\n" + " " * len(marker)))
    return "\n".join(lines)


def _head_lines(name: str, field: Field, value: Any) -> list[str]:
    if field.kind in ROWS:
        return _rows(name, [asdict(each) for each in value])
    if not isinstance(value, tuple):
        return _text_line(name, value)
    if field.singular:
        return _text_line(field.singular, value[0]) if len(value) == 1 else _list_line(field.singular, value)
    return _list_line(name, value)


def _framework_lines(case: Case) -> list[str]:
    lines = []
    for name, field in fields_of(case).items():
        if field.head is not Head.FRAMEWORKS or field.heading:
            continue
        value = getattr(case, name)
        if field.kind is not Kind.PARTS:
            lines += [f"  {line}" for line in _head_lines(name, field, value)]
        elif parts := {part: text for part, text in asdict(value).items() if text}:
            lines += [f"  {name}:", *(f"    {part}: {_scalar(text)}" for part, text in parts.items())]
    return ["frameworks:", *lines] if lines else []


def _text_line(name: str, value: str) -> list[str]:
    return [f"{name}: {_scalar(value)}"] if value else []


def _list_line(name: str, values: Sequence[str]) -> list[str]:
    return [f"{name}: [{', '.join(map(_scalar, values))}]"] if values else []


def _rows(name: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = []
    for row in rows:
        given = ((key, value) for key, value in row.items() if value not in ("", None))
        lines.append("  - {" + ", ".join(f"{key}: {_scalar(value)}" for key, value in given) + "}")
    return [f"{name}:", *lines] if lines else []


def _scalar(value: str | float) -> str:
    """Return a one-line YAML scalar: plain if it reads back as the same text, otherwise double-quoted."""
    if not isinstance(value, str):
        return str(yaml.safe_dump(value)).splitlines()[0]
    if _PLAIN.fullmatch(value) and value[0] not in "-%. " and _is_read_back(value):
        return value
    return '"' + "".join(map(_quoted, value)) + '"'


def _is_read_back(value: str) -> bool:
    """Return whether YAML reads a plain scalar back as the same text; an ISO date counts, numbers do not."""
    try:
        found = load_yaml(value)
    except (LimitExceeded, *UNREADABLE):
        return False
    return bool(found == value or (str(found) == value and _DAY.fullmatch(value)))


def _quoted(char: str) -> str:
    """Return a character escaped for double quotes: JSON escapes are valid YAML, none is needed beyond 16 bits."""
    return char if char > "\uffff" else json.dumps(char, ensure_ascii=not char.isprintable())[1:-1]


def fields_from_text(text: str, title: str = "") -> dict[str, Any]:
    """Return the case fields found in any document: sections under headings like those of the exchange format.

    If no heading is recognised, the whole text becomes the situation. The title is the first line or the one given.
    """
    table = fields_of(Case)
    names = {heading: name for name, heading in HEADINGS.items()}
    found: dict[str, list[str]] = {}
    field, first = "", ""
    for line in text.splitlines():
        words = line.strip().strip("#*").strip(" 　：:").lstrip("一二三四五六七八九十0123456789、.． （）()")
        field_here = next((name for heading, name in names.items() if words.endswith(heading) and len(words) < 15), "")
        if field_here:
            field = field_here
        elif field:
            found.setdefault(field, []).append(line)
        elif not first and words:
            first = words
    read: dict[str, Any] = {"title": (first or title)[:60]}
    for name, lines in found.items():
        body = "\n".join(lines).strip()
        if body:
            field_of_name = table[name]
            read[name] = tuple(_items(field_of_name, body.splitlines())) if field_of_name.kind is Kind.ITEMS else body
    return read if found else read | {"situation": text.strip()[:3000]}
