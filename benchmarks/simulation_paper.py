"""What happened in a simulated day -> a table and a picture, and their places in docs."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from benchmarks.papers import DOCS, put, table

MINUTES = 10  # of a bar in the picture
HOURS = 3  # of a line in the table
HEADS = (
    "hours",
    "polls",
    "with news",
    "articles",
    "late, s",
    "to the desk, min",
    "rests",
    "workers' cores",
    "writer's core",
)


class Day:
    """Counts what happens from `begin` to `end` (seconds), in steps of ten minutes."""

    def __init__(self, begin: float, end: float) -> None:
        self.begin, self.end = begin, end
        self.lateness: dict[int, list[float]] = defaultdict(list)  # from due to asked, seconds
        self.delays: dict[int, list[float]] = defaultdict(list)  # from published to stored with its text, seconds
        self.polls: Counter[int] = Counter()
        self.fresh: Counter[int] = Counter()
        self.articles: Counter[int] = Counter()
        self.rests: Counter[int] = Counter()
        self.workers_s: dict[int, float] = defaultdict(float)
        self.writer_s: dict[int, float] = defaultdict(float)

    def _step(self, now: float) -> int:
        return int((now - self.begin) // (60 * MINUTES))

    def asked(self, now: float, late: float) -> None:
        self.lateness[self._step(now)].append(late)

    def polled(self, now: float, articles: int) -> None:
        step = self._step(now)
        self.polls[step] += 1
        self.fresh[step] += articles > 0
        self.articles[step] += articles

    def stored(self, now: float, delay: float) -> None:
        self.delays[self._step(now)].append(delay)

    def rested(self, now: float) -> None:
        self.rests[self._step(now)] += 1

    def worker(self, now: float, seconds: float) -> None:
        self.workers_s[self._step(now)] += seconds

    def writer(self, now: float, seconds: float) -> None:
        self.writer_s[self._step(now)] += seconds

    def line(self, name: str, steps: range) -> list[str]:
        """A line of the table."""
        late = [one for step in steps for one in self.lateness[step]]
        delays = [one / 60 for step in steps for one in self.delays[step]]
        seconds = len(steps) * MINUTES * 60
        counts = (sum(counted[step] for step in steps) for counted in (self.polls, self.fresh, self.articles))
        return [
            name,
            *(f"{count:,}" for count in counts),
            f"{_at(late, 0.5):.1f}; {_at(late, 0.95):.1f}",
            f"{_at(delays, 0.5):.0f}; {_at(delays, 0.95):.0f}",
            f"{sum(self.rests[step] for step in steps)}",
            f"{sum(self.workers_s[step] for step in steps) / seconds:.2f}",
            f"{sum(self.writer_s[step] for step in steps) / seconds:.2f}",
        ]

    def lines(self) -> list[list[str]]:
        """The table, by hours."""
        steps = HOURS * 60 // MINUTES
        return [
            self.line(f"{hour} to {hour + HOURS}", range(hour * 60 // MINUTES, hour * 60 // MINUTES + steps))
            for hour in range(0, 24, HOURS)
        ]

    def whole(self, name: str) -> list[str]:
        """One line of all."""
        return self.line(name, range(24 * 60 // MINUTES))


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def write(days: Mapping[str, Day], feeds: int, workers: int, *, to_docs: bool) -> None:
    """Print the table, or put it and the picture into docs."""
    first = next(iter(days.values()))
    about = f"{feeds:,} feeds, {workers} workers, one of them lost from 12:00 to 12:30; `every: auto`, by hours (UTC)"
    by_hour = table(HEADS, [*first.lines()])
    both = table(("whole day, `every:`", *HEADS[1:]), [day.whole(name) for name, day in days.items()])
    text = f"{about}. Where two figures stand, the middle one and that which 1 in 20 exceeds:\n\n{by_hour}\n\n{both}\n"
    if not to_docs:
        print(text)
        return
    put(DOCS / "scaling.md", "simulation", f"{text}\n![A simulated day](simulation.svg)")
    (DOCS / "simulation.svg").write_text(picture(first), "utf-8")


def picture(day: Day) -> str:
    """Polls a minute, and how late 1 in 20 was, over the hours of the day, as SVG."""
    steps = range(24 * 60 // MINUTES)
    polls = [day.polls[step] / MINUTES for step in steps]
    late = [_at(day.lateness[step], 0.95) for step in steps]
    hours = "".join(f'<text x="{60 + 35 * hour}" y="330" class="h">{hour}</text>' for hour in range(0, 25, 3))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 940 345" role="img" '
        'aria-label="Polls a minute and their lateness over a simulated day">'
        "<style>text{font:13px sans-serif;fill:#333}.h{text-anchor:middle}.b{fill:#3b6ea5}.l{fill:#b5532b}"
        ".lost{fill:#888;opacity:.25}@media(prefers-color-scheme:dark){text{fill:#ccc}}</style>"
        f'<rect x="{60 + 35 * 12}" y="20" width="17.5" height="290" class="lost"/>'
        + _bars("polls a minute", polls, 20, "b")
        + _bars("late, s: 1 in 20 more than", late, 175, "l")
        + hours
        + "</svg>\n"
    )


def _bars(name: str, values: Sequence[float], top: int, look: str) -> str:
    highest = max([*values, 1e-9])
    width = 840 / len(values)
    bars = "".join(
        f'<rect x="{60 + at * width:.1f}" y="{top + 20 + 110 * (1 - value / highest):.1f}" '
        f'width="{width - 1:.1f}" height="{110 * value / highest:.1f}" class="{look}"/>'
        for at, value in enumerate(values)
    )
    return f'<text x="60" y="{top + 12}">{name}, up to {highest:,.0f}</text>{bars}'
