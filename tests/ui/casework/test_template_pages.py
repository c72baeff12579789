"""Tools of a case: their fields, what readers see of them, and how they are filled in on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from streamlit.testing.v1 import AppTest

from cases import service
from cases.exchange import read_case, write_case
from cases.model import Aida, Case, Swot, tidy
from cases.publication import publish_document
from cases.templates import (
    TEMPLATES,
    filled_in,
    filled_in_document,
    join_steps,
    steps_of,
    text_in,
    with_texts,
)
from kb.library import Library
from kb.people.person import Person
from kb.search.documents import get_document
from kb.ui.casework.form import CLIENT, METHODS, STORY
from kb.ui.frame.resources import forget_shared
from tests.cases.conftest import NOW, STARTER
from tests.cases.strategies import CASES
from tests.support.pages import open_first
from tests.support.people import make_person, sign_in

FILLED = Case(
    id="c1",
    title="周转贷款",
    lifecycle_stage="成长期",
    aida=Aida(attention="第一句", action="周五前给答复"),
    swot=Swot(strengths="订单稳\n回款快", threats="原料涨价"),
    customer_tier="按持有浮亏分级",
    journey_step="进门—取号—办理",
)


def test_several_lines_in_a_quadrant_come_back_from_the_file() -> None:
    case = tidy(FILLED)
    assert case.swot.strengths == "订单稳\n回款快"
    assert read_case(write_case(case)) == case


@given(CASES)
def test_filling_in_what_is_there_changes_nothing(case: Case) -> None:
    for template in TEMPLATES.values():
        assert with_texts(case, {field: text_in(case, field) for field in template.fields}) == case


def test_every_tool_has_its_empty_form_in_the_starter_library() -> None:
    ids = {
        line.removeprefix("id: ")
        for path in (STARTER.parent / "templates").glob("*.md")
        for line in path.read_text("utf-8").splitlines()[:5]
        if line.startswith("id: ")
    }
    assert {template.blank for template in TEMPLATES.values()} <= ids


def test_readers_see_what_was_filled_in(library: Library) -> None:
    with library.database.write() as tx:
        document_id = publish_document(tx, library.files, FILLED, NOW)
        meta = get_document(tx, document_id)["meta"]
    seen = filled_in_document(meta)
    assert seen == filled_in(FILLED)
    assert {each.template.name: list(each.texts.values()) for each in seen} == {
        "swot": ["订单稳\n回款快", "原料涨价"],
        "aida": ["第一句", "周五前给答复"],
        "journey": ["进门—取号—办理"],
        "lifecycle": ["成长期", "按持有浮亏分级"],
    }


@pytest.mark.parametrize(
    "meta", [{}, {"frameworks": None}, {"frameworks": ["x"]}, {"frameworks": {"swot": "x", "aida": {"action": 1}}}]
)
def test_a_head_of_another_shape_shows_nothing(meta: dict[str, object]) -> None:
    assert filled_in_document(meta) == []


def test_a_journey_is_its_steps() -> None:
    assert steps_of("进门—取号 — 办理") == ["进门", "取号", "办理"]
    assert steps_of("他说——不急") == ["他说——不急"]
    assert join_steps("进门\n\n 取号 \n") == "进门—取号"


Open = Callable[[Person, str], AppTest]


@pytest.fixture
def open_page(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The writing page with its methods section open."""
    monkeypatch.setenv("KB_DATA_DIR", str(library.settings.data_dir))
    monkeypatch.setenv("KB_LIBRARY_DIR", str(tmp_path / "none"))
    forget_shared()

    def _open(person: Person, case_id: str) -> AppTest:
        at = open_first(monkeypatch, "write_case")
        at.user = sign_in(library.database, person).user  # type: ignore[attr-defined]
        at.query_params["id"] = case_id
        at.run()
        at.segmented_control(key=f"case_section_{case_id}").set_value(METHODS).run()
        assert not at.exception
        return at

    return _open


def test_a_chosen_tool_is_filled_in_and_kept(library: Library, open_page: Open, add: Callable[..., object]) -> None:
    add("id:template-swot-customer", "空表", kind="template", title="SWOT 表")
    person = make_person(library.database)
    record = service.start_case(library.database, person, replace(FILLED, id=""))
    stamp = f"{record.id}_0"
    at = open_page(person, record.id)

    def stored() -> Case:
        return service.get_work(library.database, person, record.id).case

    before = stored()
    assert len(at.get("page_link")) == 2
    for name in TEMPLATES:
        at.segmented_control(key=f"case_template_{stamp}").set_value(name).run()
        assert not at.exception
    assert stored() == before
    at.segmented_control(key=f"case_template_{stamp}").set_value("swot").run()
    at.text_area(key=f"case_tool_weaknesses_{stamp}").input("没有抵押\n买家只有一家").run()
    assert stored().swot == replace(before.swot, weaknesses="没有抵押\n买家只有一家")

    # Typed, and at once on to the next tool: both come in one run.
    at.text_area(key=f"case_tool_weaknesses_{stamp}").input("只有一家买家")
    at.segmented_control(key=f"case_template_{stamp}").set_value("journey").run()
    assert stored().swot.weaknesses == "只有一家买家"
    at.text_area(key=f"case_tool_journey_step_{stamp}").input("请款\n审批\n付款").run()
    assert stored().journey_step == "请款—审批—付款"
    at.segmented_control(key=f"case_template_{stamp}").set_value("lifecycle").run()
    at.pills(key=f"case_tool_lifecycle_stage_{stamp}").set_value("预警期").run()
    assert not at.exception
    assert stored().lifecycle_stage == "预警期"
    assert stored().aida == before.aida


def test_typing_goes_along_to_another_section(library: Library, open_page: Open) -> None:
    person = make_person(library.database)
    record = service.start_case(library.database, person, replace(FILLED, id=""))
    stamp, section = f"{record.id}_0", f"case_section_{record.id}"
    at = open_page(person, record.id)

    def stored() -> Case:
        return service.get_work(library.database, person, record.id).case

    at.text_area(key=f"case_tool_threats_{stamp}").input("利率上行")
    at.segmented_control(key=section).set_value(STORY).run()
    assert stored().swot.threats == "利率上行"
    at.text_area(key=f"case_situation_{stamp}").input("老板要换烤箱。")
    at.text_area(key=f"case_steps_{stamp}").input("上门\n核对")
    at.segmented_control(key=section).set_value(CLIENT).run()
    assert not at.exception
    assert not at.text_area
    assert (stored().situation, stored().steps) == ("老板要换烤箱。", ("上门", "核对"))
    at.pills(key=f"case_lifecycle_stage_{stamp}").set_value("挽留期")
    at.segmented_control(key=section).set_value(METHODS).run()
    at.segmented_control(key=f"case_template_{stamp}").set_value("lifecycle").run()
    assert at.pills(key=f"case_tool_lifecycle_stage_{stamp}").value == "挽留期"
    at.pills(key=f"case_tool_lifecycle_stage_{stamp}").set_value("预警期")
    at.segmented_control(key=section).set_value(CLIENT).run()
    assert not at.exception
    assert stored().lifecycle_stage == "预警期"
