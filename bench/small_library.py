"""A small library for the faults: one person, documents with originals, questions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.clock import utc_now
from kb.config import Settings
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Question
from kb.learning.questions.states import LIVE
from kb.library import Library, open_library
from kb.people.accounts import NewPerson, add_person
from kb.people.directory import get_person
from kb.people.person import ACTIVE, Person, Role
from kb.people.units import HOUSE, add_house
from kb.search.chunks import chunk_text
from kb.search.documents import NewVersion, OriginalFile, save_version
from kb.store import Reader

DOCUMENTS, QUESTIONS = 12, 4
LONG_AGO = "2020-01-01T00:00:00.000Z"


class Letters:
    """A small encoder that needs no weights."""

    def __init__(self, name: str) -> None:
        self.name = self.fingerprint = name
        self.dimension = 16

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a vector for each text."""
        return np.array([self.encode_query(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a vector of a text."""
        return np.frombuffer(hashlib.sha256(text.encode()).digest(), dtype=np.uint8)[:16].astype(np.float32)


def settings_of(folder: Path) -> Settings:
    """Return settings of the library in a folder."""
    return Settings(data_dir=folder / "data", library_dir=folder / "none", backup_keep=3)


@contextmanager
def opened(folder: Path) -> Iterator[Library]:
    """Open the library in a folder, and close it at the end."""
    library = open_library(settings_of(folder))
    yield library
    library.database.close()


def prepare_library(folder: Path) -> None:
    """Create a few documents with originals, one person, and questions to practise."""
    with opened(folder) as library:
        with library.database.write() as tx:
            unit = add_house(tx, "Bank", utc_now())
            new = NewPerson("zhang", "Zhang", HOUSE, Role.CLIENT_MANAGER)
            person = add_person(tx, new, unit, state=ACTIVE, password_hash="", now=utc_now())
            for number in range(QUESTIONS):
                question = Question(f"q{number}", "true_false", "True?", truth=True)
                question_store.add_question(tx, question, state=LIVE, owner_id="", unit_id=HOUSE, now=LONG_AGO)
        for number in range(DOCUMENTS):
            add_document(library, number)
        (folder / "person").write_text(person.id)


def add_document(library: Library, number: int) -> None:
    """Add a document with its original; the word zeta<number>x is in no other."""
    text = f"第{number}个案例，编号 zeta{number}x：应收账款保理换钱。"
    file = OriginalFile(f"{number}.md", "text/markdown", library.files.save(text.encode()), len(text))
    new = NewVersion(f"s{number}", "case", f"案例{number}", text, chunk_text(text), file, text, "2026-01-15")
    with library.database.write() as tx:
        save_version(tx, new, utc_now())


def person_of(tx: Reader, folder: Path) -> Person:
    """Return the client manager of the library."""
    return get_person(tx, (folder / "person").read_text())
