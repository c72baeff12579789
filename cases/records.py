"""A case's record: where it stands, whose it is, and which of its versions are worked on and read."""

from __future__ import annotations

from dataclasses import dataclass

from cases.states import State

NOBODY = ""
"""Owner of a case that came with a library or a file."""


@dataclass(frozen=True)
class CaseRecord:
    """Everything about a case but its content.

    `revision` grows with every change. `version` is the version worked on, `public_version` the one readers see,
    None where there is none. `changed_by` is the person who made the last change. Of a public version
    `review_date` and `expires` are known here too.
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
        """Whether readers see a version of it."""
        return self.public_version is not None

    @property
    def source(self) -> str:
        """What the case is called among documents."""
        return source_of(self.id)


def source_of(case_id: str) -> str:
    """The source that a case's document has."""
    return f"id:{case_id}"
