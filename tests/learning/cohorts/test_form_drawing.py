from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadInput, NotReady
from kb.i18n import using_language
from kb.learning.cohorts.form_drawing import (
    Candidate,
    Cell,
    asked_about,
    cell_of,
    draw_form,
    make_blueprint,
    most_questions,
    supply_of,
)
from kb.learning.cohorts.sitting import CHECKPOINTS

EASY, HARD = Cell("selling", "easy"), Cell("selling", "hard")


def _bank(**counts: int) -> list[Candidate]:
    """`selling_easy=5` makes five easy questions on selling."""
    return [
        Candidate(f"{name}-{number}", 1, (name.split("_")[0],), name.split("_")[1])
        for name, count in counts.items()
        for number in range(count)
    ]


def test_each_competency_gets_an_equal_part_and_bands_by_supply() -> None:
    supply = supply_of(_bank(selling_easy=20, selling_hard=10, risk_medium=30), ("selling", "risk"))
    blueprint = make_blueprint(supply, 6, ("selling", "risk"))
    assert dict(blueprint) == {Cell("risk", "medium"): 3, EASY: 2, HARD: 1}


def test_a_lack_is_named_with_competency_band_and_count() -> None:
    supply = supply_of(_bank(selling_easy=7, selling_hard=4, risk_easy=40), ("selling", "risk"))
    with using_language("en"), pytest.raises(NotReady) as refused:
        make_blueprint(supply, 4, ("selling", "risk"), names={"selling": "Selling well"})
    assert (
        "Selling well, Hard: 1 more" in refused.value.message or "Selling well, Easy: 3 more" in refused.value.message
    )
    assert "risk" not in refused.value.message
    with pytest.raises(BadInput):
        make_blueprint(supply, 1, ("selling", "risk"))
    with pytest.raises(NotReady):
        make_blueprint({}, 1)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["easy", "medium", "hard"])),
        st.integers(0, 17),
        max_size=9,
    ),
    st.booleans(),
)
def test_the_longest_form_can_be_made_and_no_longer_one(counts: dict[tuple[str, str], int], choose: bool) -> None:
    supply = {Cell(*cell): count for cell, count in counts.items()}
    chosen = sorted({cell.competency for cell in supply}) if choose else []
    most = most_questions(supply, chosen)
    if most:
        blueprint = make_blueprint(supply, most, chosen)
        assert sum(count for _cell, count in blueprint) == most
        assert all(count * len(CHECKPOINTS) <= supply[cell] for cell, count in blueprint)
    with pytest.raises((NotReady, BadInput)):
        make_blueprint(supply, most + 1, chosen)


@given(st.integers(0, 10_000))
def test_five_forms_have_one_blueprint_and_never_repeat(seed: int) -> None:
    bank = _bank(selling_easy=11, selling_hard=5, risk_medium=10)
    blueprint = make_blueprint(supply_of(bank), 5)
    used: set[str] = set()
    for day in CHECKPOINTS:
        drawn = draw_form(blueprint, bank, seed=f"{seed}/{day}", used=used)
        assert drawn == draw_form(blueprint, list(reversed(bank)), seed=f"{seed}/{day}", used=used)
        assert Counter(cell_of(one) for one in drawn) == dict(blueprint)
        assert not used & {one.question_id for one in drawn}
        used |= {one.question_id for one in drawn}


def test_what_was_asked_in_another_course_comes_last() -> None:
    bank = _bank(selling_easy=4)
    drawn = draw_form([(EASY, 2)], bank, seed="s", used={"selling_easy-0"}, avoid={"selling_easy-1", "selling_easy-2"})
    assert "selling_easy-3" in {one.question_id for one in drawn}
    with pytest.raises(NotReady) as refused:
        draw_form([(EASY, 4)], bank, seed="s", used={"selling_easy-0"})
    assert "1 题" in refused.value.message


def test_a_question_counts_in_one_cell_only() -> None:
    both = Candidate("q", 1, ("risk", "selling"), "easy", ("id:a",))
    assert cell_of(both, ("selling",)) == EASY
    assert cell_of(both) == Cell("risk", "easy")
    assert asked_about([both], ("selling",), ("id:a", "id:b")) == [both]
    assert asked_about([both], ("coaching",), ()) == asked_about([both], (), ("id:b",)) == []
