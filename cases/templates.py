"""Define the analysis templates of a case: their fields, and what to write in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from cases.model import FIELD_NAMES, Case
from kb.i18n import marked

STEP_SEPARATOR = "—"
"""Separator of the steps of a customer journey, which a case stores as one line."""

_STEP_SEPARATOR_ALONE = re.compile(f"(?<!{STEP_SEPARATOR}){STEP_SEPARATOR}(?!{STEP_SEPARATOR})")


@dataclass(frozen=True)
class TemplateField:
    """A field to fill in: its name in a case, or in the part of a case named by `group`."""

    name: str
    label: str
    hint: str
    group: str = ""


@dataclass(frozen=True)
class CaseTemplate:
    """An analysis template. `blank` is the id of its blank form in the starter library, to print or to copy."""

    name: str
    title: str
    about: str
    blank: str
    fields: tuple[TemplateField, ...]


SWOT = CaseTemplate(
    "swot",
    FIELD_NAMES["swot"],
    marked("The customer's position from their own point of view. Facts with a source, at most three per field."),
    "template-swot-customer",
    (
        TemplateField(
            "strengths",
            marked("Strengths"),
            marked("Inside, in favour: what the customer does better than others. For example steady orders"),
            "swot",
        ),
        TemplateField(
            "weaknesses",
            marked("Weaknesses"),
            marked("Inside, against: what the customer lacks. For example no collateral, one buyer only"),
            "swot",
        ),
        TemplateField(
            "opportunities",
            marked("Opportunities"),
            marked("Outside, in favour: market, policy, season. What could the bank do with it?"),
            "swot",
        ),
        TemplateField(
            "threats",
            marked("Threats"),
            marked("Outside, against: prices, rules, competitors. What has to be watched?"),
            "swot",
        ),
    ),
)
AIDA = CaseTemplate(
    "aida",
    FIELD_NAMES["aida"],
    marked("How the talk went, in four steps. Only after need and suitability were clear."),
    "template-aida-script",
    (
        TemplateField(
            "attention",
            marked("Attention"),
            marked("The first sentence or event that made the customer listen"),
            "aida",
        ),
        TemplateField(
            "interest",
            marked("Interest"),
            marked("Which need of the customer's it was tied to, in their words"),
            "aida",
        ),
        TemplateField(
            "desire",
            marked("Desire"),
            marked("What the customer saw in it, with risks and costs explained in equal detail"),
            "aida",
        ),
        TemplateField(
            "action", marked("Action"), marked("What was agreed: who does what by when; a refusal counts too"), "aida"
        ),
    ),
)
JOURNEY = CaseTemplate(
    "journey",
    marked("Customer journey"),
    marked("One task as the customer experiences it, from the first thought of it until it is settled."),
    "template-customer-journey-map",
    (
        TemplateField(
            "journey_step",
            FIELD_NAMES["journey_step"],
            marked("One step per line, in order: enter, take a number, wait, be served, leave"),
        ),
    ),
)
LIFECYCLE = CaseTemplate(
    "lifecycle",
    marked("Customer lifecycle"),
    marked("The stage of the relationship, judged by the customer's behaviour, and how such customers are served."),
    "template-lifecycle-tracking",
    (
        TemplateField("lifecycle_stage", FIELD_NAMES["lifecycle_stage"], marked("By behaviour, not by years")),
        TemplateField(
            "customer_tier",
            FIELD_NAMES["customer_tier"],
            marked("The customer group, and the criterion that defines it"),
        ),
    ),
)
TEMPLATES = {template.name: template for template in (SWOT, AIDA, JOURNEY, LIFECYCLE)}
"""All templates by name, in the order of the form."""


@dataclass(frozen=True)
class FilledTemplate:
    """A template with the texts of its fields; empty fields are left out."""

    template: CaseTemplate
    texts: Mapping[TemplateField, str]


def text_in(case: Case, field: TemplateField) -> str:
    """Return the text of a template field in a case."""
    return str(getattr(getattr(case, field.group) if field.group else case, field.name))


def with_texts(case: Case, texts: Mapping[TemplateField, str]) -> Case:
    """Return the case with these template fields replaced."""
    for field, text in texts.items():
        changed: dict[str, Any] = {field.name: text}
        if field.group:
            changed = {field.group: replace(getattr(case, field.group), **changed)}
        case = replace(case, **changed)
    return case


def filled_in(case: Case) -> list[FilledTemplate]:
    """Return the templates with at least one field filled in."""
    return _filled((template, {field: text_in(case, field) for field in template.fields}) for template in _ALL)


def frameworks_of(case: Case) -> dict[str, Any]:
    """Return the filled template fields, as stored in the metadata of a published document."""
    kept: dict[str, Any] = {name: getattr(case, name) for name in ("customer_tier", "journey_step")}
    for name in ("aida", "swot"):
        kept[name] = {part: text for part, text in asdict(getattr(case, name)).items() if text}
    return {name: value for name, value in kept.items() if value}


def filled_in_document(meta: Mapping[str, Any]) -> list[FilledTemplate]:
    """Return the filled templates in a document's metadata; malformed entries are left out."""
    frameworks = meta.get("frameworks")
    known = {**meta, **frameworks} if isinstance(frameworks, Mapping) else meta
    return _filled((template, {field: _text_at(known, field) for field in template.fields}) for template in _ALL)


def steps_of(journey: str) -> list[str]:
    """Return the steps of a customer journey."""
    return [step.strip() for step in _STEP_SEPARATOR_ALONE.split(journey) if step.strip()]


def join_steps(lines: str) -> str:
    """Return the journey whose steps are these lines."""
    return STEP_SEPARATOR.join(line.strip() for line in lines.splitlines() if line.strip())


_ALL = tuple(TEMPLATES.values())


def _text_at(known: Mapping[str, Any], field: TemplateField) -> str:
    holder = known.get(field.group) if field.group else known
    text = holder.get(field.name) if isinstance(holder, Mapping) else None
    return text if isinstance(text, str) else ""


def _filled(found: Iterable[tuple[CaseTemplate, dict[TemplateField, str]]]) -> list[FilledTemplate]:
    kept = (
        FilledTemplate(template, {field: text for field, text in texts.items() if text}) for template, texts in found
    )
    return [each for each in kept if each.texts]
