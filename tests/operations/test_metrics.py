"""Figures for monitoring: who may read them, and that they are right."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from kb.clock import shift, utc_now
from kb.config import Settings
from kb.errors import NotAllowed
from kb.library import Library
from kb.metrics import SEARCHES
from kb.operations.backup import make_backup
from kb.operations.figures import metrics_text
from kb.people.person import Role
from kb.search.query import read_query
from kb.usage.ledger.service import record_search, record_view
from tests.support.people import make_person, make_unit, signed_in
from tests.support.server import RunningApp, running_app

TOKEN = "a-token-for-the-monitoring"


def figures(text: str) -> dict[str, float]:
    return {
        "|".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_figures_are_those_of_the_library(settings: Settings, library: Library, originals: list[str]) -> None:
    someone = signed_in(library.database).person
    admin = make_person(library.database, Role.ADMIN)
    now = utc_now()
    with library.database.read() as tx:
        document_id = str(tx.value("SELECT id FROM documents"))
    record_search(library.database, someone, "保理", 5, now=now)
    record_view(library.database, someone, document_id, 1, now=now)
    before = SEARCHES.labels("yes")._value.get()
    library.engine.search(read_query("保理"))
    first = figures(metrics_text(library.database, admin, settings, now=now).decode())
    assert "kb_backup_age_seconds" not in first
    make_backup(settings, now[:19] + ".000Z")
    text = metrics_text(library.database, None, settings, now=shift(now, seconds=100)).decode()
    found = figures(text)
    assert found["kb_live_sessions"] == 1
    assert found["kb_documents|case"] == 5
    assert (found["kb_ledger_events|view"], found["kb_ledger_events|search"]) == (1, 1)
    assert found["kb_searches_total|yes"] == before + 1
    assert found["kb_search_seconds_count"] >= 1
    assert found["kb_errors_total|page"] >= 0
    assert found["kb_ingested_files_total|added"] >= 0
    assert found["kb_database_bytes"] > 10_000
    assert 100 <= found["kb_backup_age_seconds"] < 102
    for private in (someone.id, someone.login, someone.name, "保理"):
        assert private not in text


def test_they_are_for_administrators_of_the_house(settings: Settings, library: Library) -> None:
    unit = make_unit(library.database, "Branch")
    for person in (
        make_person(library.database, Role.TRAINER),
        make_person(library.database, Role.ADMIN, unit_id=unit.id),
    ):
        with pytest.raises(NotAllowed):
            metrics_text(library.database, person, settings, now=utc_now())


@pytest.fixture(scope="module")
def monitored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    folder = tmp_path_factory.mktemp("monitored")
    (folder / "token").write_text(f"{TOKEN}\n")
    with running_app(folder, KB_METRICS_TOKEN_FILE=str(folder / "token")) as running:
        yield running


def _get(app: RunningApp, path: str = "/metrics", **headers: str) -> httpx2.Response:
    return httpx2.get(app.base + path, headers=headers, timeout=20)


def test_the_token_opens_the_figures_and_nothing_else(monitored: RunningApp) -> None:
    answer = _get(monitored, Authorization=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert figures(answer.text)["kb_live_sessions"] == 0
    for path in ("/", "/_stcore/health", "/metrics/", "/_stcore/metrics", "/export/audit.csv", "/metrics/x"):
        assert _get(monitored, path, Authorization=f"Bearer {TOKEN}").status_code == 401
    for wrong in ("", "Bearer", f"bearer {TOKEN}", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer \xfc"):
        headers = {"Authorization": wrong.encode("latin-1")}
        answer = httpx2.get(monitored.base + "/metrics", headers=headers, timeout=20)  # type: ignore[arg-type]
        assert answer.status_code == 401
    token_file = monitored.data_dir.parent / "token"
    token_file.write_text("short")
    assert _get(monitored, Authorization="Bearer short").status_code == 401
    token_file.write_text("")
    assert _get(monitored, Authorization="Bearer").status_code == 401
    token_file.unlink()
    assert _get(monitored, Authorization=f"Bearer {TOKEN}").status_code == 401


def test_signed_in_people_need_the_right(monitored: RunningApp) -> None:
    for role, status in ((Role.CLIENT_MANAGER, 403), (Role.TRAINER, 403), (Role.ADMIN, 200)):
        who = signed_in(monitored.database, role)
        cookie = "; ".join(f"{name}={value}" for name, value in who.cookies.items())
        assert _get(monitored, Cookie=cookie).status_code == status
    assert _get(monitored).status_code == 401
