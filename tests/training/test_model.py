"""A toy model from data to folder, loaded as users load it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from training.__main__ import main
from training.export import write_model
from training.measure import figures
from training.passages import read_passages
from training.pipeline import Data, build
from training.recipe import Recipe
from training.sets import from_passages
from training.synonyms import read_groups

TOY = ["vocabulary=3000", "characters=1500", "dimensions=24", "batch=32", "epochs=4", "runs=1"]
WEIGHTS = "0_StaticEmbedding/model.safetensors"
LOAD = """
import sys
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
vector = model.encode("家产留给孩子")
print(vector.dtype, len(vector), round(float((vector ** 2).sum()), 3))
"""


def test_a_toy_model_learns_repeats_and_loads_with_the_stock_library(bank: Path, tmp_path: Path) -> None:
    passages = read_passages(bank)
    model = build(
        Data(passages, read_groups(bank / "synonyms", bank / "everyday"), [], []), Recipe().changed(TOY), seed=0
    )
    assert figures(from_passages(passages[:6]), model.encode)["dense"]["all"] > 0.8

    out = tmp_path / "made" / "model"
    settings = [part for setting in TOY for part in ("--set", setting)]
    result = CliRunner().invoke(main, ["build", "--data", str(bank), "--out", str(out), *settings])
    assert result.exit_code == 0, result.output
    write_model(model.table, model.tokenizer, tmp_path / "again")
    assert (out / WEIGHTS).read_bytes() == (tmp_path / "again" / WEIGHTS).read_bytes()

    assert [module["name"] for module in json.loads((out / "modules.json").read_text())] == ["0", "1"]
    offline = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    loaded = subprocess.run([sys.executable, "-c", LOAD, str(out)], capture_output=True, text=True, env=offline)
    assert loaded.stdout.split() == ["float32", "24", "1.0"], loaded.stderr
