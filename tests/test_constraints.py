"""The versions that are installed are the versions that were tested."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
SOURCES = ("requirements.txt", "requirements-dev.txt", "training/requirements.txt")


def _lines(name: str) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


def _pins() -> dict[str, str]:
    pairs = (line.split("==") for line in _lines("constraints.txt"))
    return {canonicalize_name(name): pinned for name, pinned in pairs}


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_required_has_one_version_within_its_range(source: str) -> None:
    pins = _pins()
    for requirement in map(Requirement, _lines(source)):
        pinned = pins.get(canonicalize_name(requirement.name))
        assert pinned, requirement.name
        assert requirement.specifier.contains(pinned, prereleases=True), requirement


def test_these_versions_run_here() -> None:
    required = {canonicalize_name(Requirement(line).name) for source in SOURCES for line in _lines(source)}
    pins = _pins()
    assert {name: version(name).partition("+")[0] for name in required} == {name: pins[name] for name in required}


def test_make_installs_with_them() -> None:
    installs = [line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "pip install" in line]
    assert len(installs) >= 2
    assert [line for line in installs if not re.search(r"-c constraints\.txt", line)] == []
