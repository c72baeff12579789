"""What happens around the pages: preparing the library and the model off their path, and tidying up."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import click
from streamlit import config

from ingest.pipeline import ingest_paths
from kb.clock import utc_now
from kb.config import Settings
from kb.errors import KbError
from kb.i18n import set_language
from kb.i18n import translate as _
from kb.library import Library
from kb.search.documents import count_documents
from kb.search.embedding import embed_pending
from kb.search.encoder import load_encoder
from kb.ui.resources import get_library, get_settings

_COLLECT_EVERY_SECONDS = 20
_LIBRARY_FOLDERS = ("cases", "materials", "templates")
_log = logging.getLogger("kb.startup")


@dataclass
class Preparation:
    """How far the library's preparation is; pages read it, the preparing thread writes it."""

    model_ready: bool = False
    filling: bool = False
    embedding: tuple[int, int] | None = None
    problem: KbError | None = None
    done: threading.Event = field(default_factory=threading.Event)


preparation = Preparation()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Prepare in the background while the first pages are already served."""
    settings = get_settings()
    set_language(settings.language)
    library = get_library()
    threading.Thread(target=_prepare, args=(library, settings), daemon=True, name="prepare").start()
    collector = asyncio.create_task(_collect_now_and_then())
    click.echo(_("Open {link}").format(link=f"http://{config.get_option('server.address')}:{_port()}"))
    yield {}
    collector.cancel()


def _prepare(library: Library, settings: Settings) -> None:
    try:
        encoder = load_encoder(settings)
        library.engine.use_encoder(encoder)
        preparation.model_ready = True
        with library.database.read() as tx:
            empty = not count_documents(tx)
        if empty and settings.library_dir.is_dir():
            preparation.filling = True
            folders = [folder for kind in _LIBRARY_FOLDERS if (folder := settings.library_dir / kind).is_dir()]
            ingest_paths(library.database, library.files, folders, now=utc_now(), load_encoder=lambda: encoder)
            preparation.filling = False
        embed_pending(library.database, encoder, _note_embedding)
        library.engine.refresh()
    except KbError as error:
        preparation.problem = error
        _log.warning("preparation stopped: %s", error)
    finally:
        preparation.filling, preparation.embedding = False, None
        preparation.done.set()


def _note_embedding(done: int, total: int) -> None:
    preparation.embedding = (done, total)


async def _collect_now_and_then() -> None:
    """Streamlit's own collection after every rerun is off; cycles are collected here, in a thread."""
    while True:
        await asyncio.sleep(_COLLECT_EVERY_SECONDS)
        await asyncio.to_thread(gc.collect)


def _port() -> int:
    return int(config.get_option("server.port"))
