"""What each part of the search contributes, measured side by side and written down."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.search.evaluation import EvaluationLibrary, Measures, QuestionSet, mean_measures
from kb.errors import BadInput
from kb.search.encoder import Encoder
from kb.search.glossary import Glossary
from kb.search.ranking import Mode

Report = dict[str, dict[str, dict[str, Measures]]]
"""Measures by set, by variant and by question type."""

_BEGIN, _END = "<!-- figures -->", "<!-- /figures -->"
_NOTHING = Glossary([])


def compare(
    sets: Mapping[str, QuestionSet],
    encoder: Encoder,
    glossary: Glossary,
    others: Mapping[str, Encoder],
    note: Callable[[str], None],
) -> Report:
    """Measure words, words with glossary, meaning, both, and all together; `others` are models by name."""
    variants: list[tuple[str, Mode, Glossary]] = [
        ("words", "lexical", _NOTHING),
        ("words + glossary", "lexical", glossary),
        ("meaning", "dense", _NOTHING),
        ("words + meaning", "hybrid", _NOTHING),
        ("all", "hybrid", glossary),
    ]
    report: Report = {}
    for name, questions in sets.items():
        note(name)
        with EvaluationLibrary(questions.documents, encoder) as library:
            report[name] = {
                label: mean_measures(questions.questions, library, mode, words) for label, mode, words in variants
            }
        for label, other in others.items():
            with EvaluationLibrary(questions.documents, other) as library:
                report[name][f"meaning, {label}"] = mean_measures(questions.questions, library, "dense", _NOTHING)
    return report


def figures_table(report: Report, measure: str = "ndcg@10") -> str:
    """Return the comparison as a Markdown table of one measure."""
    variants = list(dict.fromkeys(label for by_variant in report.values() for label in by_variant))
    lines = ["| set | questions | " + " | ".join(variants) + " |", "|---|---|" + "---|" * len(variants)]
    for name, by_variant in report.items():
        types = list(dict.fromkeys(kind for by_type in by_variant.values() for kind in by_type))
        for kind in types:
            cells = (f"{by_variant[label][kind][measure]:.3f}" if label in by_variant else "–" for label in variants)
            lines.append(f"| {name} | {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_record(report: Report, folder: Path, facts: Mapping[str, Any]) -> None:
    """Keep the run as `search-quality.json` and put its table into `search-quality.md`. Raises BadInput."""
    page = folder / "search-quality.md"
    text = page.read_text("utf-8") if page.exists() else ""
    if _BEGIN not in text or _END not in text:
        raise BadInput(
            "{path} has no place for the figures between {begin} and {end}.", path=page, begin=_BEGIN, end=_END
        )
    record = {"facts": dict(facts), "report": report}
    (folder / "search-quality.json").write_text(
        json.dumps(record, ensure_ascii=False, indent=1, sort_keys=False) + "\n", "utf-8"
    )
    before, after = text.split(_BEGIN)[0], text.split(_END)[1]
    page.write_text(before + page_part(record) + after, "utf-8")


def page_part(record: Mapping[str, Any]) -> str:
    """Return what stands in the page between the marks, for a kept run."""
    facts = " · ".join(f"{name}: {value}" for name, value in record["facts"].items())
    return f"{_BEGIN}\nnDCG@10. {facts}\n\n{figures_table(record['report'])}\n{_END}"


def set_names(folders: Sequence[Path]) -> dict[str, Path]:
    """Return folders by their last name. Raises BadInput where two are called the same."""
    names = {folder.name: folder for folder in folders}
    if len(names) < len(folders):
        raise BadInput("Two of the folders have the same name.")
    return names
