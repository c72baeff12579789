"""The data folder is its owner's, a backup leads nowhere else, and the audit log's head is written down."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import stat
from pathlib import Path

import pytest

from kb.clock import utc_now
from kb.config import Settings
from kb.files import close_to_others, is_open_to_others
from kb.operations.backup import make_backup
from kb.operations.manifest import broken_files, read_manifest
from kb.people import audit
from kb.people.person import Role
from kb.store import Database
from tests.support.people import make_person

POSIX = pytest.mark.skipif(os.name != "posix", reason="rights of files are of another kind on Windows")


@POSIX
@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o777])
def test_a_data_folder_that_was_open_is_closed(mode: int, tmp_path: Path) -> None:
    tmp_path.chmod(mode)
    assert is_open_to_others(tmp_path)
    close_to_others(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert not is_open_to_others(tmp_path)


def _with_a_file(backup: Path, place: str, content: bytes) -> list[str]:
    values = json.loads((backup / "manifest.json").read_text("utf-8"))
    digest = hashlib.sha256(content).hexdigest()
    values["files"] = [{"path": place, "size": len(content), "sha256": digest}]
    (backup / "manifest.json").write_text(json.dumps(values), "utf-8")
    return broken_files(backup, read_manifest(backup))


def test_a_backup_names_no_file_outside_itself(settings: Settings, database: Database, tmp_path: Path) -> None:
    backup = make_backup(settings, utc_now(), to=tmp_path / "backups")
    outside = tmp_path / "outside"
    outside.write_bytes(b"x")
    (backup / "linked").symlink_to(outside)
    (backup / "folder").symlink_to(tmp_path)
    (backup / "own").write_bytes(b"x")
    for place in (
        str(outside),
        "../outside",
        "linked",
        "folder/outside",
        "files/../../outside",
        "C:\\x",
        "a\\..\\b",
        "",
    ):
        assert _with_a_file(backup, place, b"x"), place
    assert _with_a_file(backup, "own", b"x") == []


def test_each_backup_writes_down_how_far_the_audit_log_goes(
    settings: Settings, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    person = make_person(database, Role.ADMIN)
    with database.write() as tx:
        audit.record(tx, person, "test", person.id, utc_now())
        number, digest = audit.head(tx)
    with caplog.at_level(logging.INFO, "kb.backup"):
        manifest = read_manifest(make_backup(settings, utc_now(), to=tmp_path / "backups"))
    assert (manifest.audit_number, manifest.audit_hash) == (number, digest)
    assert digest in caplog.text
