"""Provide `python -m kb backup`, `restore` and `drill`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from kb.clock import utc_now
from kb.config import Settings
from kb.i18n import translate as _
from kb.operations.drill import run_drill
from kb.operations.restore import restore as restore_backup
from kb.operations.service import run_backup

_FOLDER = click.Path(file_okay=False, path_type=Path)
_BACKUP = click.Path(exists=True, file_okay=False, path_type=Path)
_KEY = click.option("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File with a key.")


@click.command()
@click.option("--to", type=_FOLDER, help="Folder for backups, in place of the one that is set.")
@click.option("--keep", type=click.IntRange(0), help="How many are kept, in place of the number that is set.")
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def backup(settings: Settings, to: Path | None, keep: int | None, as_json: bool) -> None:
    """Back up the database and the original files, also while the app runs."""
    made = run_backup(settings, None, utc_now(), to=to, keep=keep)
    for problem in made.problems:
        click.echo(f"! {problem}", err=True)
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, default=str))
    else:
        click.echo(_("Backed up to {folder}: {count} files.").format(folder=made.folder, count=made.files))


@click.command()
@click.argument("backup", type=_BACKUP)
@_KEY
@click.pass_obj
def restore(settings: Settings, backup: Path, identity: Path | None) -> None:
    """Restore the data folder from BACKUP; the previous folder is kept under another name. The app must be stopped."""
    aside = restore_backup(settings, backup, utc_now(), identity=identity)
    click.echo(_("Restored {backup}. Everyone has to sign in again.").format(backup=backup))
    if aside:
        click.echo(_("The previous data are kept in {folder}.").format(folder=aside))


@click.command()
@click.argument("backup", type=_BACKUP, required=False)
@_KEY
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def drill(settings: Settings, backup: Path | None, identity: Path | None, as_json: bool) -> None:
    """Restore BACKUP (the newest by default) into a temporary folder and compare its contents with the library."""
    report = run_drill(settings, None, utc_now(), backup=backup, identity=identity)
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False, default=str))
    else:
        for problem in report.problems:
            click.echo(f"! {problem}", err=True)
        text = _("{backup}: {files} files, {rows} rows, {searches} searches compared.")
        click.echo(text.format(backup=report.name, files=report.files, rows=report.rows, searches=report.searches))
        click.echo(_("All is well.") if report.good else _("Something needs attention, see above."))
    sys.exit(0 if report.good else 1)
