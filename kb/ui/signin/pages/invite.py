"""The page behind a one-time link: an invited person, or one who forgot theirs, chooses a password."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kb.i18n import translate as _
from kb.people.accounts import accept_link
from kb.people.attempts import ADDRESS_LIMIT, address_subject, count_attempt, forgive_attempts
from kb.people.directory import get_person
from kb.people.links import PASSWORD, check_link
from kb.people.passwords import check_new_password, hash_aside
from kb.people.person import Person
from kb.people.sessions import OpenedSession
from kb.people.sign_in import sign_in
from kb.ui.signin.form_page import FormPage
from kb.ui.signin.form_route import Values
from kb.ui.signin.pages.new_password import password_fields, same_twice
from kb.ui.signin.pages.sign_in import close_brought_session, company_links, signed_in
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
    with visit.database.write() as tx:
        count_attempt(tx, address_subject(visit.address), ADDRESS_LIMIT, visit.now)
    with visit.database.write() as tx:
        person = get_person(tx, check_link(tx, PASSWORD, code, visit.now) or "")
        forgive_attempts(tx, address_subject(visit.address), visit.now, 1)
        return person


def _accept(visit: Visit, code: str, password_hash: str) -> OpenedSession:
    with visit.database.write() as tx:
        person = accept_link(tx, code, password_hash, visit.now)
        opened = sign_in(tx, person.id, visit.now, visit.limits)
    close_brought_session(visit)
    return opened
