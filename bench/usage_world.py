"""Generate a bank's use of its library from a seed, written to the ledger and returned as data frames."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from kb.migrations import migrate
from kb.search.documents import PUBLISHED, WITHDRAWN, set_status
from kb.store import Database

FIRST, LAST = date(2024, 11, 21), date(2026, 11, 20)
NOW = "2026-11-20T12:00:00.000Z"
LINES = ("公司", "零售", "普惠", "私行", "国际", "渠道", "合规", "团队", "")
_KINDS = np.array(["view", "download", "apply", "outcome"])
_DAY_MS, _SHANGHAI_MS = 86_400_000, 8 * 3_600_000
_CHUNK = 100_000


@dataclass(frozen=True)
class World:
    """What is true. `events`: day, person, unit (path), document, kind, own. `searches`: day, person, unit, flags.

    `documents`: id, kind, line, and `spans`, pairs of dates; `authors`: document, person, unit (path).
    """

    events: pd.DataFrame
    searches: pd.DataFrame
    documents: pd.DataFrame
    authors: pd.DataFrame
    units: pd.DataFrame


def make_world(database: Database, count: int, seed: int = 7) -> World:
    """Fill an empty database with `count` events (and a tenth as many searches); returns what was written."""
    rng = np.random.default_rng(seed)
    people, documents = min(20_000, max(60, count // 50)), min(3_000, max(40, count // 100))
    migrate(database)
    units = _units(4 if count < 50_000 else 20, 2 if count < 50_000 else 4)
    home = rng.integers(0, len(units), people)
    second = np.where(rng.random(people) < 0.05, rng.integers(0, len(units), people), home)
    moved_on = rng.integers(0, 730, people)
    with database.migrating() as db:
        _write_units_and_people(db.conn, units, home)
    library = _documents(rng, documents)
    authors = pd.DataFrame(
        [
            (number, person)
            for number in range(documents)
            for person in rng.choice(people // 4, 1 + number % 2, replace=False).tolist()
        ],
        columns=["document", "person"],
    )
    library["spans"] = _write_library(database, library, authors)
    searches, clicks, uses = _search(rng, count // 10, people, documents)
    events = _events(rng, count - len(uses), people, library, authors)
    events = pd.concat([events, uses], ignore_index=True)
    for frame in (events, searches):
        frame["day"] = (frame["at"] + _SHANGHAI_MS) // _DAY_MS + date(1970, 1, 1).toordinal()
        moved = frame["day"].to_numpy() - FIRST.toordinal() >= moved_on[frame["person"]]
        frame["unit"] = np.where(moved, second[frame["person"]], home[frame["person"]])
    own = pd.MultiIndex.from_frame(authors)
    events["own"] = pd.MultiIndex.from_frame(events[["document", "person"]]).isin(own)
    events, searches = events.sort_values("at", ignore_index=True), searches.sort_values("at")
    _write_ledger(database, events, searches, clicks, units)
    searches["opened"], searches["used"], searches["ignored"] = _endings(searches, clicks, events)
    for frame in (events, searches):
        frame["unit"] = pd.Categorical.from_codes(frame["unit"], units["path"].tolist())
    authors["unit"] = units["path"].to_numpy()[home[authors["person"]]]
    return World(events, searches, library, authors, units)


def _units(branches: int, departments: int) -> pd.DataFrame:
    rows: list[tuple[str, str | None, str, str]] = [("house", None, "/house/", "Bank")]
    for branch in range(branches):
        rows.append((f"b{branch}", "house", f"/house/b{branch}/", f"Branch {branch:02d}"))
        for number in range(departments):
            name = f"b{branch}d{number}"
            rows.append((name, f"b{branch}", f"/house/b{branch}/{name}/", f"Department {branch:02d}-{number}"))
    return pd.DataFrame(rows, columns=["id", "parent", "path", "name"])


def _documents(rng: np.random.Generator, count: int) -> pd.DataFrame:
    published = rng.integers(-100, 700, count)
    return pd.DataFrame(
        {
            "id": [f"doc{number:05d}" for number in range(count)],
            "kind": rng.choice(["case", "material", "template"], count, p=[0.7, 0.2, 0.1]),
            "line": rng.choice(LINES, count),
            "published": [FIRST + timedelta(days=int(day)) for day in published],
            "expires": [
                FIRST + timedelta(days=int(day) + int(left)) if left < 400 else None
                for day, left in zip(published, rng.integers(40, 1500, count), strict=True)
            ],
            "withdrawn_after": np.where(rng.random(count) < 0.1, rng.integers(10, 300, count), 0),
            "back_after": np.where(rng.random(count) < 0.5, rng.integers(0, 60, count), -1),
        }
    )


def _events(
    rng: np.random.Generator, count: int, people: int, library: pd.DataFrame, authors: pd.DataFrame
) -> pd.DataFrame:
    weight = 1 / (1 + rng.permutation(len(library))) ** 0.8
    live = rng.random(len(library)) < 0.97
    document = rng.choice(len(library), count, p=weight * live / (weight * live).sum())
    day = np.array([(day - FIRST).days for day in library["published"]])[document]
    day = day + rng.exponential(150, count).astype(np.int64)
    span = (LAST - FIRST).days + 1
    day = np.where((day < 0) | (day >= span), rng.integers(0, span, count), day)
    person = (people * rng.random(count) ** 1.3).astype(np.int64)
    by_author = rng.random(count) < 0.01
    first_author = authors.drop_duplicates("document").set_index("document")["person"].to_numpy()
    person = np.where(by_author, first_author[document], person)
    start = (FIRST - date(1970, 1, 1)).days * _DAY_MS - _SHANGHAI_MS
    return pd.DataFrame(
        {
            "person": person,
            "document": document,
            "kind": rng.choice(4, count, p=[0.78, 0.16, 0.045, 0.015]),
            "at": start + day * _DAY_MS + rng.integers(0, _DAY_MS, count),
        }
    )


def _search(
    rng: np.random.Generator, count: int, people: int, documents: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return searches, the openings from their results, and the uses stated afterwards."""
    start = (FIRST - date(1970, 1, 1)).days * _DAY_MS - _SHANGHAI_MS
    at = start + rng.integers(0, ((LAST - FIRST).days) * _DAY_MS, count)
    person, results = rng.integers(0, people, count), rng.choice(20, count)
    searches = pd.DataFrame({"search": np.arange(count), "person": person, "results": results, "at": at})
    clicked = np.flatnonzero((results > 0) & (rng.random(count) < 0.7))
    edges = np.array([0, 599_999, 600_000, 600_001, _DAY_MS, _DAY_MS + 1])
    delay = np.exp(rng.normal(11.5, 2.0, len(clicked))).astype(np.int64)
    delay = np.where(rng.random(len(clicked)) < 0.05, rng.choice(edges, len(clicked)), delay)
    clicks = pd.DataFrame(
        {"search": clicked, "document": rng.integers(0, documents, len(clicked)), "at": at[clicked] + delay}
    )
    chosen = clicks[rng.random(len(clicks)) < 0.1]
    later = np.where(rng.random(len(chosen)) < 0.1, 0, rng.exponential(300_000, len(chosen)).astype(np.int64))
    uses = pd.DataFrame(
        {
            "person": person[chosen["search"]],
            "document": chosen["document"].to_numpy(),
            "kind": 2,
            "at": chosen["at"].to_numpy() + later,
        }
    )
    last = start + ((LAST - FIRST).days + 1) * _DAY_MS - 1
    return searches, clicks[clicks["at"] <= last], uses[uses["at"] <= last]


