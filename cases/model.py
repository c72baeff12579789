"""Define the content of a case, frozen and independent of storage and permissions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from cases.fields import (
    CLIENT,
    MAX_PROSE,
    METHODS,
    RESULT,
    STORY,
    TAGS,
    Enough,
    Field,
    Head,
    Kind,
    fields_of,
)
from kb.i18n import marked

MAX_LINE = 120

BUSINESS_LINES = ("公司", "零售", "普惠", "私行", "国际", "渠道", "合规", "团队")
LIFECYCLE_STAGES = ("获客期", "成长期", "成熟期", "预警期", "挽留期")
ORIGINS = {
    "practice": marked("From practice"),
    "teaching": marked("Written for teaching"),
    "study": marked("From a published study"),
}

_USUAL_ORIGIN = "practice"


@dataclass(frozen=True)
class Figure:
    """A measured result. A number means little without its unit, baseline and period."""

    name: str = ""
    value: float | None = None
    unit: str = ""
    baseline: str = ""
    period: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file attached to a case; `hash` identifies its bytes in the file store, `size` is in bytes."""

    name: str
    media_type: str
    hash: str
    size: int


@dataclass(frozen=True)
class Aida:
    """AIDA: how the customer was led from attention to action."""

    attention: str = ""
    interest: str = ""
    desire: str = ""
    action: str = ""


@dataclass(frozen=True)
class Swot:
    """SWOT: the customer's position in four quadrants."""

    strengths: str = ""
    weaknesses: str = ""
    opportunities: str = ""
    threats: str = ""


