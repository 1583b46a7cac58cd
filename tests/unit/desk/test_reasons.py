"""What is said of a feed that is not well: words for anybody, and what to do."""

from pathlib import Path

import pytest

from crawler.desk import reasons
from crawler.desk.paths import Desk
from crawler.model import Outcome

NEW_PLACE = "https://nieuw.example/rss"


def row(state: str, outcome: str | None = "fresh", error: str | None = None, **more: object) -> dict[str, object]:
    return {"state": state, "last_outcome": outcome, "last_error": error, "last_http_status": None, **more}


@pytest.mark.parametrize(
    ("feed", "why", "do"),
    [
        (row("ok"), "", ""),
        (row("ok", "unchanged", "2 entries were left out"), "2 entries were left out", ""),
        (row("new", None), "", ""),
        (row("off", "missing", "HTTP 404"), "HTTP 404", ""),
        (row("gone", "gone", "HTTP 410"), "the publisher has taken it down: HTTP 410", "take the feed out"),
        (row("failing", "missing", "HTTP 404"), "there is nothing at its address: HTTP 404", "feeds discover"),
        (row("failing", "timeout"), "the site does not answer in time", "limits: seconds:"),
        (row("blocked", "blocked", last_http_status=403), "HTTP 403: the publisher does not let us in", "leave"),
        (row("blocked", "blocked", last_http_status=418), "HTTP 418: the server refuses the question", "leave"),
        (row("blocked", "refused", "robots.txt says no"), "we do not ask it: robots.txt says no", "private_hosts:"),
        (row("moved", redirect_url=NEW_PLACE), f"it has moved to {NEW_PLACE} for good", f"write url: {NEW_PLACE}"),
        (row("moved", "redirect", "a loop", redirect_url=None), "leads in circles, or nowhere: a loop", "correct url:"),
        (row("empty", "empty"), "it lists nothing", "look at the site"),
        (row("late"), "it was not asked in time", "cron"),
        (row("stale", days_silent=40), "nothing new for 40 days", "stale_after:"),
    ],
)
def test_why_and_what_to_do(feed, why, do):
    assert why in reasons.why(feed)
    assert bool(why) == bool(reasons.why(feed))
    assert do in reasons.to_do(feed)
    assert bool(do) == bool(reasons.to_do(feed))


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in ("fresh", "unchanged", "partial", "blocked")])
def test_every_bad_outcome_has_words(outcome):
    feed = row("failing", str(outcome))

    assert reasons.why(feed)
    assert reasons.to_do(feed)


def test_a_feed_is_found_by_its_line(tmp_path: Path):
    desk = Desk(tmp_path)
    desk.feeds_yaml.write_text(
        "# mine\nfeeds:\n  - {name: Anna, url: 'https://a.example/'}\n  - {name: Bert, url: x}\n"
    )
    assert {} == reasons.lines(desk), "with a mistake in it every crawl names it"

    desk.feeds_yaml.write_text(desk.feeds_yaml.read_text().replace("url: x", "url: 'https://b.example/'"))
    assert {"anna": 3, "bert": 4} == reasons.lines(desk)
