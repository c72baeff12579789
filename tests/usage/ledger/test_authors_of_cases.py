"""Who publishes a case through review is known to the ledger as its author."""

from __future__ import annotations

from kb.library import Library
from kb.migrations.m005_use import STATEMENTS
from kb.search.documents import document_id_of
from kb.usage.ledger import service as ledger
from kb.usage.ledger.store import is_author
from tests.cases.conftest import NOW, hire, published, starter


def test_the_owner_of_a_case_is_its_author(library: Library) -> None:
    staff = hire(library.database)
    record = published(library, staff.author, staff.trainer, starter("bill-pool"))
    document_id = document_id_of(f"id:{record.id}")
    with library.database.write() as tx:
        ledger.record_view(tx, staff.author, document_id, 1, NOW)
        ledger.record_view(tx, staff.colleague, document_id, 1, NOW)
        assert ledger.counts_of(tx, document_id).viewed == 1


def test_cases_that_were_public_before_get_their_authors(library: Library) -> None:
    staff = hire(library.database)
    record = published(library, staff.author, staff.trainer, starter("bill-pool"))
    document_id = document_id_of(f"id:{record.id}")
    with library.database.write() as tx:
        tx.execute("DELETE FROM document_authors")
        tx.execute(STATEMENTS[1])
        assert is_author(tx, document_id, staff.author.id)
        assert not is_author(tx, document_id, staff.trainer.id)