def _endings(
    searches: pd.DataFrame, clicks: pd.DataFrame, events: pd.DataFrame
) -> tuple[pd.Series, pd.Series, pd.Series]:
    joined = clicks.merge(searches[["search", "person", "at"]], on="search", suffixes=("", "_asked"))
    delay = joined["at"] - joined["at_asked"]
    opened = set(joined.loc[delay <= 600_000, "search"])
    touched = set(joined.loc[delay <= _DAY_MS, "search"])
    uses = events.loc[(events["kind"] == 2) & ~events["own"], ["person", "document", "at"]]
    used = joined.merge(uses, on=["person", "document"], suffixes=("", "_use"))
    wait = used["at_use"] - used["at_asked"]
    followed = set(used.loc[(wait >= 0) & (wait <= 600_000), "search"])
    ignored = (searches["results"] > 0) & ~searches["search"].isin(touched)
    return searches["search"].isin(opened), searches["search"].isin(followed), ignored


def _write_units_and_people(connection: Any, units: pd.DataFrame, home: Any) -> None:
    connection.executemany("INSERT INTO units VALUES (?, ?, ?, ?, '')", units.itertuples(index=False, name=None))
    connection.executemany(
        """
        INSERT INTO people (id, login, name, unit_id, role, state, password_hash, created_at, updated_at)
        VALUES (?, ?, ?, ?, 'client_manager', 'active', '', '', '')
        """,
        ((f"p{n:05d}", f"p{n}", f"Person {n}", units["id"][unit]) for n, unit in enumerate(home.tolist())),
    )


