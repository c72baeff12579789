"""Files become documents: who they are, what happens the second time, what is left out."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cases.service import get_public_case, withdraw_case
from ingest.pipeline import ingest_paths
from ingest.summary import Summary
from kb.clock import utc_now
from kb.config import Settings
from kb.errors import BadInput
from kb.files import FileStore
from kb.people.person import Role
from kb.search.documents import get_document, set_status
from kb.store import Database
from tests.conftest import WordEncoder
from tests.ingest import making
from tests.support.people import make_person

NOW = "2026-03-01T12:00:00.000Z"
Ingest = Callable[..., Summary]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture
def ingest(database: Database, settings: Settings, folder: Path) -> Ingest:
    def _ingest(*paths: Path, **options: object) -> Summary:
        store = FileStore(settings.files_dir)
        return ingest_paths(database, store, paths or [folder], **({"now": NOW} | options))  # type: ignore[arg-type]

    return _ingest


def counts(summary: Summary) -> tuple[int, int, int, int]:
    return summary.added, summary.updated, summary.unchanged, len(summary.failed)


def documents(database: Database) -> dict[str, dict[str, object]]:
    with database.read() as tx:
        ids = tx.tuples("SELECT source, id FROM documents ORDER BY ordinal")
        return {source: get_document(tx, document_id) for source, document_id in ids}


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, "utf-8")


def test_a_file_without_a_date_is_of_the_banks_day(
    ingest: Ingest, database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    write(folder, 无日期="正文")
    ingest(now="2026-11-24T18:00:00.000Z")
    monkeypatch.undo()
    time.tzset()
    (document,) = documents(database).values()
    assert document["published_on"] == "2026-11-25", "it is past midnight in Beijing"


def test_identity_title_kind_tags_and_date(ingest: Ingest, database: Database, folder: Path) -> None:
    head = "id: template-1\nkind: template\ntitle: 订单融资\ntags: 供应链，小微, 小微\ncreated: 2026-01-05\nlevel: 2"
    write(folder, a=f"---\n{head}\n---\n正文一。", b="# 反洗钱\n\n正文二。", c="正文三。")
    assert counts(ingest()) == (3, 0, 0, 0)
    found = documents(database)
    assert list(found) == ["id:template-1", f"file:{folder.as_posix()}/b.md", f"file:{folder.as_posix()}/c.md"]
    first, second, third = found.values()
    assert (first["title"], first["kind"], first["published_on"]) == ("订单融资", "template", "2026-01-05")
    assert (first["tags"], first["meta"]) == (["供应链", "小微"], {"level": 2})
    assert (second["title"], second["kind"], second["published_on"]) == ("反洗钱", "material", "2026-03-01")
    assert third["title"] == "c"
    assert third["file_name"] == "c.md"


def test_the_option_overrules_the_head(ingest: Ingest, database: Database, folder: Path) -> None:
    write(folder, a="---\nkind: case\n---\n正文。")
    ingest(kind="template")
    assert [document["kind"] for document in documents(database).values()] == ["template"]
    with pytest.raises(BadInput, match="no kind"):
        ingest(kind="x")


def test_a_date_that_is_none_stays_in_the_meta(ingest: Ingest, database: Database, folder: Path) -> None:
    write(folder, a="---\ncreated: 去年\ndate: 2026-02-03 10:00:00\n---\n正文。")
    ingest()
    (document,) = documents(database).values()
    assert (document["published_on"], document["meta"]) == ("2026-02-03", {"created": "去年"})


def test_originals_are_kept(ingest: Ingest, database: Database, settings: Settings, folder: Path) -> None:
    write(folder, a="正文。")
    ingest()
    (document,) = documents(database).values()
    assert FileStore(settings.files_dir).read(str(document["file_hash"])) == "正文。".encode()


def test_a_second_run_touches_only_what_changed(ingest: Ingest, database: Database, folder: Path) -> None:
    write(folder, a="---\nid: x\n---\n一。", b="二。", c="三。")
    (folder / "d.txt").write_text("四。", "utf-8")
    ingest()
    write(folder, b="二，改了。", e="新的。")
    summary = ingest()
    assert counts(summary) == (1, 1, 3, 0)
    assert summary.chunks == 2
    changed = documents(database)[f"file:{folder.as_posix()}/b.md"]
    assert (changed["version"], changed["text"]) == (2, "二，改了。")
    assert counts(ingest()) == (0, 0, 5, 0)


def test_unchanged_office_files_are_not_opened(ingest: Ingest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.docx").write_bytes(making.docx())
    ingest()
    monkeypatch.setattr("ingest.reader_process.ReaderProcess._started", lambda _: pytest.fail("opened"))
    assert counts(ingest()) == (0, 0, 1, 0)


def test_the_same_content_elsewhere_is_the_same_document(ingest: Ingest, database: Database, folder: Path) -> None:
    write(folder, a="正文。", b="正文。")
    assert counts(ingest()) == (1, 0, 1, 0)
    (folder / "a.md").rename(folder / "z.md")
    assert counts(ingest()) == (0, 0, 2, 0)


def test_withdrawn_stays_withdrawn(ingest: Ingest, database: Database, folder: Path) -> None:
    write(folder, a="---\nid: x\n---\n一。")
    ingest()
    (document,) = documents(database).values()
    with database.write() as tx:
        set_status(tx, str(document["id"]), "withdrawn", NOW)
    write(folder, a="---\nid: x\n---\n一，改了。")
    assert counts(ingest()) == (0, 1, 0, 0)
    assert [found["status"] for found in documents(database).values()] == ["withdrawn"]


def test_two_files_of_one_id_do_not_fight(ingest: Ingest, database: Database, folder: Path) -> None:
    write(folder, a="---\nid: x\n---\n一。", b="---\nid: x\n---\n二。", c="---\nid: x\n---\n一。")
    summary = ingest()
    assert counts(summary) == (1, 0, 1, 1)
    assert "a.md" in str(summary.failed[0].error)
    assert counts(ingest()) == (0, 0, 2, 1)


def test_one_bad_file_stops_nothing(ingest: Ingest, folder: Path) -> None:
    write(folder, a="一。", b="---\nkind: 案例\n---\n二。", z="三。")
    (folder / "c.docx").write_bytes(making.docx()[:-100])
    (folder / "d.exe").write_bytes(b"MZ")
    (folder / "e.md").symlink_to(folder / "gone.md")
    summary = ingest()
    assert counts(summary) == (2, 0, 0, 4)
    reasons = {Path(failure.path).name: str(failure.error) for failure in summary.failed}
    assert list(reasons) == ["b.md", "c.docx", "d.exe", "gone.md"]
    assert "unknown kind: 案例" in reasons["b.md"]
    assert "no such file" in reasons["gone.md"]


def test_hidden_and_system_files_are_passed_over(ingest: Ingest, database: Database, folder: Path) -> None:
    for name in (
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "~$a.docx",
        ".a.md",
        ".git/b.md",
        "__MACOSX/c.md",
        "d/e.md",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("正文。", "utf-8")
    assert counts(ingest()) == (1, 0, 0, 0)
    assert counts(ingest(folder / ".a.md", kind="case")) == (1, 0, 0, 0)


def test_files_come_once_and_sorted(ingest: Ingest, database: Database, folder: Path) -> None:
    write(folder, b="二。", a="一。")
    ingest(folder / "b.md", folder, folder / "b.md")
    assert [Path(source).name for source in documents(database)] == ["b.md", "a.md"]


def test_names_in_an_old_encoding(ingest: Ingest, database: Database, folder: Path) -> None:
    raw = bytes(folder) + b"/" + "贷款办法.txt".encode("gb18030")
    try:
        with open(raw, "wb") as file:  # noqa: PTH123 - a Path of bytes there is not
            file.write("正文。".encode())
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert counts(ingest()) == (1, 0, 0, 0)
    (document,) = documents(database).values()
    assert (document["title"], document["file_name"]) == ("贷款办法", "贷款办法.txt")


def test_a_dry_run_foresees_and_stores_nothing(
    ingest: Ingest, database: Database, settings: Settings, folder: Path
) -> None:
    write(folder, a="一。", b="二。")
    ingest()
    write(folder, b="二，改了。", c="三。", d="三。")
    kept = sorted(settings.files_dir.rglob("*"))
    assert counts(ingest(dry_run=True)) == (1, 1, 2, 0)
    assert len(documents(database)) == 2
    assert sorted(settings.files_dir.rglob("*")) == kept
    assert counts(ingest()) == (1, 1, 2, 0)


def test_a_dry_run_needs_no_library(tmp_path: Path, folder: Path) -> None:
    write(folder, a="一。")
    nowhere = tmp_path / "nowhere"
    summary = ingest_paths(
        Database(nowhere / "kb.sqlite"), FileStore(nowhere / "files"), [folder], now=NOW, dry_run=True
    )
    assert counts(summary) == (1, 0, 0, 0)
    assert not nowhere.exists()


def test_what_is_stored_is_embedded_and_the_encoder_loaded_when_needed(
    ingest: Ingest, database: Database, folder: Path, encoder: WordEncoder
) -> None:
    loaded: list[WordEncoder] = []

    def load() -> WordEncoder:
        loaded.append(encoder)
        return encoder

    def embedded() -> int:
        with database.read() as tx:
            return int(tx.value("SELECT COUNT(*) FROM version_vectors"))

    write(folder, a="一。", b="二。")
    ingest()
    assert embedded() == 0
    ingest(load_encoder=load, dry_run=True)
    assert loaded == []
    ingest(load_encoder=load)
    assert (embedded(), len(loaded)) == (2, 1)
    ingest(load_encoder=load)
    assert len(loaded) == 1


def test_progress_counts_every_file(ingest: Ingest, folder: Path) -> None:
    write(folder, a="一。", b="一。", c="")
    told: list[tuple[int, int]] = []
    ingest(progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == [1, 2, 3]
    assert {total for _, total in told} == {3}


CASE = (
    "---\nid: case-1\nkind: case\ntitle: 面包店的首笔贷款\ncreated: 2026-01-05\n---\n"
    "## 背景\n老板要换烤箱。\n\n## 做法\n{approach}\n"
)


def test_a_case_file_becomes_a_case_with_a_life_of_its_own(ingest: Ingest, database: Database, folder: Path) -> None:
    write(folder, a=CASE.format(approach="先看流水。"))
    assert counts(ingest()) == (1, 0, 0, 0)
    assert counts(ingest()) == (0, 0, 1, 0)
    record, case = get_public_case(database, make_person(database), "case-1")
    assert (case.approach, record.published_at) == ("先看流水。", NOW)
    withdraw_case(database, make_person(database, Role.ADMIN), "case-1", "过时", now=utc_now())
    write(folder, a=CASE.format(approach="再看流水。"))
    assert [failure.error.template for failure in ingest().failed] == [
        "The case has been changed in the library since. The library's version is kept."
    ]


def test_a_case_file_with_personal_data_is_left_out(ingest: Ingest, folder: Path) -> None:
    write(folder, a=CASE.format(approach="证件 11010519491231002X 已核对。"), b=CASE.replace("case-1", "case-2"))
    summary = ingest()
    assert counts(summary) == (1, 0, 0, 1)
    assert "personal data" in summary.failed[0].error.template
