from __future__ import annotations

from pathlib import Path

from bench.library_counts import PAGE, page_part
from kb.config import STARTER_LIBRARY

CASE = "---\nid: case-{0}\nbusiness_line: {1}\ncompetencies: [coaching]\n---\n{2}\n"


def test_the_page_shows_what_the_library_holds() -> None:
    assert page_part(STARTER_LIBRARY) in PAGE.read_text("utf-8")


def test_documents_and_questions_are_counted(tmp_path: Path) -> None:
    for kind in ("cases", "materials", "templates", "questions"):
        (tmp_path / kind).mkdir()
    for name, line, text in (("a", "零售", "字" * 1500), ("b", "公司", "字"), ("c", "公司", "字 " * 1499)):
        (tmp_path / "cases" / f"{name}.md").write_text(CASE.format(name, line, text), "utf-8")
    (tmp_path / "questions" / "a.yaml").write_text(
        "questions:\n"
        "  - {type: single, band: hard, competency: coaching}\n"
        "  - {type: multiple, band: easy, competency: x}\n",
        "utf-8",
    )
    (tmp_path / "competencies.yaml").write_text(
        "dimensions: [{id: g, name: 通用, name_en: General}]\n"
        "competencies: [{id: coaching, name: 带教, name_en: Coaching, dimension: g, description: 教}]\n",
        "utf-8",
    )
    found = page_part(tmp_path)
    for row in (
        "| cases | 3 |",
        "| of these in depth (from 1,500 characters) | 1 |",
        "| questions | 2 |",
        "| 公司 | 2 |\n| 零售 | 1 |",
        "| 带教 | 3 | 1 | 1 |",
    ):
        assert row in found
