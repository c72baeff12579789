"""From a search gap to a wanted case, and from there to a draft: the pages, without a browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cases import service
from cases.model import Case
from kb.clock import utc_now
from kb.config import Settings
from kb.errors import NotFound
from kb.library import Library
from kb.people.units import get_unit
from kb.search.documents import document_id_of
from kb.usage.gaps.commissions import check_commission, commission_case, list_commissions
from kb.usage.ledger.service import record_search
from tests.cases.conftest import Staff
from tests.support.pages import open_in_menu, pages_of
from tests.support.people import make_person, sign_in

QUESTION = "船舶租赁怎么做 联系13812345678"


def _texts(at: AppTest) -> str:
    shown = [*at.title, *at.subheader, *at.markdown, *at.caption, *at.info, *at.warning, *at.error]
    return "\n".join(str(element.value) for element in shown)


def _search_in_vain(library: Library, staff: Staff) -> None:
    for _number in range(5):
        person = make_person(library.database, unit_id=staff.author.unit_id)
        with library.database.write() as tx:
            record_search(tx, person, QUESTION, 0, utc_now())
    with library.database.write() as tx:
        record_search(tx, staff.author, "只有我一个人搜过的", 0, utc_now())


def test_a_gap_becomes_a_wanted_case_and_a_draft(library: Library, settings: Settings, staff: Staff) -> None:
    _search_in_vain(library, staff)
    with pages_of(settings):
        at = open_in_menu("gaps", sign_in(library.database, staff.trainer))
        assert not at.exception
        assert "船舶租赁" in _texts(at)
        assert "13812345678" not in _texts(at)
        assert "只有我一个人" not in _texts(at)
        next(button for button in at.button if "FormSubmitter:commission_" in str(button.key)).click().run()
        assert not at.exception
        with library.database.read() as tx:
            wanted = list_commissions(tx, staff.trainer)[0]
        assert "13812345678" not in f"{wanted['title']}{wanted['queries']}"
        at.button(key=f"commission_check_{wanted['id']}").click().run()
        assert not at.exception
        assert len(at.warning) == 1

        at = open_in_menu("my_cases", sign_in(library.database, staff.author))
        assert not at.exception
        assert "船舶租赁" in _texts(at)
        at.button(key=f"wanted_{wanted['id']}").click().run()
        assert not at.exception
        record = service.list_own(library.database, staff.author)[0]
        assert record.title == wanted["title"]
        assert service.start_commissioned_case(library.database, staff.author, wanted["id"]) == record
        assert len(service.list_own(library.database, staff.author)) == 1
        found = service.find_commission(library.database, staff.author, record.id)
        assert found is not None
        assert found["id"] == wanted["id"]

        at = open_in_menu("write_case", sign_in(library.database, staff.author), id=record.id)
        assert not at.exception
        assert any("船舶租赁" in part.label for part in at.expander)

        at = open_in_menu("gaps", sign_in(library.database, staff.trainer))
        at.text_input(key=f"commission_reason_{wanted['id']}").input("不再需要").run()
        at.button(key=f"commission_drop_{wanted['id']}").click().run()
        assert not at.exception
        assert "不再需要" in _texts(at)
        assert "船舶租赁" not in _texts(open_in_menu("my_cases", sign_in(library.database, staff.colleague)))


def test_other_branches_see_neither_gap_nor_wanted_case(library: Library, settings: Settings, staff: Staff) -> None:
    _search_in_vain(library, staff)
    with pages_of(settings):
        at = open_in_menu("gaps", sign_in(library.database, staff.stranger))
        assert not at.exception
        assert "船舶租赁" not in _texts(at)


def test_a_case_begun_for_it_closes_it_once_it_is_published(library: Library, staff: Staff, bill_pool: Case) -> None:
    database, author, trainer = library.database, staff.author, staff.trainer
    with database.write() as tx:
        unit = get_unit(tx, trainer.unit_id)
        wanted = commission_case(tx, trainer, unit, utc_now(), title="票据池", why="没有", queries=["票据池"])
    begun = service.start_commissioned_case(database, author, wanted)
    saved = service.save_draft(database, author, begun.id, bill_pool, begun.revision)
    waiting = service.submit_case(library, author, begun.id, saved.revision)
    assert not check_commission(database, library.engine, trainer, wanted, utc_now()).is_answered
    claimed = service.claim_case(database, trainer, waiting.id)
    service.publish_case(library, trainer, claimed.id, claimed.revision)
    check = check_commission(database, library.engine, trainer, wanted, utc_now())
    assert check.document_id == document_id_of(claimed.source)
    with pytest.raises(NotFound):
        service.start_commissioned_case(database, author, wanted)
