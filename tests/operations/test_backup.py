"""Backups made beside a running app, restored, and tried in a drill."""

from __future__ import annotations

import json
import os
import shutil
import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from cases import service
from cases.attachments import FileText
from cases.model import Case
from kb.clock import shift, utc_now
from kb.config import Settings
from kb.errors import BadInput, Conflict, NotAllowed, NotReady
from kb.i18n import using_language
from kb.library import Library, open_library
from kb.migrations import step_names
from kb.operations import backup
from kb.operations import operation_store as store
from kb.operations.backup import make_backup
from kb.operations.drill import run_drill
from kb.operations.manifest import broken_files, list_backups, read_manifest
from kb.operations.restore import restore
from kb.operations.service import operations_status, run_backup
from kb.people.person import Role
from kb.running import working_on
from kb.search.documents import list_file_hashes
from kb.store import Database
from tests.conftest import WordEncoder
from tests.operations.conftest import NOW, Run, add_original
from tests.support.people import make_person, make_unit, signed_in


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def later(seconds: float) -> str:
    return shift(NOW, seconds=seconds)


def test_a_backup_holds_the_database_and_every_original(
    settings: Settings, library: Library, originals: list[str]
) -> None:
    (settings.files_dir / originals[0][:2] / ".new-cut-short").write_bytes(b"x")
    folder = make_backup(settings, NOW)
    assert folder == settings.data_dir.parent / "backups" / "kb-20260301T120000Z"
    manifest = read_manifest(folder)
    assert tree(folder) == {"manifest.json", "kb.sqlite", *(f"files/{name[:2]}/{name}" for name in originals)}
    assert broken_files(folder, manifest) == manifest.problems == []
    assert manifest.counts["documents"] == 5
    assert manifest.steps[-1] == step_names()[-1]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*.sqlite")} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_later_backups_share_files_with_the_earlier_and_not_with_the_library(
    settings: Settings, library: Library, originals: list[str]
) -> None:
    place = f"files/{originals[0][:2]}/{originals[0]}"
    first, second = make_backup(settings, NOW), make_backup(settings, later(60))
    assert (first / place).samefile(second / place)
    assert not (settings.data_dir / place).samefile(first / place)
    (second / place).write_bytes(b"rotten")
    third = make_backup(settings, later(120))
    assert broken_files(third, read_manifest(third)) == []
    assert len(broken_files(second, read_manifest(second))) == 1


def test_old_ones_go_and_what_was_cut_short_is_cleared(
    settings: Settings, library: Library, originals: list[str]
) -> None:
    root = settings.backups_dir
    (root / "kb-20260101T000000Z.partial").mkdir(parents=True)
    (root / "notes").mkdir()
    (root / ".drill-now").mkdir()
    (root / ".drill-old").mkdir()
    (settings.data_dir / "backup-1.sqlite").touch()
    (settings.files_dir / originals[0][:2] / ".new-old").touch()
    for path in (root / ".drill-old", settings.data_dir / "backup-1.sqlite", *settings.files_dir.glob("*/.new-old")):
        os.utime(path, (1, 1))
    made = [make_backup(settings, later(number), keep=2) for number in range(4)]
    assert list_backups(root) == made[2:]
    assert {path.name for path in root.iterdir()} == {"notes", ".lock", ".drill-now", *(path.name for path in made[2:])}
    assert not [name for name in tree(settings.data_dir) if "backup-" in name or ".new-" in name]
    with pytest.raises(Conflict):
        make_backup(settings, later(3))
    assert list_backups(root) == made[2:]


def test_while_people_write_nothing_that_the_copy_names_is_missing(
    settings: Settings, library: Library, originals: list[str], tmp_path: Path
) -> None:
    stop = threading.Event()

    def _write() -> None:
        number = 100
        while not stop.is_set():
            add_original(library, number)
            number += 1

    writer = threading.Thread(target=_write)
    writer.start()
    try:
        made = [make_backup(settings, later(number), to=tmp_path / "b") for number in range(4)]
    finally:
        stop.set()
        writer.join()
    for folder in made:
        copy = Database(folder / "kb.sqlite")
        with copy.read() as tx:
            named = list_file_hashes(tx)
        copy.close()
        assert len(named) >= 5
        assert all((folder / "files" / name[:2] / name).is_file() for name in named)
        assert read_manifest(folder).problems == []


def test_a_file_that_is_renamed_while_leftovers_are_looked_for_is_no_leftover(tmp_path: Path) -> None:
    assert not backup._is_old(tmp_path / ".new-gone")


