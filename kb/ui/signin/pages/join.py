"""The question whether a company account and an account here are to be joined."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kb.i18n import translate as _
from kb.people.joining import Joining, account_to_join, join_account, opened_joining, sealed_joining
from kb.people.person import Person
from kb.people.server_secret import load_server_secret
from kb.people.sessions import OpenedSession
from kb.ui.signin.form_page import FormPage
from kb.ui.signin.form_route import Values
from kb.ui.signin.pages.sign_in import signed_in
from kb.ui.signin.visit import Visit

JOIN_PATH = "/signin/join"
_OFFER = "offer"


async def show(visit: Visit, values: Values) -> FormPage:
    """The question of an offer that this browser was made. Raises NotAllowed for any other."""
    return await question(visit, _offer(visit, values))


async def question(visit: Visit, joining: Joining) -> FormPage:
    """The question, with both accounts named."""
    person = await run_in_threadpool(_account, visit, joining)
    lead = _(
        "Company account: {company}. Account here: {name}, sign-in name {login}. Go on only if both are yours: from "
        "then on, who signs in with this company account works in this account."
    )
    secret = load_server_secret(visit.settings.data_dir)
    return FormPage(
        _("Join your company account?"),
        lead.format(company=joining.company_name, name=person.name, login=person.login),
        button=_("Join the two and sign in"),
        action=JOIN_PATH,
        hidden={_OFFER: sealed_joining(joining, secret, visit.form_secret)},
        links=(("/signin", _("These are not both mine: back")),),
    )


async def submit(visit: Visit, values: Values) -> Response:
    """Join the two, sign in."""
    joining = _offer(visit, values)
    opened = await run_in_threadpool(_join, visit, joining)
    return signed_in(visit, opened, joining.destination)


def _offer(visit: Visit, values: Values) -> Joining:
    secret = load_server_secret(visit.settings.data_dir)
    return opened_joining(values.get(_OFFER, ""), secret, visit.form_secret, now=visit.now)


def _account(visit: Visit, joining: Joining) -> Person:
    return account_to_join(visit.database, joining, now=visit.now)


def _join(visit: Visit, joining: Joining) -> OpenedSession:
    return join_account(
        visit.database,
        joining,
        now=visit.now,
        limits=visit.limits,
        address=visit.address,
        brought_token=visit.session_token,
    )
