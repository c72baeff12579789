"""Provide `python -m kb reindex`."""

from __future__ import annotations

import json
import time

import click

from kb.config import Settings
from kb.i18n import translate as _
from kb.library import open_library
from kb.search.embedding import embed_pending
from kb.search.encoder import load_encoder


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def reindex(settings: Settings, as_json: bool) -> None:
    """Rebuild the word index and embed what has no vector of the configured model yet."""
    started = time.perf_counter()
    library = open_library(settings)
    library.engine.rebuild_lexical()
    encoded = embed_pending(library.database, load_encoder(settings))
    seconds = round(time.perf_counter() - started, 2)
    if as_json:
        click.echo(json.dumps({"encoded": encoded, "seconds": seconds}))
    else:
        click.echo(_("Done: {encoded} passages embedded, {seconds} s.").format(encoded=encoded, seconds=seconds))
