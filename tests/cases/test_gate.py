"""The gate before review: nothing that was not checked gets past it, whoever calls the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cases import duplicates, service, store, submission
from cases.attachments import FileText, attached_texts
from cases.completeness import Completeness
from cases.content import read_version, to_stored
from cases.duplicates import Verdict
from cases.gate import GateClosed, GateReport
from cases.model import Attachment, Case
from cases.records import CaseRecord
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.library import Library
from kb.people.person import Person
from tests.cases.conftest import NOW, Staff, in_review, published

RESIDENT_ID = "11010519491231002X"


def read(_name: str, content: bytes) -> FileText:
    """Read a file of the tests: its bytes are its text, and "?" stands for one that no reader understands."""
    if content == b"?":
        raise BadInput("The file cannot be read.")
    text, _, head = content.decode().partition("|")
    return FileText(text, head)


def attach(library: Library, author: Person, case: Case, *files: tuple[str, str]) -> CaseRecord:
    """Begin a case with these files attached, as the page does."""
    record = service.start_case(library.database, author, case, now=NOW)
    kept = tuple(
        service.keep_attachment(
            library, author, record.id, name, "text/plain", text.encode(), read_text=read, now=NOW
        ).attachment
        for name, text in files
    )
    return service.save_draft(
        library.database, author, record.id, replace(case, attachments=kept), record.revision, now=NOW
    )


def attach_unread(library: Library, author: Person, case: Case, *files: tuple[str, bytes]) -> CaseRecord:
    """Begin a case with files attached as before texts were kept: the bytes are there, their text is not."""
    kept = tuple(Attachment(name, "text/plain", library.files.save(content), len(content)) for name, content in files)
    return service.start_case(library.database, author, replace(case, attachments=kept), now=NOW)


def other_story(case: Case) -> Case:
    """Return a case that tells nothing of this one."""
    return replace(
        case,
        situation="别的背景。" * 30,
        approach="别的做法。" * 40,
        steps=("甲", "乙", "丙"),
        result="别的成效。" * 10,
        risks="别的风险。" * 10,
        points=("丁", "戊"),
    )


def submit(library: Library, author: Person, record: CaseRecord) -> CaseRecord:
    return service.submit_case(library, author, record.id, record.revision, now=NOW)


@pytest.mark.parametrize(
    "files",
    [
        [("表.txt", f"证件 {RESIDENT_ID}")],
        [("表.txt", f"证件 {RESIDENT_ID}"), ("表.txt", "没有个人信息")],
        [("表.txt", "没有个人信息"), ("表.txt", f"证件 {RESIDENT_ID}")],
        [("表.txt", f"没有个人信息|作者证件 {RESIDENT_ID}")],
    ],
    ids=["one", "first of one name", "second of one name", "in the head"],
)
def test_personal_data_in_any_attachment_closes_the_gate(
    library: Library, staff: Staff, bill_pool: Case, files: list[tuple[str, str]]
) -> None:
    record = attach(library, staff.author, bill_pool, *files)
    with pytest.raises(GateClosed):
        submit(library, staff.author, record)
    (finding,) = service.check_draft(library, staff.author, record.id).blocking
    assert (finding.field, finding.source, finding.text) == ("attachments", "表.txt", RESIDENT_ID)


def test_clean_attachments_pass(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = attach(library, staff.author, bill_pool, ("表.txt", "甲"), ("表.txt", "乙"))
    assert submit(library, staff.author, record).state == "submitted"


def test_the_same_bytes_under_another_suffix_are_read_again(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = attach(library, staff.author, bill_pool, ("表.txt", "甲"))
    case = service.get_work(library.database, staff.author, record.id).case
    renamed = replace(case, attachments=(replace(case.attachments[0], name="表.md"),))
    record = service.save_draft(library.database, staff.author, record.id, renamed, record.revision, now=NOW)
    assert service.check_draft(library, staff.author, record.id).unread == ["表.md"]


def test_what_was_never_read_closes_the_gate_until_it_is(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = attach_unread(library, staff.author, bill_pool, ("旧.txt", "没有个人信息".encode()))
    report = service.check_draft(library, staff.author, record.id)
    assert (report.unread, report.is_open) == (["旧.txt"], False)
    with pytest.raises(GateClosed) as closed:
        submit(library, staff.author, record)
    assert "旧.txt" in closed.value.message
    assert service.read_missing_texts(library, staff.author, record.id, read_text=read, now=NOW) == 1
    assert service.read_missing_texts(library, staff.author, record.id, read_text=read, now=NOW) == 0
    assert submit(library, staff.author, record).state == "submitted"


@pytest.mark.parametrize("gone", [False, True])
def test_what_cannot_be_read_closes_the_gate(library: Library, staff: Staff, bill_pool: Case, gone: bool) -> None:
    record = attach_unread(library, staff.author, bill_pool, ("坏.txt", b"?" if not gone else b"x"))
    case = service.get_work(library.database, staff.author, record.id).case
    if gone:
        library.files.path_of(case.attachments[0].hash).unlink()
    service.read_missing_texts(library, staff.author, record.id, read_text=read, now=NOW)
    report = service.check_draft(library, staff.author, record.id)
    assert (report.unreadable, report.is_open) == (["坏.txt"], False)
    assert any("坏.txt" in reason for reason in report.reasons)
    with pytest.raises(GateClosed):
        submit(library, staff.author, record)
    emptied = replace(case, attachments=())
    record = service.save_draft(library.database, staff.author, record.id, emptied, record.revision, now=NOW)
    assert submit(library, staff.author, record).state == "submitted"


def test_a_name_in_a_reason_is_masked(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = attach_unread(library, staff.author, bill_pool, (f"{RESIDENT_ID}.txt", b"x"))
    assert RESIDENT_ID not in "".join(service.check_draft(library, staff.author, record.id).reasons)


def test_an_unreadable_upload_is_refused_and_not_kept(library: Library, staff: Staff, bill_pool: Case) -> None:
    with pytest.raises(BadInput):
        attach(library, staff.author, bill_pool, ("坏.txt", "?"))
    kept = [path.read_bytes() for path in library.settings.files_dir.rglob("*") if path.is_file()]
    assert b"?" not in kept


def test_only_a_writer_of_a_draft_attaches_files(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = service.start_case(library.database, staff.author, bill_pool, now=NOW)

    def keep(person: Person) -> None:
        service.keep_attachment(library, person, record.id, "a.txt", "text/plain", b"a", read_text=read, now=NOW)

    with pytest.raises(NotFound):
        keep(staff.colleague)
    submit(library, staff.author, record)
    with pytest.raises(Conflict):
        keep(staff.author)
    with pytest.raises((NotAllowed, Conflict)):
        keep(staff.trainer)


def test_reviewers_get_the_report_of_the_author(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = attach(library, staff.author, bill_pool, ("表.txt", "客户资料：姓名：王建国"))
    written = service.check_draft(library, staff.author, record.id)
    assert [finding.source for finding in written.findings] == ["表.txt"]
    seen_by_reviewer = service.check_draft(library, staff.trainer, record.id)
    assert seen_by_reviewer.findings == written.findings


def test_an_attachment_is_read_with_its_case_only(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = attach(library, staff.author, bill_pool, ("表.txt", "甲"))
    other = service.start_case(library.database, staff.author, Case(title="另一篇"), now=NOW)
    (file,) = service.get_work(library.database, staff.author, record.id).case.attachments
    assert service.read_attachment(library, staff.author, record.id, file.hash) == "甲".encode()
    for person, case_id in ((staff.author, other.id), (staff.stranger, record.id), (staff.author, "case-none")):
        with pytest.raises(NotFound):
            service.read_attachment(library, person, case_id, file.hash)


def _change_last(library: Library, record: CaseRecord, change: Callable[[Case], Case]) -> None:
    """Put other content into a version in review, as a rule learnt since would find it."""
    with library.database.write() as tx:
        stored = to_stored(change(read_version(tx, record.id, record.version)))
        store.set_content(tx, record.id, record.version, content=stored.content, story_hash=stored.story_hash, now=NOW)


def publish(library: Library, reviewer: Person, record: CaseRecord) -> CaseRecord:
    return service.publish_case(library, reviewer, record.id, record.revision, now=NOW)


def test_the_last_look_finds_personal_data(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = in_review(library, staff.author, staff.trainer, bill_pool)
    _change_last(library, record, lambda case: replace(case, risks=case.risks + RESIDENT_ID))
    with pytest.raises(BadInput, match="personal data"):
        publish(library, staff.trainer, record)


@pytest.mark.parametrize(("content", "message"), [(RESIDENT_ID.encode(), "personal data"), (b"?", "cannot be checked")])
def test_the_last_look_reads_attachments(
    library: Library, staff: Staff, bill_pool: Case, content: bytes, message: str
) -> None:
    record = in_review(library, staff.author, staff.trainer, bill_pool)
    file = Attachment("表.txt", "text/plain", library.files.save(content), len(content))
    _change_last(library, record, lambda case: replace(case, attachments=(file,)))
    with pytest.raises(BadInput, match="cannot be checked"):
        publish(library, staff.trainer, record)
    service.read_missing_texts(library, staff.trainer, record.id, read_text=read, now=NOW)
    with pytest.raises(BadInput, match=message):
        publish(library, staff.trainer, record)


def test_the_last_look_finds_a_copy_published_since(library: Library, staff: Staff, bill_pool: Case) -> None:
    published(library, staff.colleague, staff.trainer, bill_pool)
    record = in_review(library, staff.author, staff.trainer, other_story(bill_pool))
    _change_last(library, record, lambda case: replace(bill_pool, id=case.id))
    with pytest.raises(Conflict, match="public already"):
        publish(library, staff.trainer, record)


def test_a_copy_submitted_after_the_look_is_found_inside_the_lock(
    library: Library, staff: Staff, bill_pool: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = service.start_case(library.database, staff.author, bill_pool, now=NOW)
    copy = service.start_case(library.database, staff.colleague, bill_pool, now=NOW)
    looked_up = submission._look_up(library, staff.author, record.id)
    submit(library, staff.colleague, copy)
    monkeypatch.setattr(submission, "_look_up", lambda *_: looked_up)
    with pytest.raises(GateClosed):
        submit(library, staff.author, record)


def test_the_gate_searches_once_per_state_of_the_library(
    library: Library, staff: Staff, bill_pool: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    find = duplicates.find_published
    monkeypatch.setattr(duplicates, "find_published", lambda *args: searched.append("once") or find(*args))
    record = service.start_case(library.database, staff.author, bill_pool, now=NOW)
    for _ in range(3):
        assert service.check_draft(library, staff.author, record.id).is_open
    submit(library, staff.author, record)
    assert len(searched) == 1
    service.check_draft(library, staff.author, record.id)
    assert len(searched) == 2, "the case has moved on"
    published(library, staff.colleague, staff.trainer, other_story(bill_pool))
    searched.clear()
    service.check_draft(library, staff.author, record.id)
    assert len(searched) == 1, "the library has moved on"


def test_a_decision_made_after_the_look_counts(library: Library, staff: Staff, bill_pool: Case) -> None:
    published(library, staff.colleague, staff.trainer, bill_pool)
    record = service.start_case(library.database, staff.author, bill_pool, now=NOW)
    report = service.check_draft(library, staff.author, record.id)
    assert report.undecided
    for candidate in report.undecided:
        service.decide_duplicate(
            library.database, staff.author, record.id, candidate, Verdict.DIFFERENT, "客户不同", now=NOW
        )
    assert service.check_draft(library, staff.author, record.id).is_open
    assert submit(library, staff.author, record).state == "submitted"


def test_no_file_is_written_inside_the_write_lock(
    library: Library, staff: Staff, bill_pool: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = in_review(library, staff.author, staff.trainer, bill_pool)
    held: list[bool] = []
    write, save = type(library.files)._write, library.database._writer_lock()
    monkeypatch.setattr(
        type(library.files), "_write", lambda *args: held.append(save._owner is not None) or write(*args)
    )
    record = publish(library, staff.trainer, record)
    service.renew_case(library, staff.trainer, record.id, record.revision, "2099-01-01", now=NOW)
    assert held == [False, False]


def test_texts_are_known_by_their_bytes(library: Library, staff: Staff, bill_pool: Case) -> None:
    record = attach(library, staff.author, bill_pool, ("表.txt", "甲\0丙"), ("表.txt", "乙"))
    case = service.get_work(library.database, staff.author, record.id).case
    with library.database.read() as tx:
        assert attached_texts(tx, case).texts == [("表.txt", "甲 丙"), ("表.txt", "乙")]


def test_a_report_is_closed_by_each_of_its_reasons() -> None:
    clean = GateReport([], [], [], [], Completeness(100, ()), [], [], [])
    assert clean.is_open
    assert not replace(clean, unread=["a"]).is_open
    assert not replace(clean, unreadable=["a"]).is_open
    assert not replace(clean, completeness=Completeness(10, ())).is_open
