"""Date the starter library as if it had arrived over the year, instead of all on one day."""

from __future__ import annotations

import random
import re
import tempfile
from datetime import date, timedelta
from pathlib import Path

from ingest.pipeline import ingest_paths
from kb.learning.questions.service import seed_questions
from kb.library import Library

_CREATED = re.compile(r"^created: .*$", re.M)
_REVIEW = re.compile(r"^review_date: .*$", re.M)
_FOLDERS = ("cases", "materials", "templates")
_SHARE_AT_START, _DUE = 0.6, 0.08


def fill_shelf(library: Library, chance: random.Random, first: date, days: int, now: str) -> None:
    """Import the starter library, more than half of it published on the first day, the rest over the year."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in _FOLDERS:
            target = Path(folder) / kind
            target.mkdir()
            for path in sorted((library.settings.library_dir / kind).glob("*.md")):
                late = 0 if chance.random() < _SHARE_AT_START else chance.randrange(days - 20)
                day = first + timedelta(days=late)
                text = _CREATED.sub(f"created: {day.isoformat()}", path.read_text("utf-8"), count=1)
                looked_at = day + timedelta(days=400 if chance.random() > _DUE else 370)
                text = _REVIEW.sub(f"review_date: {looked_at.isoformat()}", text, count=1)
                (target / path.name).write_text(text, "utf-8")
        ingest_paths(library.database, library.files, [Path(folder) / kind for kind in _FOLDERS], now=now)
    seed_questions(library.database, library.settings.library_dir, now=now)
