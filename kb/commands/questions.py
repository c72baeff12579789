"""`python -m kb questions`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from kb.clock import utc_now
from kb.config import Settings
from kb.errors import BadInput
from kb.i18n import translate as _
from kb.learning.formats.exchange import FORMS, left_out, read_questions, write_questions, write_template
from kb.learning.questions.service import compare_questions, export_questions, import_questions
from kb.library import open_library


@click.group()
def questions() -> None:
    """The question bank."""


@questions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def import_file(settings: Settings, file: Path, dry_run: bool, as_json: bool) -> None:
    """Take in questions as drafts from YAML, a table (.csv, .xlsx) or Moodle (.xml, .gift, .txt): all, or nothing."""
    read = read_questions(file.name, file.read_bytes())
    library = open_library(settings)
    if read.problems:
        problems = [{"line": problem.line, "message": problem.error.message} for problem in read.problems]
        if as_json:
            click.echo(json.dumps({"problems": problems}, ensure_ascii=False))
        else:
            for problem in read.problems:
                click.echo(f"{file}: {problem.message}", err=True)
        raise BadInput("Nothing was imported: {count} problems.", count=len(problems))
    if dry_run:
        done = compare_questions(library.database, None, read)
    else:
        done = import_questions(library.database, None, read, now=utc_now())
    if as_json:
        click.echo(json.dumps({**asdict(done), "dry_run": dry_run, "problems": []}))
        return
    text = _("{added} questions added, {updated} changed, {unchanged} as before.").format(**asdict(done))
    click.echo(text + (" " + _("This was only a try.") if dry_run else ""))


@questions.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export_file(settings: Settings, file: Path) -> None:
    """Write all questions to a file: .xml and .gift for Moodle, .csv or .xlsx as a table."""
    form = file.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise BadInput("Questions are written to files that end in: {endings}", endings=", ".join(FORMS))
    found = export_questions(open_library(settings).database, None)
    file.write_bytes(write_questions(form, found))
    for question in left_out(form, found):
        click.echo(_("Left out, as this format cannot hold it: {id}").format(id=question.id), err=True)


@questions.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def write_table_template(file: Path) -> None:
    """Write a table (.csv or .xlsx) with an example of each type of question, to fill in and import."""
    file.write_bytes(write_template(file.suffix.lower().removeprefix(".")))
