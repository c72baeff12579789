"""Propose questions about a document of the library, and keep one as a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from kb.errors import Conflict
from kb.learning.drafts.drafting import Draft, propose
from kb.learning.drafts.tables import Passage
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Question, document_source
from kb.learning.questions.service import save_question
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.search import glossary_store
from kb.search.documents import get_document
from kb.search.encoder import Encoder
from kb.search.glossary import read_glossary
from kb.search.text_store import list_passages
from kb.store import Database


def propose_questions(
    database: Database, person: Person, document_id: str, source: str, encoder: Encoder | None = None
) -> list[Draft]:
    """Return proposals about a published document that are not in the bank yet, with their usual competency.

    With the search model sentences are scored by meaning, without it by their words. Nothing is stored.
    """
    require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
    with database.read() as tx:
        document = get_document(tx, document_id)
        passages = [Passage(row["heading"], row["text"]) for row in list_passages(tx, document_id, document["version"])]
        glossary = read_glossary(glossary_store.current_text(tx))
        bank = {row["id"]: row["question"] for row in question_store.list_rows(tx)}
    drafts = propose(passages, glossary, encoder.encode_documents if encoder else None)
    competencies = _usual_competencies(bank.values(), source)
    return [
        replace(draft, question=replace(draft.question, sources=(source,), competencies=competencies))
        for draft in drafts
        if draft.question.id not in bank
    ]


def keep_draft(database: Database, person: Person, question: Question, *, now: str) -> None:
    """Store a proposal as a draft of this person's. Raise Conflict if it is in the bank already."""
    try:
        save_question(database, person, question, 0, now=now)
    except Conflict as error:
        raise Conflict("This proposal is already in the question bank.") from error


def _usual_competencies(bank: Iterable[Question], source: str) -> tuple[str, ...]:
    counts = Counter(
        competency
        for question in bank
        if source in {document_source(name) for name in question.sources}
        for competency in question.competencies
    )
    return tuple(competency for competency, _count in counts.most_common(1))
