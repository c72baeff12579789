"""The log says what went wrong where, and nothing about people but ids."""

from __future__ import annotations

import json
import logging
import re
import stat
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from cases import service
from cases.model import Case
from kb.clock import utc_now
from kb.config import Settings
from kb.errors import BadInput, KbError
from kb.library import Library
from kb.logs import keeping_logs
from tests.support.forms import fill_in
from tests.support.people import PASSWORD, make_person, sign_in
from tests.support.server import ROOT, running_app
from tests.support.ws_client import PageSocket, texts

SECRET = "what somebody wrote"


def lines(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(line) for path in sorted(folder.glob("*.jsonl*")) for line in path.read_text("utf-8").splitlines()
    ]


def _fail() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        raise RuntimeError(SECRET) from error


def test_an_error_is_its_kind_and_place(settings: Settings) -> None:
    log = logging.getLogger("kb.test")
    with keeping_logs(settings):
        log.info("begun %s", 3, extra={"ids": {"person": "p1"}})
        try:
            _fail()
        except RuntimeError:
            log.exception("reference %s", "7F3A", extra={"ids": {"reference": "7F3A"}})
    log.warning("not kept")
    first, second = lines(settings.data_dir / "logs")
    assert (first["message"], first["person"], first["level"]) == ("begun 3", "p1", "INFO")
    assert second["reference"] == "7F3A"
    error = second["error"]
    assert isinstance(error, dict)
    assert (error["type"], error["cause"]["type"]) == ("RuntimeError", "ValueError")
    assert error["frames"][-1].startswith("tests/operations/test_logs.py:")
    assert SECRET not in json.dumps([first, second])
    assert stat.S_IMODE((settings.data_dir / "logs").stat().st_mode) == 0o700


def test_files_do_not_grow_for_ever(settings: Settings) -> None:
    with keeping_logs(settings, kept_mb=1):
        for _number in range(9000):
            logging.getLogger("kb.test").info("x" * 1000)
    folder = settings.data_dir / "logs"
    assert len(list(folder.glob("app-1.jsonl*"))) == 6
    assert sum(path.stat().st_size for path in folder.iterdir()) < 6.1 * 1024 * 1024


def test_each_process_has_its_own_file(settings: Settings) -> None:
    with keeping_logs(settings), keeping_logs(settings):
        assert (settings.data_dir / "logs" / ".app-2.lock").exists()
    with keeping_logs(settings):
        logging.getLogger("kb.test").info("again the first")
    assert [path.name for path in (settings.data_dir / "logs").glob("*.jsonl")] == ["app-1.jsonl"]


def test_an_unknown_level_is_refused(settings: Settings) -> None:
    with pytest.raises(BadInput), keeping_logs(replace(settings, log_level="LOUD")):
        pass


MARK = "印记zebra"


def test_what_people_write_is_not_logged(settings: Settings, library: Library) -> None:
    author = make_person(library.database, name=f"{MARK}name", login="zebralogin")
    story = Case(title=f"{MARK}title", situation=MARK, approach=MARK, result=MARK, tags=(MARK,))
    with keeping_logs(replace(settings, log_level="DEBUG")):
        record = service.start_case(library.database, author, story, now=utc_now())
        service.save_draft(library.database, author, record.id, story, record.revision, now=utc_now())
        with pytest.raises(KbError):
            service.submit_case(library, author, record.id, 99, now=utc_now())
        logging.getLogger("kb.test").info("done")
    kept = b"".join(path.read_bytes() for path in (settings.data_dir / "logs").iterdir()).decode()
    assert "done" in kept
    assert "zebra" not in kept


def test_the_app_logs_ids_and_references(tmp_path: Path) -> None:
    with running_app(
        tmp_path,
        app="tests/operations/slow_app.py",
        PYTHONPATH=str(ROOT),
        KB_LANGUAGE="en",
        KB_LOG_LEVEL="DEBUG",
    ) as app:
        person = make_person(app.database, login="zebralogin", name=f"{MARK}name")
        with httpx2.Client(base_url=app.base, timeout=20) as guest:
            fill_in(guest, "/signin", login="zebrawrong", password="zebrapassword")
            assert fill_in(guest, "/signin", login=person.login, password=PASSWORD).status_code == 303
        who = sign_in(app.database, person)
        with PageSocket(app.base, who.cookies) as page:
            shown = texts(page.rerun(query="do=fail"))
            cookie = "; ".join(f"{name}={value}" for name, value in who.cookies.items())
            answer = httpx2.get(f"{app.base}/fail", headers={"Cookie": cookie}, timeout=20)
    assert answer.status_code == 500
    of_request = re.findall(r"\b([0-9A-F]{4})\b", answer.text)[0]
    told = [line["error"] for line in lines(tmp_path / "data" / "logs") if line.get("reference") == of_request]
    assert [error["type"] for error in told] == ["RuntimeError"]  # type: ignore[index]
    reference = re.findall(r"\b([0-9A-F]{4})\b", shown)[0]
    kept = (tmp_path / "data" / "logs" / "app-1.jsonl").read_text("utf-8")
    found = [line for line in lines(tmp_path / "data" / "logs") if line.get("reference") == reference]
    assert len(found) == 1
    assert found[0]["person"] == person.id
    assert found[0]["error"]["type"] == "RuntimeError"  # type: ignore[index]
    for private in ("zebra", "somebody", PASSWORD, who.session.token, who.session.id):
        assert private not in kept
    assert next(line["message"] for line in lines(tmp_path / "data" / "logs")) == "started"
    assert "stopped, writes finished: True" in kept


def test_searches_are_logged_without_their_words(tmp_path: Path) -> None:
    with running_app(tmp_path) as app:
        who = sign_in(app.database, make_person(app.database))
        with PageSocket(app.base, who.cookies) as page:
            page.rerun(query=f"q={MARK}")
        written = b"".join(path.read_bytes() for path in (app.data_dir / "logs").iterdir()).decode() + app.log
    searched = [line for line in lines(tmp_path / "data" / "logs") if line["message"] == "searched"]
    assert [line["person"] for line in searched] == [who.person.id]
    assert "zebra" not in written
