"""What was measured as Markdown: one table of everything, one of the goals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Found = Mapping[int, Mapping[str, Mapping[str, Any]]]
"""What each step found, by size and engine."""

TITLE = "## Compared with other engines"


@dataclass(frozen=True)
class Head:
    """What a reader must know about the run."""

    machine: str
    questions: int
    own: int
    load: Mapping[int, Sequence[float]]
    left_out: Sequence[str]


_ROWS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Any], str]] = {
    "dense p50, ms": ("query", lambda step: step["dense"][0], ".2f"),
    "dense p95, ms": ("query", lambda step: step["dense"][1], ".2f"),
    "recall@10 of the exact nearest": ("query", lambda step: step["recall"], ".3f"),
    "hybrid p50, ms": ("query", lambda step: step["hybrid"][0], ".2f"),
    "hybrid p95, ms": ("query", lambda step: step["hybrid"][1], ".2f"),
    "storing without encoding, rows/s": ("store", lambda step: step["rows/s"], ",.0f"),
    "from text, encoder included, rows/s": ("ingest", lambda step: step["rows/s"], ",.0f"),
    "memory of the asking process, MB": ("query", lambda step: step["memory"], ".0f"),
    "disk, MB": ("store", lambda step: step["disk"], ".0f"),
    "opening and first answer, s": ("query", lambda step: step["cold"], ".2f"),
    "the same with imports, s": ("query", lambda step: step["cold with imports"], ".2f"),
}


def section(head: Head, found: Found, limits: Mapping[str, Any]) -> str:
    """Return the section of the document."""
    engines = list(dict.fromkeys(engine for by_engine in found.values() for engine in by_engine))
    versions = {
        engine: steps["query"]["version"]
        for by_engine in found.values()
        for engine, steps in by_engine.items()
        if steps.get("query", {}).get("version")
    }
    named = ", ".join(f"{engine} {version}" for engine, version in versions.items())
    left_out = f" Could not be installed and is left out: {', '.join(head.left_out)}." if head.left_out else ""
    load = ", ".join(f"{low:.1f} to {high:.1f} at {size:,}" for size, (low, high) in sorted(head.load.items()))
    lines = [
        TITLE,
        "",
        f"Measured on {datetime.now(UTC).date()} with `make bench-peers FOLDER=…` on {head.machine}; load average "
        f"{load} passages. {named}. {head.own:,} passages of FOLDER's own, grown by edited "
        f"copies; {head.questions} questions (a slow engine fewer), half phrases, half shuffled short words. All got "
        "the same passages and vectors (256 × float32, our model's) and return the passages' texts; each ran in a "
        f"process of its own, one after the other.{left_out} "
        "In parentheses: ours ÷ peer; below 1 is better for us in times and sizes, above 1 in rows/s.",
        "",
        "| | passages | " + " | ".join(engines) + " |",
        "|---|---|" + "---|" * len(engines),
    ]
    for name, (step, pick, form) in _ROWS.items():
        for size, by_engine in found.items():
            ours = _value(by_engine["ours"], step, pick)
            cells = [_cell(_value(by_engine.get(engine, {}), step, pick), ours, engine, form) for engine in engines]
            lines.append(f"| {name} | {size:,} | " + " | ".join(cells) + " |")
    runs = [
        f"{size:,} passages: "
        + ", ".join(f"{engine} {steps['query'].get('runs', 1)}" for engine, steps in by_engine.items())
        for size, by_engine in found.items()
        if all("query" in steps for steps in by_engine.values())
    ]
    if runs:
        lines += ["", f"Runs of each step, of which the quickest is shown. {'; '.join(runs)}."]
    errors = [
        f"- {engine}, {size:,}, {step}: {result['error']}"
        for size, by_engine in found.items()
        for engine, steps in by_engine.items()
        for step, result in steps.items()
        if "error" in result
    ]
    return "\n".join([*lines, *(["", "Failed:", "", *errors] if errors else []), "", *_goals(found, limits)])


def put(document: str, text: str) -> str:
    """Return the document with its section replaced, or added at the end; a paragraph of remarks after it is kept."""
    before, title, after = document.partition(f"\n{TITLE}\n")
    if not title:
        return f"{document.rstrip()}\n\n{text}\n"
    _, remarks, rest = after.partition("\n### What remains\n")
    if not remarks:
        _, remarks, rest = after.partition("\n## ")
    return f"{before}\n{text}\n{remarks}{rest}"


def _value(steps: Mapping[str, Any], step: str, pick: Callable[[Mapping[str, Any]], Any]) -> float | None:
    try:
        return float(pick(steps[step]))
    except KeyError:
        return None


def _cell(value: float | None, ours: float | None, engine: str, form: str) -> str:
    if value is None:
        return "–"
    if engine == "ours" or ours is None or not value:
        return f"{value:{form}}"
    return f"{value:{form}} ({ours / value:.2g})"


def _goals(found: Found, limits: Mapping[str, Any]) -> list[str]:
    """Return each goal, what came out, and by which factor it was missed."""
    lines = ["### Goals", "", "| goal | passages | wanted | found | |", "|---|---|---|---|---|"]

    def goal(name: str, size: int, wanted: float, value: float | None, *, most: bool) -> None:
        if value is None:
            return
        met = value <= wanted if most else value >= wanted
        factor = value / wanted if most else wanted / max(value, 1e-9)
        sign = "≤" if most else "≥"
        verdict = "met" if met else f"missed, × {factor:.2f}"
        lines.append(f"| {name} | {size:,} | {sign} {wanted:g} | {value:.3g} | {verdict} |")

    def of(size: int, engine: str, name: str) -> float | None:
        step, pick, _ = _ROWS[name]
        return _value(found[size].get(engine, {}), step, pick)

    def ratio(first: float | None, second: float | None) -> float | None:
        return first / second if first is not None and second else None

    for size in found:
        p50, p95 = of(size, "ours", "hybrid p50, ms"), of(size, "ours", "hybrid p95, ms")
        storing = of(size, "ours", "storing without encoding, rows/s")
        if size in _HYBRID_MS:
            goal("hybrid p50, ms", size, _HYBRID_MS[size], p50, most=True)
        goal("hybrid p50 ÷ txtai's", size, 0.25, ratio(p50, of(size, "txtai", "hybrid p50, ms")), most=True)
        goal("hybrid p95 ÷ p50", size, 1.5, ratio(p95, p50), most=True)
        goal("dense recall@10", size, 1.0, of(size, "ours", "recall@10 of the exact nearest"), most=False)
        for peer, factor in (("txtai", 1.9), ("chromadb", 8.0)):
            theirs = of(size, peer, "storing without encoding, rows/s")
            goal(f"storing ÷ {peer}'s", size, factor, ratio(storing, theirs), most=False)
        ingest = found[size]["ours"].get("ingest", {}).get("of encoder")
        goal("text to searchable ÷ the encoder alone", size, 0.45, ingest, most=False)
        if size == max(_HYBRID_MS):
            words = limits.get(f"words {size}", {})
            goal("words alone ÷ FTS5's ranked OR", size, 0.05, words.get("ratio"), most=True)
            goal("same top ten as exact BM25", size, 0.95, words.get("same"), most=False)
            goal("same top ten as FTS5, whose word weights differ", size, 0.95, words.get("same as fts5"), most=False)
            goal("opening and first answer, s", size, 0.25, of(size, "ours", "opening and first answer, s"), most=True)
            goal("memory, MB", size, 350, of(size, "ours", "memory of the asking process, MB"), most=True)
            goal("disk, MB", size, 300, of(size, "ours", "disk, MB"), most=True)
    million = limits.get("million", {})
    if "ours" in million:
        goal("index ÷ bare product", 1_000_000, 0.5, million["ours"] / million["product"], most=True)
        goal("recall@10 of the index", 1_000_000, 0.94, million["recall"], most=False)
    return lines


_HYBRID_MS = {1_000: 1.0, 10_000: 1.7, 100_000: 10.0}
