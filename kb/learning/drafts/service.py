"""Proposals for questions about a document of the library, and keeping one as a draft."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from kb.errors import Conflict
from kb.learning.drafts.drafting import Draft, propose
from kb.learning.drafts.tables import Passage
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Question
from kb.learning.questions.service import save_question
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.search import glossary_store
from kb.search.documents import get_document
from kb.search.encoder import Encoder
from kb.search.glossary import read_glossary
from kb.search.text_store import list_passages
from kb.store import Database, Reader


def propose_questions(
    tx: Reader, person: Person, document_id: str, source: str, encoder: Encoder | None = None
) -> list[Draft]:
    """Proposals about a published document that are not in the bank yet, with the competency its questions have.

    With the search model sentences are weighed by meaning, without it by their words. Nothing is stored.
    """
    require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
    document = get_document(tx, document_id)
    passages = [Passage(row["heading"], row["text"]) for row in list_passages(tx, document_id, document["version"])]
    drafts = propose(
        passages, read_glossary(glossary_store.current_text(tx)), encoder.encode_documents if encoder else None
    )
    competencies = _usual_competencies(tx, source)
    return [
        replace(draft, question=replace(draft.question, sources=(source,), competencies=competencies))
        for draft in drafts
        if question_store.get_row(tx, draft.question.id) is None
    ]


def keep_draft(database: Database, person: Person, question: Question, now: str) -> None:
    """Store a proposal as a draft of this person's."""
    try:
        save_question(database, person, question, 0, now)
    except Conflict as error:
        raise Conflict("This proposal is in the bank already.") from error


def _usual_competencies(tx: Reader, source: str) -> tuple[str, ...]:
    questions = (row["question"] for row in question_store.list_rows(tx))
    counts = Counter(
        competency
        for question in questions
        if source in {question_store.document_source(name) for name in question.sources}
        for competency in question.competencies
    )
    return tuple(competency for competency, _count in counts.most_common(1))
