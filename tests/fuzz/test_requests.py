"""Requests that no browser sends, to the running app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from bench.fuzz.http import App, running
from bench.fuzz.outcome import Defect
from bench.fuzz.running import run
from bench.small_library import settings_of
from kb.people.person import Role
from kb.store import Database
from tests.support.people import signed_in


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with running(tmp_path_factory.mktemp("requests") / "app", share=1) as app:
        yield app


def test_requests_are_answered_or_refused(app: App, tmp_path: Path) -> None:
    (tally,) = run([app], 120, seed=20, keep=tmp_path)
    assert tally.defects == []
    assert 0 < app.megabytes() < 1500


@pytest.mark.parametrize("version", ["9" * 30, "9" * 5000, "-1", "²", "1.5", "%00"])
def test_versions_that_are_no_numbers(app: App, version: str) -> None:
    manager = signed_in(Database(settings_of(app.folder).database_path))
    answer = httpx2.get(f"{app.base}/download/x/{version}", cookies=manager.cookies)
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize("path", ["/export/statistics.xlsx", "/report/usage"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=9999-12-30&to=9999-12-31", 400),
        ("from=9998-12-01&to=9998-12-31", 200),
        ("from=0001-01-01&to=0001-01-09", 200),
        ("from=0001-01-01&to=9999-12-31", 400),
        ("from=2026-01-01&to=2026-01-31&unit=/house/nowhere/", 404),
    ],
)
def test_days_and_units_that_are_none(app: App, path: str, query: str, status: int) -> None:
    trainer = signed_in(Database(settings_of(app.folder).database_path), Role.TRAINER)
    answer = httpx2.get(f"{app.base}{path}?{query}", cookies=trainer.cookies, timeout=20)
    assert answer.status_code == status, answer.text[:300]


def test_a_trace_in_the_log_is_noticed(app: App) -> None:
    with (app.folder / "log.txt").open("a") as log:
        log.write("Traceback (most recent call last):\n")
    with pytest.raises(Defect, match="the log"):
        app.look_back()
