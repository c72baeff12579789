"""Many people at once, and processes killed in the middle of a step: `make proof-cases` in small."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.case_life import kill_at_work, prepare, work_at_once
from bench.case_proof import find_faults
from bench.case_worker import settings_of
from cases import service
from kb.clock import utc_now
from kb.library import open_library
from kb.people.directory import get_person


def test_many_at_once_lose_nothing_and_publish_nothing_twice(tmp_path: Path) -> None:
    prepare(tmp_path, 6)
    outcome = work_at_once(tmp_path, processes=2, threads=4, steps=12)
    assert outcome.faults == []
    assert sum(outcome.taken.values()) > 10


def test_a_killed_process_leaves_no_half_step(tmp_path: Path) -> None:
    prepare(tmp_path, 4)
    outcome = kill_at_work(tmp_path, kills=5)
    assert outcome.faults == []
    assert sum(outcome.taken.values()) > 5


@pytest.mark.parametrize(
    ("damage", "noticed"),
    [
        ("UPDATE cases SET state = 'published'", "its history ends"),
        ("UPDATE cases SET public_version = 1", "public version 1"),
        ("UPDATE cases SET revision = revision + 1", "nobody acknowledged"),
        ("UPDATE case_versions SET content = replace(content, 'zqsaved', '')", "saved text is lost"),
        ("UPDATE case_steps SET revision = 7 WHERE step = 'submit'", "audit log differ"),
        ("DELETE FROM case_steps WHERE step = 'submit'", "not in the history"),
    ],
)
def test_the_proof_notices_damage(damage: str, noticed: str, tmp_path: Path) -> None:
    prepare(tmp_path, 1)
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    library = open_library(settings_of(tmp_path))
    with library.database.read() as tx:
        author = get_person(tx, plan["people"][0])
    [case_id] = plan["cases"]
    work = service.get_work(library.database, author, case_id)
    changed = replace(work.case, approach=f"{work.case.approach}\nzqsaved")
    saved = service.save_draft(library.database, author, case_id, changed, 1, now=utc_now())
    handed_in = service.submit_case(library, author, case_id, saved.revision, now=utc_now())
    said = [
        {"case": case_id, "step": "save", "revision": 2, "version": 1, "token": "zqsaved"},
        {"case": case_id, "step": "submit", "revision": handed_in.revision, "version": 1, "token": ""},
    ]
    assert find_faults(library, said) == []
    with library.database.write() as tx:
        tx.execute(damage)
    assert any(noticed in fault for fault in find_faults(library, said))
    library.database.close()
