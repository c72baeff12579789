"""Who may know whom, read from the imports."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = [
    *sorted(path for room in ("kb", "cases", "ingest") for path in (ROOT / room).rglob("*.py")),
    ROOT / "kb_app.py",
]


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _breaches(rooms: str, forbidden: str, allowed: str = "^$") -> list[str]:
    return [
        f"{name} imports {module}"
        for path in SOURCES
        if re.match(rooms, name := path.relative_to(ROOT).as_posix()) and not re.match(allowed, name)
        for module in _imports(path)
        if re.match(forbidden, module)
    ]


@pytest.mark.parametrize(
    ("rooms", "forbidden", "allowed"),
    [
        (r"", r"streamlit(\.|$)", r"kb_app\.py|kb/ui/"),
        (r"", r"(torch|sentence_transformers|transformers)(\.|$)", r"kb/search/(encoder|reranker)\.py"),
        (r"", r"(sqlite3|pysqlite3|sqlite_utils)(\.|$)", r"kb/(store|migrations)/"),
        (r"kb/", r"(cases|ingest)(\.|$)", r"kb/ui/"),
        (r"kb/(?!ui/)", r"kb\.ui(\.|$)", r"^$"),
        (r"kb/(?!commands/|__main__)", r"kb\.commands(\.|$)", r"^$"),
        (r"kb/(store/.*|errors|config|clock|files|i18n)(\.py)?", r"kb\.(search|people|usage|learning|library)", r"^$"),
        (r"kb/search/", r"kb\.(usage|learning|library|commands)", r"^$"),
        (r"kb/search/", r"kb\.people", r"kb/search/glossary_service\.py"),
        (r"kb/people/", r"kb\.(search|usage|learning|library|commands)", r"^$"),
        (r"", r"(bench|demo|training)(\.|$)", r"^$"),
        (r"cases/", r"(ingest|kb\.ui)(\.|$)", r"^$"),
        (r"ingest/", r"kb\.ui(\.|$)", r"^$"),
    ],
)
def test_knowledge_goes_one_way(rooms: str, forbidden: str, allowed: str) -> None:
    assert _breaches(rooms, forbidden, allowed) == []


def test_sql_stays_in_its_rooms() -> None:
    sql = re.compile(r"\b(SELECT\s.+\sFROM|INSERT INTO|UPDATE\s+\w+\s+SET|DELETE FROM)\b", re.S)
    homes = re.compile(r"kb/store/(sqlite|counters)\.py|kb/migrations/.*|.*(store|documents|feed)\.py")
    assert [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if sql.search(path.read_text("utf-8")) and not homes.fullmatch(path.relative_to(ROOT).as_posix())
    ] == []


def test_views_are_thin() -> None:
    views = (ROOT / "kb" / "ui" / "views").glob("*.py")
    too_long = {path.name: count for path in views if (count := len(path.read_text("utf-8").splitlines())) > 140}
    assert too_long == {}


def test_nothing_goes_round_the_gate() -> None:
    assert [path for room in (ROOT, ROOT / "kb" / "ui") for path in room.glob("pages")] == []
    unsafe = re.compile(r"unsafe_allow_(html|javascript)|st\.html\(|components\.v1")
    assert [path.name for path in SOURCES if unsafe.search(path.read_text("utf-8"))] == []
    kept_login = re.compile(
        r"session_state(\.|\[[\"']|\.(get|setdefault)\([\"'])(user|person|login|role|signed_in|identity)\b"
    )
    assert [path.name for path in SOURCES if kept_login.search(path.read_text("utf-8"))] == []
    assert kept_login.search("st.session_state.get('person')"), "the pattern finds what it is for"
    assert kept_login.search('st.session_state["role"] = 1')


def test_no_view_hides_a_module_of_python() -> None:
    views = (ROOT / "kb" / "ui" / "views").glob("*.py")
    assert [path.name for path in views if path.stem in sys.stdlib_module_names] == []
