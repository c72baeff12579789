"""A few hundred spoilt inputs of the hundred thousand that `make fuzz` takes; and the fuzzer notices what it is for."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.fuzz import seeds
from bench.fuzz.mutation import MAX_BYTES, spoil
from bench.fuzz.outcome import Defect, Outcome, TooLong, watched
from bench.fuzz.running import run
from bench.fuzz.targets import Import, targets
from bench.fuzz.world import World, small_world
from kb.errors import KbError
from kb.learning.formats.exchange import ENDINGS, read_questions
from kb.people.roster import read_roster
from kb.search.query import read_query


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_world(tmp_path_factory.mktemp("fuzz")) as world:
        yield world


def test_a_few_hundred(world: World, tmp_path: Path) -> None:
    tallies = run(targets(world), 300, seed=20, keep=tmp_path)
    assert [f"{tally.name}: {defect}" for tally in tallies for defect in tally.defects] == []
    assert sum(tally.inputs for tally in tallies) == 300
    assert all(tally.outcomes[Outcome.REFUSED] for tally in tallies if tally.inputs > 10)


def test_what_must_not_be_is_noticed_kept_and_named(world: World, tmp_path: Path) -> None:
    def _breaks(_name: str, _content: bytes) -> None:
        raise IndexError("oh")

    def _stores_half(_name: str, _content: bytes) -> None:
        with world.library.database.write() as tx:
            tx.execute("UPDATE people SET name = name || 'x'")
        raise KbError("no")

    def _asks_outside(_name: str, _content: bytes) -> None:
        import socket

        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", 9), timeout=0.1)

    for number, work in enumerate((_breaks, _stores_half, _asks_outside)):
        kept = tmp_path / str(number)
        (tally,) = run([Import("a", 1, [("a.csv", b"a,b")], world, work)], 2, seed=1, keep=kept)
        assert len(tally.defects) == 2
        assert {path.suffix for path in kept.iterdir()} == {".csv", ".trace"}


def test_too_long_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.fuzz.outcome.MAX_SECONDS", 0.1)
    with pytest.raises(TooLong), watched():
        all(number >= 0 for number in itertools.count())


def test_memory_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.fuzz.outcome._MAX_MEGABYTES", -1)
    with pytest.raises(Defect, match="MB"), watched():
        pass


def test_the_same_seed_spoils_the_same_way() -> None:
    for name, content in (*seeds.documents(), *seeds.rosters()):
        one, two = (spoil(random.Random(name), content, [content]) for _each in range(2))
        assert one == two or name.endswith("x")  # zip files hold the time they were made
        assert len(one) <= MAX_BYTES


@settings(max_examples=30)
@given(content=st.binary(max_size=300) | st.text(max_size=100).map(str.encode), ending=st.sampled_from(ENDINGS))
def test_any_bytes_are_read_or_refused(content: bytes, ending: str) -> None:
    read_questions(f"a{ending}", content)
    try:
        read_roster(content)
    except KbError as refusal:
        refusal.message.encode()


@settings(max_examples=100)
@given(text=st.text(st.characters(), max_size=200))
def test_any_text_makes_a_query(text: str) -> None:
    read_query(text).text.encode()
