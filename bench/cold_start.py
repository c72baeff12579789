"""A fresh process: from the library on disk to the first answer, the question's vector given."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click
import numpy as np

from bench.timing import peak_megabytes
from kb.config import Settings
from kb.library import open_library
from kb.search.embedding_store import get_spaces
from kb.search.query import read_query


class GivenVector:
    """Stands in for a model: the same vector for every question."""

    def __init__(self, fingerprint: str, dimension: int) -> None:
        self.name, self.fingerprint, self.dimension = "given", fingerprint, dimension

    def encode_documents(self, texts: object) -> object:
        raise NotImplementedError

    def encode_query(self, _text: str) -> object:
        return np.full(self.dimension, self.dimension**-0.5, dtype=np.float32)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def cold_start(folder: Path) -> None:
    """Open the library in FOLDER and answer one question; prints seconds (without imports) and memory."""
    started = time.perf_counter()
    library = open_library(Settings(data_dir=folder, library_dir=folder / "none"))
    with library.database.read() as tx:
        space = get_spaces(tx)[0]
    library.engine.use_encoder(GivenVector(space["fingerprint"], space["dimension"]))  # type: ignore[arg-type]
    library.engine.search(read_query("保理业务管理"))
    seconds = time.perf_counter() - started
    click.echo(json.dumps({"seconds": seconds, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    cold_start()
