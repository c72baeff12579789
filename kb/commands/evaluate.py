"""`python -m kb evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kb.config import Settings
from kb.search.encoder import load_encoder
from kb.search.evaluation import MEASURES, read_question_set
from kb.search.evaluation import evaluate as run_evaluation


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--lexical-only", is_flag=True, help="Leave the embedding model out.")
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def evaluate(settings: Settings, folder: Path, lexical_only: bool, as_json: bool) -> None:
    """Measure the search on FOLDER: corpus.jsonl, queries.jsonl, qrels.tsv. Uses a temporary library."""
    questions = read_question_set(folder)
    report = run_evaluation(questions, None if lexical_only else load_encoder(settings))
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    click.echo(f"{'':24}" + "".join(f"{name:>11}" for name in MEASURES))
    for mode, by_type in report.items():
        for kind, measures in by_type.items():
            click.echo(f"{mode + ' ' + kind:24}" + "".join(f"{measures[name]:11.4f}" for name in MEASURES))
