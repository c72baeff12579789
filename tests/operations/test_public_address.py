"""Behind a proxy, a websocket from the public address is let in without asking the internet who we are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit import config, net_util
from streamlit.web.server.server_util import is_url_from_allowed_origins

from kb.config import Settings
from kb.ui.gate.origins import tell_streamlit

OPTIONS = ("server.allowedHosts", "server.corsAllowedOrigins", "browser.serverAddress")


@pytest.fixture(autouse=True)
def options() -> Iterator[None]:
    before = {name: (config.get_option(name), config.get_where_defined(name)) for name in OPTIONS}
    yield
    for name, (value, where) in before.items():
        config.set_option(name, value, where)


def test_the_public_address_is_known_without_a_lookup(monkeypatch: pytest.MonkeyPatch) -> None:
    def _outside() -> str:
        raise AssertionError("asked the internet")

    monkeypatch.setattr(net_util, "get_external_ip", _outside)
    tell_streamlit(Settings(public_url="https://kb.bank.example:8443"))
    assert is_url_from_allowed_origins("https://kb.bank.example:8443")
