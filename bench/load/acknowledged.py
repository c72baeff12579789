"""Does the database hold exactly what the server acknowledged: nothing lost, nothing twice?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.load.visitor import ActionLog
from kb.store import Database, Reader

VIEWS_COUNT_AGAIN_SECONDS = 30 * 60


def differences(data: Path, actions_done: ActionLog, seconds: float) -> tuple[dict[str, int], list[str]]:
    """Return the rows of each kind, and the differences. Actions never acknowledged may or may not be stored.

    In a run of half an hour or more a second view of a document counts, so there only losses are looked for.
    """
    database = Database(data / "kb.sqlite")
    with database.read() as tx:
        found = _counts(tx)
    database.close()
    opened = Counter(dict.fromkeys(actions_done.views, 1))
    told: dict[str, Mapping[Any, int]] = {
        "views": opened,
        "clicks": Counter(dict.fromkeys(actions_done.clicks, 1)),
        "uses": actions_done.uses,
        "searches": actions_done.searches,
        "answers": actions_done.answers,
    }
    wrong, extra = [], 0
    for kind, expected in told.items():
        for key in {*expected, *found[kind]}:
            missing = expected.get(key, 0) - found[kind].get(key, 0)
            if missing > 0:
                wrong.append(f"{kind}: {missing} lost of {key}")
            elif missing < 0 and not (kind == "views" and seconds >= VIEWS_COUNT_AGAIN_SECONDS):
                extra += -missing
    if extra > actions_done.unsure * 2:  # one unfinished opening may have left a view and a click
        wrong.append(f"{extra} rows that nobody was told of, after {actions_done.unsure} unfinished actions")
    return {kind: sum(counts.values()) for kind, counts in found.items()}, wrong


def _counts(tx: Reader) -> dict[str, Counter[Any]]:
    return {
        "views": _counted(tx, "SELECT person_id, document_id FROM usage_events WHERE kind = 'view'"),
        "clicks": _counted(tx, "SELECT search_id, document_id FROM search_clicks"),
        "uses": Counter(row[0] for row in tx.tuples("SELECT situation FROM applies")),
        "searches": _counted(tx, "SELECT person_id, text FROM searches"),
        "answers": Counter(row[0] for row in tx.tuples("SELECT person_id FROM reviews")),
    }


def _counted(tx: Reader, sql: str) -> Counter[Any]:
    return Counter(tuple(row) for row in tx.tuples(sql))
