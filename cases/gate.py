"""The gate before review: what keeps a case out, and what its author and reviewer should look at."""

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
    """Return the name of a file with personal data in it masked."""
    return mask(name, find_personal_data(name))


@dataclass(frozen=True)
class GateReport:
    """Everything that was found out about a case before it is submitted.

    `findings` of personal data block where they are hard and warn where they are soft. `unread` and `unreadable` are
    names of attachments whose text is not known: nobody can say that they are clean, so they block too. `duplicates`
    need a decision each: `undecided` are those that have none.
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
        """Personal data that must go before anybody else sees the case."""
        return [finding for finding in self.findings if finding.span.hard]

    @property
    def is_open(self) -> bool:
        """Whether the case may be submitted."""
        blocked = self.problems or self.blocking or self.unread or self.unreadable or self.undecided
        return not blocked and self._is_complete

    @property
    def reasons(self) -> list[str]:
        """Why the case may not be submitted, in the language of the current reader; no personal data in it."""
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
    """A case that may not be submitted yet; `report` says why."""

    def __init__(self, report: GateReport) -> None:
        super().__init__("The case cannot be submitted yet.")
        self.report = report

    @property
    def message(self) -> str:
        """The reasons, a line each."""
        return "\n".join((translate(self.template), *self.report.reasons))
