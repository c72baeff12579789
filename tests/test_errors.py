from __future__ import annotations

import pytest

from kb.errors import BadInput, Conflict, KbError, NotAllowed, NotFound, NotReady
from kb.people.attempts import TooManyAttempts


class _Closed(NotAllowed):
    """A kind of refusal, as any room may make one."""


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (KbError("?"), 400),
        (BadInput("?"), 400),
        (NotAllowed("?"), 403),
        (NotFound("?"), 404),
        (Conflict("?"), 409),
        (NotReady("?"), 503),
        (TooManyAttempts(60), 429),
        (_Closed("?"), 403),
    ],
)
def test_each_kind_of_error_says_its_status_and_its_subclasses_with_it(error: KbError, status: int) -> None:
    assert error.status == status