def _write_library(database: Database, library: pd.DataFrame, authors: pd.DataFrame) -> list[list[tuple[int, int]]]:
    with database.migrating() as db:
        for number, row in enumerate(library.itertuples()):
            at, meta = f"{row.published}T02:00:00.000Z", json.dumps({"business_line": row.line})
            end = f"{row.expires}T23:59:59.999Z" if row.expires else None
            db.conn.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, 'published', 1, ?, ?, ?, ?, 1)",
                (row.id, number, row.id, row.kind, f"Title {row.id}", str(row.published), end, at, at),
            )
            db.conn.execute(
                "INSERT INTO document_versions VALUES (?, 1, ?, '', ?, '', '', '', 0, ?)",
                (row.id, row.id, meta, at),
            )
        db.conn.executemany(
            "INSERT INTO document_authors VALUES (?, ?)",
            ((f"doc{document:05d}", f"p{person:05d}") for document, person in authors.itertuples(index=False)),
        )
    spans: list[list[tuple[int, int]]] = []
    with database.write() as tx:
        for row in library.itertuples():
            last = (row.expires or date.max).toordinal()
            first = row.published.toordinal()
            if not row.withdrawn_after:
                spans.append([(first, last)])
                continue
            gone = row.published + timedelta(days=int(row.withdrawn_after))
            set_status(tx, row.id, WITHDRAWN, f"{gone}T03:00:00.000Z")
            spans.append([(first, min(last, gone.toordinal() - 1))])
            if row.back_after >= 0:
                back = gone + timedelta(days=int(row.back_after))
                set_status(tx, row.id, PUBLISHED, f"{back}T04:00:00.000Z")
                if back.toordinal() <= last:
                    spans[-1].append((back.toordinal(), last))
    return spans


def _write_ledger(
    database: Database, events: pd.DataFrame, searches: pd.DataFrame, clicks: pd.DataFrame, units: pd.DataFrame
) -> None:
    """Write all rows, with triggers and indexes dropped meanwhile."""
    ids = units["id"].to_numpy()
    with database.migrating() as db:
        resting = db.conn.execute(
            """
            SELECT type, name, sql
            FROM sqlite_schema
            WHERE type IN ('trigger', 'index') AND sql IS NOT NULL
              AND tbl_name IN ('usage_events', 'searches', 'search_clicks')
            """
        ).fetchall()
        for kind, name, _sql in resting:
            db.conn.execute(f"DROP {kind} {name}")
        for start in range(0, len(events), _CHUNK):
            part = events.iloc[start : start + _CHUNK]
            numbers = range(start, start + len(part))
            _insert(
                db.conn,
                "usage_events",
                (
                    [f"e{number:08d}" for number in numbers],
                    _KINDS[part["kind"]].tolist(),
                    _names("p", part["person"]),
                    ids[part["unit"]].tolist(),
                    _names("doc", part["document"]),
                    [1] * len(part),
                    _moments(part["at"]),
                    _days(part["day"]),
                    ["page"] * len(part),
                    [None] * len(part),
                    part["own"].astype(int).tolist(),
                    [f"{number:08d}" for number in numbers],
                ),
            )
        _insert(
            db.conn,
            "searches",
            (
                [f"s{number:08d}" for number in searches["search"]],
                _names("p", searches["person"]),
                ids[searches["unit"]].tolist(),
                ["cash"] * len(searches),
                searches["results"].tolist(),
                _moments(searches["at"]),
                _days(searches["day"]),
            ),
        )
        asked = [f"s{number:08d}" for number in clicks["search"]]
        _insert(db.conn, "search_clicks", (asked, _names("doc", clicks["document"]), _moments(clicks["at"])))
        for _kind, _name, sql in resting:
            db.conn.execute(sql)


def _insert(connection: Any, table: str, columns: Sequence[Iterable[Any]]) -> None:
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", zip(*columns, strict=True))


def _names(prefix: str, numbers: pd.Series) -> list[str]:
    return [f"{prefix}{number:05d}" for number in numbers.tolist()]


def _moments(at: pd.Series) -> list[str]:
    texts: list[str] = (np.datetime_as_string(at.to_numpy().astype("datetime64[ms]")).astype(object) + "Z").tolist()
    return texts


def _days(days: pd.Series) -> list[str]:
    known = {day: date.fromordinal(day).isoformat() for day in days.unique().tolist()}
    return [known[day] for day in days.tolist()]