def test_a_missing_or_rotten_original_is_named(settings: Settings, library: Library, originals: list[str]) -> None:
    library.files.path_of(originals[0]).unlink()
    library.files.path_of(originals[1]).write_bytes(b"rotten")
    problems = run_backup(settings, None, NOW).problems
    assert len(problems) == 2
    assert originals[0] in problems[0]
    assert originals[1] in problems[1]


def test_attachments_of_cases_are_originals_too(settings: Settings, library: Library) -> None:
    author = make_person(library.database)
    draft = service.start_case(library.database, author, Case(title="Plan"), now=utc_now())
    kept = service.keep_attachment(
        library,
        author,
        draft.id,
        "plan.txt",
        "text/plain",
        b"a plan",
        read_text=lambda _name, content: FileText(content.decode()),
        now=utc_now(),
    ).attachment
    attached = Case(title="Plan", attachments=(kept,))
    service.save_draft(library.database, author, draft.id, attached, draft.revision, now=utc_now())
    assert run_backup(settings, None, NOW).problems == []
    assert (
        settings.backups_dir / "kb-20260301T120000Z" / "files" / kept.hash[:2] / kept.hash
    ).read_bytes() == b"a plan"
    library.files.path_of(kept.hash).unlink()
    assert kept.hash in run_backup(settings, None, later(60)).problems[0]


def test_restoring_brings_everything_back_and_keeps_what_was_there(
    settings: Settings, library: Library, originals: list[str]
) -> None:
    signed_in(library.database)
    backup = make_backup(settings, NOW)
    add_original(library, 9)
    library.database.close()
    aside = restore(settings, backup, later(60))
    assert aside == settings.data_dir.with_name("data.before-20260301T120100Z")
    restored = open_library(settings)
    with restored.database.read() as tx:
        counts = store.count_rows(tx)
        assert set(list_file_hashes(tx)) == set(originals)
    assert counts["documents"] == 5
    assert counts["sessions"] == 0, "nobody who signed out since gets in again"
    assert restored.database.problems() == []
    restored.database.close()
    with Database(aside / "kb.sqlite").read() as tx:
        assert store.count_rows(tx)["documents"] == 6
    assert {path.name for path in settings.data_dir.parent.iterdir()} == {"backups", "data", aside.name}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
def test_root_restores_for_the_owner_of_the_folder(settings: Settings, library: Library, originals: list[str]) -> None:
    backup = make_backup(settings, NOW)
    library.database.close()
    os.chown(settings.data_dir, 65534, 65534)
    restore(settings, backup, later(60))
    assert {path.stat().st_uid for path in [settings.data_dir, *settings.data_dir.rglob("*")]} == {65534}


def test_a_restore_refuses_while_the_folder_is_in_use(
    settings: Settings, library: Library, originals: list[str], run: Run
) -> None:
    backup = make_backup(settings, NOW)
    with working_on(settings.data_dir), working_on(settings.data_dir):
        result = run("restore", backup)
        assert result.exit_code == 1
        assert "Stop it first" in result.stderr
    with working_on(settings.data_dir, exclusive=True), pytest.raises(NotReady):
        working_on(settings.data_dir).__enter__()
    assert run("restore", backup).exit_code == 0
    assert json.loads(run("doctor", "--json").stdout)["documents"] == {"case": 5}


def _lose_a_file(folder: Path) -> None:
    next(path for path in (folder / "files").rglob("*") if path.is_file()).unlink()


def _flip(folder: Path) -> None:
    data = bytearray((folder / "kb.sqlite").read_bytes())
    data[5000] ^= 1
    (folder / "kb.sqlite").write_bytes(data)


def _cut_manifest(folder: Path) -> None:
    text = (folder / "manifest.json").read_text("utf-8")
    (folder / "manifest.json").write_text(text[:-20], "utf-8")


def _count_wrong(folder: Path) -> None:
    text = (folder / "manifest.json").read_text("utf-8")
    (folder / "manifest.json").write_text(text.replace('"documents": 5', '"documents": 6'), "utf-8")


def _from_the_future(folder: Path) -> None:
    text = (folder / "manifest.json").read_text("utf-8")
    (folder / "manifest.json").write_text(text.replace(step_names()[-1], "m999_flying"), "utf-8")


@pytest.mark.parametrize("harm", [_lose_a_file, _flip, _cut_manifest, _count_wrong, _from_the_future])
def test_a_harmed_backup_is_refused_before_anything_is_touched(
    harm: Callable[[Path], None], settings: Settings, library: Library, originals: list[str]
) -> None:
    backup = make_backup(settings, NOW)
    harm(backup)
    before = tree(settings.data_dir) - {"running.lock"}
    with pytest.raises(BadInput):
        restore(settings, backup, later(60))
    assert tree(settings.data_dir) - {"running.lock"} == before
    assert {path.name for path in settings.data_dir.parent.iterdir()} == {"backups", "data"}
    assert not run_drill(settings, None, later(60)).good