@dataclass(frozen=True)
class Case:
    """The content of a case as its author wrote it. Dates are ISO days, "" for none.

    A new field is one entry here, with its Chinese name in the catalogue: everything else walks the table.

    `expires` is the last day on which the case is valid; `regulations` are keys of the library's list.
    A draft may lack anything; `cases.rules` says what.
    """

    id: str = ""
    title: str = field(
        default="",
        metadata=Field(
            label=marked("Title"),
            required=True,
            max_characters=MAX_LINE,
            head=Head.ABOVE,
            section=CLIENT,
            placeholder=marked("Who was helped with what, in one line"),
            enough=Enough(4, 8, marked("Say in the title who was helped with what.")),
        ).metadata(),
    )
    business_line: str = field(
        default="",
        metadata=Field(
            label=marked("Business line"),
            kind=Kind.CHOICE,
            required=True,
            choices=BUSINESS_LINES,
            head=Head.ABOVE,
            in_document=True,
            section=CLIENT,
            enough=Enough(3, 1, marked("Choose the business line.")),
        ).metadata(),
    )
    customer_type: str = field(
        default="",
        metadata=Field(
            label=marked("Customer type"),
            required=True,
            head=Head.ABOVE,
            in_document=True,
            section=CLIENT,
            enough=Enough(3, 1, marked("Say what kind of customer it was.")),
        ).metadata(),
    )
    lifecycle_stage: str = field(
        default="",
        metadata=Field(
            label=marked("Lifecycle stage"),
            kind=Kind.CHOICE,
            required=True,
            choices=LIFECYCLE_STAGES,
            head=Head.ABOVE,
            in_document=True,
            section=CLIENT,
            enough=Enough(3, 1, marked("Choose the stage of the lifecycle.")),
        ).metadata(),
    )
    industry: str = field(
        default="",
        metadata=Field(
            label=marked("Industry"),
            required=True,
            head=Head.ABOVE,
            in_document=True,
            section=CLIENT,
            enough=Enough(2, 1, marked("Name the customer's industry.")),
        ).metadata(),
    )
    products: tuple[str, ...] = field(
        default=(),
        metadata=Field(
            label=marked("Products"),
            kind=Kind.NAMES,
            head=Head.ABOVE,
            in_document=True,
            section=CLIENT,
            enough=Enough(3, 1, marked("Name the products that were used.")),
        ).metadata(),
    )
    situation: str = field(
        default="",
        metadata=Field(
            label=marked("Situation"),
            kind=Kind.PROSE,
            required=True,
            max_characters=MAX_PROSE,
            heading="背景",
            section=STORY,
            placeholder=marked("What the customer wanted, and what was in the way"),
            enough=Enough(
                12,
                60,
                marked(
                    "Describe the situation in {enough} characters or more: "
                    "what the customer wanted, what was in the way."
                ),
            ),
        ).metadata(),
    )
    approach: str = field(
        default="",
        metadata=Field(
            label=marked("Approach"),
            kind=Kind.PROSE,
            required=True,
            max_characters=MAX_PROSE,
            heading="做法",
            section=STORY,
            placeholder=marked("What you did, and why you chose this way"),
            enough=Enough(
                14,
                100,
                marked("Describe the approach in {enough} characters or more: what was done, and why this way."),
            ),
        ).metadata(),
    )
    steps: tuple[str, ...] = field(
        default=(),
        metadata=Field(
            label=marked("Steps"),
            kind=Kind.ITEMS,
            required=True,
            heading="步骤",
            numbered=True,
            section=STORY,
            placeholder=marked("One step per line"),
            enough=Enough(12, 3, marked("List {enough} steps or more that a colleague can follow.")),
        ).metadata(),
    )
    result: str = field(
        default="",
        metadata=Field(
            label=marked("Result"),
            kind=Kind.PROSE,
            required=True,
            max_characters=MAX_PROSE,
            heading="成效",
            section=RESULT,
            placeholder=marked("The outcome for the customer and for the bank"),
            enough=Enough(10, 25, marked("Describe the outcome in {enough} characters or more.")),
        ).metadata(),
    )
    figures: tuple[Figure, ...] = field(
        default=(),
        metadata=Field(
            label=marked("Figures"),
            kind=Kind.FIGURES,
            in_document=True,
            section=RESULT,
            enough=Enough(8, 1, marked("Give one result as a figure with unit, baseline and period.")),
        ).metadata(),
    )
    risks: str = field(
        default="",
        metadata=Field(
            label=marked("Risks and compliance"),
            kind=Kind.PROSE,
            required=True,
            max_characters=MAX_PROSE,
            heading="风险与合规",
            section=RESULT,
            placeholder=marked("Which rules applied and how they were kept"),
            enough=Enough(10, 30, marked("Describe in {enough} characters or more which risks and rules applied.")),
        ).metadata(),
    )
    points: tuple[str, ...] = field(
        default=(),
        metadata=Field(
            label=marked("Reusable points"),
            kind=Kind.ITEMS,
            required=True,
            heading="可复用要点",
            section=STORY,
            placeholder=marked("One point per line: what a colleague can reuse"),
            enough=Enough(8, 2, marked("List {enough} points or more that work elsewhere too.")),
        ).metadata(),
    )
    aida: Aida = field(
        default_factory=Aida,
        metadata=Field(
            label=marked("AIDA"),
            kind=Kind.PARTS,
            head=Head.FRAMEWORKS,
            section=METHODS,
        ).metadata(),
    )
    swot: Swot = field(
        default_factory=Swot,
        metadata=Field(
            label=marked("SWOT"),
            kind=Kind.PARTS,
            head=Head.FRAMEWORKS,
            section=METHODS,
        ).metadata(),
    )
    customer_tier: str = field(
        default="",
        metadata=Field(
            label=marked("Customer tier"),
            head=Head.FRAMEWORKS,
            section=METHODS,
        ).metadata(),
    )
    journey_step: str = field(
        default="",
        metadata=Field(
            label=marked("Journey step"),
            head=Head.FRAMEWORKS,
            section=METHODS,
        ).metadata(),
    )
    competencies: tuple[str, ...] = field(
        default=(),
        metadata=Field(
            label=marked("Competencies"),
            kind=Kind.COMPETENCIES,
            required=True,
            head=Head.ABOVE,
            personal=False,
            in_document=True,
            section=TAGS,
            enough=Enough(4, 1, marked("Choose the competencies the case trains.")),
        ).metadata(),
    )
    tags: tuple[str, ...] = field(
        default=(),
        metadata=Field(
            label=marked("Tags"),
            kind=Kind.NAMES,
            head=Head.ABOVE,
            section=TAGS,
            enough=Enough(4, 2, marked("Add {enough} tags or more, so that the case is found.")),
        ).metadata(),
    )
    regulations: tuple[str, ...] = field(
        default=(),
        metadata=Field(
            label=marked("Regulations"),
            kind=Kind.NAMES,
            head=Head.ABOVE,
            personal=False,
            in_document=True,
            section=TAGS,
        ).metadata(),
    )
    authors: tuple[str, ...] = field(
        default=(),
        metadata=Field(
            label=marked("Authors"),
            kind=Kind.NAMES,
            singular="author",
            colleagues=True,
        ).metadata(),
    )
    unit: str = field(
        default="",
        metadata=Field(
            label=marked("Unit"),
        ).metadata(),
    )
    attachments: tuple[Attachment, ...] = field(
        default=(),
        metadata=Field(
            label=marked("Attachments"),
            kind=Kind.ATTACHMENTS,
        ).metadata(),
    )
    origin: str = field(
        default=_USUAL_ORIGIN,
        metadata=Field(
            label=marked("Origin"),
            kind=Kind.CHOICE,
            choices=tuple(ORIGINS),
            choice_names=ORIGINS,
            personal=False,
            in_document=True,
            section=TAGS,
        ).metadata(),
    )
    origin_note: str = field(
        default="",
        metadata=Field(
            label=marked("Note on the origin"),
            in_document=True,
        ).metadata(),
    )
    created: str = field(
        default="",
        metadata=Field(
            label=marked("Written on"),
            kind=Kind.DAY,
            personal=False,
        ).metadata(),
    )
    review_date: str = field(
        default="",
        metadata=Field(
            label=marked("Review date"),
            kind=Kind.DAY,
            personal=False,
            in_document=True,
        ).metadata(),
    )
    expires: str = field(
        default="",
        metadata=Field(
            label=marked("Valid until"),
            kind=Kind.DAY,
            personal=False,
        ).metadata(),
    )


FIELD_NAMES = {name: item.label for name, item in fields_of(Case).items()}
"""Labels (msgids) of the fields, in the order of the form."""

AnyCase = TypeVar("AnyCase", bound=Case)
