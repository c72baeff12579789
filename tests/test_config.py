from __future__ import annotations

from pathlib import Path

import pytest

from kb.config import load_settings
from kb.errors import BadInput


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kb.toml"
    file.write_text('language = "en"\nembedding_batch = 8\n', "utf-8")
    settings = load_settings({"KB_CONFIG": str(file), "KB_EMBEDDING_BATCH": "16", "KB_DATA_DIR": "/somewhere"})
    assert (settings.language, settings.embedding_batch, settings.data_dir) == ("en", 16, Path("/somewhere"))


def test_a_misspelt_name_is_named(tmp_path: Path) -> None:
    file = tmp_path / "kb.toml"
    file.write_text('langauge = "en"\n', "utf-8")
    with pytest.raises(BadInput, match="langauge"):
        load_settings({"KB_CONFIG": str(file)})


def test_a_value_of_the_wrong_type_is_named() -> None:
    with pytest.raises(BadInput, match="embedding_batch"):
        load_settings({"KB_EMBEDDING_BATCH": "many"})
