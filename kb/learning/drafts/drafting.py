"""Propose questions from a document's own sentences, for a person to keep, change or drop. None is certain.

Four kinds: a definition whose term is asked for, a sentence with a term of the glossary left out, a sentence with a
number left out, and a table whose first two columns are to be matched. Sentences score higher the nearer they are to
the topic of the document, and if they say what must or must not be done; sentences that need their
neighbours to be understood are skipped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.i18n import translate as _
from kb.learning.drafts.numbers import find_number
from kb.learning.drafts.tables import OTHER_SECTIONS, Passage, propose_matches
from kb.learning.formats.moodle_tags import made_id
from kb.learning.kinds.choice import Single
from kb.learning.kinds.cloze import Cloze
from kb.learning.kinds.number import Numerical
from kb.learning.questions.question import Number, Option, Question
from kb.search.glossary import Glossary
from kb.search.text import fold, segment

MAX_DRAFTS, MAX_PER_SECTION = 10, 4
GAP = "____"
_MIN_CHARACTERS, _LONG, _MAX_CHARACTERS = 12, 70, 90
_DISTRACTORS = 3
_OFTEN = 0.15
_MIN_SHARE = 0.5
_LEANS_ON_OTHERS = re.compile(
    "(?:它|他|她|这|那|其(?!他)|此|该|前者|后者|两者|二者|因此|所以|但|而|于是|否则|同样|另外|再|也|还|又|并|上述|上面|下面|以上|以下|如下|本节|例如|比如"
    "|第[一二三四五六七八九十]+[问步条个栏]|结论|做法|顺序|识别顺序|差[的额]|把它|不满足|不是|若|如果|对同事)"
)
_RULE = re.compile(
    "不得|不能|不可|应当|必须|至少|不低于|不超过|最长|最低|只有|原则上|才算|需要?经|需按|严禁|红线|属于|依法"
)
_SPEECH = re.compile('[“”"？?！!……]|\\.\\.\\.')
_BOLD = re.compile(r"\*\*([^*，。：；]{2,6})\*\*")
_MARKUP = re.compile(r"\*\*|__|`|\[([^\[\]]*)\]\([^()]*\)")
_ITEM = re.compile(r"^\s*(?:[-*•>]\s+|\d{1,2}[.、)）]\s*|[（(]\d{1,2}[)）]\s*)")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_DEFINED = (
    re.compile(r"^(?:所谓)?(?P<term>[^，。：；、（）]{2,14}?)(?:，)?(?:是指|指的是|就是指|，指)(?P<what>.{10,})$"),
    re.compile(r"^(?P<term>[^，。：；、（）]{2,10})：(?P<what>.{12,})$"),
    re.compile(
        r"^(?P<term>[^，。：；、（）]{2,12}?)是(?P<what>(?!不|否|把|按|为|先|要|什么|看|给|从|由|在|常|银行|客户经理).{12,})$"
    ),
)

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Vectors of length 1 for texts."""


@dataclass(frozen=True)
class Draft:
    """Hold a proposed question, its source sentence, and its score."""

    question: Question
    sentence: str
    weight: float


@dataclass(frozen=True)
class _Sentence:
    text: str
    heading: str
    terms: tuple[str, ...]
    is_item: bool


def propose(passages: Sequence[Passage], glossary: Glossary, encode: Encode | None = None) -> list[Draft]:
    """Return the best proposals of a document, most promising first: at most one a sentence, few a section."""
    sentences = list(_sentences(passages, glossary))
    if not sentences:
        return []
    weights = _centrality([sentence.text for sentence in sentences], encode)
    subjects = _subjects(sentences, glossary)
    defined = [found[0] for sentence in sentences if (found := _definition(sentence))]
    pool = [*dict.fromkeys([*defined, *(term for sentence in sentences for term in sentence.terms)])]
    drafts = [Draft(question, _("A table of the document"), 1.0) for question in propose_matches(passages)]
    for sentence, weight in zip(sentences, weights, strict=True):
        question, bonus = _question_of(sentence, subjects, pool, glossary)
        if question is not None:
            drafts.append(Draft(question, sentence.text, round(weight + bonus + _manner(sentence), 4)))
    return _best(sorted(drafts, key=lambda draft: -draft.weight))


