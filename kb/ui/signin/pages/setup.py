"""The page that makes the first administrator; only the link of the console opens it."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kb.errors import NotAllowed
from kb.i18n import translate as _
from kb.people.attempts import ADDRESS_LIMIT, address_subject, count_attempt, forgive_attempts
from kb.people.directory import checked_login, checked_name
from kb.people.links import SETUP, check_link
from kb.people.passwords import check_new_password, hash_aside
from kb.people.sessions import OpenedSession
from kb.people.setup import create_first_admin, needs_setup
from kb.people.sign_in import sign_in
from kb.ui.signin.form_page import Field, FormPage
from kb.ui.signin.form_route import Values
from kb.ui.signin.pages.new_password import password_fields, same_twice
from kb.ui.signin.pages.sign_in import signed_in
from kb.ui.signin.visit import Visit


async def show(visit: Visit, values: Values) -> FormPage:
    """The form, for who has the code."""
    await run_in_threadpool(_check, visit, values.get("code", ""))
    return FormPage(
        _("Create the first administrator"),
        _("This account looks after everybody else's. The link works once."),
        (
            Field("house", _("Name of your bank or unit"), value=values.get("house", "")),
            Field("name", _("Your name"), value=values.get("name", ""), autocomplete="name"),
            Field("login", _("Sign-in name"), value=values.get("login", ""), autocomplete="username"),
            *password_fields(),
        ),
        _("Create and sign in"),
        hidden={"code": values.get("code", "")},
    )


async def submit(visit: Visit, values: Values) -> Response:
    """Make the account, sign in."""
    login, password = checked_login(values.get("login", "")), same_twice(values)
    checked_name(values.get("name", ""))
    check_new_password(password, login)
    await run_in_threadpool(_check, visit, values.get("code", ""))
    opened = await run_in_threadpool(_create, visit, values, await hash_aside(password))
    return signed_in(visit, opened)


def _check(visit: Visit, code: str) -> None:
    with visit.database.write() as tx:
        count_attempt(tx, address_subject(visit.address), ADDRESS_LIMIT, visit.now)
    with visit.database.write() as tx:
        if not needs_setup(tx):
            raise NotAllowed("The first administrator exists already. Sign in instead.")
        check_link(tx, SETUP, code, visit.now)
        forgive_attempts(tx, address_subject(visit.address), visit.now, 1)


def _create(visit: Visit, values: Values, password_hash: str) -> OpenedSession:
    with visit.database.write() as tx:
        person = create_first_admin(
            tx,
            values.get("code", ""),
            house=values.get("house", ""),
            login=values.get("login", ""),
            name=values.get("name", ""),
            password_hash=password_hash,
            now=visit.now,
        )
        return sign_in(tx, person.id, visit.now, visit.limits)
