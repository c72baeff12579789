"""Pack usage by month and delete raw events past the retention period.

A month is packed once it is over and its searches are final. Its raw views, downloads and searches are deleted
when it is older than the setting `usage_raw_months` says; uses and their outcomes stay, because people come back to
them. The figures stay exact to the day, because they are made from packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kb.clock import day_of, shift
from kb.people import audit
from kb.store import Database, Reader, Writer
from kb.usage.facts import store as store
from kb.usage.facts.packs import Pack, make_pack, to_bytes
from kb.usage.facts.searching import read_searches

_SETTLED_DAYS = 2
_LATE_SECONDS = 3600


@dataclass(frozen=True)
class RolledUp:
    """Report a run: months packed, months whose raw events were deleted, and how many rows that was."""

    packed: tuple[str, ...]
    rolled_up: tuple[str, ...]
    rows: int


def month_days(month: str) -> tuple[str, str]:
    """Return the first and the last day of a month such as 2026-11."""
    first = date.fromisoformat(f"{month}-01")
    return first.isoformat(), ((first + timedelta(days=31)).replace(day=1) - timedelta(days=1)).isoformat()


def months_between(first: str, last: str) -> list[str]:
    """Return the months from one day to another."""
    found, day = [], date.fromisoformat(first).replace(day=1)
    while day.isoformat() <= last:
        found.append(day.isoformat()[:7])
        day = (day + timedelta(days=31)).replace(day=1)
    return found


def is_settled(day: str, now: str) -> bool:
    """Return whether a day is final: two days have passed, and an hour for slow writers."""
    today = date.fromisoformat(day_of(shift(now, seconds=-_LATE_SECONDS)))
    return date.fromisoformat(day) + timedelta(days=_SETTLED_DAYS) <= today


def read_pack(tx: Reader, month: str) -> Pack:
    """Return the pack that the raw rows of a month make."""
    first, last = month_days(month)
    return make_pack(store.list_events(tx, first, last), read_searches(tx, first, last))


def pack_months(database: Database, now: str) -> tuple[str, ...]:
    """Pack every settled month that has no pack, each in its own transaction; return the months."""
    with database.read() as tx:
        months = _unpacked(tx, now)
        made = []
    for month in months:
        with database.read() as tx:
            pack = read_pack(tx, month)
            content = to_bytes(pack)
            counts = _counts(tx, month)
        with database.write() as tx:
            if month in _unpacked(tx, now) and _counts(tx, month) == counts:
                _keep(tx, month, pack, content, now)
                made.append(month)
    return tuple(made)


def roll_up(database: Database, now: str, keep_months: int) -> RolledUp:
    """Pack what is settled, then drop raw rows of months that ended more than `keep_months` months ago; 0 keeps all.

    Each month is one transaction: its pack is compared with its raw rows once more, then the rows are deleted.
    """
    packed = pack_months(database, now)
    if keep_months <= 0:
        return RolledUp(packed, (), 0)
    limit = _months_before(day_of(now)[:7], keep_months)
    with database.read() as tx:
        months = [row["month"] for row in store.list_packs(tx) if row["raw_kept"] and row["month"] < limit]
    gone, rows = [], 0
    for month in months:
        with database.write() as tx:
            if not any(row["month"] == month and row["raw_kept"] for row in store.list_packs(tx)):
                continue
            pack = read_pack(tx, month)
            if pack.hash != _kept_hash(tx, month):
                _keep(tx, month, pack, to_bytes(pack), now)
            count = store.delete_raw(tx, month, *month_days(month))
            audit.record(tx, None, "roll_up_usage", month, now, detail={"rows": count, "hash": pack.hash})
        gone.append(month)
        rows += count
    return RolledUp(packed, tuple(gone), rows)


def _unpacked(tx: Reader, now: str) -> list[str]:
    first, last = store.first_raw_day(tx), store.last_raw_day(tx)
    if first is None or last is None:
        return []
    packed = {row["month"] for row in store.list_packs(tx)}
    return [
        month for month in months_between(first, last) if month not in packed and is_settled(month_days(month)[1], now)
    ]


def _counts(tx: Reader, month: str) -> tuple[dict[str, int], dict[str, int]]:
    days = month_days(month)
    return store.count_event_days(tx, *days), store.count_search_days(tx, *days)


def _keep(tx: Writer, month: str, pack: Pack, content: bytes, now: str) -> None:
    store.add_pack(
        tx,
        {
            "month": month,
            "events": len(pack.event_day),
            "searches": len(pack.search_day),
            "hash": pack.hash,
            "content": content,
            "packed_at": now,
        },
    )


def _kept_hash(tx: Reader, month: str) -> str:
    return next((str(row["hash"]) for row in store.list_packs(tx) if row["month"] == month), "")


def _months_before(month: str, count: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 - count, 12)
    return f"{year:04d}-{number + 1:02d}"
