"""The life of cases under stress: many people at once, and processes killed in the middle of a step."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from bench.case_proof import find_faults
from bench.case_worker import COMMENT, settings_of
from bench.timing import machine
from cases import service
from cases.exchange import read_case
from kb.clock import utc_now
from kb.library import open_library
from kb.people.accounts import NewPerson, add_person
from kb.people.person import ACTIVE, Role
from kb.people.units import HOUSE, add_house

ROOT = Path(__file__).parent.parent
_STORIES = ROOT / "cases" / "library" / "cases"
_MAX_STEPS = 1_000_000


@dataclass(frozen=True)
class Hired:
    """A worker's process, and the file it tells what it did."""

    process: subprocess.Popen[str]
    told: Path


@dataclass(frozen=True)
class Outcome:
    """What was done, and what is wrong with the library afterwards: nothing, it is to be hoped."""

    taken: Counter[str]
    refused: Counter[str]
    kills: int
    seconds: float
    faults: list[str]

    @property
    def summary(self) -> str:
        """Return a one-line summary."""
        taken = ", ".join(f"{count} {step}" for step, count in sorted(self.taken.items()))
        return (
            f"{sum(self.taken.values())} steps taken and acknowledged ({taken}), {sum(self.refused.values())} refused, "
            f"{self.kills} kills, {self.seconds:.0f} s: {len(self.faults) or 'no'} faults"
        )


def prepare(folder: Path, cases: int) -> None:
    """Create a library with people and drafts, and a plan that assigns them to workers."""
    library = open_library(settings_of(folder))
    now = utc_now()
    roles = [Role.CLIENT_MANAGER] * 2 + [Role.TRAINER] * 5 + [Role.ADMIN]
    with library.database.write() as tx:
        unit = add_house(tx, "Bank", now)
        people = [
            add_person(
                tx, NewPerson(f"person{number}", f"Person {number}", HOUSE, role), unit, state=ACTIVE,
                password_hash="", now=now,
            )
            for number, role in enumerate(roles)
        ]  # fmt: skip
    stories = sorted(_STORIES.glob("*.md"))[:cases]
    drafts = [
        service.start_case(
            library.database,
            people[number % 6],
            replace(read_case(path.read_text("utf-8")), id="", origin="practice", origin_note="", review_date=""),
            now=utc_now(),
        )
        for number, path in enumerate(stories)
    ]
    library.database.close()
    plan = {"people": [person.id for person in people], "cases": [draft.id for draft in drafts]}
    (folder / "plan.json").write_text(json.dumps(plan), "utf-8")


def work_at_once(folder: Path, processes: int, threads: int, steps: int) -> Outcome:
    """Run many workers on the same cases, all starting at the same moment."""
    started = time.monotonic()
    workers = [_hire(folder, f"w{number}", threads, steps) for number in range(processes)]
    for worker in workers:
        _ready(worker)
    for worker in workers:
        _begin(worker)
    said = [line for worker in workers for line in _heard(worker)]
    faults = ["a worker ended with an error" for worker in workers if worker.process.returncode]
    faults += ["a worker's thread ended with an error"] * (processes * threads * steps + 2 * processes != len(said))
    return _outcome(folder, said, 0, started, faults)


def kill_at_work(folder: Path, kills: int, seed: int = 1) -> Outcome:
    """Repeatedly start a worker and kill it at a random moment after a few steps."""
    started, chance = time.monotonic(), random.Random(seed)
    said: list[dict[str, Any]] = []
    starting = [_hire(folder, "k0", 1, _MAX_STEPS)]
    for number in range(1, kills + 1):
        if number < kills:
            starting.append(_hire(folder, f"k{number}", 1, _MAX_STEPS))
        worker = starting.pop(0)
        _ready(worker)
        _begin(worker)
        _wait_for(worker, chance.randint(2, 15))
        time.sleep(chance.uniform(0, 0.05))
        os.kill(worker.process.pid, signal.SIGKILL)
        said += _heard(worker)
    return _outcome(folder, said, kills, started, [])


def _outcome(folder: Path, said: list[dict[str, Any]], kills: int, started: float, faults: list[str]) -> Outcome:
    taken = [line for line in said if "step" in line]
    library = open_library(settings_of(folder))
    faults += find_faults(library, [line for line in taken if line["step"] != COMMENT], cut_short=kills)
    comments = {line["token"] for line in taken if line["step"] == COMMENT}
    with library.database.read() as tx:
        kept = [text.removeprefix("comment ") for (text,) in tx.tuples("SELECT text FROM case_comments")]
    if not comments <= set(kept) or not len(comments) <= len(kept) <= len(comments) + kills:
        faults.append(f"{len(comments)} comments acknowledged, {len(kept)} kept")
    library.database.close()
    return Outcome(
        Counter(line["step"] for line in taken),
        Counter(line["refused"] for line in said if "refused" in line),
        kills,
        time.monotonic() - started,
        faults,
    )


def _hire(folder: Path, seed: str, threads: int, steps: int) -> Hired:
    told = folder / f"{seed}.jsonl"
    command = [sys.executable, "-m", "bench.case_worker", str(folder), seed, str(threads), str(steps)]
    with told.open("w") as output:
        return Hired(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=output, text=True), told)


def _ready(worker: Hired) -> None:
    """Wait until a worker has loaded everything."""
    _wait_for(worker, 1)


def _wait_for(worker: Hired, lines: int) -> None:
    """Wait until a worker has printed `count` lines."""
    while worker.told.read_text("utf-8").count("\n") < lines:
        if worker.process.poll() is not None:
            raise RuntimeError(f"a worker ended too early, with status {worker.process.returncode}")
        time.sleep(0.005)


def _begin(worker: Hired) -> None:
    assert worker.process.stdin is not None
    worker.process.stdin.write("go\n")
    worker.process.stdin.close()


def _heard(worker: Hired) -> list[dict[str, Any]]:
    """Return all complete lines a worker printed until it ended."""
    worker.process.wait()
    lines = worker.told.read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1]]


@click.command()
@click.option("--kills", default=50, show_default=True, help="How often a worker is killed.")
@click.option("--processes", default=10, show_default=True, help="How many processes work at once.")
@click.option("--threads", default=5, show_default=True, help="How many people each of them works for at once.")
@click.option("--steps", default=40, show_default=True, help="How many steps each of these people tries.")
def case_life(kills: int, processes: int, threads: int, steps: int) -> None:
    """Run many people on the same cases, then kill a worker repeatedly; verify that nothing was lost."""
    click.echo(machine())
    failed = False
    with tempfile.TemporaryDirectory(prefix="kb-cases-") as name:
        crowd, killed = Path(name) / "crowd", Path(name) / "killed"
        for folder in (crowd, killed):
            prepare(folder, 50)
        for title, outcome in (
            (f"{processes * threads} at once in {processes} processes", work_at_once(crowd, processes, threads, steps)),
            (f"killed {kills} times", kill_at_work(killed, kills)),
        ):
            click.echo(f"{title}: {outcome.summary}")
            for fault in outcome.faults[:20]:
                click.echo(f"  {fault}")
            failed = failed or bool(outcome.faults)
    if failed:
        sys.exit(1)
