"""Provide `python -m kb search`."""

from __future__ import annotations

import json

import click

from kb.config import Settings
from kb.errors import NotReady
from kb.i18n import translate as _
from kb.library import open_library
from kb.search.documents import KINDS
from kb.search.encoder import load_encoder
from kb.search.places import describe_position
from kb.search.query import Filters, read_query
from kb.search.reranker import load_reranker
from kb.search.results import Hit


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="How many documents.")
@click.option("--kind", "kinds", type=click.Choice(list(KINDS)), multiple=True, help="Only this kind; repeatable.")
@click.option("--tag", "tags", multiple=True, help="Only documents with this tag; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
@click.pass_obj
def search(
    settings: Settings,
    query: tuple[str, ...],
    limit: int,
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
    as_json: bool,
) -> None:
    """Find documents by words and by meaning."""
    library = open_library(settings)
    try:
        library.engine.use_encoder(load_encoder(settings))
        library.engine.use_reranker(load_reranker(settings))
    except NotReady as error:
        click.echo(error.message, err=True)
    asked = read_query(" ".join(query), Filters(kinds=frozenset(kinds), tags=frozenset(tags)))
    results = library.engine.search(asked, limit)
    if as_json:
        click.echo(json.dumps([_as_row(hit) for hit in results.hits], ensure_ascii=False, indent=2))
        return
    if not results.hits:
        click.echo(_("Nothing found. Try other words, or fewer of them."))
    for number, hit in enumerate(results.hits, start=1):
        place = describe_position(hit.best.place, hit.best.heading)
        click.echo(
            f"{number}. {hit.title}  [{_(KINDS[hit.kind])}{' · ' + place if place else ''}]  {hit.best.score:.2f}"
        )
        click.echo(f"   {' '.join(hit.best.snippet.text.split())}")


def _as_row(hit: Hit) -> dict[str, object]:
    best = hit.best
    return {
        "document_id": hit.document_id,
        "title": hit.title,
        "kind": hit.kind,
        "source": hit.source,
        "place": describe_position(best.place, best.heading),
        "snippet": best.snippet.text,
        "score": round(best.score, 6),
        "lexical_score": round(best.lexical_score, 6),
        "dense_score": round(best.dense_score, 6),
    }
