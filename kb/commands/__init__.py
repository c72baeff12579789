"""Commands for those who run the place. `main` is the group that `python -m kb` runs."""

from __future__ import annotations

import sys
from typing import Any

import click

from kb.commands.doctor import doctor
from kb.commands.evaluate import evaluate
from kb.commands.questions import questions
from kb.commands.reindex import reindex
from kb.commands.rescue import rescue
from kb.commands.retention import retention
from kb.commands.search import search
from kb.commands.stats import roll_up, stats
from kb.config import load_settings
from kb.errors import KbError
from kb.i18n import set_language


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


for command in (
    doctor,
    evaluate,
    questions,
    reindex,
    retention,
    rescue,
    search,
    roll_up,
    stats,
):
    main.add_command(command)
