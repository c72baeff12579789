"""An app that is told to stop ends soon, and what it was writing is written."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from kb.errors import NotReady
from kb.library import Library
from kb.store import Database
from tests.support.people import signed_in
from tests.support.server import ROOT, running_app
from tests.support.ws_client import PageSocket


@pytest.mark.parametrize("where", ["page", "route"])
def test_a_write_that_goes_on_is_finished(where: str, tmp_path: Path) -> None:
    with running_app(tmp_path, app="tests/operations/slow_app.py", PYTHONPATH=str(ROOT)) as app:
        who = signed_in(app.database)

        def _ask() -> None:
            with suppress(Exception):
                if where == "page":
                    with PageSocket(app.base, who.cookies) as page:
                        page.rerun(query="do=write")
                else:
                    cookie = "; ".join(f"{name}={value}" for name, value in who.cookies.items())
                    httpx2.get(f"{app.base}/slow", headers={"Cookie": cookie}, timeout=20)

        asking = threading.Thread(target=_ask)
        asking.start()
        deadline = time.monotonic() + 20
        while not (tmp_path / "began").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        told = time.monotonic()
    assert time.monotonic() - told < 10
    asking.join(20)
    assert app.exit_status in (0, -signal.SIGTERM), "ended by itself, not killed"
    with Database(app.data_dir / "kb.sqlite").read() as tx:
        names = [row[0] for row in tx.tuples("SELECT name FROM counters WHERE name LIKE :like", {"like": f"{where}%"})]
    assert names == [f"{where} began", f"{where} ended"]


def test_new_writes_are_refused_while_stopping(library: Library) -> None:
    assert library.database.stop_writing(1)
    with pytest.raises(NotReady), library.database.write():
        pass


def test_waiting_for_a_write_has_an_end(library: Library) -> None:
    began, go_on = threading.Event(), threading.Event()

    def _write() -> None:
        with library.database.write():
            began.set()
            go_on.wait(10)

    writer = threading.Thread(target=_write)
    writer.start()
    began.wait(10)
    assert not library.database.stop_writing(0.05)
    go_on.set()
    assert library.database.stop_writing(10)
    writer.join()
