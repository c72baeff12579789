"""What the starter library holds, counted for its page in the documentation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
import frontmatter
import yaml

from cases.competencies import read_competencies
from kb.config import STARTER_LIBRARY

PAGE = Path(__file__).parent.parent / "docs" / "library.md"
BEGIN, END = "<!-- counts -->", "<!-- /counts -->"

_DEEP_CHARACTERS = 1500
"""A case of this length or more is in depth."""


@click.command()
def library_counts() -> None:
    """Write the counts of the starter library into docs/library.md."""
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    PAGE.write_text(before + page_part(STARTER_LIBRARY) + rest.split(END)[1], "utf-8")


def page_part(library: Path) -> str:
    """Return what stands in the page between the marks: documents and questions by kind, line, level and competency."""
    cases, materials, templates = (_heads(library, kind) for kind in ("cases", "materials", "templates"))
    questions = [
        question
        for path in sorted((library / "questions").glob("*.yaml"))
        for question in yaml.safe_load(path.read_text("utf-8"))["questions"]
    ]
    deep = sum(head["characters"] >= _DEEP_CHARACTERS for head in cases)
    kinds = [
        ("cases", len(cases)),
        (f"of these in depth (from {_DEEP_CHARACTERS:,} characters)", deep),
        ("materials", len(materials)),
        ("templates", len(templates)),
        ("questions", len(questions)),
    ]
    parts = [
        _table(("what", "number"), kinds),
        _table(("business line", "cases"), _counted(head["business_line"] for head in cases)),
        _table(("level", "materials"), _counted(head["level"] for head in materials)),
        _table(("kind of question", "questions"), _counted(question["type"] for question in questions)),
        _table(("difficulty", "questions"), _counted(question["band"] for question in questions)),
        _by_competency(library, [*cases, *materials, *templates], questions),
    ]
    return "\n\n".join([BEGIN, *parts, END])


def _heads(library: Path, kind: str) -> list[dict[str, Any]]:
    posts = [frontmatter.load(str(path)) for path in sorted((library / kind).glob("*.md"))]
    return [post.metadata | {"characters": len("".join(post.content.split()))} for post in posts]


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    """Names with how often they occur, the most frequent first, equals by name."""
    return sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0]))


def _by_competency(library: Path, heads: Sequence[dict[str, Any]], questions: Sequence[dict[str, Any]]) -> str:
    taught = Counter(name for head in heads for name in head["competencies"])
    asked = Counter(question["competency"] for question in questions)
    hard = Counter(question["competency"] for question in questions if question["band"] == "hard")
    rows = [(each.name_zh, taught[each.id], asked[each.id], hard[each.id]) for each in read_competencies(library)]
    return _table(("competency", "documents", "questions", "of these hard"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
