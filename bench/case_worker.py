"""Someone at work on cases: random steps of random people, each acknowledged on the output once it is taken.

`python -m bench.case_worker FOLDER SEED THREADS STEPS` works on the library that `bench.case_life.prepare` made.
"""

from __future__ import annotations

import json
import random
import string
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cases import service
from cases.reading import Work
from cases.records import CaseRecord
from cases.states import Step
from kb.clock import utc_now
from kb.config import Settings
from kb.errors import KbError
from kb.library import Library, open_library
from kb.people.directory import get_person
from kb.people.person import Person

COMMENT = "comment"
_WEIGHTS: Mapping[Step, float] = {
    Step.WITHDRAW: 0.5,
    Step.DISCARD: 1,
    Step.RECALL: 1,
    Step.RELEASE: 1,
    Step.TAKE_OVER: 1,
    Step.SAVE: 6,
}
_USUAL_WEIGHT = 12.0
_HOT = 5
"""So many cases get half of all steps: there people meet."""

_printing = threading.Lock()


def settings_of(folder: Path) -> Settings:
    """Return settings for a library in a folder, without bundled content and without a model."""
    return Settings(data_dir=folder / "data", library_dir=folder / "none", embedding_model=str(folder / "no-model"))


def work(library: Library, plan: Mapping[str, Any], seed: str, steps: int) -> None:
    """Take so many steps; what a rule refuses is one too."""
    chance = random.Random(seed)
    with library.database.read() as tx:
        people = [get_person(tx, person_id) for person_id in plan["people"]]
    for number in range(steps):
        case_id = chance.choice(plan["cases"][:_HOT] if chance.random() < 0.5 else plan["cases"])
        token = "zq" + "".join(chance.choices(string.ascii_lowercase, k=8))
        try:
            said = _take_a_step(library, chance, chance.choice(people), case_id, token)
        except KbError as error:
            said = {"refused": type(error).__name__}
        with _printing:
            print(json.dumps({"worker": seed, "number": number, "case": case_id} | said), flush=True)


def _take_a_step(
    library: Library, chance: random.Random, person: Person, case_id: str, token: str
) -> dict[str, str | int]:
    seen = service.get_work(library.database, person, case_id)
    if seen.record.reviewer_id and chance.random() < 0.7:
        with library.database.read() as tx:
            person = get_person(tx, seen.record.reviewer_id)
        seen = service.get_work(library.database, person, case_id)
    if chance.random() < 0.1:
        service.comment_on_case(library.database, person, case_id, "approach", f"comment {token}", now=utc_now())
        return {"step": COMMENT, "token": token}
    if not seen.steps:
        return {"refused": "nothing to do"}
    weights = {**_WEIGHTS, **({Step.SAVE: 0.2} if person.id != seen.record.owner_id else {})}
    step = chance.choices(seen.steps, [weights.get(each, _USUAL_WEIGHT) for each in seen.steps])[0]
    done = _do(library, person, seen, step, token)
    return {"step": str(step), "revision": done.revision, "version": done.version, "token": token}


def _do(library: Library, person: Person, seen: Work, step: Step, token: str) -> CaseRecord:
    database, case_id, revision = library.database, seen.record.id, seen.record.revision
    match step:
        case Step.SAVE:
            changed = replace(seen.case, approach=f"{seen.case.approach}\n{token}")
            return service.save_draft(database, person, case_id, changed, revision, now=utc_now())
        case Step.SUBMIT:
            return service.submit_case(library, person, case_id, revision, now=utc_now())
        case Step.CLAIM:
            return service.claim_case(database, person, case_id, now=utc_now())
        case Step.TAKE_OVER:
            return service.take_over_review(database, person, case_id, token, now=utc_now())
        case Step.RELEASE:
            return service.release_case(database, person, case_id, token, now=utc_now())
        case Step.RETURN:
            return service.return_case(database, person, case_id, revision, token, now=utc_now())
        case Step.PUBLISH:
            return service.publish_case(library, person, case_id, revision, now=utc_now())
        case Step.RECALL:
            return service.recall_case(database, person, case_id, now=utc_now())
        case Step.REVISE:
            return service.revise_case(database, person, case_id, now=utc_now())
        case Step.DISCARD:
            return service.discard_revision(database, person, case_id, now=utc_now())
        case Step.RENEW:
            return service.renew_case(library, person, case_id, revision, "2099-01-01", now=utc_now())
        case Step.WITHDRAW:
            return service.withdraw_case(database, person, case_id, token, now=utc_now())
    raise ValueError(step)


def main(folder: Path, seed: str, threads: int, steps: int) -> None:
    """Print "ready", wait for a line, and work in the given number of threads."""
    library = open_library(settings_of(folder))
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    library.engine.refresh()
    print(json.dumps({"ready": seed}), flush=True)
    sys.stdin.readline()
    workers = [
        threading.Thread(target=work, args=(library, plan, f"{seed}.{number}", steps)) for number in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(json.dumps({"done": seed}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
