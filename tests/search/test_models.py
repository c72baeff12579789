"""The real loading paths, on tiny models that are built here and saved to disk; no hub is in reach."""

from __future__ import annotations

import os
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.clock import utc_now
from kb.config import BUNDLED_MODEL, Settings
from kb.errors import NotReady
from kb.library import open_library
from kb.search.documents import save_version
from kb.search.embedding import embed_pending
from kb.search.encoder import TransformersEncoder, load_encoder
from kb.search.query import read_query
from kb.search.reranker import load_reranker
from kb.search.static_encoder import StaticEncoder
from tests.conftest import new_version

CHARACTERS = "应收账款保理融资客户理财亏损老板手头转不开大额存单到期swot，。"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")


@pytest.fixture(scope="module", autouse=True)
def _no_hub() -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A one-layer BERT, as sentence-transformers model (`encoder`) and as cross-encoder (`reranker`)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from sentence_transformers import CrossEncoder, SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
        from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

        torch.manual_seed(0)
        folder = tmp_path_factory.mktemp("models")
        vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(CHARACTERS)]
        (folder / "vocab.txt").write_text("\n".join(vocabulary), "utf-8")
        tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"))
        config = BertConfig(
            vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
            intermediate_size=32, num_labels=1,
        )  # fmt: skip
        for name, model in (("bert", BertModel(config)), ("pair", BertForSequenceClassification(config))):
            model.save_pretrained(folder / name)
            tokenizer.save_pretrained(folder / name)
        transformer = Transformer(str(folder / "bert"))
        SentenceTransformer(
            modules=[transformer, Pooling(32)], prompts={"query": "老板", "document": ""}, device="cpu"
        ).save(str(folder / "encoder"))
        CrossEncoder(str(folder / "pair"), device="cpu", max_length=64).save_pretrained(str(folder / "reranker"))
    return folder


def _settings(tmp_path: Path, **values: object) -> Settings:
    return replace(Settings(data_dir=tmp_path / "data", library_dir=tmp_path / "none"), **values)  # type: ignore[arg-type]


def test_a_transformer_is_loaded_with_its_prompts(tiny: Path, tmp_path: Path) -> None:
    encoder = load_encoder(_settings(tmp_path, embedding_model=str(tiny / "encoder")))
    assert isinstance(encoder, TransformersEncoder)
    assert encoder.dimension == 32
    vectors = encoder.encode_documents(["应收账款保理", "大额存单"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    asked = encoder.encode_query("保理")
    assert not np.allclose(asked, encoder.encode_documents(["保理"])[0])
    np.testing.assert_allclose(asked, encoder.encode_documents(["老板保理"])[0], atol=1e-5)


def test_prompts_belong_to_the_fingerprint(tiny: Path, tmp_path: Path) -> None:
    plain = load_encoder(_settings(tmp_path, embedding_model=str(tiny / "encoder")))
    prompted = load_encoder(_settings(tmp_path, embedding_model=str(tiny / "encoder"), embedding_query_prompt="客户"))
    assert plain.fingerprint != prompted.fingerprint
    np.testing.assert_allclose(prompted.encode_query("保理"), prompted.encode_documents(["客户保理"])[0], atol=1e-5)


def test_a_reranker_orders_the_answers(tiny: Path, tmp_path: Path) -> None:
    settings = _settings(tmp_path, embedding_model=str(tiny / "encoder"), reranker_model=str(tiny / "reranker"))
    library = open_library(settings)
    with library.database.write() as tx:
        for number in range(8):
            save_version(tx, new_version(f"d{number}", "应收账款保理" + "融资" * number), utc_now())
    encoder = load_encoder(settings)
    embed_pending(library.database, encoder)
    library.engine.use_encoder(encoder)
    reranker = load_reranker(settings)
    assert reranker is not None
    before = [hit.title for hit in library.engine.search(read_query("应收账款保理"), 8).hits]
    library.engine.use_reranker(reranker)
    hits = library.engine.search(read_query("应收账款保理"), 8).hits
    assert [hit.title for hit in hits] == [hit.title for hit in reranker.order("应收账款保理", hits)]
    assert sorted(hit.title for hit in hits) == sorted(before)
    assert len(library.engine.search(read_query("应收账款保理"), 3).hits) == 3


@pytest.mark.parametrize("kind", ["embedding_model", "reranker_model"])
def test_a_model_that_is_not_there_is_said(tmp_path: Path, kind: str) -> None:
    settings = _settings(tmp_path, **{kind: str(tmp_path / "nowhere")})
    with pytest.raises(NotReady, match="nowhere"):
        (load_encoder if kind == "embedding_model" else load_reranker)(settings)


def test_the_bundled_model_without_torch_is_the_same_as_with_it(tmp_path: Path) -> None:
    texts = ["老板手头转不开", "流动资金紧张，周转困难。" * 30, "ＳＷＯＴ分析", "應收賬款保理", "???", "x"]
    quick = load_encoder(_settings(tmp_path))
    assert isinstance(quick, StaticEncoder)
    stock = TransformersEncoder(_settings(tmp_path))
    np.testing.assert_allclose(quick.encode_documents(texts), stock.encode_documents(texts), atol=2e-6)


def test_the_bundled_model_is_small_and_safe() -> None:
    files = [path for path in BUNDLED_MODEL.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 20_000_000
    assert {path.suffix for path in files} <= {".json", ".safetensors", ".md"}
