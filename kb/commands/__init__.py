"""Commands for those who run the place. `main` is the group that `python -m kb` runs."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from kb.commands.backup import backup, drill, restore
from kb.commands.doctor import doctor
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


_MEASURING = {"evaluate": "bench.search.command"}
"""Commands whose code only measures: it lives beside the product and is imported when it is asked for."""


class _SpeakingGroup(click.Group):
    """Prints a KbError as one line for people; the exit status says that it failed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        return sorted({*super().list_commands(ctx), *_MEASURING})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command of that name, or None; a measuring command is imported now."""
        if name in _MEASURING:
            command: click.Command = getattr(import_module(_MEASURING[name]), name)
            return command
        return super().get_command(ctx, name)

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
