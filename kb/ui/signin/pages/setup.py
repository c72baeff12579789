"""The page that makes the first administrator; only the link of the console opens it."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kb.i18n import translate as _
from kb.people.directory import checked_login, checked_name
from kb.people.passwords import check_new_password, hash_aside
from kb.people.sessions import OpenedSession
from kb.people.setup import check_setup_code, create_first_admin
from kb.people.sign_in import sign_in_first_admin
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
    check_setup_code(visit.database, code, visit.address, now=visit.now)


def _create(visit: Visit, values: Values, password_hash: str) -> OpenedSession:
    person = create_first_admin(
        visit.database,
        values.get("code", ""),
        house=values.get("house", ""),
        login=values.get("login", ""),
        name=values.get("name", ""),
        password_hash=password_hash,
        now=visit.now,
    )
    return sign_in_first_admin(visit.database, person, now=visit.now, limits=visit.limits)
