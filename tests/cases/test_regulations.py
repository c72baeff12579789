from __future__ import annotations

from pathlib import Path

import pytest

from cases.regulations import Regulation, load_regulations, normalise_title
from ingest.pipeline import ingest_paths
from kb.errors import BadInput, KbError
from kb.library import Library
from kb.search.documents import document_id_of, get_document

ROW = "{key: aml-law, title: 中华人民共和国反洗钱法, issuer: 全国人大常委会, in_force: 2025-01-01"


def _load(folder: Path, text: str) -> dict[str, Regulation]:
    (folder / "regulations.yaml").write_text(text, "utf-8")
    return load_regulations(folder)


def test_a_list_is_read_by_key_and_in_its_order(tmp_path: Path) -> None:
    found = _load(
        tmp_path,
        "regulations:\n"
        f"  - {ROW}, number: 主席令第38号, topics: [保密], aliases: [反洗钱法]}}\n"
        "  - {key: b, title: 乙办法, issuer: 丙, in_force: 2026-02-01, review: compliance, note: 文号待核}\n",
    )
    assert list(found) == ["aml-law", "b"]
    assert found["aml-law"] == Regulation(
        "aml-law",
        "中华人民共和国反洗钱法",
        "全国人大常委会",
        "2025-01-01",
        number="主席令第38号",
        topics=("保密",),
        aliases=("反洗钱法",),
    )
    assert [each.needs_review for each in found.values()] == [False, True]


def test_a_folder_without_a_list_has_no_regulations(tmp_path: Path) -> None:
    assert load_regulations(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("regulations: [", "cannot be read"),
        ("- 甲\n", "cannot be read"),
        ("regulations: 甲\n", "cannot be read"),
        ("regulations: &a [*a]\n", "cannot be read"),
        ("regulations: [甲]\n", "Entry 1"),
        (f"regulations:\n  - {ROW}, colour: 红}}\n", "field colour"),
        (f"regulations:\n  - {ROW}, topics: 保密}}\n", "field topics"),
        (f"regulations:\n  - {ROW}, number: 38}}\n", "field number"),
        (f"regulations:\n  - {ROW}, review: later}}\n", "field review"),
        (f"regulations:\n  - {ROW}, review: compliance}}\n", "field review"),
        ("regulations:\n  - {key: a, title: 甲, issuer: 乙}\n", "field in_force"),
        ("regulations:\n  - {key: a, title: 甲, issuer: 乙, in_force: 去年}\n", "field in_force"),
        ("regulations:\n  - {key: A b, title: 甲, issuer: 乙, in_force: 2025-01-01}\n", "field key"),
        (f"regulations:\n  - {ROW}}}\n  - {ROW}}}\n", "aml-law twice"),
        (
            "regulations:\n  - {key: a, title: 甲法, issuer: 乙, in_force: 2025-01-01}\n"
            "  - {key: b, title: 丙法, issuer: 乙, in_force: 2025-01-01, aliases: [甲 法]}\n",
            "b twice",
        ),
    ],
)
def test_a_bad_list_says_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(KbError, match=message) as raised:
        _load(tmp_path, text)
    assert isinstance(raised.value, BadInput)


def test_titles_are_compared_without_blanks_and_punctuation() -> None:
    assert normalise_title("关于甲业务 促进乙的通知") == normalise_title("关于甲业务，促进乙的通知")
    assert normalise_title("指引第8号——资金往来、担保") == normalise_title("指引第8号 资金往来 担保")
    assert normalise_title("管理办法") != normalise_title("管理暂行办法")


def test_readers_get_the_keys_that_the_head_of_a_file_names(library: Library, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "case.md").write_text(
        "---\nid: case-a\nkind: case\ntitle: 题目\nregulations: [aml-law, suitability]\n---\n"
        "## 背景\n一句话。\n\n## 做法\n一句话。\n",
        "utf-8",
    )
    (files / "material.md").write_text(
        "---\nid: material-a\nkind: material\ntitle: 题目\nregulations: [aml-law]\n---\n\n一句话。\n", "utf-8"
    )
    summary = ingest_paths(library.database, library.files, [files], now="2026-12-01T08:00:00.000Z")
    assert (summary.added, summary.failed) == (2, [])
    with library.database.read() as tx:
        kept = {
            name: get_document(tx, document_id_of(f"id:{name}"))["meta"]["regulations"]
            for name in ("case-a", "material-a")
        }
    assert kept == {"case-a": ["aml-law", "suitability"], "material-a": ["aml-law"]}
