"""Changing one's own password."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kb.errors import NotAllowed
from kb.i18n import translate as _
from kb.people.passwords import check_new_password, hash_aside, matches_aside
from kb.people.person import Person
from kb.people.sessions import OpenedSession
from kb.people.sign_in import change_password, old_password_hash
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
    person = visit.person()
    return person, old_password_hash(visit.database, person, now=visit.now)


def _change(visit: Visit, person: Person, password_hash: str) -> OpenedSession:
    return change_password(visit.database, person, password_hash, now=visit.now, limits=visit.limits)
