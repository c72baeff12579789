from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import BadInput, Conflict, NotAllowed
from kb.library import Library, open_library
from kb.people.person import Person, Role
from kb.search import glossary_store
from kb.search.documents import Saved
from kb.search.glossary import Expansion, read_glossary
from kb.search.glossary_service import SavedQuestion, preview_change, save_change, seed_glossary
from kb.search.query import read_query

Add = Callable[..., Saved]
TRAINER = Person("p1", "first", "first", Role.TRAINER, "house", "/house/", "Bank")
TEXT = """
groups:
  - [流动资金紧张, 手头紧, 周转不开]
  - [应收账款保理, 保理]
abbreviations:
  AUM: [管理资产规模, 资产规模]
words: [家族信托]
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("老板手头紧", [Expansion("手头紧", ["流动资金紧张", "周转不开"])]),
        ("ａｕｍ怎么提升", [Expansion("aum", ["管理资产规模", "资产规模"])]),
        ("管理资产规模", [Expansion("管理资产规模", ["AUM", "资产规模"])]),
        ("應收賬款保理", [Expansion("应收账款保理", ["保理"])]),
        ("caum", []),
        ("没有的词", []),
    ],
)
def test_typed_terms_bring_their_equals(asked: str, expected: list[Expansion]) -> None:
    assert read_glossary(TEXT).expand(asked) == expected


def test_words_to_keep_whole() -> None:
    assert read_glossary(TEXT).whole_words("客户想做家族信托") == ["家族信托"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("groups: [[只有一个]]", r"groups\[1\]"),
        ("groups: 文字", "groups"),
        ("groups: [[a, [b]]]", r"groups\[1\]"),
        ("groups: [[保理, '！']]", r"groups\[1\]"),
        ("abbreviations: [a]", "abbreviations"),
        ("other: 1", "groups, abbreviations and words"),
        ("groups: [[a, b]\nx", "line"),
        ("a: &a [x, y]\ngroups: [*a, *a]", "aliases"),
        ("words: [" + "家" * 400_000 + "]", "larger"),
        ("- a", "groups, abbreviations and words"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_glossary(text)


def test_a_change_works_in_every_process_without_a_restart(library: Library, add: Add) -> None:
    add("a", "企业流动资金紧张时怎么办")
    add("b", "大额存单到期")
    other = open_library(library.settings)
    ask = read_query("老板手头紧")
    assert list(other.engine.search(ask, mode="lexical").hits) == []
    save_change(library.database, TRAINER, TEXT, based_on=0)
    hit = other.engine.search(ask, mode="lexical").hits[0]
    assert hit.best.synonyms == [("手头紧", "流动资金紧张")]
    assert "流动资金紧张" in [hit.best.snippet.text[start:end] for start, end in hit.best.snippet.marks]


def test_a_change_says_what_it_gains_and_loses_before_it_is_kept(library: Library, add: Add) -> None:
    wanted = add("a", "流动资金紧张的处理。紧")
    add("b", "手头的紧急事项，手头的紧急事项")
    questions = [SavedQuestion("手头紧", [wanted.document_id]), SavedQuestion("紧急事项", ["nothing"])]
    effects = preview_change(library.engine, TEXT, questions)
    assert [(effect.question, effect.before, effect.after) for effect in effects] in (
        [("手头紧", 2, 1)],
        [("手头紧", None, 1)],
    )
    assert effects[0].gain > 0
    with library.database.read() as tx:
        assert glossary_store.current_text(tx) == ""


def test_two_trainers_at_once(library: Library) -> None:
    second = replace(TRAINER, id="p2", name="second")
    version = save_change(library.database, TRAINER, TEXT, based_on=0)
    with pytest.raises(Conflict, match="first"):
        save_change(library.database, second, "groups: []", based_on=0)
    assert save_change(library.database, second, "groups: []", based_on=version) == version + 1
    with library.database.read() as tx:
        assert glossary_store.get_version(tx, version) == TEXT
        assert [row["author"] for row in glossary_store.list_versions(tx)] == ["second", "first"]


def test_only_trainers_change_it(library: Library) -> None:
    manager = replace(TRAINER, role=Role.CLIENT_MANAGER)
    with pytest.raises(NotAllowed):
        save_change(library.database, manager, TEXT, based_on=0)


def test_an_empty_library_takes_the_starters_glossary_once(library: Library, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(TEXT, "utf-8")
    seed_glossary(library.database, tmp_path)
    save_change(library.database, TRAINER, "groups: []", based_on=1)
    open_library(replace(library.settings, library_dir=tmp_path))
    with library.database.read() as tx:
        assert glossary_store.current_text(tx) == "groups: []"
