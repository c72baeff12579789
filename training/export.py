"""Write the model so that the stock sentence-transformers library loads it."""

import json
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]
MODULES = "sentence_transformers.sentence_transformer.modules"


def quantized(table: Vectors) -> tuple[npt.NDArray[np.int8], Vectors]:
    """Return bytes and one factor per row, a quarter of the size; the library multiplies them on load."""
    factor = np.maximum(np.abs(table).max(1), 1e-9).astype(np.float32) / 127
    return np.rint(table / factor[:, None]).astype(np.int8), factor


def write_model(table: Vectors, tokenizer: Tokenizer, folder: Path) -> None:
    """Write weights, tokenizer and module list; an older model is replaced once the new one is complete."""
    fresh, old = folder.with_name(folder.name + ".new"), folder.with_name(folder.name + ".old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for part in ("0_StaticEmbedding", "1_Normalize"):
        (fresh / part).mkdir(parents=True)
    values, factors = quantized(table)
    save_file({"embeddings": values, "weights": factors}, fresh / "0_StaticEmbedding" / "model.safetensors")
    (fresh / "0_StaticEmbedding" / "model.safetensors").chmod(0o644)
    tokenizer.save(str(fresh / "0_StaticEmbedding" / "tokenizer.json"), pretty=False)
    modules = [
        {"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": f"{MODULES}.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{MODULES}.Normalize"},
    ]
    _json(fresh / "modules.json", modules)
    settings = {
        "model_type": "SentenceTransformer",
        "prompts": {"query": "", "document": ""},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }
    _json(fresh / "config_sentence_transformers.json", settings)
    if (folder / "README.md").exists():
        shutil.copy(folder / "README.md", fresh / "README.md")
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def read_model(folder: Path) -> tuple[Vectors, Tokenizer]:
    """Return what `write_model` wrote, as the library will see it."""
    weights = load_file(folder / "0_StaticEmbedding" / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / "0_StaticEmbedding" / "tokenizer.json"))
    return weights["embeddings"].astype(np.float32) * weights["weights"][:, None], tokenizer


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
