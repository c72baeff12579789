"""Issue links that work once: for the first administrator and for choosing a password."""

from __future__ import annotations

from kb.clock import shift
from kb.errors import NotAllowed
from kb.people import link_store
from kb.people.tokens import new_secret, secret_hash
from kb.store import Reader, Writer

SETUP, PASSWORD = "setup", "password"
_LASTS_SECONDS = {SETUP: 24 * 3600, PASSWORD: 7 * 24 * 3600}


def issue_link(tx: Writer, purpose: str, person_id: str | None, now: str) -> str:
    """Return a new code for a person; earlier codes of the same purpose stop working. Only its hash is kept."""
    code = new_secret()
    link_store.remove_expired(tx, now)
    link_store.remove_for(tx, purpose, person_id or "")
    link_store.add_row(
        tx,
        {
            "code_hash": secret_hash(code),
            "purpose": purpose,
            "person_id": person_id,
            "now": now,
            "expires_at": shift(now, seconds=_LASTS_SECONDS[purpose]),
        },
    )
    return code


def check_link(tx: Reader, purpose: str, code: str, now: str) -> str | None:
    """Return whose link it is (None for the setup link). Raise NotAllowed if it cannot be used."""
    row = link_store.get_row(tx, secret_hash(code), purpose, now)
    if row is None:
        raise NotAllowed("This link has expired or was used already. Ask for a new one.")
    person_id: str | None = row["person_id"]
    return person_id


def use_link(tx: Writer, purpose: str, code: str, now: str) -> str | None:
    """Consume a link: return what `check_link` does and make the link invalid from now on."""
    person_id = check_link(tx, purpose, code, now)
    link_store.remove(tx, secret_hash(code))
    return person_id


def withdraw_links(tx: Writer, purpose: str, person_id: str) -> None:
    """Invalidate the links a person was given for this purpose."""
    link_store.remove_for(tx, purpose, person_id)
