"""Define the results of the usage statistics. A figure that is None is hidden or has a zero denominator.

`hidden` says that it covers fewer than five people, or that such a group could be inferred from it.
`people` is how many people it covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb.i18n import marked
from kb.usage.figures.selection import Window

MIN_DAYS = 30
COUNT, RATE, RATIO = "count", "rate", "ratio"

VALID_CASES, ELIGIBLE, REUSED, REUSE_RATE = "valid_cases", "eligible_documents", "reused_documents", "reuse_rate"
READERS, REUSE_PER_READER = "active_readers", "reuse_per_reader"
VIEWS, DOWNLOADS, USES, OUTCOMES = "views", "downloads", "uses", "outcomes"
SEARCHES, SEARCH_OPENED, SEARCH_USED = "searches", "search_success", "search_use"
ZERO_RESULT, NO_CLICK = "zero_result", "no_click"

FIGURE_NAMES = {
    VALID_CASES: marked("Valid cases"),
    ELIGIBLE: marked("Documents published for 30 days or more"),
    REUSED: marked("Documents that were used"),
    REUSE_RATE: marked("Reuse rate"),
    READERS: marked("Active readers"),
    REUSE_PER_READER: marked("Reuse per active reader"),
    VIEWS: marked("Views"),
    DOWNLOADS: marked("Downloads"),
    USES: marked("Uses"),
    OUTCOMES: marked("Outcomes"),
    SEARCHES: marked("Searches"),
    SEARCH_OPENED: marked("Searches that led to a document"),
    SEARCH_USED: marked("Searches that led to a use"),
    ZERO_RESULT: marked("Searches without a result"),
    NO_CLICK: marked("Searches with no result opened"),
}
FIGURE_UNITS = {REUSE_RATE: RATE, SEARCH_OPENED: RATE, SEARCH_USED: RATE, REUSE_PER_READER: RATIO}
"""Units of figures; all others are counts."""


@dataclass(frozen=True)
class Change:
    """Compare a figure with another: the difference, and its percentage of the other (None if that is zero).

    The difference is in percentage points for a rate, else in the figure's own unit.
    """

    baseline: float
    difference: float
    percent: float | None


@dataclass(frozen=True)
class Baseline:
    """Describe a named window to compare with, as frozen by an administrator of the whole bank."""

    name: str
    window: Window
    frozen_by: str = ""
    frozen_at: str = ""


@dataclass(frozen=True)
class Figure:
    """Hold one headline number: `unit` is COUNT, RATE (0 to 1) or RATIO. `people` is its n; None for documents."""

    name: str
    unit: str = COUNT
    value: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    people: int | None = None
    hidden: bool = False
    before: Change | None = None
    baseline: Change | None = None


@dataclass(frozen=True)
class Headline:
    """Hold the figures of a window, each against the period before and the baseline.

    `before` is None if no such period exists; `baseline` is None if none is frozen or it overlaps the window.
    Figures that do not apply to the selection (searches of a business line) are left out.
    """

    window: Window
    before: Window | None
    baseline: Baseline | None
    figures: tuple[Figure, ...]

    def get(self, name: str) -> Figure | None:
        """Return the figure of a name."""
        return next((figure for figure in self.figures if figure.name == name), None)


@dataclass(frozen=True)
class TrendPoint:
    """Hold the counts of a week or month; None if hidden."""

    period: Window
    people: int | None = None
    views: int | None = None
    downloads: int | None = None
    uses: int | None = None
    outcomes: int | None = None
    reused_documents: int | None = None
    reuse_per_reader: float | None = None
    searches: int | None = None
    hidden: bool = False
    searches_hidden: bool = False


@dataclass(frozen=True)
class Trend:
    """Hold a window in weeks or months, in order."""

    by_week: bool
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True)
class FunnelStep:
    """Count one kind of event: how many people, documents, and pairs of both have it in the window.

    `pairs_through` are the pairs that also have every step before; `share` is `pairs_through` ÷ those of the step
    before (None for the first step). All are None if `hidden`: fewer than five people did it.
    """

    kind: str
    people: int | None = None
    documents: int | None = None
    pairs: int | None = None
    pairs_through: int | None = None
    share: float | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Funnel:
    """Hold the funnel view → download → apply → outcome; no steps where hidden."""

    steps: tuple[FunnelStep, ...]
    people: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class DocumentRow:
    """Hold a document and its use by people other than the authors; counts are None if hidden."""

    document_id: str
    title: str
    kind: str
    line: str
    published_on: date
    people: int | None = None
    views: int | None = None
    downloads: int | None = None
    uses: int | None = None
    outcomes: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class DocumentTable:
    """Hold documents by use; `hidden_rows` more were used by too few people to be shown."""

    rows: tuple[DocumentRow, ...]
    hidden_rows: int = 0
    hidden: bool = False


@dataclass(frozen=True)
class UnusedDocument:
    """Describe a document published for 30 days or more that no one but its authors has touched."""

    document_id: str
    title: str
    kind: str
    line: str
    published_on: date
    days_published: int


@dataclass(frozen=True)
class UnusedTable:
    """Hold never-used documents, the oldest first, and how many there are in all."""

    rows: tuple[UnusedDocument, ...]
    eligible: int
    hidden: bool = False


@dataclass(frozen=True)
class Contributor:
    """Hold an author: their valid documents at the end of the window, and uses of them by others in it."""

    person_id: str
    name: str
    unit_name: str
    state: str
    documents: int
    uses: int | None = None
    people: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class HeatRow:
    """Hold a unit's events per column; None in hidden cells. `direct` marks the parent's own people."""

    unit_id: str
    unit_name: str
    direct: bool
    people: int | None
    cells: tuple[int | None, ...]
    hidden: bool = False


@dataclass(frozen=True)
class HeatMap:
    """Hold the units directly below the chosen one, by kind of event or business line ("" for none)."""

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True)
class FirstReuse:
    """Hold the days from first publication to the first use by a person who is not an author.

    Of the documents first published in the window, `n` were used by its end and `waiting` were not; quartiles (linear)
    are over the `n`.
    """

    n: int = 0
    waiting: int = 0
    median: float | None = None
    lower: float | None = None
    upper: float | None = None
    hidden: bool = False


@dataclass(frozen=True)
class HalfLife:
    """Hold the age in days by which half of the views of the first year occurred.

    Over the documents whose first 365 days since first publication had passed by the end of the window (and by
    today): of all views by others at ages 0 to 364 days, the smallest age at or before which at least half lie.
    None without any such view.
    """

    days: int | None = None
    documents: int = 0
    views: int = 0
    hidden: bool = False


@dataclass(frozen=True)
class Rows:
    """Hold the rows a figure is made from, ready for a table or a file. Columns are message ids."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    hidden_rows: int = 0
