"""The page of materials, run without a browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ingest.materials import Details, get_material, list_materials, withdraw_material
from ingest.upload import Upload, upload_materials
from kb.library import Library
from kb.people.person import Person, Role
from kb.ui.frame.resources import forget_shared
from tests.ingest.making import docx, word
from tests.support.pages import open_first
from tests.support.people import make_person, sign_in

LESSON = docx(word("收单入门", "H1") + word("商户要先实地看过。"))
Open = Callable[..., AppTest]


@pytest.fixture
def trainer(library: Library) -> Person:
    return make_person(library.database, Role.TRAINER, name="周老师")


@pytest.fixture
def open_page(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """A page as the one that opens."""
    monkeypatch.setenv("KB_DATA_DIR", str(library.settings.data_dir))
    monkeypatch.setenv("KB_LIBRARY_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("KB_LANGUAGE", "en")
    forget_shared()

    def _open(name: str, person: Person, **query: str) -> AppTest:
        at = open_first(monkeypatch, name)
        at.user = sign_in(library.database, person).user  # type: ignore[attr-defined]
        for key, value in query.items():
            at.query_params[key] = value
        return at.run()

    return _open


def _press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def test_files_are_added_each_with_its_result(library: Library, trainer: Person, open_page: Open) -> None:
    at = open_page("materials", trainer)
    assert at.button(key="material_add").disabled
    assert "No materials here yet" in at.info[-1].value
    at.file_uploader(key="material_files_0").set_value(
        [("课.docx", LESSON, "application/docx"), ("坏.pdf", b"MZ", "application/pdf")]
    )
    at.text_input(key="material_new_0_title").input("只给一个文件")
    at.run()
    _press(at, "material_add")
    said = " ".join(str(each.value) for each in at.markdown).replace("\\", "")
    assert "Stored as version 1: 收单入门" in said
    assert "The content is not what the file name says" in said
    assert [row["title"] for row in list_materials(library.database, trainer)] == ["收单入门"]
    assert at.button(key="material_add").disabled


def test_a_material_is_refiled_withdrawn_and_put_back(library: Library, trainer: Person, open_page: Open) -> None:
    [result] = upload_materials(library, trainer, [Upload("课.docx", io.BytesIO(LESSON))], Details())
    document_id, database = result.document_id, library.database
    at = open_page("material", trainer, id=document_id)
    seen = get_material(database, trainer, document_id)["revision"]
    at.text_input(key=f"material_{document_id}_{seen}_title").input("收单 *入门*")
    at.toggle(key=f"material_{document_id}_{seen}_downloadable").set_value(False)
    _press(at, "material_save")
    changed = get_material(database, trainer, document_id)
    assert (changed["title"], changed["downloadable"]) == ("收单 *入门*", 0)
    assert at.title[0].value == "收单 \\*入门\\*"
    _press(at, "material_withdraw")
    assert "Say why" in at.error[0].value
    at.text_input(key=f"material_reason_{changed['revision']}").input("制度已改")
    _press(at, "material_withdraw")
    assert "制度已改" in at.info[-1].value
    _press(at, "material_restore")
    assert get_material(database, trainer, document_id)["status"] == "published"


def test_the_second_of_two_is_told(library: Library, trainer: Person, open_page: Open) -> None:
    [result] = upload_materials(library, trainer, [Upload("课.docx", io.BytesIO(LESSON))], Details())
    at = open_page("material", trainer, id=result.document_id)
    seen = get_material(library.database, trainer, result.document_id)["revision"]
    other = make_person(library.database, Role.TRAINER, name="吴老师")
    withdraw_material(library.database, other, result.document_id, "旧了", seen)
    _press(at, "material_save")
    assert at.warning
    at.run()
    assert "Somebody else" in at.warning[-1].value
    _press(at, "material_read_again")
    assert "旧了" in at.info[-1].value


def test_a_client_manager_is_refused(library: Library, open_page: Open) -> None:
    at = open_page("materials", make_person(library.database))
    assert not at.file_uploader
