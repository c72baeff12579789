from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.server import ROOT

_SLOW_TORCH = """
import time
time.sleep(3)
class Tensor: ...
"""
_BOTH_AT_ONCE = """
import sys, threading, time
from kb.config import Settings
from kb.errors import NotReady
from kb.search.encoder import load_encoder

def load():
    try:
        load_encoder(Settings(embedding_model="none"))
    except NotReady:
        pass

loading = threading.Thread(target=load)
loading.start()
while "torch" not in sys.modules:
    time.sleep(0.01)
import kb.learning.retention
loading.join()
"""


def test_a_page_of_statistics_opens_while_the_model_is_being_loaded(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text(_SLOW_TORCH)
    (tmp_path / "sentence_transformers.py").write_text("import torch\nclass SentenceTransformer: ...\n")
    done = subprocess.run(
        [sys.executable, "-c", _BOTH_AT_ONCE],
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
