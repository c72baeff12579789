"""Make the demo's data folder in one go."""

from __future__ import annotations

import random
from datetime import date, timedelta

from demo.bank import Bank, open_bank
from demo.learners import learn
from demo.readers import live_a_year
from demo.shelf import fill_shelf
from demo.writers import write_cases
from kb.clock import start_of_day
from kb.config import Settings
from kb.library import open_library
from kb.search.keeper import VectorKeeper


def make_demo(settings: Settings, seed: int, last: date, days: int = 365, *, by_meaning: bool = True) -> Bank:
    """Fill an empty data folder with the days up to the last one; `by_meaning` searches with the embedding model."""
    chance = random.Random(seed)  # noqa: S311 - the same seed makes the same year
    first = last - timedelta(days=days - 1)
    begin = start_of_day(first)
    library = open_library(settings)
    settings.demo_mark.touch()
    bank = open_bank(library.database, chance, begin)
    fill_shelf(library, chance, first, days, begin)
    write_cases(library, bank, last)
    if by_meaning:
        VectorKeeper(library.database, library.engine, settings).prepare()
    live_a_year(library, bank, chance, first, days)
    learn(library, bank, chance, last)
    return bank
