"""Telling whoever starts the app for the first time how to get in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import click

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.people.server_secret import load_server_secret
from kb.people.setup import new_setup_code
from kb.ui.frame.resources import get_library, get_settings
from kb.ui.frame.streamlit_internals import option

Lifespan = Callable[[Any], AbstractAsyncContextManager[dict[str, Any]]]


def announcing(lifespan: Lifespan) -> Lifespan:
    """A lifespan that also prints the setup link while there is no account yet."""

    @asynccontextmanager
    async def _lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
        async with lifespan(app) as state:
            load_server_secret(get_settings().data_dir)
            if link := setup_link():
                click.echo(_("Create the first administrator: {link}").format(link=link))
            yield state

    return _lifespan


def setup_link() -> str | None:
    """A new link to the setup page, which makes earlier ones useless; None once there is an account."""
    code = new_setup_code(get_library().database, utc_now())
    if code is None:
        return None
    settings = get_settings()
    base = settings.public_url.rstrip("/") or (f"http://{option('server.address')}:{option('server.port')}")
    return f"{base}/setup?code={code}"
