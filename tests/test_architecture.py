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
    unsafe = re.compile(r"unsafe_allow_(html|javascript)|\.html\(|components\.v1")
    written = {path.name: count for path in SOURCES if (count := len(unsafe.findall(path.read_text("utf-8"))))}
    assert written == {"streamlit_internals.py": 1}, "one style of our own, and no other HTML"
    kept_login = re.compile(
        r"session_state(\.|\[[\"']|\.(get|setdefault)\([\"'])(user|person|login|role|signed_in|identity)\b"
    )
    assert [path.name for path in SOURCES if kept_login.search(path.read_text("utf-8"))] == []
    assert kept_login.search("st.session_state.get('person')"), "the pattern finds what it is for"
    assert kept_login.search('st.session_state["role"] = 1')


def test_no_view_hides_a_module_of_python() -> None:
    views = (ROOT / "kb" / "ui" / "views").glob("*.py")
    assert [path.name for path in views if path.stem in sys.stdlib_module_names] == []


STORE_MODULE = re.compile(r"(kb|cases|ingest)\.(?!store(\.|$)).*(^|[._])store(\.|$)")
"""A module with SQL, such as `kb.usage.ledger.store` or `kb.people.person_store`; `kb.store` itself has types too."""


def _transactions(path: Path) -> list[int]:
    """Lines of a file that open a transaction: `with x.read()` and `with x.write()`, whatever `x` is called."""
    return [
        item.context_expr.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.With | ast.AsyncWith)
        for item in node.items
        if isinstance(item.context_expr, ast.Call)
        and isinstance(item.context_expr.func, ast.Attribute)
        and item.context_expr.func.attr in ("read", "write", "migrating")
        and not item.context_expr.args
    ]


def test_pages_open_no_transaction_and_know_no_store() -> None:
    pages = [path for path in SOURCES if "kb/ui/" in path.relative_to(ROOT).as_posix()]
    opened = {path.relative_to(ROOT).as_posix(): lines for path in pages if (lines := _transactions(path))}
    assert opened == {}
    stores = {
        path.relative_to(ROOT).as_posix(): modules
        for path in pages
        if (modules := [module for module in _imports(path) if STORE_MODULE.match(module)])
    }
    assert stores == {}


def test_the_rules_see_through_other_names(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(
        "from kb.usage.ledger import store as harmless\n"
        "from kb.people import person_store\n"
        "import kb.learning.questions.store as q\n"
        "from kb.store import Database\n"
        "with (lib.database.write() as t, open('x') as f):\n    pass\n"
    )
    assert {module for module in _imports(page) if STORE_MODULE.match(module)} >= {
        "kb.usage.ledger.store",
        "kb.people.person_store",
        "kb.learning.questions.store",
    }
    assert not any(STORE_MODULE.match(module) for module in ("kb.store", "kb.store.Database", "kb.store.sqlite"))
    assert _transactions(page) == [5]


def test_stores_have_no_clock_and_ask_no_permission() -> None:
    stores = [path for path in SOURCES if re.search(r"(^|_)store\.py$", path.name)]
    assert len(stores) > 20
    asked = re.compile(r"kb\.clock\.utc_now|kb\.people\.permissions\.(require|may|allowed)")
    assert {
        path.relative_to(ROOT).as_posix(): modules
        for path in stores
        if (modules := [module for module in _imports(path) if asked.match(module)])
    } == {}


def test_what_streamlit_keeps_private_is_used_in_one_room() -> None:
    private = re.compile(
        r"streamlit\.(proto|config|runtime\.scriptrunner|runtime\.get_instance|runtime\.runtime|web)|google\.protobuf"
    )
    found = {
        path.relative_to(ROOT).as_posix(): modules
        for path in SOURCES
        if path.name != "streamlit_internals.py"
        and (modules := [module for module in _imports(path) if private.match(module)])
    }
    assert found == {}
    reached_into = re.compile(r"_session_mgr|_files_by_session_and_coord|_user_info|_new_widget_state|_stcore/")
    assert [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if path.name != "streamlit_internals.py" and reached_into.search(path.read_text("utf-8"))
    ] == []
