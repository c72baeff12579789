"""Draw parts of the operations page: ages, sizes, warnings, past runs."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kb.clock import seconds_between, shown_time
from kb.i18n import translate as _
from kb.operations.service import BACKUP, BACKUP_OVERDUE_HOURS, DRILL_OVERDUE_DAYS, Status
from kb.store import Row

_MEGABYTE = 1024 * 1024


def show_warnings(status: Status) -> None:
    """Draw a warning for each overdue backup or drill."""
    if status.backup_overdue:
        text = _("No backup was made in the last {hours} hours.").format(hours=BACKUP_OVERDUE_HOURS)
        st.warning(text, icon=":material/warning:")
    if status.drill_overdue:
        text = _("No backup was tried out in the last {days} days. Run: python -m kb drill")
        st.warning(text.format(days=DRILL_OVERDUE_DAYS), icon=":material/warning:")


def moment(at: str, now: str) -> str:
    """Return how long ago a UTC time was, as a short text."""
    if not at:
        return _("never")
    hours = int(seconds_between(at, now) // 3600)
    if hours < 1:
        return _("just now")
    return _("{count} h ago").format(count=hours) if hours < 72 else _("{count} days ago").format(count=hours // 24)


def size(count: int) -> str:
    """Return a number of bytes as text in MB or GB."""
    megabytes = count / _MEGABYTE
    if megabytes >= 10_000:
        return f"{megabytes / 1024:,.0f} GB"
    return f"{megabytes:,.0f} MB" if megabytes >= 10 else f"{megabytes:,.1f} MB"


def runs_table(runs: list[Row]) -> list[dict[str, Any]]:
    """Return backups and drills as table rows, with times in China Standard Time."""
    return [
        {
            _("Time"): shown_time(run["finished_at"]),
            _("Type"): _("Backup") if run["kind"] == BACKUP else _("Drill"),
            _("Status"): _("successful") if run["good"] else _("failed"),
            _("Folder"): run["detail"].get("name", ""),
            _("Details"): _detail(run["detail"]),
        }
        for run in runs
    ]


def _detail(detail: dict[str, Any]) -> str:
    problems = detail.get("problems") or detail.get("problem")
    if isinstance(problems, list):
        return " ".join(problems)
    if isinstance(problems, str):
        return problems
    if "bytes" in detail:
        return size(detail["bytes"])
    return _("{count} searches compared").format(count=detail.get("searches", 0))
