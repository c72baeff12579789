"""Streamlit serves the files of all pages under /media: here each is for its own page's person only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kb.ui.frame.streamlit_internals import MEDIA_PREFIX
from tests.support.browsers import Browser
from tests.support.people import sign_in, signed_in
from tests.support.server import ROOT, RunningApp, running_app
from tests.support.ws_client import PageSocket, texts

_OFFERING = re.compile(r"st\.(download_button|image|audio|video|logo|pdf)\(")
MAY_OFFER = {"kb/ui/parts/one_time_links.py"}
"""Where people get files past our own routes: one's own list of links, shown once and kept nowhere."""


@pytest.fixture(scope="module")
def saving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with running_app(tmp_path_factory.mktemp("saving"), app="tests/ui/gate/saving_app.py") as running:
        yield running


def _address(page: PageSocket) -> str:
    found = re.search(r'"(/media/[^"]+)"', texts(page.rerun()))
    assert found is not None
    return found[1]


def test_a_file_is_for_the_person_whose_page_offers_it(saving: RunningApp, browser: Browser) -> None:
    owner, other = signed_in(saving.database), signed_in(saving.database)
    elsewhere = sign_in(saving.database, owner.person)
    with PageSocket(saving.base, owner.cookies) as page, PageSocket(saving.base, other.cookies) as second:
        path = _address(page)
        assert _address(second) != path
        mine = browser(owner, base=saving.base).get(path)
        assert (mine.status_code, mine.text) == (200, f"secret of {owner.person.id}")
        for stranger in (other, elsewhere):
            answer = browser(stranger, base=saving.base).get(path)
            assert (answer.status_code, "secret" in answer.text) == (404, False)
            assert browser(stranger, base=saving.base).get(path.rsplit(".", 1)[0]).status_code == 404
            assert browser(stranger, base=saving.base).head(path).status_code == 404
        assert browser(base=saving.base).get(path).status_code == 401


@pytest.mark.parametrize(
    "disguise", ["//media/{}", "/media//{}", "/media/./{}", "/static/../media/{}", "/%6dedia/{}", "/MEDIA/{}"]
)
def test_no_spelling_of_the_address_gets_round_that(disguise: str, saving: RunningApp, browser: Browser) -> None:
    owner, other = signed_in(saving.database), signed_in(saving.database)
    with PageSocket(saving.base, owner.cookies) as page:
        name = _address(page).removeprefix(MEDIA_PREFIX)
        assert "secret" not in browser(other, base=saving.base).get(disguise.format(name)).text


def test_pages_offer_files_through_our_routes() -> None:
    offering = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kb").rglob("*.py")
        if _OFFERING.search(path.read_text("utf-8"))
    }
    assert offering <= MAY_OFFER
