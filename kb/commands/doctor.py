"""Provide `python -m kb doctor`: check that everything is well."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import click

from kb.config import Settings
from kb.errors import KbError
from kb.files import is_open_to_others
from kb.i18n import translate as _
from kb.library import Library, open_library
from kb.operations.manifest import list_backups
from kb.people.audit import head, verify_chain
from kb.search.documents import count_documents, list_file_hashes
from kb.search.embedding_store import count_pending, get_spaces
from kb.search.encoder import load_encoder
from kb.store import Database
from kb.store.sqlite import sqlite_version

_PACKAGES = ("streamlit", "sqlite-utils", "sentence-transformers", "torch", "tantivy", "lxml")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def doctor(settings: Settings, as_json: bool) -> None:
    """Check versions, data and model. The exit status is 0 when all is well."""
    report, problems = _damage(settings) or _examine(settings)
    report["problems"] = problems
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2, default=str))
    else:
        for name, value in report.items():
            if name != "problems":
                click.echo(f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}")
        for problem in problems:
            click.echo(f"! {problem}", err=True)
        click.echo(_("All is well.") if not problems else _("Something needs attention, see above."))
    sys.exit(1 if problems else 0)


def _damage(settings: Settings) -> tuple[dict[str, Any], list[str]] | None:
    """Return what is broken in the database; if anything is, nothing else is checked or written."""
    database = Database(settings.database_path)
    if not settings.database_path.exists() or not (found := database.problems()):
        return None
    problems = [_("Database: {problem}").format(problem=problem) for problem in found]
    advice = _("Restore the newest backup: python -m kb restore {folder}")
    newest = max(list_backups(settings.backups_dir), default=settings.backups_dir)
    return {"settings": asdict(settings)}, [*problems, advice.format(folder=newest)]


def _examine(settings: Settings) -> tuple[dict[str, Any], list[str]]:
    library = open_library(settings)
    report: dict[str, Any] = {
        "versions": {"python": sys.version.split()[0], "sqlite": sqlite_version()}
        | {package: version(package) for package in _PACKAGES},
        "settings": asdict(settings),
    }
    problems: list[str] = []
    with library.database.read() as tx:
        report["documents"] = count_documents(tx)
        report["vector_spaces"] = get_spaces(tx)
        problems += verify_chain(tx)
        report["audit_head"] = head(tx)
    report["model"], model_problems = _examine_model(settings, library)
    problems += model_problems + _missing_files(library) + _open_to_others(settings)
    return report, problems


def _examine_model(settings: Settings, library: Library) -> tuple[dict[str, Any], list[str]]:
    try:
        encoder = load_encoder(settings)
    except KbError as error:
        return {"name": settings.embedding_model}, [error.message]
    with library.database.read() as tx:
        waiting = count_pending(tx, encoder.fingerprint)
    model = {
        "name": encoder.name,
        "fingerprint": encoder.fingerprint,
        "dimension": encoder.dimension,
        "waiting": waiting,
    }
    if not waiting:
        return model, []
    return model, [
        _("{count} passages have no vector of this model yet; run: python -m kb reindex").format(count=waiting)
    ]


def _open_to_others(settings: Settings) -> list[str]:
    if not is_open_to_others(settings.data_dir):
        return []
    text = _("{folder} can be read by other users of this computer; run: chmod 700 {folder}")
    return [text.format(folder=settings.data_dir)]


def _missing_files(library: Library) -> list[str]:
    with library.database.read() as tx:
        hashes = list_file_hashes(tx)
    missing = [name for name in hashes if not library.files.path_of(name).exists()]
    return [_("Original file {name} is missing from the data folder.").format(name=name) for name in missing]
