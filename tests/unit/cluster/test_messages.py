"""Messages: what is written is read again, and nothing else is."""

import base64
import json
import pickle
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.cluster import messages
from crawler.cluster.messages import KINDS, Rest, Unreadable, key, read, written
from crawler.model import Answer, ArchiveJob, Article, Feed, FeedJob, Outcome, Page, PageJob, Poll, Visit

NOW = datetime(2025, 11, 19, 12, 0, 0, 250_000, tzinfo=UTC)
FEED = Feed("autoblog-nl", "Autoblog", "https://autoblog.nl/feed", "autoblog.nl", headers=(("X-Key", "${KEY}"),))
JOB = PageJob("0" * 32, "https://autoblog.nl/1", FEED, Article("Nieuwe Golf"))
PAGE = Page("0" * 32, JOB.url, JOB.url, 200, (("etag", '"a"'),), b"\xff\xfe<html>\x00" * 1000, NOW)
VISIT = Visit(JOB, NOW, Answer(Outcome.FRESH, 200), page=PAGE)

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(date, st.dates())
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_kind_is_read_as_it_was_written(kind, data):
    thing = data.draw(st.from_type(KINDS[kind]))

    assert thing == read(written(thing), KINDS[kind])


def test_a_page_keeps_its_bytes():
    assert VISIT == read(written(VISIT), Visit)


def test_half_a_character_does_not_stop_a_result():
    broken = replace(VISIT, answer=Answer(Outcome.NETWORK, error="no \ud83d answer"))

    assert "no ? answer" == read(written(broken), Visit).answer.error


def test_a_message_is_json_that_says_its_version_and_kind():
    told = json.loads(written(Rest("autoblog.nl", NOW, "HTTP 429")))

    assert (1, "rest") == (told["version"], told["kind"])
    assert {"host": "autoblog.nl", "until": "2025-11-19T12:00:00.250000Z", "reason": "HTTP 429"} == told["what"]


def changed(thing, **keys) -> bytes:
    return json.dumps(json.loads(written(thing)) | keys).encode()


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (b"", "no message of ours"),
        (b"[]", "no message of ours"),
        (b"{}", "no message of ours"),
        (pickle.dumps(JOB), "no message of ours"),
        (changed(JOB, version=2), "a message of version 2; this Koplamp reads 1"),
        (changed(JOB, kind="shell"), "no message of ours"),
        (written(VISIT), "a message of kind 'visit' where none belongs"),
        (changed(JOB, what={"url": "https://autoblog.nl/1"}), "a message of kind 'page' that is not whole"),
        (changed(JOB, what=None), "a message of kind 'page' that is not whole"),
    ],
    ids=["empty", "list", "object", "pickle", "version", "kind", "other kind", "half", "nothing"],
)
def test_what_is_no_message_of_ours_is_refused(message, why):
    with pytest.raises(Unreadable, match=why):
        read(message, FeedJob, ArchiveJob, PageJob)


@pytest.mark.parametrize(
    "page",
    [
        None,
        "not base64!",
        base64.b64encode(b"not deflated").decode(),
        base64.b64encode(zlib.compress(b"x" * 99)).decode(),
    ],
)
def test_a_page_that_is_not_one_is_refused(page, monkeypatch):
    monkeypatch.setattr(messages, "MOST_PAGE", 50)

    with pytest.raises(Unreadable, match="not whole"):
        read(changed(VISIT, page=page), Visit)


def test_jobs_that_ask_the_same_have_one_key():
    feed = FeedJob(FEED, FEED.url)
    keys = [key(feed), key(replace(feed, url="https://elsewhere.nl/")), key(JOB), key(replace(JOB, is_look=True))]

    assert ["feed autoblog-nl", "feed autoblog-nl", f"page {'0' * 32}", f"look {'0' * 32}"] == keys
    assert "archive 7" == key(ArchiveJob(7, FEED, FEED.url, "paging", NOW))
    assert Poll(feed, NOW, Answer(Outcome.UNCHANGED)).job == feed
