"""The comparison with peers: what it prints from given figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.peers import report, venvs
from bench.peers.data import Given, recall, write


class _Axes:
    """A vector along the axis that a text names."""

    def encode_documents(self, texts: list[str]) -> np.ndarray:
        return np.eye(8, dtype=np.float32)[[int(text) for text in texts]]


def _steps(milliseconds: float, rows: float) -> dict[str, dict[str, object]]:
    return {
        "store": {"rows/s": rows, "disk": 3.0},
        "ingest": {"rows/s": rows / 2, "of encoder": 0.5},
        "query": {
            "dense": [milliseconds, 2 * milliseconds],
            "hybrid": [milliseconds, 2 * milliseconds],
            "recall": 1.0,
            "memory": 100.0,
            "cold": 0.1,
            "cold with imports": 0.2,
            "version": "1",
        },
    }


def _section() -> str:
    head = report.Head("a machine", 10, 500, {1000: (0.5, 1.0)}, [])
    return report.section(head, {1000: {"ours": _steps(0.5, 4000), "txtai": _steps(4, 1000), "llm": {}}}, {})


def test_the_table_gives_our_figure_divided_by_the_peers() -> None:
    text = _section()
    assert "| hybrid p50, ms | 1,000 | 0.50 | 4.00 (0.12) | – |" in text
    assert "| storing without encoding, rows/s | 1,000 | 4,000 | 1,000 (4) | – |" in text


def test_goals_say_met_or_by_which_factor_they_were_missed() -> None:
    text = _section()
    assert "| storing ÷ txtai's | 1,000 | ≥ 1.9 | 4 | met |" in text
    assert "| hybrid p95 ÷ p50 | 1,000 | ≤ 1.5 | 2 | missed, × 1.33 |" in text


def test_the_section_is_replaced_and_its_neighbours_stay() -> None:
    document = "# Speed\n\n## Search\n\nold\n"
    once = report.put(document, f"{report.TITLE}\n\nfirst")
    remarked = once.rstrip() + "\n\n### What remains\n\nreasons\n\n## Model\n"
    twice = report.put(remarked, f"{report.TITLE}\n\nsecond")
    assert "first" not in twice
    assert twice.startswith("# Speed\n\n## Search\n\nold\n\n## Compared with other engines\n\nsecond\n")
    assert twice.endswith("### What remains\n\nreasons\n\n## Model\n")


def test_recall_counts_passages_as_near_as_the_tenth(tmp_path: Path) -> None:
    given = write(tmp_path / "given", [], ["0", "1", "2", "3", "4", "5", "6", "7", "0", "0", "0", "0"], ["0"], _Axes())
    assert Given(given.folder).exact.tolist()[0][:5] == [0, 8, 9, 10, 11]
    assert recall(given, [[0, 8, 9, 10, 11, 1, 2, 3, 4, 5]]) == 1.0
    assert recall(given, [[0]]) == pytest.approx(0.1)


def test_each_peer_gets_its_own_line_and_the_common_ones() -> None:
    for peer in ("txtai", "chromadb", "lancedb", "llm"):
        lines = venvs._lines_for(peer)
        assert [line for line in lines if "==" in line] == [line for line in lines if line.startswith(f"{peer}==")]
        assert any(line.startswith("tokenizers") for line in lines)
