"""What popularity does to the search, measured with readers who are made up.

Each reader asks a question of the set, some questions far more often than others, looks at the first 10 results and,
where a right one is among them, may report a success with it. One report in ten names another result instead. A
twentieth of the documents are new cases, which nobody has used yet. Two trials:

* asked again: successes come from all questions and the same questions are asked afterwards, as readers do;
* others asked: successes come from one half of the questions, and the other half is asked: what popularity costs
  those who want something else than most.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from bench.search.evaluation import EvaluationLibrary, Measures, Question, QuestionSet, mean_measures
from kb.search.encoder import Encoder
from kb.search.popularity import PopularityWeights

AGAIN, OTHERS = "asked again", "others asked"
WITHOUT, BONUS, BOTH = "without", "bonus", "bonus + new cases"
_READERS_A_QUESTION, _REPORTS, _WRONG, _NEW = 3, 0.5, 0.1, 20
_BONUS_ALONE = PopularityWeights(one_in=0)

Trial = dict[str, dict[str, Measures]]
"""Measures by trial and by variant."""


def try_popularity(
    questions: QuestionSet, encoder: Encoder, seed: int = 1, weights: PopularityWeights | None = None
) -> Trial:
    """Return measures without popularity, with the bonus, and with the place for new cases too."""
    chance = random.Random(seed)
    names = sorted(questions.documents)
    new = set(chance.sample(names, len(names) // _NEW))
    weights = weights or PopularityWeights()
    alone = PopularityWeights(cap=weights.cap, half=weights.half, one_in=0)
    report: Trial = {}
    with EvaluationLibrary(questions.documents, encoder, new) as library:
        shown = {question.text: library.rank(question.text, "hybrid") for question in questions.questions}
        for trial, asked, measured in (
            (AGAIN, questions.questions, questions.questions),
            (OTHERS, questions.questions[::2], questions.questions[1::2] or questions.questions),
        ):
            successes = _report(asked, shown, new, chance)
            report[trial] = {}
            for variant, used in ((WITHOUT, None), (BONUS, alone), (BOTH, weights)):
                library.use_successes(successes if used else {}, used or _BONUS_ALONE)
                report[trial][variant] = mean_measures(measured, library, "hybrid")["all"]
    return report


def _report(
    asked: Sequence[Question], shown: Mapping[str, Sequence[str]], new: set[str], chance: random.Random
) -> dict[str, int]:
    order = list(asked)
    chance.shuffle(order)
    readers = chance.choices(
        order, [1 / (place + 1) for place in range(len(order))], k=_READERS_A_QUESTION * len(order)
    )
    found: Counter[str] = Counter()
    for question in readers:
        results = [name for name in shown[question.text] if name not in new]
        right = [name for name in results if question.relevant.get(name, 0) > 0]
        if not right or chance.random() >= _REPORTS:
            continue
        found[chance.choice(results) if chance.random() < _WRONG else right[0]] += 1
    return dict(found)


def trial_table(reports: Mapping[str, Trial], measures: Sequence[str] = ("ndcg@10", "recall@1")) -> str:
    """Return the trials as a Markdown table, with the mean over the sets."""
    trials = [AGAIN, OTHERS]
    variants = [WITHOUT, BONUS, BOTH]
    lines = ["| set | trial | measure | " + " | ".join(variants) + " |", "|---|---|---|" + "---|" * len(variants)]
    rows = {
        (name, trial, measure): [report[trial][variant][measure] for variant in variants]
        for name, report in reports.items()
        for trial in trials
        for measure in measures
    }
    for trial in trials:
        for measure in measures:
            columns = zip(*(rows[name, trial, measure] for name in reports), strict=True)
            rows["mean", trial, measure] = [sum(column) / len(reports) for column in columns]
    for (name, trial, measure), values in rows.items():
        lines.append(f"| {name} | {trial} | {measure} | " + " | ".join(f"{value:.4f}" for value in values) + " |")
    return "\n".join(lines)
