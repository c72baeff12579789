from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from cases import service
from cases.model import Case
from cases.states import State
from kb.library import Library
from kb.ui import upkeep
from kb.ui.upkeep import TASKS, run_maintenance
from tests.cases.conftest import hire, published, starter


def _stopped() -> threading.Event:
    stop = threading.Event()
    stop.set()
    return stop


def test_a_case_past_its_last_day_is_marked_as_expired(library: Library) -> None:
    staff = hire(library.database)
    case: Case = replace(starter("bill-pool"), expires="2026-11-25")
    record = published(library, staff.author, staff.trainer, case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.ui.upkeep.utc_now", lambda: "2026-11-25T15:59:59.000Z")
        run_maintenance(library, _stopped())
        assert service.get_work(library.database, staff.author, record.id).record.state is State.PUBLISHED
        patch.setattr("kb.ui.upkeep.utc_now", lambda: "2026-11-25T16:00:00.000Z")
        run_maintenance(library, _stopped())
    assert service.get_work(library.database, staff.author, record.id).record.state is State.EXPIRED


def test_one_task_that_fails_does_not_keep_the_others_from_running(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, said = [], []
    monkeypatch.setattr(upkeep._log, "exception", said.append)

    def fail(_library: Library) -> None:
        raise OSError("the disk is gone")

    run_maintenance(library, _stopped(), (fail, done.append, *TASKS))
    assert done == [library]
    assert said == ["maintenance failed; it is tried again"]
