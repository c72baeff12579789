"""Define what every kind of question has to provide."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from kb.errors import BadInput
from kb.learning.formats.cells import Cells
from kb.learning.formats.gift_body import GiftBody
from kb.learning.formats.moodle_tree import Element
from kb.learning.questions.question import Answer, Question

Fields = dict[str, Any]
"""Fields of a `Question`, by name."""

Gap = tuple[str, float, str]
"""An answer of a gap in a Moodle text: its words, its share and its feedback."""


@dataclass(frozen=True)
class Example:
    """Hold an example question for the table that people fill in."""

    stem: str
    cells: Cells


class Kind(ABC):
    """Define a kind of question. `kb.learning.kinds.KINDS` lists all; its widget is in `kb.ui.questions.widgets`.

    Its right answer lives in those fields of `Question` that it needs. Moodle XML holds every kind; GIFT only those
    that override `to_gift` and `from_gift`.
    """

    name: ClassVar[str]
    """How files and the database call it."""
    title: ClassVar[str]
    """How people call it; a msgid."""
    example: ClassVar[Example]
    moodle_type: ClassVar[str]
    """The type that its Moodle element has."""
    gap_names: ClassVar[Sequence[str]] = ()
    """How Moodle calls gaps in a text that hold such a question; those who name some override `from_gap`."""

    @abstractmethod
    def parse(self, record: Mapping[str, Any]) -> Fields:
        """Return the fields of the answer from a record of a question file.

        What does not fit raises BadInput, or any of TypeError, ValueError, KeyError and AttributeError, which the
        reader turns into a sentence.
        """

    @abstractmethod
    def check(self, question: Question) -> None:
        """Raise BadInput with a sentence about the first thing that is wrong with the answer."""

    def choices(self, question: Question) -> Sequence[str]:  # noqa: ARG002 - for those that override it
        """Return the texts to choose from, which are shown in random order; none where the answer is typed."""
        return ()

    @abstractmethod
    def score(self, question: Question, answer: Answer) -> float:
        """Return the share of an answer that is right; 0 for an answer of another form. May lie outside 0 to 1."""

    @abstractmethod
    def right_answer(self, question: Question) -> Answer:
        """Return the answer that scores 1."""

    def chosen(self, answer: Any) -> tuple[str, ...]:  # noqa: ARG002 - for those that override it
        """Return the options that an answer chose, for the analysis of options; none for other kinds."""
        return ()

    @abstractmethod
    def to_cells(self, question: Question) -> Cells:
        """Return the answer as cells of a table."""

    @abstractmethod
    def from_cells(self, cells: Cells) -> Mapping[str, Any]:
        """Return the record that `parse` reads, from cells of a table."""

    def reads_moodle(self, element: Element) -> bool:
        """Return whether an element of a Moodle file is a question of this kind."""
        return element.attributes.get("type") == self.moodle_type

    @abstractmethod
    def to_moodle(self, question: Question) -> list[str]:
        """Return the lines of XML that hold the answer."""

    @abstractmethod
    def from_moodle(self, element: Element) -> Fields:
        """Return the fields of the answer from a Moodle element, and `explanation` where its answers hold one."""

    def from_gap(self, answers: Sequence[Gap]) -> Fields:
        """Return the fields of the answer from those of a gap."""
        raise NotImplementedError(f"{self.name} names gaps and reads none")

    def to_gift(self, question: Question) -> str | None:  # noqa: ARG002 - for those that override it
        """Return what stands in the braces of a GIFT question; None if GIFT has no such kind."""
        return None

    def from_gift(self, body: GiftBody) -> Fields | None:  # noqa: ARG002 - for those that override it
        """Return the fields of the answer from the braces of a GIFT question; None if it is another kind."""
        return None


def check_texts(texts: Sequence[str]) -> None:
    """Raise BadInput if a text is empty or stands there twice: an answer is the text itself."""
    if any(not text.strip() for text in texts):
        raise BadInput("An answer is empty.")
    if len(set(texts)) < len(texts):
        text, _count = Counter(texts).most_common(1)[0]
        raise BadInput("The answer “{text}” occurs twice.", text=text)


def check_full_share(shares: Sequence[float]) -> None:
    """Raise BadInput if no answer earns everything."""
    if not any(share == 1 for share in shares):
        raise BadInput("At least one accepted answer must give 100 %.")


def texts_of(answer: Answer) -> Sequence[str]:
    """Return the texts of an answer that lists some; none for an answer of another form."""
    return list(answer) if isinstance(answer, list | tuple) else []
