"""The finders keep their promises on the labelled sentences, on those they were tuned on and on the others."""

from __future__ import annotations

import pytest

from bench.personal_data import SPLITS, Score, Sentence, read_corpus, score

CORPUS = read_corpus()
HARD_KINDS = {
    "resident_id", "travel_document", "credit_code", "bank_card", "mobile", "email", "plate", "account", "chat_id",
}  # fmt: skip


def _score(split: str, *, kinds: set[str], styles: set[str]) -> Score:
    group = [each for each in CORPUS if each.split == split and each.kind in kinds and each.style in styles]
    assert group
    return score(group)


def _recall(part: Score) -> float:
    return part.found / part.sentences


def test_the_corpus_is_large_and_labelled() -> None:
    assert len(CORPUS) >= 600
    assert all((each.marked is None) == (each.kind == "none") for each in CORPUS)


@pytest.mark.parametrize("split", SPLITS)
def test_hard_kinds_in_ordinary_writing_are_found(split: str) -> None:
    assert _recall(_score(split, kinds=HARD_KINDS, styles={"ordinary", "hurried", "lines", "old"})) >= 0.98


@pytest.mark.parametrize("split", SPLITS)
def test_hard_kinds_in_disguise_are_found(split: str) -> None:
    assert _recall(_score(split, kinds=HARD_KINDS, styles={"disguised", "ocr", "wrong_digit"})) >= 0.80


def test_names_after_a_role_or_a_verb_of_contact_are_found() -> None:
    assert _recall(_score("tuning", kinds={"name"}, styles={"role", "contact"})) >= 0.92


@pytest.mark.parametrize("split", SPLITS)
def test_ordinary_sentences_seldom_alarm(split: str) -> None:
    part = _score(split, kinds={"none"}, styles={"negative"})
    assert part.hard_alarms * 200 <= part.sentences
    assert part.soft_alarms * 25 <= part.sentences


def test_a_sentence_half_covered_is_not_found() -> None:
    name = Sentence("name", "role", "test", "客户张伟来电话", (2, 7))
    assert score([name]).found == 0
