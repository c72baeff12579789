"""Compute the figures of `/metrics`: counters of this process, and the present state of database and disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from kb import __version__
from kb.clock import seconds_between
from kb.config import Settings
from kb.metrics import REGISTRY
from kb.operations import operation_store as store
from kb.operations.manifest import latest_moment, list_backups
from kb.operations.service import DRILL, database_bytes
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.sessions import SessionLimits, live_ids_in
from kb.people.units import HOUSE_PATH
from kb.search.documents import count_documents
from kb.store import Database, Reader
from kb.store.sqlite import sqlite_version


def metrics_text(database: Database, person: Person | None, settings: Settings, *, now: str) -> bytes:
    """Return all figures in Prometheus' text format, for those who may read metrics of the whole bank.

    `person` is None if the request carried the monitoring token; the caller has verified it.
    """
    with database.read() as tx:
        if person is not None:
            require(person, Action.READ_METRICS, unit=HOUSE_PATH)
        shared = CollectorRegistry()
        shared.register(_Now(list(_families(tx, settings, now))))
        return generate_latest(REGISTRY) + generate_latest(shared)


class _Now(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _families(tx: Reader, settings: Settings, now: str) -> Iterable[Metric]:
    about = GaugeMetricFamily("kb_info", "The versions that run.", labels=["version", "sqlite"])
    about.add_metric([__version__, sqlite_version()], 1)
    yield about
    yield _gauge("kb_live_sessions", "People's sessions that count now.", len(live_ids_in(tx, now, _limits(settings))))
    documents = GaugeMetricFamily("kb_documents", "Published documents.", labels=["kind"])
    for kind, count in count_documents(tx).items():
        documents.add_metric([kind], count)
    yield documents
    # No counter: what is rolled up leaves the ledger.
    events = GaugeMetricFamily("kb_ledger_events", "Events the usage ledger holds now.", labels=["kind"])
    for kind, count in store.count_ledger(tx).items():
        events.add_metric([kind], count)
    yield events
    yield _gauge("kb_database_bytes", "Size of the database and its journal.", database_bytes(settings))
    yield _gauge("kb_disk_free_bytes", "Room left for the data folder.", shutil.disk_usage(settings.data_dir).free)
    backups = list_backups(settings.backups_dir)
    yield _gauge("kb_backups", "Whole backups that are kept.", len(backups))
    drill_at = store.get_last_good(tx, DRILL)
    ages = {"backup": latest_moment(settings.backups_dir, now), "drill": drill_at}
    for name, at in ages.items():
        if at:
            age = max(0.0, seconds_between(at, now))
            yield _gauge(f"kb_{name}_age_seconds", f"Since the last good {name}; absent if there was none.", age)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value)


def _limits(settings: Settings) -> SessionLimits:
    return SessionLimits.of(settings)
