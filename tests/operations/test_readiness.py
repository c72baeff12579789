"""What `upgrade-check` says before a new version is let loose."""

from __future__ import annotations

import json
from pathlib import Path

from kb.config import Settings
from kb.library import Library
from kb.migrations import _STEPS, step_names
from kb.running import working_on
from kb.store import Database
from tests.operations.conftest import Run


def states(run: Run) -> tuple[dict[str, str], int]:
    result = run("upgrade-check", "--json")
    return {check["name"]: check["state"] for check in json.loads(result.stdout)}, result.exit_code


def test_a_fresh_backup_and_a_database_up_to_date(settings: Settings, library: Library, run: Run) -> None:
    found, code = states(run)
    assert (found["backup"], code) == ("stop", 1)
    assert run("backup").exit_code == 0
    found, code = states(run)
    assert code == 0
    assert found.pop("model") == "note"
    assert found == dict.fromkeys(("python", "sqlite", "running", "database", "backup", "disk"), "ok")
    with working_on(settings.data_dir):
        assert states(run)[0]["running"] == "note"
    assert step_names()[-1] in run("upgrade-check").stdout


def test_where_there_is_nothing(run: Run, settings: Settings) -> None:
    assert states(run)[1] == 0
    assert not settings.data_dir.exists()


def test_an_earlier_database_is_not_touched(settings: Settings, run: Run, tmp_path: Path) -> None:
    database = Database(settings.database_path)
    with database.migrating() as db:
        for statement in _STEPS[0].STATEMENTS:
            db.execute(statement)
        db.execute("CREATE TABLE _sqlite_migrations (migration_set TEXT, name TEXT, applied_at TEXT)")
        db.execute("INSERT INTO _sqlite_migrations VALUES ('kb', 'm001_documents', '2026-01-01')")
    assert run("backup").exit_code == 0, "an earlier database can be backed up before the upgrade"
    result = run("upgrade-check")
    assert result.exit_code == 0
    assert "m002_people" in result.stdout
    with database.read() as tx:
        assert tx.value("SELECT count(*) FROM _sqlite_migrations") == 1
    with database.write() as tx:
        tx.execute("INSERT INTO _sqlite_migrations VALUES ('kb', 'm999_flying', '2026-01-01')")
    database.close()
    found, code = states(run)
    assert (found["database"], code) == ("stop", 1)


def test_a_damaged_database_is_reported(settings: Settings, library: Library, originals: list[str], run: Run) -> None:
    library.database.close()
    data = bytearray(settings.database_path.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\xff" * 4096 * 6
    settings.database_path.write_bytes(data)
    found, code = states(run)
    assert (found["database"], code) == ("stop", 1)
    assert "model" not in found
