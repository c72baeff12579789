"""Killing a process at a random moment (kill -9), and asking another one what is left."""

from __future__ import annotations

import json
import os
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

READY = "ready"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Scenario:
    """Work that is cut short.

    `prepare` fills a folder. `work` goes on until it is killed, says READY when it begins, and then one line for each
    step that it would have told a person is done. `check` gets these lines of all rounds and says what is wrong.
    """

    name: str
    window: float
    prepare: Callable[[Path], None]
    work: Callable[[Path, Say], None]
    check: Callable[[Path, list[str]], list[str]]
    afresh: bool = False


@dataclass
class Outcome:
    """What came of many rounds."""

    name: str
    rounds: int = 0
    acknowledged: int = 0
    problems: list[str] = field(default_factory=list)


def kill_again_and_again(scenario: Scenario, folder: Path, rounds: int, seed: int = 7) -> Outcome:
    """Kill the work repeatedly, at moments spread over its duration; check after each."""
    chance, outcome, said = random.Random(seed), Outcome(scenario.name), list[str]()
    place = folder / "0"
    for number in range(rounds):
        if number == 0 or scenario.afresh:
            place, said = folder / str(number), []
            place.mkdir(parents=True)
            _ask(partial(_prepare, scenario, place))
        told = _kill(partial(scenario.work, place), chance.uniform(0, scenario.window))
        said += told
        outcome.rounds += 1
        outcome.acknowledged += len(told)
        found = _ask(partial(_check, scenario, place, said))
        outcome.problems += [f"round {number}: {problem}" for line in found for problem in json.loads(line)]
    return outcome


def _prepare(scenario: Scenario, place: Path, _say: Say) -> None:
    scenario.prepare(place)


def _check(scenario: Scenario, place: Path, said: list[str], say: Say) -> None:
    say(json.dumps(scenario.check(place, said)))


def _kill(work: Callable[[Say], None], after: float) -> list[str]:
    with child(work) as (process, lines):
        first = next(lines, "")
        if first != READY:
            raise AssertionError(f"the work did not begin: {first}")
        time.sleep(after)
        os.kill(process, signal.SIGKILL)
        return list(lines)


def _ask(work: Callable[[Say], None]) -> list[str]:
    with child(work) as (_process, lines):
        return list(lines)


@contextmanager
def child(work: Callable[[Say], None]) -> Iterator[tuple[int, Iterator[str]]]:
    """Fork a process that does the work; yield its pid and the lines it prints."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        try:
            work(partial(_write, writing))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as file:
        yield process, (line.rstrip("\n") for line in file)
    status = os.waitpid(process, 0)[1]
    if status not in (0, signal.SIGKILL):
        raise AssertionError(f"the process failed with status {status}")


def _write(handle: int, line: str) -> None:
    os.write(handle, f"{line}\n".encode())
