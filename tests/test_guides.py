"""The guides and the page of definitions keep up with the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.i18n import translate as _
from kb.i18n import using_language
from kb.learning.formats.question_file import read_yaml
from kb.ui.frame.menu import PAGES
from kb.usage.figures.model import FIGURE_NAMES

DOCS = Path(__file__).parent.parent / "docs"
LANGUAGES = ("zh", "en")
GUIDES = ("client-manager", "trainer", "admin")


def _guide(language: str, name: str) -> str:
    return (DOCS / "guides" / language / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_menu_is_in_a_guide(language: str) -> None:
    text = "".join(_guide(language, name) for name in GUIDES)
    with using_language(language):
        missing = [page.name for page in PAGES if page.icon and f"**{_(page.title)}**" not in text]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", GUIDES)
def test_every_picture_of_a_guide_is_there_in_its_language(language: str, name: str) -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", _guide(language, name))
    assert pictures
    for said, target in pictures:
        assert said.strip()
        assert f"-{language}-" in target
        assert (DOCS / "guides" / language / target).is_file(), target


@pytest.mark.parametrize("name", GUIDES)
def test_both_languages_tell_the_same_tasks(name: str) -> None:
    heads = [
        [line.count("#") for line in _guide(language, name).splitlines() if line.startswith("#")]
        for language in LANGUAGES
    ]
    assert heads[0] == heads[1]


def test_every_figure_of_the_statistics_is_defined() -> None:
    text = (DOCS / "metrics.md").read_text("utf-8")
    assert [name for name in FIGURE_NAMES.values() if f"| {name} |" not in text] == []


def test_the_starter_library_is_as_large_as_is_said() -> None:
    library = DOCS.parent / "cases" / "library"
    cases, materials, templates = (
        len([*(library / kind).glob("*.md")]) for kind in ("cases", "materials", "templates")
    )
    questions = sum(
        len(read_yaml(path.read_text("utf-8")).questions) for path in (library / "questions").glob("*.yaml")
    )
    said = f"案例 {cases} 篇、课程资料 {materials} 份、工具模板 {templates} 份、练习题 {questions} 道"
    assert said in (DOCS.parent / "README.zh-CN.md").read_text("utf-8")


def test_every_room_is_on_the_plan_of_the_house() -> None:
    plan = (DOCS / "architecture.md").read_text("utf-8")
    top = [path.parent for path in DOCS.parent.glob("*/__init__.py") if path.parent.name != "tests"]
    rooms = [*top, *(path.parent for path in (DOCS.parent / "kb").glob("*/__init__.py"))]
    names = {room.relative_to(DOCS.parent).as_posix() for room in rooms} - {"kb"}
    assert {name for name in names if name not in plan} == set()
