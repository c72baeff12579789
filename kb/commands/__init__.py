"""Provide commands for operators. `main` is the group that `python -m kb` runs."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from kb import __version__
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
"""Commands that lock the data folder themselves."""


_MEASURING = {"evaluate": "bench.search.command"}
"""Commands whose code only measures: it lives next to the product and is imported on demand."""


class _ErrorPrintingGroup(click.Group):
    """Print a KbError as one line for people; the exit status reports the failure."""

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


@click.group(cls=_ErrorPrintingGroup)
@click.version_option(__version__, prog_name="client-manager-kb")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Run the knowledge base and case library of the client managers. Settings come from KB_… variables."""
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
