"""The local queue hands out each job once, fairly and within bounds; the local sink stores what comes of it."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.errors import StorageError
from crawler.model import Answer, FeedJob, Finding, HostState, Manners, Outcome, Queue, Sink
from crawler.polling.rota import Rota
from crawler.store import local_queue, local_sink
from crawler.store.database import rows, run, value, writing
from crawler.store.local import LocalManners, Writer
from crawler.store.local_queue import LocalQueue
from crawler.store.local_sink import LocalSink
from crawler.store.times import instant
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, feed, poll, visit, words


class Crew:
    """A queue and a sink over a store, and somebody who does every job at once."""

    def __init__(self, store, feeds, names=None):
        store.sync_feeds(feeds, NOW)
        self.writer = Writer(store)
        self.queue = LocalQueue(self.writer, feeds, lambda: NOW, names)
        self.sink = LocalSink(self.writer, self.queue)
        self.done: list[str] = []

    def answer(self, job):
        """What comes of a job: three articles from a feed, a text from a page."""
        if isinstance(job, FeedJob):
            listed = [draft(f"https://{job.feed.slug}.example/{number}") for number in range(3)]
            return poll(*(listed if job.feed.follow else ()), of=job.feed)
        return visit(job, words(body=f"Tekst van {job.url}."))

    async def do(self, job):
        answer = self.answer(job)
        if isinstance(job, FeedJob):
            stored = await self.sink.polled(answer)
            self.done.append(f"feed {job.feed.slug}")
        else:
            stored = await self.sink.visited(answer)
            self.done.append(job.url.removeprefix("https://").replace(".example", ""))
        return stored

    async def run(self):
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            async for job in self.queue.jobs():
                group.create_task(self.do(job))

    def go(self, work):
        """Run this to its end, and end the thread."""
        with self.writer:
            return asyncio.run(work)

    def work(self):
        self.go(self.run())
        return self


def test_they_are_the_queue_and_the_sink_of_the_model(store):
    with Writer(store) as writer:
        queue = LocalQueue(writer, desk(), lambda: NOW)
        ours: tuple[Queue, Sink, Manners] = (queue, LocalSink(writer, queue), LocalManners(writer, lambda: NOW))
    promised = [name for one in (Queue, Sink, Manners) for name in vars(one) if not name.startswith("_")]

    assert [] == [name for name in promised if not any(callable(getattr(one, name, None)) for one in ours)]
    assert {
        "jobs",
        "stop",
        "polled",
        "found",
        "visited",
        "robots",
        "keep_robots",
        "tdmrep",
        "keep_tdmrep",
        "rest",
        "leave_pages",
        "pauses",
    } == set(promised)


def test_feeds_come_first_then_the_pages_they_listed_and_then_it_ends(store):
    crew = Crew(store, desk(feed("a"), feed("b"))).work()

    assert ["feed a", "feed b"] == sorted(crew.done[:2])
    assert sorted(f"{slug}/{number}" for slug in "ab" for number in range(3)) == sorted(crew.done[2:])
    assert 6 == store.counts()["articles"]


def test_pages_of_earlier_runs_come_along(store):
    store.save_poll(poll(draft("https://autovisie.example/oud")))
    crew = Crew(store, desk(feed(), feed("b", follow=False))).work()

    assert ["autovisie/oud", "feed b"] == sorted(crew.done)
    assert {"feeds_due": 1, "pages_fetched": 1} == {
        name: getattr(crew.sink.tally, name) for name in ("feeds_due", "pages_fetched")
    }


def test_only_the_named_feeds_are_asked_and_only_their_pages(store):
    feeds = desk(feed("a"), feed("b"))
    store.sync_feeds(feeds, NOW)
    store.save_poll(poll(draft("https://b.example/oud"), of=feed("b")))
    crew = Crew(store, feeds, ("a",)).work()

    assert ["a/0", "a/1", "a/2", "feed a"] == sorted(crew.done)


def test_no_job_is_handed_out_twice(store):
    store.sync_feeds(desk(feed("a"), feed("b")), NOW)
    same = draft("https://a.example/0")
    store.save_poll(poll(same, of=feed("a"), next_check_at=NOW))
    crew = Crew(store, desk(feed("a"), feed("b"))).work()

    assert [] == [job for job, times in Counter(crew.done).items() if times > 1]
    assert 8 == len(crew.done)


def test_a_feed_gets_no_more_pages_than_it_may_in_a_run(store):
    feeds = desk(feed("a", pages_per_run=2), feed("b", pages_per_run=0))
    crew = Crew(store, feeds).work()

    assert {"feed": 2, "a": 2} == dict(Counter(job.replace("/", " ").split()[0] for job in crew.done))
    assert 4 == store.counts()["listed"]


def test_where_no_feed_is_followed_waiting_articles_are_not_looked_through(store):
    store.sync_feeds(desk(feed("a")), NOW)
    store.save_poll(poll(draft("https://a.example/oud"), of=feed("a")))
    asked: list[str] = []
    store.news.conn.set_trace_callback(asked.append)

    assert () == store.pages_waiting(desk(feed("a", follow=False)), NOW)
    assert [] == asked


def test_an_empty_desk_ends_at_once(store):
    store.save_poll(poll(outcome=Outcome.UNCHANGED))

    assert [] == Crew(store, desk()).work().done


def test_stop_ends_a_queue_that_waits_and_hands_out_nothing_more(store):
    crew = Crew(store, desk(feed("a"), feed("b")))

    async def run():
        jobs = crew.queue.jobs()
        first = await anext(jobs)
        second = await anext(jobs)
        waits = asyncio.ensure_future(anext(jobs, None))
        await asyncio.sleep(0.05)
        waiting = not waits.done()
        crew.queue.stop()
        ended = await asyncio.wait_for(waits, 1)
        await crew.do(first)
        return waiting, ended, second.feed.slug

    told = crew.go(run())

    assert (True, None, "b") == told
    assert 3 == store.counts()["listed"]  # the next run asks for them


def test_a_page_that_failed_for_a_passing_reason_waits_for_a_later_run(store):
    crew = Crew(store, desk(feed("a")))
    plain = crew.answer
    crew.answer = lambda job: plain(job) if isinstance(job, FeedJob) else visit(job, outcome=Outcome.TIMEOUT)
    crew.work()

    assert 4 == len(crew.done)
    assert 3 == len(store.pages_waiting(desk(feed("a")), NOW + 60 * MINUTE))


# ---------------------------------------------------------------- a run that a host holds


class Slow(Crew):
    """Does one job after the other, and needs a minute for a page; feeds have times of their own."""

    def __init__(self, store, feeds, times, names=None):
        super().__init__(store, feeds, names)
        self.now = NOW
        self.queue = LocalQueue(self.writer, feeds, lambda: self.now, names)
        self.sink = LocalSink(self.writer, self.queue)
        with writing(store.news):
            for slug, seconds in times.items():
                at = instant(NOW + timedelta(seconds=seconds))
                run(store.news, "update feeds set next_check_at = ? where slug = ?", [at, slug])

    def answer(self, job):
        """Feeds are due again after half a minute."""
        made = super().answer(job)
        if isinstance(job, FeedJob):
            return replace(made, asked_at=self.now, next_check_at=self.now + timedelta(seconds=30))
        self.now += MINUTE
        return made

    async def run(self):
        async with asyncio.timeout(20):
            async for job in self.queue.jobs():
                await self.do(job)


def test_what_becomes_due_while_a_host_holds_the_run_is_asked_in_it_once(store):
    feeds = desk(feed("a"), *(feed(slug, follow=False) for slug in "bcde"))
    crew = Slow(store, feeds, {"b": 20, "c": 100, "d": 170, "e": 600}).work()

    assert ["feed a", "a/0", "feed b", "a/1", "feed c", "a/2"] == crew.done
    assert 3 == crew.sink.tally.feeds_due


def test_a_run_lasts_no_longer_than_a_host_holds_it(store):
    """Else one feed after the other would keep it going."""
    feeds = desk(feed("a"), feed("f"), *(feed(f"g{number}", follow=False) for number in range(9)))
    crew = Slow(store, feeds, {"f": 30} | {f"g{number}": 60 * number + 90 for number in range(9)}).work()

    asked = ["feed a", "a/0", "feed f", "a/1", "feed g0", "f/0", "feed g1", "a/2", "feed g2", "f/1", "feed g3", "f/2"]
    assert asked == crew.done


def test_who_is_busy_for_the_first_time_does_not_hold_a_run(store):
    feeds = desk(feed("a", pages_per_run=2), feed("f", pages_per_run=1), feed("g", follow=False))
    crew = Slow(store, feeds, {"f": 30, "g": 90}).work()

    assert ["feed a", "a/0", "feed f", "a/1", "f/0"] == crew.done


def test_what_a_look_left_is_taken_up_when_the_run_is_held_after_all(store):
    feeds = desk(feed("a", pages_per_run=2), feed("f", pages_per_run=2), feed("g", follow=False))
    crew = Slow(store, feeds, {"f": 30, "g": 90}).work()

    assert ["feed a", "a/0", "feed f", "a/1", "f/0", "feed g", "f/1"] == crew.done


def test_a_run_of_named_feeds_takes_up_no_others(store):
    crew = Slow(store, desk(feed("a"), feed("b", follow=False)), {"b": 20}, ("a",)).work()

    assert ["feed a", "a/0", "a/1", "a/2"] == crew.done


# ---------------------------------------------------------------- bounds


def test_hands_and_hosts_have_room_for_so_many(store, monkeypatch):
    monkeypatch.setattr(local_queue, "MOST_IN_HAND", 5)
    monkeypatch.setattr(local_queue, "MOST_OF_A_HOST", 2)
    feeds = [feed(f"{host}{number}", url=f"https://{host}.example/{number}") for host in "ab" for number in range(9)]
    feeds.append(feed("c", url="https://c.example/feed"))
    crew = Crew(store, desk(*feeds))

    async def run():
        jobs = crew.queue.jobs()
        taken = [await anext(jobs) for _ in range(5)]
        sixth = asyncio.ensure_future(anext(jobs))
        await asyncio.sleep(0.05)
        held = not sixth.done()
        await crew.sink.polled(poll(of=taken[0].feed))
        after = await asyncio.wait_for(sixth, 1)
        crew.queue.stop()
        return [job.feed.slug for job in taken], held, after.feed.slug

    taken, held, after = crew.go(run())

    assert ["a0", "b0", "c", "a1", "b1"] == taken
    assert (True, "a2") == (held, after)


def test_pages_that_do_not_fit_in_memory_are_asked_for_all_the_same(store, monkeypatch):
    monkeypatch.setattr(local_queue, "MOST_PAGES", 2)
    feeds = [feed(slug) for slug in "abcdef"]
    crew = Crew(store, desk(*feeds)).work()

    assert 6 + 18 == len(crew.done) == len(set(crew.done))
    assert 18 == store.counts()["articles"]


def test_archives_that_do_not_fit_in_memory_are_asked_for_all_the_same(store, monkeypatch):
    monkeypatch.setattr(local_queue, "MOST_ARCHIVES", 2)
    monkeypatch.setattr(local_queue, "MOST_IN_HAND", 3)
    dated = feed("a", follow=False, archive="https://a.example/{year}/{month}/{day}")
    store.sync_feeds(desk(dated), NOW)
    waiting = store.start_backfill(dated, NOW - timedelta(days=30), NOW)
    crew, asked = Crew(store, desk(dated)), []

    async def do(job):
        if isinstance(job, FeedJob):
            await crew.sink.polled(poll(of=job.feed))
        else:
            asked.append(job.url)
            await crew.sink.found(Finding(job, NOW, Answer(Outcome.MISSING, 404)))

    crew.do = do
    crew.work()

    assert 31 == waiting == len(asked) == len(set(asked))
    assert {"asked": 31, "waiting": 0} == {
        k: store.backfill_row("a", NOW - timedelta(days=30))[k] for k in ("asked", "waiting")
    }


def test_older_entries_of_a_host_are_asked_for_when_its_feeds_were(store):
    dated = feed("a", follow=False, archive="https://a.example/{year}/{month}/{day}")
    store.sync_feeds(desk(dated), NOW)
    store.start_backfill(dated, NOW - timedelta(days=3), NOW)
    crew, seen = Crew(store, desk(dated)), []

    async def do(job):
        if isinstance(job, FeedJob):
            for _ in range(50):  # an answer takes its time; whoever overtook the feed would be seen first
                await asyncio.sleep(0)
            seen.append("feed")
            await crew.sink.polled(poll(of=job.feed))
        else:
            seen.append("older")
            await crew.sink.found(Finding(job, NOW, Answer(Outcome.MISSING, 404)))

    crew.do = do
    crew.work()

    assert ["feed", "older", "older", "older", "older"] == seen


def test_a_thousand_feeds_are_done_in_seconds(store):
    feeds = [feed(f"f{number}", follow=False, source="one") for number in range(1000)]
    crew = Crew(store, desk(*feeds)).work()

    assert (1000, 1000) == (len(crew.done), crew.sink.tally.feeds_unchanged)
    assert 1000 == value(store.news, "select count(*) from fetches")


# ---------------------------------------------------------------- what is stored


def test_the_tally_counts_what_was_stored(store):
    crew = Crew(store, desk(feed("a"), feed("b", follow=False), feed("c")))
    plain = crew.answer

    def answer(job):
        if not isinstance(job, FeedJob):
            return plain(job)
        down = job.feed.slug == "c"
        return replace(poll(of=job.feed, outcome=Outcome.NETWORK) if down else plain(job), size=1000)

    crew.answer = answer
    tally = crew.work().sink.tally

    assert {"a": Outcome.FRESH, "b": Outcome.UNCHANGED, "c": Outcome.NETWORK} == tally.outcomes
    assert (3, 1, 1, 1) == (tally.feeds_due, tally.feeds_fresh, tally.feeds_unchanged, tally.feeds_failed)
    assert (3, 0, 3) == (tally.articles_new, tally.articles_changed, tally.pages_fetched)
    assert 3000 + 3 * len(b"<p>page</p>") == tally.size


def test_answers_that_bring_nothing_are_stored_in_groups(store, monkeypatch):
    feeds = [feed(f"f{number}", source="one") for number in range(60)]
    crew = Crew(store, desk(*feeds))
    groups = []
    save = store.save_polls
    monkeypatch.setattr(store, "save_polls", lambda group: groups.append(len(group)) or save(group))

    async def run():
        await asyncio.gather(*(crew.sink.polled(poll(of=one)) for one in feeds))

    crew.go(run())

    assert 60 == sum(groups)
    assert max(groups) <= local_sink.MOST_AT_ONCE
    assert len(groups) < 30
    assert 60 == len(rows(store.news, "select distinct feed_id from fetches"))


def test_one_answer_that_cannot_be_stored_does_not_take_its_group_along(store):
    feeds = [feed(f"f{number}", source="one") for number in range(9)]
    crew = Crew(store, desk(*feeds))

    async def run():
        asked = [poll(of=one) for one in feeds] + [poll(of=feed("stranger"))]
        return await asyncio.gather(*(crew.sink.polled(one) for one in asked), return_exceptions=True)

    told = crew.go(run())

    assert [StorageError] == [type(one) for one in told if isinstance(one, Exception)]
    assert 9 == value(store.news, "select count(*) from fetches")


def test_a_job_whose_result_cannot_be_stored_is_not_in_hand_for_ever(store):
    crew = Crew(store, desk(feed("a")))

    async def run():
        jobs = crew.queue.jobs()
        job = await anext(jobs)
        with pytest.raises(StorageError):
            await crew.sink.polled(replace(poll(of=job.feed), job=replace(job, feed=feed("stranger"))))
        crew.queue.done(job)
        return [job async for job in jobs]

    left = crew.go(run())

    assert [] == left


def test_a_host_that_is_to_rest_is_remembered(store):
    crew = Crew(store, desk())
    with Writer(store) as writer:
        crew.go(LocalManners(writer, lambda: NOW).rest("a.example", NOW + timedelta(hours=1), "429"))

    assert {"a.example": HostState(NOW + timedelta(hours=1), strikes=1)} == store.hosts(NOW)


# ---------------------------------------------------------------- the rota


def test_hosts_take_turns_and_keep_their_order():
    rota = Rota()
    for host, thing in ("a1", "a2", "a3", "b1", "c1", "b2"):
        rota.add(host, thing)
    turns = [rota.take(lambda host: True) for _ in range(len(rota))]

    assert ["a1", "b1", "c1", "a2", "b2", "a3"] == ["".join(turn) for turn in turns]
    assert (None, 0) == (rota.take(lambda host: True), len(rota))


def test_a_host_without_room_is_passed_over():
    rota = Rota()
    rota.add("a", 1)
    rota.add("b", 2)

    assert ("b", 2) == rota.take(lambda host: host != "a")
    assert None is rota.take(lambda host: host != "a")
    assert ("a", 1) == rota.take(lambda host: True)
