"""Limit guessing, per account and per address; stored, so that a restart does not reset the counts.

An attempt is counted before it is checked: parallel attempts get no more tries than sequential ones.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math

from kb.clock import seconds_between, shift
from kb.errors import NotReady
from kb.i18n import marked
from kb.people import attempt_store
from kb.store import Database, Writer

# An address is often a whole branch behind one gateway, so it may try more often than one account.
ACCOUNT_LIMIT, ADDRESS_LIMIT, PERIOD_SECONDS = 10, 60, 15 * 60


class TooManyAttempts(NotReady):
    """Report that the caller must wait; `retry_after` is in seconds."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        template = marked("Too many attempts. Try again in {minutes} minutes.")
        super().__init__(template, minutes=math.ceil(retry_after / 60))
        self.retry_after = retry_after


def account_subject(login: str) -> str:
    """Return the key that attempts on a sign-in name are counted under, whether or not the account exists."""
    return "account:" + hashlib.sha256(login.encode()).hexdigest()


def address_subject(address: str) -> str:
    """Return the key that attempts from an address are counted under: for IPv6, where a site has many, its network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "address:" + hashlib.sha256(address.encode()).hexdigest()
    if parsed.version == 6:
        return f"address:{ipaddress.ip_network((parsed, 64), strict=False)}"
    return f"address:{parsed}"


def count_attempt_from(database: Database, address: str, *, now: str) -> None:
    """Count one attempt from an address. Raise TooManyAttempts."""
    with database.write() as tx:
        count_attempt(tx, address_subject(address), ADDRESS_LIMIT, now)


def count_attempt(tx: Writer, subject: str, limit: int, now: str) -> None:
    """Count one attempt inside the caller's transaction. Raise TooManyAttempts at the limit of this period."""
    attempt_store.remove_over(tx, now)
    row = attempt_store.get_row(tx, subject, now)
    if row is None:
        attempt_store.put_row(tx, subject, 1, shift(now, seconds=PERIOD_SECONDS))
        return
    if row["count"] >= limit:
        raise TooManyAttempts(max(1, math.ceil(seconds_between(now, row["resets_at"]))))
    attempt_store.put_row(tx, subject, row["count"] + 1, row["resets_at"])


def forgive_attempts(tx: Writer, subject: str, now: str, count: int | None = None) -> None:
    """Subtract that many counts, or all, after an attempt that succeeded."""
    row = attempt_store.get_row(tx, subject, now)
    if row is not None:
        left = max(0, row["count"] - count) if count is not None else 0
        attempt_store.put_row(tx, subject, left, row["resets_at"])
