"""Which permission each deed of this room needs, in one place."""

from __future__ import annotations

from kb.people.permissions import Action

USE = Action.READ_LIBRARY
SEE = Action.SEE_STATISTICS
ATTEST = Action.REVIEW_CASE
COMMISSION = Action.PUBLISH_CASE
