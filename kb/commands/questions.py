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
from kb.learning.gift import read_gift
from kb.learning.question_file import QuestionFile, read_yaml
from kb.learning.question_service import compare_questions, import_questions
from kb.learning.question_table import read_table, template
from kb.library import open_library

_READERS = {".yaml": read_yaml, ".yml": read_yaml, ".gift": read_gift, ".csv": read_table, ".txt": read_gift}


@click.group()
def questions() -> None:
    """The question bank."""


@questions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def import_file(settings: Settings, file: Path, dry_run: bool, as_json: bool) -> None:
    """Take in questions as drafts from YAML, CSV or Moodle GIFT (.gift, .txt): the whole file, or nothing."""
    read = _read(file)
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
        with library.database.read() as tx:
            done = compare_questions(tx, None, read)
    else:
        done = import_questions(library.database, None, read, utc_now())
    if as_json:
        click.echo(json.dumps({**asdict(done), "dry_run": dry_run, "problems": []}))
        return
    text = _("{added} questions added, {updated} changed, {unchanged} as before.").format(**asdict(done))
    click.echo(text + (" " + _("This was only a try.") if dry_run else ""))


@questions.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def write_template(file: Path) -> None:
    """Write a CSV table with an example of each type of question, to fill in and import."""
    file.write_bytes(template())


def _read(file: Path) -> QuestionFile:
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        raise BadInput("Questions are read from files that end in: {endings}", endings=", ".join(_READERS))
    try:
        return reader(file.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        if reader is read_table:  # Excel saves Chinese tables like this
            return reader(file.read_text("gb18030", errors="replace"))
        raise BadInput("{file} is not UTF-8 text. Save it as UTF-8.", file=file.name) from error
