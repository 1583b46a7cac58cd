"""What is said of the channels of a desk that fail."""

from datetime import UTC, datetime

import pytest

from crawler.desk.paths import Desk
from crawler.desk.watches import ailing, failing, file_of, watches_of
from crawler.model import Watches

TEXT = "watches: [{name: a, words: b, to: log}]\nchannels: [{name: log, jsonl: a.jsonl}, {name: page, atom: a.atom}]\n"
FAILS = {"failing_since": "2025-11-05T08:30:00Z", "waiting": 2, "given_up": 1, "last_error": "HTTP 500"}
WELL = {"failing_since": None, "waiting": 1, "given_up": 0, "last_error": None}


def test_a_channel_that_fails_is_one_line_with_what_to_do(tmp_path):
    desk = Desk(tmp_path)
    desk.watches_yaml.write_text(TEXT)

    [found] = failing(watches_of(desk), {"log": FAILS, "page": WELL, "of another file": FAILS})

    assert datetime(2025, 11, 5, 8, 30, tzinfo=UTC) == found.since
    assert (
        "channel 'log' takes nothing since 2025-11-05 08:30 UTC (2 waiting, 1 given up): HTTP 500; once that is mended,"
        " `koplamp watch run` delivers what waits"
    ) == found.line
    assert (found.line,) == ailing(desk, {"log": FAILS})


def test_a_file_that_cannot_be_used_is_one_line(tmp_path):
    desk = Desk(tmp_path)
    assert () == ailing(desk, {"log": FAILS}), "no file, no channels"
    desk.watches_yaml.write_text(TEXT.replace("words", "query").replace("jsonl:", "json:"))

    [line] = ailing(desk, {})

    assert line.startswith("watches.yaml:1:21: watch 'a': unknown key 'query'; did you mean 'words'? (and ")
    assert line.endswith(" more); what is new waits until that is mended")


@pytest.mark.parametrize(
    "start", ["feeds: []\n", "defaults: {language: nl}\nfeeds:\n  - name: A\n    url: https://a.example/\n"]
)
def test_watches_may_stand_in_feeds_yaml(tmp_path, start):
    desk = Desk(tmp_path)
    desk.feeds_yaml.write_text(start)
    assert (Watches(), desk.watches_yaml) == (watches_of(desk), file_of(desk))
    desk.feeds_yaml.write_text(start + TEXT)

    assert (["a"], ["log", "page"]) == tuple([one.name for one in found] for found in both(watches_of(desk)))
    assert desk.feeds_yaml == file_of(desk)


def test_of_watches_in_two_files_none_are_looked_for(tmp_path):
    desk = Desk(tmp_path)
    desk.feeds_yaml.write_text(f"feeds: []\n{TEXT}")
    desk.watches_yaml.write_text(TEXT)

    [line] = ailing(desk, {})

    assert line.startswith("feeds.yaml:2:1: watches stand here and in watches.yaml; keep them in one of the two; ")


def test_a_feeds_yaml_that_cannot_be_read_takes_no_watches_along(tmp_path):
    desk = Desk(tmp_path)
    desk.feeds_yaml.write_text('feeds: "\nwatches: []\n')
    desk.watches_yaml.write_text(TEXT)

    assert ["a"] == [one.name for one in watches_of(desk).watches]


def both(wanted):
    """The watches, and the channels."""
    return wanted.watches, wanted.channels
