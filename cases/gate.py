"""Report what blocks a case from review, and what its author and reviewer should look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.completeness import MINIMUM_TO_SUBMIT, Completeness
from cases.deidentify import Finding
from cases.duplicates import Candidate
from cases.model import FIELD_NAMES
from cases.rules import Problem
from kb.errors import BadInput
from kb.i18n import marked, translate
from kb.privacy.findings import KINDS, find_personal_data, mask
from kb.store import Row

UNREAD = marked("{name} has not been checked for personal data yet. Open the check again.")
UNREADABLE = marked("{name} cannot be read, so it cannot be checked for personal data. Remove it.")


def shown_name(name: str) -> str:
    """Return a file's name with personal data masked."""
    return mask(name, find_personal_data(name))


@dataclass(frozen=True)
class GateReport:
    """Results of the checks before a case is submitted.

    `findings` of personal data block if hard and warn if soft. `unread` and `unreadable` name attachments whose text
    is unknown and cannot be checked, so they block too. Each of `duplicates` needs a decision: `undecided` are those
    without one.
    """

    problems: Sequence[Problem]
    findings: Sequence[Finding]
    unread: Sequence[str]
    unreadable: Sequence[str]
    completeness: Completeness
    duplicates: Sequence[Candidate]
    undecided: Sequence[Candidate]
    decisions: Sequence[Row]

    @property
    def blocking(self) -> list[Finding]:
        """Return the personal data that must be removed before anyone else sees the case."""
        return [finding for finding in self.findings if finding.span.hard]

    @property
    def is_open(self) -> bool:
        """Return whether the case may be submitted."""
        blocked = self.problems or self.blocking or self.unread or self.unreadable or self.undecided
        return not blocked and self._is_complete

    @property
    def reasons(self) -> list[str]:
        """Return why the case may not be submitted, in the current language and without personal data."""
        reasons = [
            translate("{field}: {message}").format(field=translate(FIELD_NAMES[each.field]), message=each.message)
            for each in self.problems
        ]
        places = dict.fromkeys((finding.field, finding.span.kind) for finding in self.blocking)
        reasons += [
            translate("{field} holds personal data ({kind}). Mask it first.").format(
                field=translate(FIELD_NAMES[field]), kind=translate(KINDS[kind])
            )
            for field, kind in places
        ]
        reasons += [translate(UNREAD).format(name=shown_name(name)) for name in self.unread]
        reasons += [translate(UNREADABLE).format(name=shown_name(name)) for name in self.unreadable]
        if self.undecided:
            reasons.append(translate("{count} similar cases wait for your decision.").format(count=len(self.undecided)))
        if not self._is_complete:
            reasons.append(
                translate("The case is {score} % complete; {needed} % are needed.").format(
                    score=self.completeness.score, needed=MINIMUM_TO_SUBMIT
                )
            )
        return reasons

    @property
    def _is_complete(self) -> bool:
        return self.completeness.score >= MINIMUM_TO_SUBMIT


class GateClosed(BadInput):
    """Raised if a case may not be submitted yet; `report` holds the reasons."""

    def __init__(self, report: GateReport) -> None:
        super().__init__("The case cannot be submitted yet.")
        self.report = report

    @property
    def message(self) -> str:
        """Return the reasons, one per line."""
        return "\n".join((translate(self.template), *self.report.reasons))
