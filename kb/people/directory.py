"""Find people, and define what a sign-in name looks like."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from kb.errors import BadInput, NotFound
from kb.people import person_store
from kb.people.permissions import Action, require
from kb.people.person import Person, Role
from kb.people.units import get_unit
from kb.store import Database, Reader

_LOGIN = re.compile(r"[\w.@+-]{2,64}")
_MAX_NAME = 60
_MAX_COMPANY_LOGIN = 128  # the longest a form of ours takes


@dataclass(frozen=True)
class ListedPerson(Person):
    """Describe a person in the administrators' list."""

    created_at: str = ""
    signed_in_at: str | None = None


def normal_login(login: str) -> str:
    """Return a sign-in name as it is stored: full-width and capital letters do not matter."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def checked_login(login: str) -> str:
    """Return a sign-in name for a new account. Raise BadInput."""
    login = normal_login(login)
    if not _LOGIN.fullmatch(login):
        raise BadInput("A sign-in name has 2 to 64 characters: letters, digits or . _ - + @")
    return login


def company_login(claim: str) -> str:
    """Return a sign-in name that the bank's provider gave, which may hold any sign; signs one cannot see are dropped.

    A name longer than can be shown is cut, and a hash of the whole keeps two of them apart.
    """
    login = normal_login(" ".join(_visible(claim).split()))
    if len(login) <= _MAX_COMPANY_LOGIN:
        return login
    digest = hashlib.sha256(login.encode()).hexdigest()[:12]
    return f"{login[: _MAX_COMPANY_LOGIN - len(digest) - 1]}~{digest}"


def company_name(claim: str, login: str) -> str:
    """Return the name the bank's provider gave, cut to what fits; the sign-in name where it gave none."""
    name = " ".join(_visible(claim).split()) or login
    return name[:_MAX_NAME]


def _visible(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " * sign.isspace() for sign in text)


def checked_name(name: str) -> str:
    """Return a person's name. Raise BadInput."""
    name = " ".join(name.split())
    if not name or len(name) > _MAX_NAME or not name.isprintable():
        raise BadInput("A name has 1 to {count} characters.", count=_MAX_NAME)
    return name


def get_person(tx: Reader, person_id: str) -> Person:
    """Return a person in any state. Raise NotFound."""
    row = person_store.get_row(tx, person_id)
    if row is None:
        raise NotFound("There is no such person.")
    return to_person(row)


def find_login(tx: Reader, login: str) -> Person | None:
    """Return a person in any state by their sign-in name."""
    row = person_store.get_row_by_login(tx, normal_login(login))
    return to_person(row) if row else None


def list_people(
    database: Database,
    actor: Person,
    *,
    text: str = "",
    unit_id: str = "",
    role: Role | None = None,
    state: str = "",
    limit: int = 500,
) -> list[ListedPerson]:
    """Return people of a unit and below, or of the actor's own where none is named. Needs MANAGE_PEOPLE there."""
    with database.read() as tx:
        below = get_unit(tx, unit_id).path if unit_id else actor.unit_path
        require(actor, Action.MANAGE_PEOPLE, unit=below)
        rows = person_store.list_rows(tx, below=below, text=text.strip(), role=role or "", state=state, limit=limit)
        return [ListedPerson(**row | {"role": Role(row["role"])}) for row in rows]


def to_person(row: dict[str, Any]) -> Person:
    """Return a row of the store as a person."""
    return Person(**row | {"role": Role(row["role"])})
