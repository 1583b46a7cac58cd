"""A day of a cluster that does not exist: 100,000 feeds, three workers, one of them lost for half an hour.

python -m benchmarks.simulation [--feeds 100000] [--workers 3] [--write]

A discrete-event simulation: no clock but that of the next event, no network, the costs measured by benchmarks.cluster.
When a feed is asked again is said by crawler/polling/schedule.py itself; what is invented is the world (World). As in
the cluster, the writer carries out one run after the other: it takes what is due, and as long as a host holds the run
what becomes due, waits for the last answer or the deadline, then for what tagging costs. A host is asked once at a
time, with a pause; a worker has 16 questions under way and one core. Not simulated: that at most 2,000 jobs are open,
lost answers of the deadline, further looks at pages.

The first six hours are left out: nobody knows yet what came when. `--write` puts table and picture into docs.
"""

import argparse
import heapq
import math
import random
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from benchmarks.simulation_paper import Day, write
from crawler.model import Answer, Feed, FeedJob, Outcome, Rhythm
from crawler.polling import schedule
from crawler.store import local_queue

HOUR = 3600.0
WARM_UP = 6 * HOUR
END = WARM_UP + 24 * HOUR
START = datetime(2026, 11, 23, 18, tzinfo=UTC)  # so that the day that counts begins at midnight
IN_FLIGHT = 16
PAUSE = 1.0
DEADLINE = 12 * 60.0
HELD = local_queue.HELD.total_seconds()
LEASE = 75.0
STILL = 1.5 * LEASE  # from a worker's end until another one asks its hosts
LONGEST_MEANING = 60.0
REST = HOUR
LOOK = 0.2  # how often an idle writer looks for what is due
# seconds of CPU, as docs/scaling.md has them: a question, with TLS; more for a document that changed; a page
ASKING, READING, PAGE = 0.0024 + 0.0015, 0.005, 0.0175
STORING, STORING_ARTICLE, MEANING = 0.0011, 0.0011, 0.006
# how much of a day's news comes in each hour (UTC): newsrooms of Europe, and some of elsewhere
BY_HOUR = [1, 1, 1, 1, 2, 4, 6, 7, 8, 8, 7, 7, 6, 7, 7, 6, 5, 4, 3, 2, 2, 2, 1, 1]


@dataclass(frozen=True, slots=True)
class World:
    """What there is to be asked. Half of the feeds have a host of their own, the others share one with three, but for
    a hundredth, which one great host serves."""

    feeds: int = 100_000
    workers: int = 3
    typical_articles: float = 1.2  # a day: the middle feed; spread by a lognormal, so that 1 in 100 brings 50
    spread: float = 1.6
    typical_answer: float = 0.25  # seconds; 1 in 100 takes two
    answer_spread: float = 0.9
    missing: float = 0.04  # of all feeds: 404
    silent: float = 0.015  # no answer for 25 s
    busy: float = 0.0005  # of all answers: 429, an hour of rest
    lost: float = WARM_UP + 12 * HOUR  # when a worker is lost
    lost_for: float = HOUR / 2
    seed: int = 7

    def host(self, feed: int) -> int:
        """Which one serves it."""
        if feed % 100 == 0:
            return self.feeds
        return feed if feed % 2 else self.feeds + 1 + feed // 2 % max(1, self.feeds // 8)


@dataclass(slots=True)
class Source:
    """A feed: what it will bring, and what is known of it."""

    number: int
    job: FeedJob
    host: int
    news: list[float]
    kind: str = "well"
    seen: int = 0  # of its news
    due: float = 0.0
    picked: float = -1.0  # when a run took it up
    score: float = 0.0


@dataclass(slots=True, eq=False)
class Task:
    """A question: for a feed, or for the page of an article that came out at `published`."""

    source: Source
    published: float | None = None


