"""Changing one's own password."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kb.errors import NotAllowed
from kb.i18n import translate as _
from kb.people.accounts import change_password
from kb.people.attempts import ACCOUNT_LIMIT, account_subject, count_attempt, forgive_attempts
from kb.people.passwords import NO_PASSWORD_HASH, check_new_password, hash_aside, matches_aside
from kb.people.person import Person
from kb.people.person_store import get_password_hash
from kb.people.sessions import OpenedSession
from kb.people.sign_in import sign_in
from kb.ui.signin.form_page import Field, FormPage
from kb.ui.signin.form_route import Values
from kb.ui.signin.pages.new_password import password_fields, same_twice
from kb.ui.signin.pages.sign_in import signed_in
from kb.ui.signin.visit import Visit


async def show(_visit: Visit, _values: Values) -> FormPage:
    """The form."""
    old = Field("old", _("Password until now"), "password", autocomplete="current-password")
    return FormPage(
        _("Change your password"),
        _("You will be signed out everywhere else."),
        (old, *password_fields()),
        _("Change password"),
        links=(("/", _("Back")),),
    )


async def submit(visit: Visit, values: Values) -> Response:
    """Check the old password, store the new one, end every session but a new one here."""
    person, stored = await run_in_threadpool(_asked, visit)
    if not await matches_aside(stored, values.get("old", "")):
        raise NotAllowed("The password until now is wrong.")
    password = same_twice(values)
    check_new_password(password, person.login)
    opened = await run_in_threadpool(_change, visit, person, await hash_aside(password))
    return signed_in(visit, opened)


def _asked(visit: Visit) -> tuple[Person, str]:
    with visit.database.write() as tx:
        person = visit.person(tx)
        count_attempt(tx, account_subject(person.login), ACCOUNT_LIMIT, visit.now)
        return person, get_password_hash(tx, person.id) or NO_PASSWORD_HASH


def _change(visit: Visit, person: Person, password_hash: str) -> OpenedSession:
    with visit.database.write() as tx:
        change_password(tx, person, password_hash, visit.now)
        forgive_attempts(tx, account_subject(person.login), visit.now)
        return sign_in(tx, person.id, visit.now, visit.limits)
