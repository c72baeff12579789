"""A toy model from data to folder, loaded as users load it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from training.__main__ import main
from training.measure import figures
from training.passages import read_passages
from training.pipeline import Data, build
from training.recipe import Recipe
from training.sets import from_passages
from training.synonyms import read_groups

TOY = ["vocabulary=3000", "characters=1500", "dimensions=24", "batch=32", "epochs=4", "runs=1"]
LOAD = """
import sys
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
vector = model.encode("家产留给孩子")
print(vector.dtype, len(vector), round(float((vector ** 2).sum()), 3))
"""


def test_a_toy_model_learns_and_repeats(bank: Path) -> None:
    passages = read_passages(bank)
    data = Data(passages, read_groups(bank / "synonyms"), [], [])
    first, second = (build(data, Recipe().changed(TOY), seed=0) for _ in range(2))
    assert np.array_equal(first.table, second.table)
    assert figures(from_passages(passages[:6]), first.encode)["dense"]["all"] > 0.8


def test_the_written_model_loads_with_the_stock_library(bank: Path, tmp_path: Path) -> None:
    out = tmp_path / "made" / "model"
    settings = [part for setting in TOY for part in ("--set", setting)]
    result = CliRunner().invoke(main, ["build", "--data", str(bank), "--out", str(out), *settings])
    assert result.exit_code == 0, result.output
    assert [module["name"] for module in json.loads((out / "modules.json").read_text())] == ["0", "1"]
    offline = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    loaded = subprocess.run([sys.executable, "-c", LOAD, str(out)], capture_output=True, text=True, env=offline)
    assert loaded.stdout.split() == ["float32", "24", "1.0"], loaded.stderr
