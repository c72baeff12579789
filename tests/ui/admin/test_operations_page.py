"""The page about operations."""

from __future__ import annotations

from kb.config import Settings
from kb.library import Library
from kb.operations.manifest import list_backups
from kb.people.person import Role
from tests.support.pages import open_view, pages_of
from tests.support.people import make_unit, signed_in


def test_an_administrator_backs_up_from_the_page(settings: Settings, library: Library, originals: list[str]) -> None:
    who = signed_in(library.database, Role.ADMIN)
    with pages_of(settings):
        page = open_view("operations", who)
        assert not page.exception
        assert len(page.warning) == 2
        assert len(page.metric) == 6
        page.button("operations_backup").click().run()
        assert not page.exception
        assert len(page.success) == 1
        assert len(page.dataframe[0].value) == 1
        assert len(open_view("operations", who).warning) == 1
    assert len(list_backups(settings.backups_dir)) == 1


def test_the_page_is_closed_to_administrators_of_a_unit(settings: Settings, library: Library) -> None:
    unit = make_unit(library.database, "Branch")
    who = signed_in(library.database, Role.ADMIN, unit_id=unit.id)
    with pages_of(settings):
        page = open_view("operations", who)
        assert not page.metric
        assert not page.button
