"""Whether the app is alive and ready: told to anyone on the allowed hosts, and nothing more than that."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.support.browsers import Browser, opened_browsers
from tests.support.server import RunningApp, running_app


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_stranger_learns_that_it_is_alive_and_nothing_else(path: str, app: RunningApp, browser: Browser) -> None:
    stranger = browser()
    for _try in range(600):
        answer = stranger.get(path)
        if answer.status_code == 200:
            break
        assert answer.content == b""
        time.sleep(0.1)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert not answer.headers.get("set-cookie")
    assert stranger.head(path).status_code == 200
    assert stranger.post(path).status_code in (401, 403)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/healthz/", "/healthz/x", "//healthz", "/HEALTHZ"])
def test_another_host_or_another_spelling_learns_nothing(path: str, app: RunningApp, browser: Browser) -> None:
    assert browser().get(path, headers={"Host": "evil.example"}).status_code in (400, 421)
    if path not in ("/healthz", "/readyz"):
        assert browser().get(path).status_code == 401


def test_a_database_that_does_not_answer_is_503_without_a_reason(tmp_path: Path) -> None:
    with running_app(tmp_path) as running, opened_browsers(running) as browser:
        stranger = browser()
        assert stranger.get("/healthz").status_code == 200
        for file in running.data_dir.glob("kb.sqlite*"):
            file.rename(file.with_name(f"away-{file.name}"))
        answers = [stranger.get("/healthz"), stranger.get("/readyz")]
    assert [(answer.status_code, answer.content) for answer in answers] == [(503, b"")] * 2
