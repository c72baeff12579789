"""What was not taken in is said: by the command, after an upload, and with the document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.__main__ import main
from ingest.pipeline import ingest_paths
from ingest.reader_process import ReaderProcess
from ingest.readers import Limits
from kb.config import Settings
from kb.files import FileStore
from kb.search.documents import get_document
from kb.store import Database
from tests.ingest.word_files import drawing, para, run, word_file

NOW = "2026-03-01T12:00:00.000Z"
PICTURE = drawing('<pic:pic><pic:blipFill><a:blip r:embed="r9"/></pic:blipFill></pic:pic>')
PARTLY = word_file(para("正文。", PICTURE, run("底价", "<w:vanish/>")))
NOTICES = {"picture": 1, "hidden_text": 1}


def test_the_reading_process_hands_it_on() -> None:
    with ReaderProcess(Limits()) as reader:
        assert reader.read(Path("a.docx"), PARTLY).notices == NOTICES


def test_it_is_stored_with_the_version_and_said_in_the_summary(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(PARTLY)
    (tmp_path / "b.md").write_text("---\nnot_read: {picture: 99}\n---\n正文。", "utf-8")
    summary = ingest_paths(database, FileStore(settings.files_dir), [tmp_path], now=NOW)
    assert [(Path(file.path).name, file.notices) for file in summary.partly_read] == [("a.docx", NOTICES)]
    with database.read() as tx:
        kept = {
            row["file_name"]: get_document(tx, row["document_id"])["meta"]
            for row in tx.rows("SELECT document_id, file_name FROM document_versions")
        }
    assert kept == {"a.docx": {"not_read": NOTICES}, "b.md": {}}


def test_the_command_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("KB_LANGUAGE", "en")
    (tmp_path / "a.docx").write_bytes(PARTLY)
    result = CliRunner().invoke(main, ["--dry-run", str(tmp_path / "a.docx")])
    assert "a.docx: Not read: 1 picture, 1 hidden passage" in result.stderr
    told = json.loads(CliRunner().invoke(main, ["--dry-run", "--json", str(tmp_path / "a.docx")]).stdout)
    assert [file["not_read"] for file in told["partly_read"]] == [NOTICES]
