"""Kinds of events, each a stronger sign of use than the one before, and when two events are the same one."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from kb.i18n import marked
from kb.usage.calendar import local_day

VIEW_MINUTES = 30


class Kind(IntEnum):
    """What a person did with a document."""

    VIEW = 1
    DOWNLOAD = 2
    APPLY = 3
    OUTCOME = 4


KIND_NAMES = {
    Kind.VIEW: marked("Views"),
    Kind.DOWNLOAD: marked("Downloads"),
    Kind.APPLY: marked("Uses"),
    Kind.OUTCOME: marked("Results"),
}
ORIGINS = {
    "": marked("Not known"),
    "search": marked("Search"),
    "recommendation": marked("Recommendation"),
    "link": marked("Link"),
    "export": marked("Export"),
}


@dataclass(frozen=True)
class Origin:
    """Where an event came from: a key of `ORIGINS`, and which search or link it was."""

    kind: str = ""
    id: str = ""


def view_slot(at: str) -> str:
    """Views in one half hour of the clock are one view."""
    return str(int(datetime.fromisoformat(at).timestamp()) // (VIEW_MINUTES * 60))


def download_slot(at: str, file_format: str) -> str:
    """Downloads of one format on one local day are one download."""
    return f"{local_day(at)}/{file_format.lower()}"


def situation_key(situation: str) -> str:
    """Two wordings of a client situation are the same when letters, digits and characters are."""
    folded = unicodedata.normalize("NFKC", situation).casefold()
    return hashlib.sha256("".join(char for char in folded if char.isalnum()).encode()).hexdigest()[:32]
