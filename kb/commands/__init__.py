"""Commands for those who run the place. `main` is the group that `python -m kb` runs."""

from __future__ import annotations

import sys
from typing import Any

import click

from kb.commands.backup import backup, drill, restore
from kb.commands.doctor import doctor
from kb.commands.evaluate import evaluate
from kb.commands.questions import questions
from kb.commands.reindex import reindex
from kb.commands.rescue import rescue
from kb.commands.retention import retention
from kb.commands.search import search
from kb.commands.stats import roll_up, stats
from kb.commands.upgrade_check import upgrade_check
from kb.config import load_settings
from kb.errors import KbError
from kb.i18n import set_language
from kb.running import working_on

_ALONE = ("restore", "upgrade-check")
"""Commands that see for themselves to who works on the data folder."""


class _SpeakingGroup(click.Group):
    """Prints a KbError as one line for people; the exit status says that it failed."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KbError as error:
            click.echo(error.message, err=True)
            sys.exit(1)


@click.group(cls=_SpeakingGroup)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Knowledge base and case library of the client managers. Settings come from KB_… variables."""
    ctx.obj = load_settings()
    set_language(ctx.obj.language)
    if ctx.invoked_subcommand not in _ALONE and ctx.obj.data_dir.is_dir():
        ctx.with_resource(working_on(ctx.obj.data_dir))


for command in (
    backup,
    drill,
    restore,
    doctor,
    evaluate,
    questions,
    reindex,
    rescue,
    retention,
    search,
    roll_up,
    stats,
    upgrade_check,
):
    main.add_command(command)
