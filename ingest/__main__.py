"""Run `python -m ingest PATH…`: import files and folders into the library."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.pipeline import ingest_paths
from ingest.progress import ProgressLine
from ingest.readers import limits_of
from ingest.recognition import recognition_limits_of
from ingest.summary import Summary
from kb.clock import utc_now
from kb.config import Settings, load_settings
from kb.errors import KbError
from kb.files import FileStore
from kb.i18n import set_language, translate
from kb.migrations import migrate
from kb.running import working_on
from kb.search.documents import KINDS
from kb.store import Database

if TYPE_CHECKING:
    from kb.search.encoder import Encoder

ALL_WELL, SOME_FAILED, NOTHING_USABLE = 0, 1, 2


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the files are, whatever their heads say.")
@click.option("--dry-run", is_flag=True, help="Read everything, store nothing, and show how each file was read.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and no progress.")
def main(paths: tuple[Path, ...], kind: str | None, dry_run: bool, as_json: bool) -> None:
    """Bring files and folders into the library: docx, pptx, xlsx, xls, pdf, html, md, csv, txt;
    doc, ppt, wps, et, dps, rtf and OpenDocument where LibreOffice is installed.

    Safe to run again: only changed files are read. Exit status: 0 success, 1 some files were skipped, 2 no file
    could be used.
    """
    try:
        settings = load_settings()
        set_language(settings.language)
        summary = _ingest(settings, paths, kind, dry_run=dry_run, show=not as_json and sys.stderr.isatty())
    except KbError as error:
        click.echo(error.message, err=True)
        sys.exit(NOTHING_USABLE)
    if as_json:
        click.echo(json.dumps(summary.as_json(), ensure_ascii=False))
    else:
        _report(summary)
    if not summary.usable:
        sys.exit(NOTHING_USABLE)
    sys.exit(SOME_FAILED if summary.failed else ALL_WELL)


def _ingest(settings: Settings, paths: tuple[Path, ...], kind: str | None, *, dry_run: bool, show: bool) -> Summary:
    if not dry_run:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with working_on(settings.data_dir) if settings.data_dir.is_dir() else nullcontext():
        return _ingest_into(settings, paths, kind, dry_run=dry_run, show=show)


def _ingest_into(
    settings: Settings, paths: tuple[Path, ...], kind: str | None, *, dry_run: bool, show: bool
) -> Summary:
    database = Database(settings.database_path)
    if not dry_run or settings.database_path.exists():
        migrate(database)
    with ProgressLine(show=show) as progress:
        return ingest_paths(
            database,
            FileStore(settings.files_dir),
            paths,
            now=utc_now(),
            kind=kind,
            limits=limits_of(settings),
            load_encoder=lambda: _load_encoder(settings),
            progress=progress.update,
            dry_run=dry_run,
            recognition=recognition_limits_of(settings),
        )


def _load_encoder(settings: Settings) -> Encoder:
    from kb.search.encoder import load_encoder

    return load_encoder(settings)


def _report(summary: Summary) -> None:
    for preview in summary.previews:
        click.echo("\n".join(preview.as_lines()))
    for failure in summary.failed:
        click.echo(f"{failure.path}: {failure.error.message}", err=True)
    for file in summary.partly_read:
        click.echo(f"{file.path}: {file.message}", err=True)
    if summary.not_embedded is not None:
        told = translate("Stored; search finds it by its words only for now. {reason}")
        click.echo(told.format(reason=summary.not_embedded.message), err=True)
    click.echo(
        translate(
            "{added} added, {updated} updated, {unchanged} unchanged, {failed} left out; "
            "{chunks} passages in {seconds} s"
        ).format(
            added=summary.added,
            updated=summary.updated,
            unchanged=summary.unchanged,
            failed=len(summary.failed),
            chunks=summary.chunks,
            seconds=round(summary.seconds, 1),
        )
    )


if __name__ == "__main__":
    main()
