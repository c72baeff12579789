"""Provide `python -m kb rescue-link`."""

from __future__ import annotations

import click

from kb.clock import utc_now
from kb.config import Settings
from kb.i18n import translate as _
from kb.library import open_library
from kb.people.accounts import rescue_link


@click.command("rescue-link")
@click.argument("name")
@click.pass_obj
def rescue(settings: Settings, name: str) -> None:
    """Print a link with which the person NAME chooses a new password: for an administrator who is locked out."""
    database = open_library(settings).database
    code = rescue_link(database, name, now=utc_now())
    database.close()
    click.echo(f"{settings.public_url.rstrip('/')}/invite?code={code}")
    click.echo(_("It works once, for seven days. Earlier links of this person no longer work."), err=True)
    if not settings.public_url:
        click.echo(_("Put the address of the app in front of it, as people open it in their browsers."), err=True)