def _best(drafts: Sequence[Draft]) -> list[Draft]:
    sections: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    chosen: list[Draft] = []
    most = max(MAX_PER_SECTION, MAX_DRAFTS // max(1, len({draft.question.section for draft in drafts})))
    least = drafts[0].weight * _MIN_SHARE if drafts else 0.0
    for draft in drafts:
        if draft.weight < least:
            break
        answer = draft.question.options[0].text if draft.question.options else draft.sentence
        if sections[draft.question.section] < most and not answers[answer] and len(chosen) < MAX_DRAFTS:
            sections[draft.question.section] += 1
            answers[answer] += 1
            chosen.append(draft)
    return chosen


def _sentences(passages: Sequence[Passage], glossary: Glossary) -> Iterator[_Sentence]:
    for passage in passages:
        if OTHER_SECTIONS.search(passage.heading):
            continue
        for line in passage.text.splitlines():
            if line.lstrip().startswith(("|", "#", "```")):
                continue
            item = bool(_ITEM.match(line))
            bold = _BOLD.findall(line)
            plain = _MARKUP.sub(lambda match: match[1] or "", _ITEM.sub("", line))
            for found in _split(plain):
                text = found.strip()
                if (
                    _MIN_CHARACTERS <= len(text) <= _MAX_CHARACTERS
                    and not _LEANS_ON_OTHERS.match(text)
                    and not _SPEECH.search(text)
                ):
                    yield _Sentence(text, passage.heading, _terms(text, bold, glossary), item)


def _split(text: str) -> Iterator[str]:
    """Return sentences; long ones at their semicolons, too."""
    for sentence in _SENTENCE.findall(text):
        if len(sentence) <= _LONG and not _SPEECH.search(sentence):
            yield sentence
        else:
            yield from re.split("[；;]", sentence)


def _terms(text: str, bold: Sequence[str], glossary: Glossary) -> tuple[str, ...]:
    """Return terms in a sentence worth asking for: those set off first, then the longer ones of the glossary."""
    known = sorted(
        {term for term in glossary.terms_in(text) if len(term) >= 3 and f"{term}款" not in text},
        key=lambda term: -len(term),
    )
    return tuple(dict.fromkeys([term for term in bold if term in text and not _RULE.search(term)] + known))


def _question_of(
    sentence: _Sentence, subjects: Collection[str], pool: Sequence[str], glossary: Glossary
) -> tuple[Question | None, float]:
    definition = _definition(sentence)
    if definition:
        term, what = definition
        others = _others(term, what, pool, glossary)
        if len(others) == _DISTRACTORS:
            stem = _("Which term is meant here? {definition}").format(definition=what.replace(term, GAP))
            options = (Option(term, 1.0), *(Option(other, 0.0) for other in others))
            return _made(stem, sentence, type=Single.name, options=options), 0.5
    number = find_number(sentence.text)
    if number is not None:
        stem = f"{sentence.text[: number.start]}{GAP}{sentence.text[number.end :]}"
        if number.value is not None:
            return _made(stem, sentence, type=Numerical.name, numbers=(Number(number.value),), unit=number.unit), 0.35
        return _made(
            stem, sentence, type=Cloze.name, options=tuple(Option(text, 1.0) for text in number.accepted)
        ), 0.35
    for term in sentence.terms:
        rest = sentence.text.replace(term, "")
        if term not in subjects and len(rest) >= _MIN_CHARACTERS and not sentence.text.startswith(f"{term}："):
            accepted = dict.fromkeys([term, *glossary.equal_terms(term)])
            stem = sentence.text.replace(term, GAP)
            return _made(stem, sentence, type=Cloze.name, options=tuple(Option(text, 1.0) for text in accepted)), 0.1
    return None, 0.0


def _definition(sentence: _Sentence) -> tuple[str, str] | None:
    """Return a term and its definition if a sentence states one."""
    for place, pattern in enumerate(_DEFINED):
        found = pattern.match(sentence.text)
        if not found:
            continue
        term, what = found["term"].strip(), found["what"].strip()
        # What stands before a colon or a bare "is" is a term only where it is known as one.
        if (place == 0 or term in sentence.terms) and not _LEANS_ON_OTHERS.match(what):
            return term, what
    return None


def _others(term: str, what: str, pool: Sequence[str], glossary: Glossary) -> list[str]:
    """Return wrong terms that could be right: of the same document, then the glossary's neighbours."""
    equal = {fold(text) for text in (term, *glossary.equal_terms(term))}
    found: list[str] = []
    for other in (*pool, *glossary.neighbours(term)):
        related = fold(other) in equal or other in term or term in other or other in what
        if not related and not any(other in one or one in other for one in found):
            found.append(other)
        if len(found) == _DISTRACTORS:
            break
    return found


def _made(stem: str, sentence: _Sentence, **answer: object) -> Question:
    section = sentence.heading.rsplit(" / ", 1)[-1]
    return Question(made_id("draft", stem), stem=stem, section=section, explanation=sentence.text, **answer)  # type: ignore[arg-type]


def _subjects(sentences: Sequence[_Sentence], glossary: Glossary) -> set[str]:
    """Return terms that the whole document is about, under any of their names: they are too easy to guess."""
    names = {term: min([term, *glossary.equal_terms(term)]) for sentence in sentences for term in sentence.terms}
    counts = Counter(name for sentence in sentences for name in {names[term] for term in sentence.terms})
    most = max(2, len(sentences) * _OFTEN)
    return {term for term, name in names.items() if counts[name] > most}


def _manner(sentence: _Sentence) -> float:
    """Return the score of a sentence apart from its words: whether it states a rule or sets off a term."""
    rule = 0.25 if _RULE.search(sentence.text) else 0.0
    return rule + (0.05 if sentence.is_item else 0.0) - (0.1 if len(sentence.text) > 70 else 0.0)


def _centrality(texts: Sequence[str], encode: Encode | None) -> list[float]:
    """Return how near each sentence is to the whole, from 0 to 1: by meaning, or by the words that come up again."""
    if encode is not None:
        vectors = encode(texts)
        middle = vectors.mean(axis=0)
        near = vectors @ middle / max(float(np.linalg.norm(middle)), 1e-9)
        return [float(value) for value in near]
    counts = Counter(token for text in texts for token in set(segment(text)))
    most = max(counts.values())
    return [
        sum(counts[token] / most for token in tokens) / max(len(tokens), 1)
        for tokens in (segment(text) for text in texts)
    ]
