"""Define the record of a case: its state, its owner, and its current and public versions."""

from __future__ import annotations

from dataclasses import dataclass

from cases.states import State

NOBODY = ""
"""Owner id of a case that was imported without a person."""


@dataclass(frozen=True)
class CaseRecord:
    """Everything about a case except its content.

    `revision` increases with every change. `version` is the current version, `public_version` the one readers see or
    None. `changed_by` is the id of the person who made the last change. `review_date` and `expires` (ISO days)
    repeat those of the public version.
    """

    id: str
    title: str
    state: State
    revision: int
    version: int
    public_version: int | None
    owner_id: str
    unit_id: str
    reviewer_id: str
    changed_by: str
    created_at: str
    changed_at: str
    submitted_at: str | None = None
    claimed_at: str | None = None
    published_at: str | None = None
    review_date: str = ""
    expires: str = ""
    owner_name: str = ""
    unit_name: str = ""
    unit_path: str = ""
    reviewer_name: str = ""
    changed_by_name: str = ""

    @property
    def is_public(self) -> bool:
        """Return whether readers see a version of it."""
        return self.public_version is not None

    @property
    def source(self) -> str:
        """Return the `source` of the case's document."""
        return source_of(self.id)


def source_of(case_id: str) -> str:
    """Return the `source` of the document of a case."""
    return f"id:{case_id}"
