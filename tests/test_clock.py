from __future__ import annotations

from datetime import date

from kb.clock import day_of, end_of_day, shown_time, start_of_day, utc_now


def test_the_banks_day_begins_eight_hours_before_the_stored_one() -> None:
    assert day_of("2026-11-23T15:59:59.999Z") == "2026-11-23"
    assert day_of("2026-11-23T16:00:00.000Z") == "2026-11-24"
    assert start_of_day(date(2026, 11, 24)) == "2026-11-23T16:00:00.000Z"
    assert end_of_day(date(2026, 11, 24)) == "2026-11-24T15:59:59.999Z"


def test_people_read_shanghai_time() -> None:
    assert shown_time("2026-11-24T08:30:05.000Z") == "2026-11-24 16:30"
    assert shown_time("2026-11-24T20:30:05.000Z", seconds=True) == "2026-11-25 04:30:05"


def test_now_is_stored_as_utc_to_the_millisecond() -> None:
    now = utc_now()
    assert len(now) == 24
    assert now.endswith("Z")
