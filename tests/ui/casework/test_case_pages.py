"""The pages of a case as author and reviewer see them, without a browser."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from cases import service
from cases.model import Case
from kb.clock import day_of, utc_now
from kb.config import Settings
from kb.library import Library
from tests.cases.conftest import STARTER, Staff, in_review, published, submitted
from tests.support.pages import open_in_menu, pages_of
from tests.support.people import sign_in


def _texts(at: AppTest) -> str:
    shown = [*at.title, *at.subheader, *at.markdown, *at.caption, *at.info, *at.warning, *at.error, *at.success]
    return "\n".join(str(element.value) for element in shown)


def test_an_author_takes_back_what_waits_for_review(
    library: Library, settings: Settings, staff: Staff, bill_pool: Case
) -> None:
    record = submitted(library, staff.author, bill_pool)
    with pages_of(settings):
        at = open_in_menu("my_cases", sign_in(library.database, staff.author))
        assert not at.exception
        at.button(f"my_cases_recall_{record.id}").click().run()
        assert not at.exception
    assert service.get_work(library.database, staff.author, record.id).record.state == "draft"


def test_a_returned_case_shows_its_author_why(
    library: Library, settings: Settings, staff: Staff, bill_pool: Case
) -> None:
    record = in_review(library, staff.author, staff.trainer, bill_pool)
    service.comment_on_case(library.database, staff.trainer, record.id, "result", "请写明口径")
    service.return_case(library.database, staff.trainer, record.id, record.revision, "数字缺少期间")
    with pages_of(settings):
        at = open_in_menu("my_cases", sign_in(library.database, staff.author))
        assert "数字缺少期间" in _texts(at)
        assert "请写明口径" in _texts(at)


def test_changes_to_a_published_case_are_given_up(
    library: Library, settings: Settings, staff: Staff, bill_pool: Case
) -> None:
    record = published(library, staff.author, staff.trainer, bill_pool)
    revised = service.revise_case(library.database, staff.author, record.id)
    changed = replace(service.get_work(library.database, staff.author, record.id).case, title="另一个题目")
    service.save_draft(library.database, staff.author, record.id, changed, revised.revision)
    with pages_of(settings):
        at = open_in_menu("my_cases", sign_in(library.database, staff.author))
        at.button(f"my_cases_discard_{record.id}").click().run()
        assert not at.exception
    work = service.get_work(library.database, staff.author, record.id)
    assert (work.record.state, work.case.title) == ("published", bill_pool.title)


def test_typing_is_kept_and_suggestions_are_taken_by_click(
    library: Library, settings: Settings, staff: Staff, bill_pool: Case
) -> None:
    published(library, staff.colleague, staff.trainer, bill_pool)
    settings.library_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(STARTER.parent / "competencies.yaml", settings.library_dir)
    begun = service.start_case(library.database, staff.author, replace(bill_pool, tags=(), competencies=()))
    with pages_of(settings):
        at = open_in_menu("write_case", sign_in(library.database, staff.author), id=begun.id)
        assert not at.exception
        next(each for each in at.text_input if each.label == "标题").set_value("票据池盘活回款").run()
        at.button_group(f"case_section_{begun.id}").set_value("Tags and competencies").run()
        assert not at.exception
        offered = [each.key for each in at.button if str(each.key).startswith("case_add_")]
        assert any(key.startswith("case_add_competency_") for key in offered)
        for key in offered:
            if key in [each.key for each in at.button]:
                at.button(key).click().run()
        assert not at.exception
    kept = service.get_work(library.database, staff.author, begun.id).case
    assert kept.title == "票据池盘活回款"
    assert set(kept.competencies) <= set(bill_pool.competencies)
    assert kept.competencies
    assert kept.tags


@pytest.mark.parametrize("reviewer", ["trainer", "stranger"])
def test_a_due_case_is_renewed_by_a_reviewer_of_its_unit_only(
    library: Library, settings: Settings, staff: Staff, bill_pool: Case, reviewer: str
) -> None:
    due = (date.fromisoformat(day_of(utc_now())) + timedelta(days=5)).isoformat()
    record = published(library, staff.author, staff.trainer, replace(bill_pool, review_date=due))
    person = getattr(staff, reviewer)
    with pages_of(settings):
        at = open_in_menu("review", sign_in(library.database, person))
        assert not at.exception
        keys = [each.key for each in at.button]
        if reviewer == "stranger":
            assert f"renew_{record.id}" not in keys
            return
        assert due in _texts(at)
        at.text_input(f"renew_note_{record.id}").set_value("利率口径已核对").run()
        at.button(f"renew_{record.id}").click().run()
        assert not at.exception
        assert not at.error
    renewed = service.get_work(library.database, staff.author, record.id).record
    assert renewed.review_date > day_of(utc_now())
    assert service.list_history(library.database, staff.author, record.id)[-1]["reason"] == "利率口径已核对"