def test_restoring_where_there_was_nothing(settings: Settings, library: Library, originals: list[str]) -> None:
    backup = make_backup(settings, NOW)
    library.database.close()
    shutil.rmtree(settings.data_dir)
    assert restore(settings, backup, later(60)) is None
    assert {path.name for path in settings.data_dir.parent.iterdir()} == {"backups", "data"}


def test_a_damaged_database_drives_out_no_good_backup(
    settings: Settings, library: Library, originals: list[str]
) -> None:
    good = make_backup(settings, NOW, keep=1)
    library.database.close()
    data = bytearray(settings.database_path.read_bytes())
    data[8192:12288] = os.urandom(4096)
    settings.database_path.write_bytes(data)
    with pytest.raises(NotReady):
        make_backup(settings, later(60), keep=1)
    assert list_backups(settings.backups_dir) == [good]


def test_sealed_backups_need_the_key(
    settings: Settings, library: Library, originals: list[str], tmp_path: Path, run: Run
) -> None:
    key, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"# made today\n{key}\n")
    (tmp_path / "other").write_text(f"{other}\n")
    sealed = replace(settings, backup_recipient=str(key.to_public()))
    backup = make_backup(sealed, NOW)
    assert all(name == "manifest.json" or name.endswith(".age") for name in tree(backup))
    assert "应收账款".encode() not in b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file())
    assert not list(settings.data_dir.glob("backup-*"))
    for refused in (run("restore", backup), run("restore", backup, "--identity", tmp_path / "other")):
        assert refused.exit_code == 1
        assert "key" in refused.stderr
    assert run("drill", backup, "--identity", tmp_path / "key").exit_code == 0
    assert run("restore", backup, "--identity", tmp_path / "key").exit_code == 0
    assert json.loads(run("doctor", "--json").stdout)["documents"] == {"case": 5}


def test_a_drill_asks_what_people_asked(settings: Settings, library: Library, originals: list[str], run: Run) -> None:
    encoder = WordEncoder()
    assert "no backup" in run("drill").stderr
    assert run("backup").exit_code == 0
    report = run_drill(settings, None, NOW, encoder=encoder)
    assert (report.problems, report.files, report.searches) == ([], 6, 5)
    add_original(library, 9)
    assert run_drill(settings, None, NOW, encoder=encoder).good
    result = run("drill", "--json")
    assert json.loads(result.stdout)["problems"] == []
    with library.database.read() as tx:
        assert [run["kind"] for run in store.list_runs(tx, 9)] == ["drill", "drill", "drill", "backup"]
    assert not list(settings.backups_dir.glob(".drill*"))


def test_a_drill_notices_a_backup_that_answers_otherwise(
    settings: Settings, library: Library, originals: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_backup(settings, NOW)
    monkeypatch.setattr("kb.operations.drill.latest_revision", lambda tx: 1)
    for number in range(20, 40):
        add_original(library, number)
    with using_language("en"):
        problems = run_drill(settings, None, NOW).problems
    assert problems
    assert all("different documents" in problem for problem in problems)
    with library.database.read() as tx:
        last = store.list_runs(tx, 1)[0]
    assert last["good"] == 0


def test_backing_up_is_for_administrators_of_the_whole_house(settings: Settings, library: Library) -> None:
    unit = make_unit(library.database, "Branch")
    trainer = make_person(library.database, Role.TRAINER)
    branch_admin = make_person(library.database, Role.ADMIN, unit_id=unit.id)
    admin = make_person(library.database, Role.ADMIN)
    for person in (trainer, branch_admin):
        with pytest.raises(NotAllowed):
            run_backup(settings, person, NOW)
        with pytest.raises(NotAllowed):
            operations_status(library.database, person, settings, now=NOW)
    assert list_backups(settings.backups_dir) == []
    status = operations_status(library.database, admin, settings, now=NOW)
    assert (status.backup_at, status.backup_overdue, status.drill_overdue) == ("", True, True)
    run_backup(settings, admin, NOW)
    status = operations_status(library.database, admin, settings, now=later(3600))
    with library.database.read() as tx:
        actions = [row[0] for row in tx.tuples("SELECT action FROM audit ORDER BY number DESC")]
    assert (status.backup_at, status.backup_overdue) == (NOW, False)
    assert actions[0] == "run_backup"
    assert operations_status(library.database, admin, settings, now=later(48 * 3600)).backup_overdue
