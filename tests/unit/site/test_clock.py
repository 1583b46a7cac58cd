"""Stored moments as a clock in the desk's time zone tells them."""

import pytest

from crawler.site.clock import clock_of
from crawler.site.wording import Words


@pytest.mark.parametrize(
    ("stored", "day", "when"),
    [
        ("2025-10-19T08:30:00Z", "19 okt 2025", "19 okt 2025, 10:30"),
        ("2025-11-19T23:30:00Z", "20 nov 2025", "20 nov 2025, 00:30"),
        ("2025-11-19T23:59:59Z", "19 nov 2025", "19 nov 2025"),
    ],
)
def test_a_moment_is_told_in_the_desks_zone_and_a_day_stays_that_day(stored, day, when):
    clock = clock_of("Europe/Amsterdam", Words("nl"))

    assert (day, when) == (clock.day(stored), clock.when(stored))


def test_a_day_is_a_day():
    assert "19 Nov 2025" == clock_of("America/New_York", Words("en")).day("2025-11-19")


def test_a_zone_that_is_not_known_is_utc():
    assert "19 Nov 2025, 08:30" == clock_of("", Words("en")).when("2025-11-19T08:30:00Z")
