"""Count events of this process for Prometheus. Each process counts for itself; the scraper adds up.

Labels are few and fixed: never a person, a document or a text.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
SEARCHES = Counter("kb_searches", "Searches answered by this process.", ["found"], registry=REGISTRY)
SEARCH_SECONDS = Histogram(
    "kb_search_seconds",
    "How long this process's searches took.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
    registry=REGISTRY,
)
INGESTED = Counter(
    "kb_ingested_files", "Files this process tried to add to the library.", ["outcome"], registry=REGISTRY
)
ERRORS = Counter("kb_errors", "Unexpected errors of this process.", ["where"], registry=REGISTRY)

for _found in ("yes", "no"):
    SEARCHES.labels(_found)
for _outcome in ("added", "updated", "unchanged", "failed"):
    INGESTED.labels(_outcome)
for _where in ("page", "request"):
    ERRORS.labels(_where)
