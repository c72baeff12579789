"""Find the passage where the answer to a question is written."""

from __future__ import annotations

from dataclasses import dataclass

from kb.learning.questions.question import Question
from kb.learning.questions.store import find_source
from kb.search.text_store import list_passages
from kb.store import Reader


@dataclass(frozen=True)
class SourcePassage:
    """Hold a document and the passage the question names; `position` is None if it is not found."""

    document_id: str
    title: str
    position: int | None = None
    heading: str = ""
    text: str = ""
    authored: bool = False
    """Whether the text is Markdown that people wrote, not what a reader made of a file."""


def find_passage(tx: Reader, question: Question) -> SourcePassage | None:
    """Return the passage under the heading that the question names, in the first of its sources that can be read."""
    source = find_source(tx, question.sources)
    if source is None:
        return None
    for passage in list_passages(tx, source["id"], source["version"]) if question.section else ():
        if question.section in passage["heading"].split(" › "):
            return SourcePassage(
                source["id"],
                source["title"],
                passage["position"],
                passage["heading"],
                passage["text"],
                authored=source["media_type"] == "text/markdown",
            )
    return SourcePassage(source["id"], source["title"])
