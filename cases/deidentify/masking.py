"""Taking personal data out of a case: the same case with masks in its texts."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from cases.deidentify.findings import Finding, find_personal_data, mask
from cases.model import Attachment, Case

_NOT_TEXTS = {"id", "competencies", "regulations", "created", "review_date", "expires", "origin", "attachments"}


def mask_finding(case: Case, finding: Finding) -> Case:
    """The case with this text masked wherever it stands in the finding's field."""
    return _masked(case, {finding.field}, finding.text)


def mask_all(case: Case) -> Case:
    """The case with all personal data masked that could be found; its authors keep their names."""
    return _masked(case, {item.name for item in fields(Case)} - {"authors"}, None)


def _masked(case: Case, names: set[str], text: str | None) -> Case:
    return replace(case, **{name: _in_value(getattr(case, name), text) for name in names - _NOT_TEXTS})


def _in_value(value: Any, text: str | None) -> Any:
    if isinstance(value, str):
        spans = find_personal_data(value)
        return mask(value, [span for span in spans if text is None or value[span.start : span.end] == text])
    if isinstance(value, tuple):
        return tuple(_in_value(entry, text) for entry in value)
    if is_dataclass(value) and not isinstance(value, Attachment | type):
        return replace(value, **{item.name: _in_value(getattr(value, item.name), text) for item in fields(value)})
    return value
