"""`python -m ingest`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.__main__ import main
from kb.store import Database
from tests.conftest import WordEncoder
from tests.ingest import making


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KB_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("KB_LANGUAGE", "en")
    monkeypatch.setattr("kb.search.encoder.load_encoder", lambda _: WordEncoder())
    return tmp_path / "data"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_json_tells_everything_and_the_status_too(data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 题\n\n正文。", "utf-8")
    (tmp_path / "b.pdf").write_bytes(b"MZ\0")
    result = run("--json", "--kind", "case", tmp_path / "a.md", tmp_path / "b.pdf")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told.pop("seconds") >= 0
    reason = "The content is not what the file name says (.pdf)."
    failed = [{"path": (tmp_path / "b.pdf").as_posix(), "reason": reason}]
    assert told == {"added": 1, "updated": 0, "unchanged": 0, "failed": failed, "chunks": 1}
    with Database(data / "kb.sqlite").read() as tx:
        assert tx.tuples("SELECT kind, title FROM documents") == [("case", "题")]
        assert tx.value("SELECT COUNT(*) FROM version_vectors") == 1


def test_plain_output_names_what_was_left_out(data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("正文。", "utf-8")
    assert run(tmp_path / "a.md").exit_code == 0
    (tmp_path / "b.docx").write_bytes(making.docx()[:-90])
    result = run(tmp_path / "a.md", tmp_path / "b.docx")
    assert (result.exit_code, "b.docx: The file is damaged" in result.stderr) == (1, True)
    assert result.stdout.startswith("0 added, 0 updated, 1 unchanged, 1 left out; 0 passages in ")


def test_status_2_where_nothing_can_be_used(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty").exit_code == 2
    assert run(tmp_path / "gone").exit_code == 2
    assert run().exit_code == 2
    assert run("--kind", "x", tmp_path).exit_code == 2


def test_dry_run_leaves_no_trace(data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("正文。", "utf-8")
    assert run("--dry-run", tmp_path / "a.md").exit_code == 0
    assert not data.exists()


def test_wrong_settings_are_said_in_words(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_MAX_FILE_MB", "many")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "max_file_mb" in result.stderr