@dataclass(slots=True, eq=False)
class Worker:
    """Asks the hosts of its shards."""

    ready: deque[int] = field(default_factory=deque)  # hosts whose turn it is
    under_way: dict[int, Task] = field(default_factory=dict)  # by host
    cpu_free: float = 0.0
    alive: bool = True


class Simulation:
    """The day, event by event."""

    def __init__(self, world: World, every_minutes: int | None = None) -> None:
        self.world = world
        self.chance = random.Random(world.seed)
        self.now = 0.0
        self.day = Day(WARM_UP, END)
        self.workers = [Worker() for _ in range(world.workers)]
        self.members = list(self.workers)  # as Redis knows them
        self.tasks: dict[int, deque[Task]] = {}  # that wait, by host
        self.next_ok: dict[int, float] = {}  # host -> when it may be asked again
        self.pending: set[int] = set()  # hosts that are asked, or stand in a worker's line, or pause
        self.rests: dict[int, float] = {}  # host -> until when it is left alone
        self.open = 0
        self.run, self.began = 0, 0.0
        self.busy: set[int] | None = None  # hosts that were not done at the last look
        self.untagged = 0
        self.writer_free = 0.0
        self._events: list[tuple[float, int, Callable[..., None], tuple[object, ...]]] = []
        self._number = 0
        self.sources = [self._source(n, every_minutes) for n in range(world.feeds)]
        self.due = [(one.due, n) for n, one in enumerate(self.sources)]
        heapq.heapify(self.due)
        self.late_pages: list[Task] = []

    def carry_out(self) -> Day:
        """Every event up to the end."""
        self._at(0.0, self._begin)
        if len(self.workers) > 1:
            self._at(self.world.lost, self._lose, self.workers[0])
        while self._events and self._events[0][0] < END:
            self.now, _, act, given = heapq.heappop(self._events)
            act(*given)
        return self.day

    # ------------------------------------------------------------ the world

    def _source(self, number: int, every_minutes: int | None) -> Source:
        world, chance = self.world, self.chance
        a_day = world.typical_articles * math.exp(chance.gauss(0, world.spread))
        arrivals = tuple(a_day * share / sum(BY_HOUR) for share in BY_HOUR)
        feed = Feed(f"feed-{number}", "", "", "", every_minutes=every_minutes)
        job = FeedJob(feed, "", arrivals=arrivals, window_items=20, last_new_at=START - timedelta(days=1 / a_day))
        kind = chance.choices(
            ("missing", "silent", "well"), (world.missing, world.silent, 1 - world.missing - world.silent)
        )[0]
        news = [] if kind != "well" else sorted(self._moments(a_day))
        return Source(number, job, world.host(number), news, kind, due=chance.uniform(0, WARM_UP / 2))

    def _moments(self, a_day: float) -> list[float]:
        """When its news comes, the hours of START's day and the next one weighed."""
        count = self._poisson(a_day * END / (24 * HOUR))
        hours = self.chance.choices(range(len(self._weights)), cum_weights=self._weights, k=count)
        return [(hour + self.chance.random()) * HOUR for hour in hours]

    @cached_property
    def _weights(self) -> list[float]:
        total, found = 0.0, []
        for hour in range(int(END / HOUR)):
            total += BY_HOUR[(START.hour + hour) % 24]
            found.append(total)
        return found

    def _poisson(self, mean: float) -> int:
        count, left = 0, mean - self.chance.expovariate(1)
        while left > 0:
            count, left = count + 1, left - self.chance.expovariate(1)
        return count

    def _seconds(self, source: Source) -> float:
        if source.kind == "silent":
            return 25.0
        return min(25.0, self.world.typical_answer * math.exp(self.chance.gauss(0, self.world.answer_spread)))

    # ------------------------------------------------------------ the writer

    def _begin(self) -> None:
        """A run: what is due, and the pages that the last one's deadline left."""
        self.run, self.began = self.run + 1, self.now
        tasks, self.late_pages = self.late_pages, []
        tasks += map(Task, self._due())
        self.busy = None
        self._at(self.now + DEADLINE, self._deadline, self.run)
        self._at(self.now + HELD, self._take_up, self.run, self.now)
        self._hand_out_all(tasks)
        self._end_if_done()

    def _due(self) -> list[Source]:
        found = []
        while self.due and self.due[0][0] <= self.now:
            found.append(self.sources[heapq.heappop(self.due)[1]])
        return found

    def _hand_out_all(self, tasks: list[Task]) -> None:
        for task in tasks:
            if self._rest_of(task) <= self.now:
                task.source.picked = self.now if task.published is None else task.source.picked
                self._hand_out(task)
            else:
                self._put_back(task)

    def _take_up(self, run: int, taken: float) -> None:
        """What has become due since something was taken up, if a host still holds the run."""
        if run != self.run or self.now >= self.began + DEADLINE:
            return
        busy = {host for host, waiting in self.tasks.items() if waiting}
        busy |= {host for worker in self.workers for host in worker.under_way}
        held = busy if self.busy is None else busy & self.busy
        self.busy = busy
        if held:
            due = self._due()
            new = [one for one in due if taken < one.due and one.picked < self.began]
            for source in due:
                if source.due <= taken or source.picked >= self.began:
                    heapq.heappush(self.due, (source.due, source.number))
            self._hand_out_all([Task(one) for one in new])
        self._at(self.now + HELD, self._take_up, run, self.now if held else taken)

    def _deadline(self, run: int) -> None:
        """What was not asked yet waits for the next run."""
        if run != self.run:
            return
        for waiting in self.tasks.values():
            for task in waiting:
                self.open -= 1
                self._put_back(task)
        self.tasks.clear()
        self._end_if_done()

    def _put_back(self, task: Task) -> None:
        if task.published is None:
            task.source.due = max(task.source.due, self._rest_of(task))
            heapq.heappush(self.due, (task.source.due, task.source.number))
        else:
            self.late_pages.append(task)

    def _rest_of(self, task: Task) -> float:
        return self.rests.get(task.source.host, 0.0)

    def _end_if_done(self) -> None:
        if self.open == 0:
            self._end()

    def _end(self) -> None:
        seconds = min(LONGEST_MEANING, self.untagged * MEANING)
        self.untagged -= round(seconds / MEANING)
        self.day.writer(self.now, seconds)
        self.run += 1  # so that its deadline comes to nothing
        wanted = min(self.due[0][0] if self.due else END, *(self._rest_of(task) for task in self.late_pages), END)
        self._at(max(self.now + seconds + LOOK, wanted), self._begin)

    def _store(self, task: Task, outcome: Outcome) -> None:
        """A result is committed: articles appear, the feed's next question is set."""
        self.open -= 1
        if task.published is None:
            self._polled(task.source, outcome)
        else:
            self.day.stored(self.now, self.now - task.published)
        self._end_if_done()

    def _polled(self, source: Source, outcome: Outcome) -> None:
        upto = bisect_right(source.news, self.now)
        came = source.news[source.seen : upto] if outcome is Outcome.FRESH else []
        source.seen = source.seen + len(came)
        self.untagged += len(came)
        self.day.polled(self.now, len(came))
        at = START + timedelta(seconds=self.now)
        answer = Answer(outcome, retry_after_s=int(REST) if outcome is Outcome.BUSY else None)
        source.score = schedule.fail_score(source.score, answer)
        source.job = replace(
            source.job,
            picked_at=START + timedelta(seconds=source.picked),
            last_new_at=at if came else source.job.last_new_at,
            failing_since=(source.job.failing_since or at) if source.score else None,
        )
        source.due = (schedule.next_check(source.job, answer, source.score, Rhythm(), at) - START).total_seconds()
        heapq.heappush(self.due, (source.due, source.number))
        for published in came:
            self._hand_out(Task(source, published))

    # ------------------------------------------------------------ the workers

    def _hand_out(self, task: Task) -> None:
        self.open += 1
        self._line_up(task)

    def _line_up(self, task: Task) -> None:
        host = task.source.host
        self.tasks.setdefault(host, deque()).append(task)
        if host not in self.pending:
            self.pending.add(host)
            self._at(max(self.now, self.next_ok.get(host, 0.0)), self._ready, host)

    def _ready(self, host: int) -> None:
        worker = self.members[host % 64 % len(self.members)]
        worker.ready.append(host)
        self._ask(worker)

    def _ask(self, worker: Worker) -> None:
        while worker.alive and worker.ready and len(worker.under_way) < IN_FLIGHT:
            host = worker.ready.popleft()
            waiting = self.tasks.get(host)
            if not waiting:  # the deadline took them
                self.pending.discard(host)
                continue
            task = waiting.popleft()
            worker.under_way[host] = task
            if task.published is None:
                self.day.asked(self.now, self.now - task.source.due)
            self._at(self.now + self._seconds(task.source), self._answered, worker, host, task)

    def _answered(self, worker: Worker, host: int, task: Task) -> None:
        if not worker.alive:
            return
        del worker.under_way[host]
        outcome = self._outcome(task)
        cost = self._cost(task, outcome)
        self.day.worker(self.now, cost)
        worker.cpu_free = max(self.now, worker.cpu_free) + cost
        storing = STORING if task.published is None else STORING_ARTICLE
        self.day.writer(self.now, storing)
        self.writer_free = max(worker.cpu_free, self.writer_free) + storing
        self._at(self.writer_free, self._store, task, outcome)
        self.next_ok[host] = self.now + PAUSE
        if outcome is Outcome.BUSY:
            self._rest(host)
        if self.tasks.get(host):
            self._at(self.next_ok[host], self._ready, host)
        else:
            self.pending.discard(host)
        self._ask(worker)

    def _outcome(self, task: Task) -> Outcome:
        if self.chance.random() < self.world.busy:
            return Outcome.BUSY
        if task.source.kind != "well":
            return Outcome.MISSING if task.source.kind == "missing" else Outcome.TIMEOUT
        if task.published is None and bisect_right(task.source.news, self.now) == task.source.seen:
            return Outcome.UNCHANGED
        return Outcome.FRESH

    @staticmethod
    def _cost(task: Task, outcome: Outcome) -> float:
        if outcome is not Outcome.FRESH:
            return ASKING
        return ASKING + (READING if task.published is None else PAGE)

    def _rest(self, host: int) -> None:
        """A host that has had enough: its other questions go back."""
        self.day.rested(self.now)
        self.rests[host] = self.now + REST
        for task in self.tasks.pop(host, ()):
            self.open -= 1
            self._put_back(task)

    def _lose(self, worker: Worker) -> None:
        worker.alive = False
        self._at(self.now + STILL, self._take_over, worker)
        self._at(self.now + self.world.lost_for, self._come_back, worker)

    def _take_over(self, lost: Worker) -> None:
        self.members = [one for one in self.workers if one is not lost]
        for host, task in lost.under_way.items():
            self.tasks.setdefault(host, deque()).appendleft(task)
            self._ready(host)
        lost.under_way.clear()
        while lost.ready:
            self._ready(lost.ready.popleft())

    def _come_back(self, worker: Worker) -> None:
        worker.alive, self.members = True, list(self.workers)

    def _at(self, when: float, act: Callable[..., None], *given: object) -> None:
        self._number += 1
        heapq.heappush(self._events, (when, self._number, act, given))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both days, or put them into docs."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--feeds", type=int, default=World().feeds)
    asked.add_argument("--workers", type=int, default=World().workers)
    asked.add_argument("--write", action="store_true", help="into docs/scaling.md and docs/simulation.svg")
    given = asked.parse_args(arguments)
    world = World(given.feeds, given.workers)
    days = {name: Simulation(world, every).carry_out() for name, every in (("auto", None), ("1h", 60))}
    write(days, given.feeds, given.workers, to_docs=given.write)


if __name__ == "__main__":
    main()
