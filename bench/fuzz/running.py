"""Run the fuzzing loop: choose, mutate, feed, count, and keep failing inputs."""

from __future__ import annotations

import logging
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.fuzz.mutation import spoil
from bench.fuzz.outcome import Outcome, Target

_LOOK_BACK_EVERY = 2_000
_MAX_KEPT = 200


@dataclass
class Tally:
    """What came of the inputs of a target."""

    name: str
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    defects: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_input: str = ""
    seconds: float = 0.0

    @property
    def inputs(self) -> int:
        """Return the number of inputs."""
        return sum(self.outcomes.values()) + len(self.defects)


def run(
    targets: Sequence[Target],
    inputs: int,
    seed: int,
    keep: Path,
    *,
    until: float = float("inf"),
    tell: Callable[[str], None] = lambda _line: None,
) -> list[Tally]:
    """Feed inputs to the targets in turn until the monotonic clock reaches `until`; failing ones are kept in a folder.

    The n-th input of a seed is the same in every run; chance does not depend on what came of those before it.
    """
    logging.getLogger().setLevel(logging.CRITICAL)
    tallies = {target.name: Tally(target.name) for target in targets}
    shares = [target.share for target in targets]
    for number in range(inputs):
        if time.monotonic() > until:
            break
        chance = random.Random(f"{seed}:{number}")
        target = chance.choices(targets, shares)[0]
        _throw(target, tallies[target.name], chance, f"{seed}-{number}", keep)
        if number % _LOOK_BACK_EVERY == _LOOK_BACK_EVERY - 1:
            _look_back(targets, tallies)
            tell(f"{number + 1} inputs, {sum(len(tally.defects) for tally in tallies.values())} defects")
    _look_back(targets, tallies)
    return list(tallies.values())


def _throw(target: Target, tally: Tally, chance: random.Random, label: str, keep: Path) -> None:
    name, good = chance.choice(target.seeds)
    content = spoil(chance, good, [content for _name, content in target.seeds])
    started = time.perf_counter()
    try:
        tally.outcomes[target.throw(chance, name, content)] += 1
    except Exception as error:
        tally.defects.append(f"{label}: {type(error).__name__}: {str(error)[:200]}")
        if len(tally.defects) <= _MAX_KEPT:
            keep.mkdir(parents=True, exist_ok=True)
            path = keep / f"{target.name.replace(' ', '-')}-{label}{Path(name).suffix}"
            path.write_bytes(content)
            path.with_name(path.name + ".trace").write_text(traceback.format_exc(), "utf-8", "backslashreplace")
    seconds = time.perf_counter() - started
    tally.seconds += seconds
    if seconds > tally.slowest:
        tally.slowest, tally.slowest_input = seconds, label


def _look_back(targets: Sequence[Target], tallies: dict[str, Tally]) -> None:
    for target in targets:
        try:
            target.look_back()
        except Exception as error:
            tallies[target.name].defects.append(f"afterwards: {type(error).__name__}: {error}")
