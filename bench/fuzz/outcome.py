"""What may come of an input, and what may not."""

from __future__ import annotations

import random
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from types import FrameType
from typing import Protocol

from bench.fuzz.seeds import Seed
from bench.timing import peak_megabytes

MAX_SECONDS = 10
_MAX_MEGABYTES = 600
_WAYS_OUT = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "os.system", "os.exec", "subprocess.Popen"}
_taken: list[str] = []
_watching: list[bool] = []


class Outcome(StrEnum):
    """What came of an input."""

    TAKEN = "taken"
    REFUSED = "refused"
    STOPPED = "stopped"
    """Refused by the limits of the process that reads files: time, memory, or it died."""


class Defect(Exception):
    """What must not be: the sentence says what it is."""


class TooLong(Exception):
    """An input took more of the processor's time than it may."""


class Target(Protocol):
    """Something that reads what comes from outside."""

    name: str
    share: int
    seeds: list[Seed]

    def throw(self, chance: random.Random, name: str, content: bytes) -> Outcome:
        """Feed an input to the target. Raises whatever must not be raised."""

    def look_back(self) -> None:
        """Check what is left after many inputs. Raises Defect."""


@contextmanager
def watched() -> Iterator[None]:
    """Raise TooLong for more than MAX_SECONDS of processor time, and Defect for ways out and memory."""
    if not _watching:
        sys.addaudithook(_note)
        _watching.append(False)
    before = peak_megabytes()
    former = signal.signal(signal.SIGPROF, _late)
    signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)
    _taken.clear()
    _watching[0] = True
    try:
        yield
    finally:
        _watching[0] = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)
    if _taken:
        raise Defect(f"took a way out: {_taken[0]}")
    if (grown := peak_megabytes() - before) > _MAX_MEGABYTES:
        raise Defect(f"took {grown:.0f} MB")


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event in _WAYS_OUT and _watching[0]:
        _taken.append(f"{event} {arguments!r}")


def _late(_number: int, _frame: FrameType | None) -> None:
    raise TooLong(f"more than {MAX_SECONDS} s")
