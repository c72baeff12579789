"""Two app processes on one data folder: what one does, the other knows."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from kb.people.audit import verify_chain
from tests.support.forms import fill_in
from tests.support.people import PASSWORD, make_person, sign_in
from tests.support.server import ROOT, RunningApp, running_app
from tests.support.ws_client import PageSocket, texts

Pair = tuple[RunningApp, RunningApp]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("pair")
    data = str(folder / "a" / "data")
    with (
        running_app(folder / "a", KB_LANGUAGE="en") as first,
        running_app(folder / "b", KB_DATA_DIR=data, KB_LANGUAGE="en") as second,
    ):
        yield first, second


def test_who_signs_out_at_one_is_out_at_both(pair: Pair) -> None:
    first, second = pair
    person = make_person(first.database)
    with httpx2.Client(base_url=first.base, timeout=20) as here, httpx2.Client(timeout=20) as there:
        assert fill_in(here, "/signin", login=person.login, password=PASSWORD).status_code == 303
        there.cookies = here.cookies
        assert there.get(f"{second.base}/_stcore/health").status_code == 200
        assert fill_in(here, "/signout").status_code == 303
        assert there.get(f"{second.base}/_stcore/health").status_code == 401


def test_what_one_takes_in_the_other_finds(pair: Pair, tmp_path: Path) -> None:
    first = pair[0]
    (tmp_path / "a.md").write_text("# Invoice finance\n\nzetaword", "utf-8")
    environment = {"KB_DATA_DIR": str(first.data_dir), "KB_EMBEDDING_MODEL": "/nowhere", "KB_LANGUAGE": "en"}
    subprocess.run([sys.executable, "-m", "ingest", str(tmp_path)], cwd=ROOT, env=environment, check=False)
    who = sign_in(first.database, make_person(first.database))
    for app in pair:
        with PageSocket(app.base, who.cookies) as page:
            assert "Invoice finance" in texts(page.rerun(query="q=zetaword"))


def test_both_write_at_once(pair: Pair) -> None:
    people = [make_person(pair[0].database) for _number in range(4)]

    def _come_and_go(app: RunningApp, login: str, address: str) -> None:
        for _number in range(5):
            with httpx2.Client(base_url=app.base, headers={"X-Forwarded-For": address}, timeout=30) as browser:
                codes.append(fill_in(browser, "/signin", login=login, password=PASSWORD).status_code)

    codes: list[int] = []
    threads = [
        threading.Thread(target=_come_and_go, args=(pair[number % 2], person.login, f"10.8.0.{number}"))
        for number, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [303] * 20
    with pair[0].database.read() as tx:
        assert verify_chain(tx) == []
        signed_in = tx.value("SELECT count(*) FROM audit WHERE action = 'sign_in'")
    assert signed_in >= 20
    logs = pair[0].data_dir / "logs"
    assert {path.name for path in logs.glob("*.jsonl")} == {"app-1.jsonl", "app-2.jsonl"}


def test_nothing_is_restored_under_them(pair: Pair) -> None:
    environment = {"KB_DATA_DIR": str(pair[0].data_dir), "KB_EMBEDDING_MODEL": "/nowhere", "KB_LANGUAGE": "en"}

    def _run(*command: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "kb", *command]
        return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert _run("backup").returncode == 0
    refused = _run("restore", *map(str, (pair[0].data_dir.parent / "backups").glob("kb-*")))
    assert refused.returncode == 1
    assert "Stop it first" in refused.stderr
