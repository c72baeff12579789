"""What the documents say is what the code does."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from bench.search.comparison import page_part
from kb.commands import main
from kb.config import BUNDLED_MODEL, STARTER_LIBRARY, Settings

ROOT = Path(__file__).parent.parent
SHOWN = {str(BUNDLED_MODEL): "the bundled model", str(STARTER_LIBRARY): "`cases/library`", "": "–"}


def _settings_table() -> str:
    rows = []
    for item in fields(Settings):
        default = SHOWN.get(str(item.default), f"`{item.default}`")
        rows.append(f"| `KB_{item.name.upper()}` | {default} | {item.metadata['help']} |")
    return "\n".join(["| setting | default | meaning |", "|---|---|---|", *rows])


@pytest.mark.parametrize("name", ["README.md"])
def test_the_settings_table_is_complete(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    table = re.search(r"<!-- settings -->\n(.*?)\n<!-- /settings -->", text, re.S)
    assert table is not None
    assert table[1] == _settings_table()


def test_every_command_is_explained() -> None:
    readable = "\n".join(path.read_text("utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    for name, command in main.commands.items():
        assert command.help, name
        assert f"kb {name}" in readable or f"| {name}" in readable, name
        assert isinstance(command, click.Command)


def test_links_lead_somewhere() -> None:
    broken = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "kb/search/model/README.md"]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8")):
            if not target.startswith(("http", "mailto:", "case:")) and not (path.parent / target).exists():
                broken.append(f"{path.name}: {target}")
    assert broken == []


def test_the_search_figures_are_those_of_the_kept_run() -> None:
    record = json.loads((ROOT / "docs" / "search-quality.json").read_text("utf-8"))
    assert page_part(record) in (ROOT / "docs" / "search-quality.md").read_text("utf-8")


def test_every_named_security_test_exists() -> None:
    text = (ROOT / "docs" / "security-tests.md").read_text("utf-8")
    numbers = [int(number) for number in re.findall(r"^\| (\d+) \|.*`tests/.*$", text, re.M)]
    assert numbers == list(range(1, 18))
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or (f"def {name}(" not in (ROOT / path).read_text("utf-8") and name)
    ]
    assert missing == []


def test_every_file_named_for_a_newcomer_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    section = text.split("## Ten changes a newcomer might make\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (An? [^|]+) \| (.+) \|$", section, re.M)
    assert len(rows) == 10
    named = [re.findall(r"`([\w/]+(?:\.\w+)+)`", files) for _change, files in rows]
    assert all(any("/" in path for path in paths) for paths in named)
    missing = [path for paths in named for path in paths if "/" in path and not (ROOT / path).is_file()]
    missing += [path for path in re.findall(r"`([\w/]+\.po)`", section) if not (ROOT / path).is_file()]
    assert missing == []
