"""A field that is added to the table is found by every room that walks the fields."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

from streamlit.testing.v1 import AppTest

from cases.changes import compare_versions
from cases.completeness import assess
from cases.deidentify import check_case, mask_all, mask_finding
from cases.exchange import case_text, read_case, write_case
from cases.fields import CLIENT, MAX_ITEM, Enough, Field, Head, Kind, fields_of
from cases.model import FIELD_NAMES, Case
from cases.plain_data import as_data, from_data
from cases.publication import _meta
from cases.rules import find_problems
from cases.tidying import tidy

MOBILE = "13812345678"


@dataclass(frozen=True)
class WiderCase(Case):
    """A case with a field in the head of its file, and one with a heading in its body."""

    regulator: str = field(
        default="",
        metadata=Field(
            "Regulator", required=True, in_document=True, section=CLIENT, enough=Enough(10, 4, "Name the regulator.")
        ).metadata(),
    )
    lessons: tuple[str, ...] = field(
        default=(), metadata=Field("Lessons", Kind.ITEMS, heading="教训", section=CLIENT).metadata()
    )


WIDER = WiderCase(title="题", regulator="金融监管局", lessons=("先问", "再算\n两遍"))


def test_the_exchange_file_holds_it_both_ways() -> None:
    text = write_case(WIDER)
    assert "\nregulator: 金融监管局\n" in text
    assert "## 教训\n- 先问\n- 再算\n  两遍\n" in text
    assert "教训" in case_text(WIDER)
    assert read_case(text, WiderCase) == WIDER


def test_plain_data_and_tidying_know_it() -> None:
    assert from_data(json.loads(json.dumps(as_data(WIDER))), WiderCase) == WIDER
    untidy = replace(WIDER, regulator="  金融监管局\n", lessons=("先问", " ", "再算\n\n两遍"))
    assert tidy(untidy) == WIDER


def test_personal_data_in_it_is_found_and_masked() -> None:
    leaky = replace(WIDER, regulator=f"来电 {MOBILE}", lessons=("无", f"回拨 {MOBILE}"))
    findings = check_case(leaky)
    assert [(finding.field, finding.item) for finding in findings] == [("regulator", 0), ("lessons", 1)]
    assert check_case(mask_all(leaky)) == []
    masked = mask_finding(leaky, findings[0])
    assert (MOBILE in masked.regulator, MOBILE in masked.lessons[1]) == (False, True)


def test_rules_and_completeness_ask_for_it() -> None:
    empty = replace(WIDER, regulator="")
    assert "regulator" in {problem.field for problem in find_problems(empty)}
    assert "regulator" not in {problem.field for problem in find_problems(WIDER)}
    too_long = replace(WIDER, regulator="长" * (MAX_ITEM + 1))
    assert "regulator" in {problem.field for problem in find_problems(too_long)}
    assert "regulator" in {hint.field for hint in assess(empty).hints}
    assert assess(WIDER).score > assess(empty).score


def test_the_review_shows_what_changed_in_it() -> None:
    (change,) = compare_versions(WIDER, replace(WIDER, regulator="人民银行"))
    assert (change.field, change.label, change.before, change.after) == (
        "regulator",
        "Regulator",
        "金融监管局",
        "人民银行",
    )


def test_the_published_document_carries_it() -> None:
    assert _meta(WIDER)["regulator"] == "金融监管局"


def _draw_form() -> None:
    import streamlit as st

    from cases.fields import CLIENT
    from kb.ui.casework.form import draw_section
    from tests.cases.test_field_table import WIDER

    typed = draw_section(CLIENT, WIDER, [], "t")
    st.session_state["typed"] = (getattr(typed, "regulator", ""), getattr(typed, "lessons", ()))


def test_the_form_asks_for_it() -> None:
    at = AppTest.from_function(_draw_form).run()
    assert not at.exception
    assert at.text_input("case_regulator_t").value == "金融监管局"
    at.text_input("case_regulator_t").set_value("人民银行").run()
    at.text_area("case_lessons_t").set_value("只此一条").run()
    assert at.session_state["typed"] == ("人民银行", ("只此一条",))


def test_the_shipped_table_is_whole() -> None:
    table = fields_of(Case)
    assert list(table) == list(FIELD_NAMES)
    assert set(Case.__dataclass_fields__) - set(table) == {"id"}
    assert sum(each.enough.points for each in table.values() if each.enough) == 100
    not_text = {"competencies", "regulations", "created", "review_date", "expires", "origin"}
    assert {name for name, each in table.items() if not each.personal} == not_text
    assert {name for name, each in table.items() if not each.maskable} == {*not_text, "attachments", "authors"}
    assert {name for name, each in table.items() if each.head is Head.FRAMEWORKS} == {
        "aida", "swot", "customer_tier", "journey_step",
    }  # fmt: skip
