"""Run the background work of the app: import the starter library, update vectors, maintenance, backups."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import click

from ingest.pipeline import ingest_paths
from kb.clock import utc_now
from kb.errors import KbError, NotReady
from kb.files import close_to_others
from kb.i18n import set_language
from kb.i18n import translate as _
from kb.learning.questions.service import seed_questions
from kb.library import Library
from kb.logs import keeping_logs
from kb.operations.schedule import run_schedule
from kb.running import working_on
from kb.search.catalogue import is_empty
from kb.search.keeper import VectorKeeper
from kb.ui.frame.resources import get_keeper, get_library, get_settings
from kb.ui.frame.streamlit_internals import option
from kb.ui.upkeep import run_maintenance

_COLLECT_EVERY_SECONDS = 20
_FINISH_WITHIN_SECONDS = 7.0
_log = logging.getLogger("kb.startup")
_LIBRARY_FOLDERS = ("cases", "materials", "templates")


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Start the background work, while pages are served already, and finish pending writes at shutdown."""
    settings = get_settings()
    with working_on(settings.data_dir), keeping_logs(settings):
        close_to_others(settings.data_dir)
        _log.info("started")
        async with _background_work() as state:
            yield state
        await asyncio.to_thread(get_library().background.finish)
        finished = await asyncio.to_thread(get_library().database.stop_writing, _FINISH_WITHIN_SECONDS)
        _log.log(logging.INFO if finished else logging.ERROR, "stopped, writes finished: %s", finished)


@asynccontextmanager
async def _background_work() -> AsyncIterator[dict[str, Any]]:
    set_language(get_settings().language)
    library, stop = get_library(), threading.Event()
    threading.Thread(target=_prepare, args=(library, get_keeper(), stop), daemon=True, name="prepare").start()
    threading.Thread(target=run_maintenance, args=(library, stop), daemon=True, name="upkeep").start()
    threading.Thread(target=run_schedule, args=(library.settings, stop), daemon=True, name="backup").start()
    collector = asyncio.create_task(_collect_periodically())
    click.echo(_("Open {link}").format(link=f"http://{option('server.address')}:{_port()}"))
    yield {}
    stop.set()
    collector.cancel()


def _prepare(library: Library, keeper: VectorKeeper, stop: threading.Event) -> None:
    """Fill an empty library, then keep its vectors up to date; errors are shown on the pages, and search continues."""
    for step in (_import_starter_library, _seed_questions):
        try:
            step(library)
        except KbError as error:
            keeper.preparation.problem = error
            _log.warning("the starter library could not be taken in: %s", error)
        except Exception:  # files and disks fail in many ways; search must start regardless
            keeper.preparation.problem = NotReady("The starter library could not be read. Tell your administrator.")
            _log.exception("the starter library could not be taken in")
    keeper.prepare()
    _freeze_long_lived_objects()
    keeper.keep(stop)


def _import_starter_library(library: Library) -> None:
    if is_empty(library.database):
        folders = [library.settings.library_dir / kind for kind in _LIBRARY_FOLDERS]
        ingest_paths(library.database, library.files, [folder for folder in folders if folder.is_dir()], now=utc_now())


def _seed_questions(library: Library) -> None:
    seed_questions(library.database, library.settings.library_dir, now=utc_now())


def _freeze_long_lived_objects() -> None:
    """Exclude modules, the model and the indexes, which live as long as the process, from garbage collection.

    Every thread waits while a collection runs, so a shorter one makes pages faster.
    """
    gc.collect()
    gc.freeze()


async def _collect_periodically() -> None:
    """Collect garbage regularly in a thread, because Streamlit's own collection after every rerun is switched off."""
    while True:
        await asyncio.sleep(_COLLECT_EVERY_SECONDS)
        await asyncio.to_thread(gc.collect)


def _port() -> int:
    return int(option("server.port"))
