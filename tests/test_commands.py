from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.clock import utc_now
from kb.commands import main
from kb.config import Settings
from kb.errors import NotAllowed
from kb.people.accounts import accept_link
from kb.people.audit import record, verify_chain
from kb.people.person import ACTIVE, DISABLED, Role
from kb.search.documents import Saved
from kb.store import Database
from tests.support.people import make_person

Add = Callable[..., Saved]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("KB_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("KB_LIBRARY_DIR", str(settings.library_dir))

    def _run(*arguments: str, **environment: str) -> Result:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(main, list(arguments))

    return _run


def test_search_prints_what_was_found(run: Callable[..., Result], add: Add) -> None:
    add("保理案例", "应收账款保理换钱", meta={})
    run("reindex")
    result = run("search", "应收账款", "--json")
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    assert set(rows[0]) == {
        "document_id", "title", "kind", "source", "place", "snippet", "score", "lexical_score", "dense_score",
    }  # fmt: skip
    assert rows[0]["title"] == "保理案例"
    assert rows[0]["score"] > rows[0]["dense_score"] > 0
    assert "保理案例" in run("search", "应收账款").stdout
    assert json.loads(run("search", "应收账款", "--kind", "material", "--json").stdout) == []


def test_a_missing_model_is_said_and_words_still_answer(run: Callable[..., Result], add: Add) -> None:
    add("保理案例", "应收账款保理换钱")
    result = run("search", "应收账款", KB_EMBEDDING_MODEL="/nowhere", KB_LANGUAGE="en")
    assert "保理案例" in result.stdout
    assert "KB_EMBEDDING_MODEL" in result.stderr


def test_nothing_found_says_what_to_do(run: Callable[..., Result]) -> None:
    assert "换个说法" in run("search", "什么都没有").stdout


def test_reindex_then_doctor_says_all_is_well(run: Callable[..., Result], add: Add) -> None:
    add("a", "应收账款保理")
    sick = run("doctor", "--json")
    assert sick.exit_code == 1
    assert "reindex" in json.loads(sick.stdout)["problems"][0]
    assert json.loads(run("reindex", "--json").stdout)["encoded"] == 1
    well = run("doctor", "--json")
    report = json.loads(well.stdout)
    assert well.exit_code == 0, report["problems"]
    assert report["documents"] == {"case": 1}
    assert report["versions"]["sqlite"].startswith("3.")
    assert "一切正常" in run("doctor").stdout


def test_doctor_notices_a_lost_original(run: Callable[..., Result], add: Add) -> None:
    from kb.search.documents import OriginalFile

    add("a", "应收账款保理", file=OriginalFile("a.docx", "application/docx", "ab" * 32, 10))
    run("reindex")
    result = run("doctor", "--json")
    assert result.exit_code == 1
    assert "abab" in json.loads(result.stdout)["problems"][0]


def test_doctor_notices_a_changed_audit_log(run: Callable[..., Result], database: Database) -> None:
    with database.write() as tx:
        for subject in ("a", "b"):
            record(tx, None, "test", subject, utc_now())
        tx.execute("DROP TRIGGER audit_never_changes")
        tx.execute("UPDATE audit SET subject = 'x' WHERE number = 1")
    result = run("doctor", "--json", KB_LANGUAGE="en")
    assert result.exit_code == 1
    assert "entry 1 was changed" in json.loads(result.stdout)["problems"][0]


def test_evaluate_prints_measures(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"id": "1", "text": "应收账款保理"}\n{"id": "2", "text": "存单"}\n', "utf-8"
    )
    (tmp_path / "queries.jsonl").write_text('{"id": "q", "text": "保理", "type": "keyword"}\n', "utf-8")
    (tmp_path / "qrels.tsv").write_text("q\t1\t1\n", "utf-8")
    report = json.loads(run("evaluate", str(tmp_path), "--json").stdout)
    assert report["lexical"]["keyword"]["ndcg@10"] == 1
    assert set(report) == {"lexical", "dense", "hybrid"}
    assert "ndcg@10" in run("evaluate", str(tmp_path)).stdout
    (tmp_path / "qrels.tsv").unlink()
    broken = run("evaluate", str(tmp_path))
    assert broken.exit_code == 1
    assert "qrels.tsv" in broken.stderr
    assert "Traceback" not in broken.stderr


def test_a_wrong_setting_is_one_sentence(run: Callable[..., Result]) -> None:
    result = run("doctor", KB_EMBEDDING_BATCH="many")
    assert result.exit_code == 1
    assert "embedding_batch" in result.stderr


def test_a_rescue_link_lets_an_administrator_in_once_and_is_written_down(
    run: Callable[..., Result], database: Database
) -> None:
    make_person(database, Role.ADMIN, login="boss", state=DISABLED)
    result = run("rescue-link", "BOSS", KB_PUBLIC_URL="https://kb.example")
    assert result.exit_code == 0, result.output
    address = result.stdout.splitlines()[0]
    assert address.startswith("https://kb.example/invite?code=")
    with database.write() as tx:
        assert accept_link(tx, address.split("=")[1], "x", utc_now()).state == ACTIVE
        with pytest.raises(NotAllowed):
            accept_link(tx, address.split("=")[1], "x", utc_now())
        assert "rescue_link" in {action for (action,) in tx.tuples("SELECT action FROM audit")}
        assert verify_chain(tx) == []
    assert run("rescue-link", "nobody").exit_code == 1
