from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages import Catalog, mofile, pofile
from babel.messages.extract import extract_from_dir

from kb.errors import NotFound
from kb.i18n import set_language, translate, using_language

ROOT = Path(__file__).parent.parent
CATALOG = ROOT / "kb" / "locales" / "zh_CN" / "LC_MESSAGES" / "kb.po"
ERRORS = ("KbError", "BadInput", "NotAllowed", "NotFound", "Conflict", "NotReady")
KEYWORDS = dict.fromkeys(("_", "translate", "marked", *ERRORS)) | {"translate_count": (1, 2)}
FIELD = re.compile(r"{(\w+)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPEAKS_CHINESE_ITSELF = {
    "kb/office_files/cell_styles.py": "formats of Chinese Excel",
    "kb/office_files/chinese_numbers.py": "numbers in characters",
    "kb/office_files/date_format.py": "days of the week",
    "kb/office_files/merged.py": "units of amounts",
    "kb/office_files/number_format.py": "words of format codes",
    "cases/exchange.py": "headings of the exchange form",
    "cases/model.py": "the bank's own vocabulary",
    "kb/i18n.py": "the name of the language",
    "kb/encodings/plausibility.py": "frequent characters, to tell encodings by",
    "kb/learning/drafts/numbers.py": "numbers and units to look for",
    "kb/learning/drafts/tables.py": "headings to look for",
    "kb/learning/drafts/drafting.py": "words of rules and definitions to look for",
    "kb/privacy/contacts.py": "words before addresses and ids",
    "kb/privacy/documents.py": "words before numbers of documents",
    "kb/privacy/findings.py": "masks for personal data",
    "kb/privacy/name_lists.py": "family names to look for",
    "kb/privacy/names.py": "forms of address to look for",
    "kb/privacy/numbers.py": "provinces on number plates",
    "kb/privacy/phones.py": "words for a telephone",
    "kb/privacy/plain_text.py": "Chinese numerals",
    "kb/search/chunks.py": "numbering to look for",
    "kb/search/outline.py": "numbering to look for",
    "kb/search/radicals.py": "characters that radicals stand for",
    "kb/search/highlight.py": "ends of sentences",
    "kb/ui/views/search.py": "example questions",
}


def _msgids() -> set[str]:
    found: set[str] = set()
    for room in ("kb", "cases", "ingest", "bench/search"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / room, [("**.py", "python")], keywords=KEYWORDS
        ):
            found.add(message[0] if isinstance(message, tuple) else message)
    return found


def _catalog() -> dict[str, str]:
    with CATALOG.open("rb") as file:
        return _singular(pofile.read_po(file))


def _singular(catalog: Catalog) -> dict[str, str]:
    """Each text and its translation; of those with a plural the singular, for Chinese has one form."""
    return {_first(message.id): _first(message.string) for message in catalog if message.id}


def _first(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else text[0]


def test_every_text_has_its_chinese() -> None:
    catalog = _catalog()
    assert sorted(msgid for msgid in _msgids() if not catalog.get(msgid)) == []


def test_no_text_is_left_over() -> None:
    assert sorted(set(_catalog()) - _msgids()) == []


def test_fields_are_the_same_in_both_languages() -> None:
    assert [msgid for msgid, text in _catalog().items() if set(FIELD.findall(msgid)) != set(FIELD.findall(text))] == []


def test_the_compiled_catalog_is_fresh() -> None:
    with CATALOG.with_suffix(".mo").open("rb") as file:
        compiled = _singular(mofile.read_mo(file))
    assert compiled == _catalog()


def test_no_chinese_text_stands_in_the_code() -> None:
    offenders = []
    for room in ("kb", "cases", "ingest"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            tree = ast.parse(path.read_text("utf-8"))
            documented = {
                ast.get_docstring(node, clean=False)
                for node in ast.walk(tree)
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            }
            strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
            if any(isinstance(text, str) and CHINESE.search(text) for text in strings - documented):
                offenders.append(name)
    unexplained = [
        name
        for name in offenders
        if name not in SPEAKS_CHINESE_ITSELF and not name.startswith(("ingest/readers/", "ingest/"))
    ]
    assert unexplained == []


def test_the_language_belongs_to_the_context() -> None:
    with using_language("en"):
        assert translate("Case") == "Case"
    with using_language("zh"):
        assert translate("Case") == "案例"
        assert NotFound("There is no such document.").message == "没有这份资料。"
        assert str(NotFound("There is no such document.")) == "There is no such document."


@pytest.mark.parametrize("language", ["", "fr", "zh_CN"])
def test_an_unknown_language_is_the_default(language: str) -> None:
    with using_language("en"):
        set_language(language)
        assert translate("Case") == "案例"


def test_fields_that_may_be_empty_say_so_in_the_language_of_the_page() -> None:
    """Streamlit's own "Choose options" and "Search" are English in every language."""
    silent = []
    for path in (ROOT / "kb" / "ui").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                given = {word.arg: word.value for word in call.keywords}
                third = given.get("index", call.args[2] if len(call.args) > 2 else None)
                may_be_empty = (
                    call.func.attr == "multiselect"
                    or (call.func.attr == "selectbox" and isinstance(third, ast.Constant) and third.value is None)
                    or (call.func.attr == "text_input" and "type" in given and ast.unparse(given["type"]) == "'search'")
                )
                if may_be_empty and "placeholder" not in given:
                    silent.append(f"{path.name}:{call.lineno}")
    assert silent == []
