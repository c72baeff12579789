"""Trainers' materials: taken in, refused, replaced, refiled, withdrawn, and not handed out where that is forbidden."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import pytest

from ingest.material_check import PersonalDataFound, refuse_personal_data
from ingest.materials import (
    Details,
    details_of,
    edit_material,
    get_material,
    list_materials,
    restore_material,
    withdraw_material,
)
from ingest.upload import MAX_FILES, REFUSED, SAME, STORED, Upload, UploadResult, replace_material, upload_materials
from kb.clock import utc_now
from kb.config import Settings
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.learning.questions import service as question_service
from kb.learning.questions.access import list_questions
from kb.learning.questions.question import Question
from kb.library import Library, open_library
from kb.people.audit import AuditFilter, list_audit
from kb.people.person import Person, Role
from kb.search.documents import get_document, list_versions
from kb.search.embedding import embed_pending
from kb.search.query import read_query
from kb.store import Database
from tests.conftest import WordEncoder
from tests.ingest.making import archive, docx, docx_parts, word
from tests.support.people import house, make_person, make_unit, sign_in
from tests.support.server import running_app

RESIDENT_ID = "11010519491231002X"
MIB = 1024 * 1024


@dataclass(frozen=True)
class Staff:
    trainer: Person
    colleague: Person
    stranger: Person
    manager: Person
    admin: Person


@pytest.fixture
def staff(library: Library) -> Staff:
    database = library.database
    house(database)
    north, south = make_unit(database, "城北支行"), make_unit(database, "城南支行")
    return Staff(
        trainer=make_person(database, Role.TRAINER, unit_id=north.id, name="培训师甲"),
        colleague=make_person(database, Role.TRAINER, unit_id=north.id, name="培训师乙"),
        stranger=make_person(database, Role.TRAINER, unit_id=south.id),
        manager=make_person(database, unit_id=north.id),
        admin=make_person(database, Role.ADMIN),
    )


def page(title: str, text: str) -> bytes:
    return docx(word(title, "H1") + word(text))


PAPER = page("供应链金融入门", "核心企业确权以后，供应商凭应收账款融资。")


def take_in(
    library: Library, person: Person, content: bytes = PAPER, name: str = "课件.docx", **said: object
) -> UploadResult:
    [result] = upload_materials(library, person, [Upload(name, io.BytesIO(content))], Details(**said), now=utc_now())  # type: ignore[arg-type]
    return result


def refused(library: Library, person: Person, content: bytes, name: str) -> str:
    result = take_in(library, person, content, name)
    assert result.outcome == REFUSED
    assert list_materials(library.database, person) == []
    assert kept_files(library) == []
    return str(result.error)


def kept_files(library: Library) -> list[Path]:
    return [path for path in library.settings.files_dir.rglob("*") if path.is_file()]


def found(library: Library, text: str) -> list[str]:
    return [hit.document_id for hit in library.engine.search(read_query(text)).hits]


def deeds(database: Database, admin: Person, document_id: str) -> list[str]:
    return [row["action"] for row in list_audit(database, admin, AuditFilter(subject=document_id))]


def test_an_uploaded_file_is_a_document_of_the_unit_and_found_at_once(library: Library, staff: Staff) -> None:
    result = take_in(
        library,
        staff.trainer,
        kind="template",
        tags=("供应链", " 供应链"),
        competencies=("customer-insight",),
        business_line="公司",
    )
    assert (result.outcome, result.title, result.version) == (STORED, "供应链金融入门", 1)
    assert found(library, "应收账款融资") == [result.document_id]
    with library.database.read() as tx:
        document = get_document(tx, result.document_id)
    assert (document["kind"], document["tags"], document["file_name"]) == ("template", ["供应链"], "课件.docx")
    assert (document["meta"]["business_line"], document["meta"]["competencies"]) == ("公司", ["customer-insight"])
    assert library.files.read(document["file_hash"]) == PAPER
    material = get_material(library.database, staff.colleague, result.document_id)
    assert (material["owner_name"], material["unit_name"], material["downloadable"]) == ("培训师甲", "城北支行", 1)
    assert deeds(library.database, staff.admin, result.document_id) == ["material_added"]


def test_every_file_has_its_own_result(library: Library, staff: Staff) -> None:
    seen: list[tuple[int, int, str]] = []
    uploads = [
        Upload("C:\\讲义\\一.docx", io.BytesIO(PAPER)),
        Upload("二.docx", io.BytesIO(PAPER)),
        Upload("三.pdf", io.BytesIO(b"MZ\x90")),
        Upload(
            "四.md", io.BytesIO("---\ntitle: 头里的标题\ntags: [甲]\nbusiness_line: 外星\n---\n正文在这里。".encode())
        ),
        Upload("五.html", io.BytesIO("<html><body><h1>网页</h1><p>网页的正文。</p></body></html>".encode())),
        Upload("六.txt", io.BytesIO("一段文字，讲礼仪。".encode("gb18030"))),
    ]
    results = upload_materials(
        library,
        staff.trainer,
        uploads,
        Details(title="只给一个文件"),
        progress=lambda *at: seen.append(at),
        now=utc_now(),
    )
    assert [(each.name, each.outcome) for each in results] == [
        ("一.docx", STORED),
        ("二.docx", SAME),
        ("三.pdf", REFUSED),
        ("四.md", STORED),
        ("五.html", STORED),
        ("六.txt", STORED),
    ]
    assert results[1].document_id == results[0].document_id
    assert [each.title for each in results[3:]] == ["头里的标题", "网页", "六"]
    assert "供应链金融入门" in results[1].message
    assert seen[0] == (0, 6, "一.docx")
    with pytest.raises(BadInput, match="At most"):
        upload_materials(library, staff.trainer, uploads * MAX_FILES, Details(), now=utc_now())


def test_a_client_manager_is_refused(library: Library, staff: Staff) -> None:
    with pytest.raises(NotAllowed):
        take_in(library, staff.manager)
    with pytest.raises(NotAllowed):
        list_materials(library.database, staff.manager)
    assert kept_files(library) == []


def test_a_trainer_of_another_unit_is_refused(library: Library, staff: Staff) -> None:
    result = take_in(library, staff.trainer)
    document_id, database = result.document_id, library.database
    revision = get_material(database, staff.trainer, document_id)["revision"]
    with pytest.raises(NotAllowed):
        upload_materials(library, staff.stranger, [], Details(), unit_id=staff.trainer.unit_id, now=utc_now())
    with pytest.raises(NotAllowed):
        get_material(database, staff.stranger, document_id)
    with pytest.raises(NotAllowed):
        edit_material(database, staff.stranger, document_id, Details(title="改"), revision, now=utc_now())
    with pytest.raises(NotAllowed):
        withdraw_material(database, staff.stranger, document_id, "旧了", revision, now=utc_now())
    with pytest.raises(NotAllowed):
        replace_material(
            library, staff.stranger, document_id, Upload("x.docx", io.BytesIO(b"")), revision, now=utc_now()
        )
    assert list_materials(database, staff.stranger) == []
    assert [row["id"] for row in list_materials(database, staff.admin)] == [document_id]


class Endless:
    """A stream of 60 MB that counts what was read of it."""

    given = 0

    def read(self, size: int, /) -> bytes:
        piece = b"x" * min(size, 60 * MIB - self.given)
        self.given += len(piece)
        return piece


def test_a_file_of_60_mb_is_refused_before_it_is_read_to_the_end(library: Library, staff: Staff) -> None:
    stream = Endless()
    [result] = upload_materials(library, staff.trainer, [Upload("大.txt", stream)], Details(), now=utc_now())
    assert "larger than 25 MB" in str(result.error)
    assert stream.given <= 26 * MIB
    assert kept_files(library) == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("空.docx", b"", "empty"),
        ("坏.docx", PAPER[:-200], "damaged"),
        ("程序.pdf", b"MZ\x90\x00\x03" + bytes(range(256)), "not what the file name says"),
        ("x.exe", b"MZ", "cannot be read"),
        ("炸.docx", archive(docx_parts("") | {"word/media/a.bin": bytes(30 * MIB)}), "unpacks"),
        ("例.md", "---\nkind: case\n---\n## 背景\n一句话。".encode(), "Submit cases under My cases"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(
    library: Library, staff: Staff, name: str, content: bytes, reason: str
) -> None:
    assert reason in refused(library, staff.trainer, content, name)


def test_personal_data_keeps_a_file_out_and_is_not_repeated(library: Library, staff: Staff) -> None:
    content = page("客户名单", f"身份证 {RESIDENT_ID}，手机 13812345678")
    message = refused(library, staff.trainer, content, "名单.docx")
    assert "Resident id number" in message
    assert "Mobile number" in message
    assert RESIDENT_ID not in message
    assert "手机 13812345678" not in message
    assert "Resident" in refused(library, staff.trainer, PAPER, f"{RESIDENT_ID}.docx")


@pytest.mark.parametrize("before", ["字" * 19_990, "字" * 30_000, "一行文字\n" * 5_000, "字" * 19_990 + "\n"])
def test_personal_data_is_found_wherever_it_stands_in_a_long_text(before: str) -> None:
    with pytest.raises(PersonalDataFound, match="Resident"):
        refuse_personal_data([f"{before}{RESIDENT_ID}{before}"])
    refuse_personal_data([before * 2])


def test_a_new_version_replaces_the_text_and_keeps_the_old_one(library: Library, staff: Staff) -> None:
    first = take_in(library, staff.trainer, title="供应链讲义", tags=("供应链",))
    revision = get_material(library.database, staff.colleague, first.document_id)["revision"]
    second = page("别的标题", "现在讲的是动产质押监管。")
    result = replace_material(
        library, staff.colleague, first.document_id, Upload("新.docx", io.BytesIO(second)), revision, now=utc_now()
    )
    assert (result.outcome, result.version, result.title) == (STORED, 2, "供应链讲义")
    assert found(library, "动产质押监管") == [first.document_id]
    with library.database.read() as tx:
        versions = list_versions(tx, first.document_id)
        assert get_document(tx, first.document_id)["tags"] == ["供应链"]
    assert [library.files.read(row["file_hash"]) for row in versions] == [second, PAPER]
    assert deeds(library.database, staff.admin, first.document_id) == ["material_replaced", "material_added"]
    with pytest.raises(Conflict, match="培训师乙"):
        replace_material(
            library, staff.trainer, first.document_id, Upload("x.docx", io.BytesIO(PAPER)), revision, now=utc_now()
        )
    again = get_material(library.database, staff.trainer, first.document_id)["revision"]
    same = replace_material(
        library, staff.trainer, first.document_id, Upload("新.docx", io.BytesIO(second)), again, now=utc_now()
    )
    assert (same.outcome, same.version) == (SAME, 2)


def test_of_two_who_replace_at_once_one_is_told(library: Library, staff: Staff) -> None:
    document_id = take_in(library, staff.trainer).document_id
    revision = get_material(library.database, staff.trainer, document_id)["revision"]

    def _replace(person: Person) -> str:
        content = page("新", f"{person.name}写的正文。")
        try:
            return replace_material(
                library, person, document_id, Upload("x.docx", io.BytesIO(content)), revision, now=utc_now()
            ).outcome
        except Conflict:
            return "told"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(_replace, (staff.trainer, staff.colleague))) == [STORED, "told"]
    assert get_material(library.database, staff.trainer, document_id)["version"] == 2


def test_a_bad_replacement_leaves_everything_as_it_was(library: Library, staff: Staff) -> None:
    document_id = take_in(library, staff.trainer).document_id
    revision = get_material(library.database, staff.trainer, document_id)["revision"]
    for content in (PAPER[:-200], page("名单", RESIDENT_ID)):
        with pytest.raises(BadInput):
            replace_material(
                library, staff.trainer, document_id, Upload("x.docx", io.BytesIO(content)), revision, now=utc_now()
            )
    assert get_material(library.database, staff.trainer, document_id)["revision"] == revision
    assert len(kept_files(library)) == 1


def test_a_withdrawn_material_is_gone_from_search_until_it_is_put_back(library: Library, staff: Staff) -> None:
    document_id, database = take_in(library, staff.trainer).document_id, library.database
    revision = get_material(database, staff.trainer, document_id)["revision"]
    with pytest.raises(BadInput, match="why"):
        withdraw_material(database, staff.trainer, document_id, "  ", revision, now=utc_now())
    withdraw_material(database, staff.trainer, document_id, "制度已改", revision, now=utc_now())
    assert found(library, "应收账款融资") == []
    material = get_material(database, staff.trainer, document_id)
    assert (material["status"], material["withdrawn_for"]) == ("withdrawn", "制度已改")
    with pytest.raises(Conflict):
        restore_material(database, staff.colleague, document_id, revision, now=utc_now())
    with pytest.raises(BadInput, match="Restore it"):
        replace_material(
            library,
            staff.trainer,
            document_id,
            Upload("x.docx", io.BytesIO(PAPER)),
            material["revision"],
            now=utc_now(),
        )
    restore_material(database, staff.colleague, document_id, material["revision"], now=utc_now())
    assert found(library, "应收账款融资") == [document_id]
    assert deeds(database, staff.admin, document_id) == ["material_restored", "material_withdrawn", "material_added"]


def test_questions_of_a_replaced_or_withdrawn_material_go_back_to_review(library: Library, staff: Staff) -> None:
    document_id, database = take_in(library, staff.trainer).document_id, library.database
    material = get_material(database, staff.trainer, document_id)
    question = Question(
        id="q-1",
        type="true_false",
        stem="确权以后可以融资。",
        truth=True,
        explanation="见课件。",
        sources=(material["source"],),
    )
    question_service.save_question(database, staff.trainer, question, 0, now="2026-11-24T08:00:00.000Z")

    def stale() -> int:
        with database.read() as tx:
            [row] = list_questions(tx, staff.trainer)
        return int(row["stale"])

    edit_material(
        database,
        staff.trainer,
        document_id,
        replace(details_of(material), tags=("新",)),
        material["revision"],
        now=utc_now(),
    )
    assert stale() == 0
    revision = get_material(database, staff.trainer, document_id)["revision"]
    replace_material(
        library,
        staff.trainer,
        document_id,
        Upload("x.docx", io.BytesIO(page("新", "新的正文。"))),
        revision,
        now=utc_now(),
    )
    assert stale() > 0


def test_details_change_without_another_version(library: Library, staff: Staff, encoder: WordEncoder) -> None:
    document_id, database = take_in(library, staff.trainer, tags=("旧",)).document_id, library.database
    embed_pending(database, encoder)
    library.engine.use_encoder(encoder)
    material = get_material(database, staff.trainer, document_id)
    wanted = Details("template", "保理工具表", "公司", ("customer-insight",), ("新",), downloadable=False)
    edit_material(database, staff.trainer, document_id, wanted, material["revision"], now=utc_now())
    changed = get_material(database, staff.trainer, document_id)
    assert (details_of(changed), changed["version"]) == (wanted, 1)
    assert found(library, "保理工具表") == [document_id]
    encoder.encoded.clear()
    embed_pending(database, encoder)
    assert all(text.startswith("保理工具表") for text in encoder.encoded)
    assert encoder.encoded
    with pytest.raises(Conflict):
        edit_material(database, staff.trainer, document_id, wanted, material["revision"], now=utc_now())
    for wrong in (Details(), Details("case", "x"), Details(title="x", business_line="外星"), Details(title="长" * 201)):
        with pytest.raises(BadInput):
            edit_material(database, staff.trainer, document_id, wrong, changed["revision"], now=utc_now())
    with pytest.raises(PersonalDataFound):
        edit_material(
            database, staff.trainer, document_id, Details(title=f"李 {RESIDENT_ID}"), changed["revision"], now=utc_now()
        )


def test_what_came_with_the_library_belongs_to_the_house(library: Library, staff: Staff, add: object) -> None:
    material = add("id:starter", "讲义的正文。", kind="material", title="自带讲义")  # type: ignore[operator]
    case = add("id:case", "案例的正文。", kind="case")  # type: ignore[operator]
    assert list_materials(library.database, staff.trainer) == []
    with pytest.raises(NotAllowed):
        get_material(library.database, staff.trainer, material.document_id)
    found = get_material(library.database, staff.admin, material.document_id)
    withdraw_material(library.database, staff.admin, material.document_id, "不再使用", found["revision"], now=utc_now())
    with pytest.raises(NotFound):
        get_material(library.database, staff.admin, case.document_id)


def test_a_material_to_be_read_only_is_not_handed_out(tmp_path: Path) -> None:
    with running_app(tmp_path) as app:
        trainer = make_person(app.database, Role.TRAINER)
        library = open_library(Settings(data_dir=app.data_dir, library_dir=tmp_path / "none"))
        read_only = take_in(library, trainer, downloadable=False).document_id
        free = take_in(library, trainer, page("可下载", "可以下载的正文。")).document_id
        for person in (trainer, make_person(app.database), make_person(app.database, Role.ADMIN)):
            with httpx2.Client(base_url=app.base, cookies=sign_in(app.database, person).cookies, timeout=20) as browser:
                answer = browser.get(f"/download/{read_only}/1?lang=en")
                assert (answer.status_code, PAPER in answer.content) == (403, False)
                assert "can be read here" in answer.text
                assert browser.get(f"/download/{free}/1").status_code == 200
        library.database.close()
