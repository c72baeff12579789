"""YAML of people: names that look like numbers stay names."""

from __future__ import annotations

import pytest

from ingest.readers.front_matter import split_front_matter
from kb.plain_yaml import load_yaml


@pytest.mark.parametrize("word", ["010", "0x1F", "1_000", "1:30", "yes", "No", "on", "off", "y", "0o17", "1e3", "08"])
def test_a_name_stays_the_text_it_is(word: str) -> None:
    assert load_yaml(f"id: {word}\ntags: [{word}]") == {"id": word, "tags": [word]}


@pytest.mark.parametrize(
    ("word", "value"), [("8", 8), ("-3", -3), ("0", 0), ("3.85", 3.85), ("true", True), ("~", None)]
)
def test_plain_numbers_and_truth_are_what_they_say(word: str, value: object) -> None:
    assert load_yaml(f"x: {word}") == {"x": value}


def test_the_head_of_a_file_keeps_numbers_as_written() -> None:
    head, _ = split_front_matter("---\nid: 010\nversion: 1.10\ntitle: 3.50\nnumber: 8\n---\n正文\n")
    assert head == {"id": "010", "version": "1.10", "title": "3.50", "number": 8}
