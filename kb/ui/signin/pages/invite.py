"""The page behind a one-time link: an invited person, or one who forgot theirs, chooses a password."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kb.i18n import translate as _
from kb.people.passwords import check_new_password, hash_aside
from kb.people.person import Person
from kb.people.sessions import OpenedSession
from kb.people.sign_in import link_owner, sign_in_with_link
from kb.ui.signin.form_page import FormPage
from kb.ui.signin.form_route import Values
from kb.ui.signin.pages.new_password import password_fields, same_twice
from kb.ui.signin.pages.sign_in import company_links, signed_in
from kb.ui.signin.visit import Visit


async def show(visit: Visit, values: Values) -> FormPage:
    """The form, for who has the code. Looking does not use the link up."""
    person = await run_in_threadpool(_owner, visit, values.get("code", ""))
    lead = _("Welcome, {name}. Your sign-in name is {login}. The link works once.")
    return FormPage(
        _("Choose your password"),
        lead.format(name=person.name, login=person.login),
        password_fields(),
        _("Save and sign in"),
        hidden={"code": values.get("code", "")},
        links=company_links(visit, code=values.get("code", "")),
    )


async def submit(visit: Visit, values: Values) -> Response:
    """Store the password, sign in."""
    person = await run_in_threadpool(_owner, visit, values.get("code", ""))
    password = same_twice(values)
    check_new_password(password, person.login)
    opened = await run_in_threadpool(_accept, visit, values.get("code", ""), await hash_aside(password))
    return signed_in(visit, opened)


def _owner(visit: Visit, code: str) -> Person:
    return link_owner(visit.database, code, visit.address, now=visit.now)


def _accept(visit: Visit, code: str, password_hash: str) -> OpenedSession:
    return sign_in_with_link(
        visit.database, code, password_hash, now=visit.now, limits=visit.limits, brought_token=visit.session_token
    )
