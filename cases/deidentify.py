"""Personal data in a case: found in every text of it, and the same case with masks in its texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, is_dataclass, replace
from typing import Any

from cases.fields import Kind, fields_of
from cases.model import AnyCase, Attachment, Case
from kb.privacy.findings import Span, find_personal_data, mask


@dataclass(frozen=True)
class Finding:
    """Personal data in one field of a case: its name, which entry of a list (0 where it is none), the text found.

    Text of an attachment has the field `attachments`; `source` is then the attachment's name.
    """

    field: str
    item: int
    text: str
    span: Span
    source: str = ""


def check_case(case: Case, attachment_texts: Iterable[tuple[str, str]] = ()) -> list[Finding]:
    """Return the personal data in every text of a case and in its attachments, given as pairs of name and text.

    Authors are colleagues: their names are no finding, their numbers are.
    """
    table = fields_of(case)
    findings = [
        Finding(field, item, text[span.start : span.end], span)
        for field, item, text in texts_of(case)
        for span in find_personal_data(text)
        if span.kind != "name" or not table[field].colleagues
    ]
    for name, text in attachment_texts:
        findings += [
            Finding("attachments", 0, text[span.start : span.end], span, name) for span in find_personal_data(text)
        ]
    return findings


def texts_of(case: Case) -> Iterator[tuple[str, int, str]]:
    """Yield every text that people wrote in a case: field, entry of a list, text."""
    for name, field in fields_of(case).items():
        if not field.personal:
            continue
        value = getattr(case, name)
        if isinstance(value, str):
            yield name, 0, value
        elif isinstance(value, tuple):
            for item, entry in enumerate(value):
                for text in _texts_in(field.kind, entry):
                    yield name, item, text
        else:
            for item, text in enumerate(astuple(value)):
                yield name, item, text


def _texts_in(kind: Kind, entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif kind is Kind.ATTACHMENTS:
        yield entry.name  # type: ignore[attr-defined]  # its hash is no text of a person
    else:
        for part in astuple(entry):  # type: ignore[call-overload]
            yield "" if part is None else _as_written(part)


def _as_written(value: object) -> str:
    """Return a value as people write it: a mobile number typed as a figure is 13812345678, not 13812345678.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def mask_finding(case: AnyCase, finding: Finding) -> AnyCase:
    """The case with this text masked wherever it stands in the finding's field."""
    return _masked(case, {finding.field}, finding.text)


def mask_all(case: AnyCase) -> AnyCase:
    """The case with all personal data masked that could be found; its authors keep their names."""
    return _masked(case, set(fields_of(case)), None)


def _masked(case: AnyCase, names: set[str], text: str | None) -> AnyCase:
    maskable = [name for name, field in fields_of(case).items() if field.maskable and name in names]
    return replace(case, **{name: _in_value(getattr(case, name), text) for name in maskable})


def _in_value(value: Any, text: str | None) -> Any:
    if isinstance(value, str):
        spans = find_personal_data(value)
        return mask(value, [span for span in spans if text is None or value[span.start : span.end] == text])
    if isinstance(value, tuple):
        return tuple(_in_value(entry, text) for entry in value)
    if is_dataclass(value) and not isinstance(value, Attachment | type):
        return replace(value, **{item.name: _in_value(getattr(value, item.name), text) for item in fields(value)})
    return value
