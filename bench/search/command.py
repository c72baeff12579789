"""`python -m kb evaluate`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from bench.search.comparison import compare, figures_table, set_names, write_record
from bench.search.evaluation import MEASURES, read_question_set
from bench.search.evaluation import evaluate as run_evaluation
from bench.search.popularity_trial import trial_table, try_popularity
from kb.clock import day_of, utc_now
from kb.config import Settings
from kb.search.encoder import load_encoder
from kb.search.glossary import read_glossary

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folders", nargs=-1, required=True, type=_FOLDER)
@click.option("--lexical-only", is_flag=True, help="Leave the embedding model out.")
@click.option("--compare", "comparing", is_flag=True, help="Show what each part of the search contributes.")
@click.option("--model", "models", type=(str, str), multiple=True, help="With --compare: a name and another model.")
@click.option("--record", type=_FOLDER, help="With --compare: keep the figures in this documentation folder.")
@click.option("--popularity", is_flag=True, help="Show what popularity does, with readers who are made up.")
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def evaluate(
    settings: Settings,
    folders: tuple[Path, ...],
    lexical_only: bool,
    comparing: bool,
    models: tuple[tuple[str, str], ...],
    record: Path | None,
    popularity: bool,
    as_json: bool,
) -> None:
    """Measure the search on FOLDERS: corpus.jsonl, queries.jsonl, qrels.tsv. Uses temporary libraries."""
    if comparing:
        _compare(settings, folders, models, record, as_json)
        return
    if popularity:
        _try_popularity(settings, folders, as_json)
        return
    for folder in folders:
        questions = read_question_set(folder)
        report = run_evaluation(questions, None if lexical_only else load_encoder(settings))
        if as_json:
            click.echo(json.dumps(report, ensure_ascii=False, indent=2))
            continue
        click.echo(f"{folder.name:24}" + "".join(f"{name:>11}" for name in MEASURES))
        for mode, by_type in report.items():
            for kind, measures in by_type.items():
                click.echo(f"{mode + ' ' + kind:24}" + "".join(f"{measures[name]:11.4f}" for name in MEASURES))


def _try_popularity(settings: Settings, folders: tuple[Path, ...], as_json: bool) -> None:
    encoder = load_encoder(settings)
    trials = {name: try_popularity(read_question_set(folder), encoder) for name, folder in set_names(folders).items()}
    click.echo(json.dumps(trials, ensure_ascii=False, indent=2) if as_json else trial_table(trials))


def _compare(
    settings: Settings,
    folders: tuple[Path, ...],
    models: tuple[tuple[str, str], ...],
    record: Path | None,
    as_json: bool,
) -> None:
    encoder = load_encoder(settings)
    glossary_file = settings.library_dir / "glossary.yaml"
    glossary = read_glossary(glossary_file.read_text("utf-8") if glossary_file.is_file() else "")
    report = compare(
        {name: read_question_set(folder) for name, folder in set_names(folders).items()},
        encoder,
        glossary,
        {name: load_encoder(replace(settings, embedding_model=model)) for name, model in models},
        lambda name: click.echo(name, err=True),
    )
    if record is not None:
        write_record(report, record, {"day": day_of(utc_now()), "model": encoder.fingerprint})
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else figures_table(report))
