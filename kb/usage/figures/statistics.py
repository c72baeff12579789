"""Provide the statistics of usage and reuse: everything a page, a command or an export asks for, in one place.

`open_statistics` checks permission and returns a view; the rest are fast functions of it.
"""

from __future__ import annotations

from kb.usage.figures.breakdowns import funnel, heat_map, trend
from kb.usage.figures.document_figures import contributors, first_reuse, half_life, top_documents, unused_documents
from kb.usage.figures.drilldown import rows_behind
from kb.usage.figures.headline import headline
from kb.usage.figures.view import View, make_view, open_statistics

__all__ = [
    "View",
    "contributors",
    "first_reuse",
    "funnel",
    "half_life",
    "headline",
    "heat_map",
    "make_view",
    "open_statistics",
    "rows_behind",
    "top_documents",
    "trend",
    "unused_documents",
]
