"""Look up which words mean the same, so that a query finds text that uses other words.

YAML with three parts, all optional:

    groups:                       # equal terms, in any order
      - [应收账款保理, 保理]
    abbreviations:                # an abbreviation and what it stands for
      AUM: [管理资产规模, 资产规模]
    words: [家族信托, 双录]        # words to keep whole: a text that has all of one counts more
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kb.errors import BadInput
from kb.plain_yaml import UNREADABLE, HasAliases, LimitExceeded, load_yaml
from kb.search.text import fold, segment

MAX_BYTES = 1_000_000
MAXIMUM_ALTERNATIVES = 8
"""Maximum number of equal terms looked up for one typed term."""

_PARTS = {"groups", "abbreviations", "words"}


@dataclass(frozen=True)
class Expansion:
    """Hold a typed term and the terms that mean the same, each as written in the glossary."""

    typed: str
    alternatives: Sequence[str]


@dataclass(frozen=True)
class Meanings:
    """Hold what a glossary knows of one text."""

    expansions: Sequence[Expansion] = ()
    whole_words: Sequence[str] = ()


class Glossary:
    """Look up groups of equal terms and whole words."""

    def __init__(self, groups: Iterable[Sequence[str]], words: Iterable[str] = ()) -> None:
        self.groups: list[list[str]] = [list(dict.fromkeys(group)) for group in groups]
        self.words: list[str] = list(dict.fromkeys(words))
        self._groups_of: dict[str, list[int]] = defaultdict(list)
        for index, group in enumerate(self.groups):
            for term in group:
                self._groups_of[fold(term)].append(index)
        self._whole = {fold(word) for word in self.words}
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for term in sorted({*self._groups_of, *self._whole}, key=len, reverse=True):
            self._by_start[term[:2]].append(term)

    def look_up(self, folded: str) -> Meanings:
        """Return what the glossary knows of a folded text: its equal terms, and its words that belong together."""
        terms = [term for term, _at in self._places(folded)]
        return Meanings(self._expansions(terms), [word for word in terms if len(segment(word)) > 1])

    def expand(self, text: str) -> list[Expansion]:
        """Return the equal terms of what was typed; of overlapping terms the longer one counts."""
        return self._expansions([term for term, _at in self._places(fold(text))])

    def _expansions(self, terms: Iterable[str]) -> list[Expansion]:
        expansions = []
        for typed in terms:
            alternatives = list(
                dict.fromkeys(
                    term
                    for index in self._groups_of.get(typed, ())
                    for term in self.groups[index]
                    if fold(term) != typed and segment(term)
                )
            )
            if alternatives:
                expansions.append(Expansion(typed, alternatives[:MAXIMUM_ALTERNATIVES]))
        return expansions

    def whole_words(self, text: str) -> list[str]:
        """Return the words of what was typed that belong together and are longer than one token."""
        return list(self.look_up(fold(text)).whole_words)

    def terms_in(self, text: str) -> list[str]:
        """Return the terms in a text, as they are written there; of overlapping terms the longer one counts."""
        folded = fold(text)
        return [text[at : at + len(term)] if len(text) == len(folded) else term for term, at in self._places(folded)]

    def equal_terms(self, term: str) -> list[str]:
        """Return the other terms that mean the same, as written in the glossary."""
        groups = (self.groups[index] for index in self._groups_of.get(fold(term), ()))
        return [other for group in groups for other in group if fold(other) != fold(term)]

    def neighbours(self, term: str) -> list[str]:
        """Return first terms of the other groups, those written down nearest to the term's own group first."""
        home = next(iter(self._groups_of.get(fold(term), ())), 0)
        order = sorted(range(len(self.groups)), key=lambda index: (abs(index - home), index))
        return [self.groups[index][0] for index in order if index != home and self.groups[index]]

    def _places(self, folded: str) -> Iterator[tuple[str, int]]:
        seen: set[str] = set()
        at = 0
        while at < len(folded):
            term = next((term for term in self._by_start.get(folded[at : at + 2], ()) if _is_at(folded, term, at)), "")
            if term and term not in seen:
                seen.add(term)
                yield term, at
            at += len(term) or 1


def read_glossary(text: str) -> Glossary:
    """Read a glossary. Raise BadInput with the place of what is wrong."""
    if len(text.encode()) > MAX_BYTES:
        raise BadInput("The glossary is larger than {limit} KB.", limit=MAX_BYTES // 1000)
    try:
        content = load_yaml(text) or {}
    except HasAliases as error:
        raise BadInput("The glossary must not use YAML aliases.") from error
    except (LimitExceeded, *UNREADABLE) as error:
        mark = getattr(error, "problem_mark", None)
        raise BadInput("Invalid glossary entry on line {line}.", line=mark.line + 1 if mark else "?") from error
    if not isinstance(content, dict) or not set(content) <= _PARTS:
        raise BadInput("The glossary has the parts groups, abbreviations and words, nothing else.")
    groups = [_terms(group, f"groups[{index}]") for index, group in enumerate(_list(content, "groups"), start=1)]
    abbreviations = content.get("abbreviations") or {}
    if not isinstance(abbreviations, dict):
        raise BadInput("In the glossary, {place} is not a list of terms.", place="abbreviations")
    groups += [
        [str(short), *_terms(long if isinstance(long, list) else [long], f"abbreviations.{short}", least=1)]
        for short, long in abbreviations.items()
    ]
    return Glossary(groups, [str(word) for word in _list(content, "words")])


def _list(content: dict[str, Any], part: str) -> list[Any]:
    value = content.get(part) or []
    if not isinstance(value, list):
        raise BadInput("In the glossary, {place} is not a list of terms.", place=part)
    return value


def _terms(value: Any, place: str, least: int = 2) -> list[str]:
    if not isinstance(value, list) or any(isinstance(term, list | dict) or term is None for term in value):
        raise BadInput("In the glossary, {place} is not a list of terms.", place=place)
    terms = [str(term).strip() for term in value]
    if len(terms) < least or not all(segment(term) for term in terms):
        raise BadInput("In the glossary, {place} needs at least {least} terms, none empty.", place=place, least=least)
    return terms


def _is_at(folded: str, term: str, at: int) -> bool:
    """Return whether a term stands at a position; a Latin one only as a whole word."""
    end = at + len(term)
    if not folded.startswith(term, at):
        return False
    return not (
        (term[0].isascii() and at and folded[at - 1].isascii() and folded[at - 1].isalnum())
        or (term[-1].isascii() and folded[end : end + 1].isascii() and folded[end : end + 1].isalnum())
    )
