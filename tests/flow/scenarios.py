"""Publishers of a simulated month: a moment and a request -> what the publisher says; and what is to be seen of it.

The table at the end is the specification: how often each is asked, with which outcomes, and what its row says then.
"""

import gzip
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from tests.flow.origin import STORY, Asked, Said, page_of

START = datetime(2025, 11, 3, tzinfo=UTC)  # a Monday
DAYS = 30
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OUTAGE = 23  # the day on which this machine is off the network from noon to six

# When something begins that is to be seen over a socket: day, hour; the one or two hours from then on are.
FOR_AN_HOUR = ((3, 12), (4, 3), (5, 6), (6, 0), (16, 2), (OUTAGE, 12))
FOR_TWO_HOURS = ((5, 0), (8, 0), (9, 0), (10, 9), (12, 0), (12, 9), (13, 9), (14, 9), (20, 0))

Answer = Callable[[datetime, Asked], Said]


def at(day: float, hour: float = 0.0) -> datetime:
    """A moment of the month; its first day is 1."""
    return START + (day - 1) * DAY + hour * HOUR


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


# ---------------------------------------------------------------- what a publisher brings out

MODELS = ("Harrier", "Kestrel", "Merlin", "Osprey", "Peregrine", "Sparrow", "Swift", "Wagtail", "Wren", "Yellowhammer")
SHAPES = ("estate", "hatchback", "roadster", "saloon", "van", "pickup", "coupe")


@dataclass(frozen=True)
class News:
    """Articles by the moment they come out, numbered from 1; a document lists the newest of them."""

    moments: tuple[datetime, ...]
    window: int = 6
    folder: str = "/n"

    def out(self, now: datetime) -> int:
        return bisect_right(self.moments, now)

    def title(self, number: int) -> str:
        return f"{MODELS[number % 10]} {SHAPES[number % 7]} {number}"

    def item(self, number: int) -> str:
        written = http_date(self.moments[number - 1])
        link = f"{self.folder}/{number}"
        return (
            f"<item><title>{self.title(number)}</title><link>{link}</link><guid isPermaLink='false'>g{number}</guid>"
            f"<pubDate>{written}</pubDate><description>{STORY[number % 3]}</description></item>"
        )

    def items(self, now: datetime, page: int = 1) -> str:
        newest = self.out(now) - (page - 1) * self.window
        return "".join(self.item(number) for number in range(newest, max(0, newest - self.window), -1))

    def promised(self, end: datetime) -> set[int]:
        """Every article that stood in the document at the start, or came out until then."""
        return set(range(max(0, self.out(START) - self.window) + 1, self.out(end) + 1))


@lru_cache(maxsize=64)
def every(hours: float, window: int = 6, until: float = DAYS + 1) -> News:
    """An article each so many hours, beginning a good while before the month."""
    step, first = hours * HOUR, START - 21 * DAY + timedelta(minutes=4)
    count = int((at(until) - first) / step)
    return News(tuple(first + number * step for number in range(count)), window)


def office() -> News:
    """Three an hour on weekdays from eight to five."""
    hours = [START - 21 * DAY + number * HOUR for number in range(24 * (21 + DAYS))]
    working = [hour for hour in hours if hour.weekday() < 5 and 8 <= hour.hour < 17]
    return News(tuple(hour + timedelta(minutes=20 * third + 3) for hour in working for third in range(3)), 30)


def burst(day: float, hour: float, count: int, window: int = 5) -> News:
    """One each six hours, and at one moment so many that the window slides past."""
    usual = every(6, window).moments
    return News(tuple(sorted((*usual, *(at(day, hour) + n * timedelta(seconds=60) for n in range(count))))), window)


# ---------------------------------------------------------------- how it answers

XML = {"Content-Type": "application/rss+xml"}


def document(news: News, now: datetime, head: str = "", page: int = 1) -> bytes:
    """An RSS document; `head` goes into its channel."""
    start = "<?xml version='1.0'?><rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>"
    return f"{start}<title>Autokrant</title>{head}{news.items(now, page)}</channel></rss>".encode()


Head = str | Callable[[datetime], str]
Headers = Mapping[str, str] | Callable[[datetime], Mapping[str, str]]


def feed(news: News, head: Head = "", headers: Headers = (), sends: str = "etag modified") -> Answer:  # type: ignore[assignment]
    """An honest feed: 304 to whom has its newest document already."""

    def answer(now: datetime, asked: Asked) -> Said:
        own = dict(headers(now) if callable(headers) else headers)
        count = news.out(now)
        if "etag" in sends:
            own.setdefault("ETag", f'"v{count}"')
        if "modified" in sends:
            own.setdefault("Last-Modified", http_date(news.moments[count - 1]))
        if is_known(own, asked):
            return Said(status=304, headers=own)
        return Said(document(news, now, head(now) if callable(head) else head), headers=XML | own)

    return answer


def is_known(own: Mapping[str, str], asked: Asked) -> bool:
    """RFC 9110, 13.2.2: If-None-Match goes first."""
    if (match := asked.headers.get("if-none-match")) is not None:
        return match == own.get("ETag")
    since = asked.headers.get("if-modified-since")
    return since is not None and since == own.get("Last-Modified")


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    """Always this."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda now, asked: Said(body, code, named)


def phases(usual: Answer, *others: tuple[datetime, datetime, Answer]) -> Answer:
    """Something else in a time (from, to), else the usual."""

    def answer(now: datetime, asked: Asked) -> Said:
        return next((other for start, end, other in others if start <= now < end), usual)(now, asked)

    return answer


def busy(end: datetime, code: int = 429, says: str = "seconds") -> Answer:
    """Too many requests, until then."""

    def answer(now: datetime, asked: Asked) -> Said:
        left = {"seconds": str(int((end - now).total_seconds())), "date": http_date(end)}
        return Said(b"slow down", code, {"Retry-After": left[says]} if says in left else {})

    return answer


def moved(code: int, to: str, news: News, days: int = DAYS) -> Answer:
    """Redirects its feed to a path, or (`elsewhere`) to another publisher's host."""

    def answer(now: datetime, asked: Asked) -> Said:
        if now >= at(days + 1) or asked.path == to or asked.host.startswith("127.0.2."):
            return feed(news)(now, asked)
        host = asked.headers["host"].replace("127.0.1.", "127.0.2.") if to == "elsewhere" else asked.headers["host"]
        path = "/feed.xml" if to == "elsewhere" else to
        return Said(b"", code, {"Location": f"http://{host}{path}"})

    return answer


def lagging(usual: Answer, by: timedelta) -> Answer:
    """The usual answer, some time late."""
    return lambda now, asked: usual(now - by, asked)


def lying(news: News) -> Answer:
    """Says 304 to everybody who has any document."""

    def answer(now: datetime, asked: Asked) -> Said:
        if "if-none-match" in asked.headers:
            return Said(status=304, headers={"ETag": '"same"'})
        return Said(document(news, now), headers=XML | {"ETag": '"same"'})

    return answer


def cut_now_and_then(news: News) -> Answer:
    """Every third time the connection is closed half-way."""
    whole = feed(news, sends="")

    def answer(now: datetime, asked: Asked) -> Said:
        said = whole(now, asked)
        said.cut = now.hour // 2 % 3 == 1
        return said

    return answer


def changed(usual: Answer, change: Callable[[Said], None]) -> Answer:
    """The usual answer, sent or written otherwise."""

    def answer(now: datetime, asked: Asked) -> Said:
        said = usual(now, asked)
        change(said)
        return said

    return answer


def drip(said: Said) -> None:
    said.drip_s = 4.0


def late(said: Said) -> None:
    said.wait_s = 1.6


def chunk(said: Said) -> None:
    said.chunked = said.status != 304


def pack(said: Said) -> None:
    said.body = gzip.compress(said.body, 1, mtime=0)
    said.headers["Content-Encoding"] = "gzip"


def halve(said: Said) -> None:
    said.body = said.body[: len(said.body) // 2]


def paged(news: News) -> Answer:
    """WordPress: older entries under ?paged=2."""

    def answer(now: datetime, asked: Asked) -> Said:
        page = int(asked.path.partition("paged=")[2] or 1)
        generator = "<generator>https://wordpress.org/?v=6.4</generator>"
        return Said(document(news, now, generator, page), headers=XML)

    return answer


def with_sitemap(news: News) -> Answer:
    """A sitemap of all its pages beside the feed."""
    whole = feed(news)

    def answer(now: datetime, asked: Asked) -> Said:
        if asked.path != "/sitemap.xml":
            return whole(now, asked)
        rows = "".join(
            f"<url><loc>http://{asked.headers['host']}/n/{number}</loc>"
            f"<lastmod>{news.moments[number - 1]:%Y-%m-%dT%H:%M:%S+00:00}</lastmod></url>"
            for number in range(news.out(now), max(0, news.out(now) - 40), -1)
        )
        words = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</urlset>"
        return Said(words.encode(), headers={"Content-Type": "application/xml"})

    return answer


def names_sitemap(now: datetime, asked: Asked) -> Said:
    return Said(f"User-agent: *\nSitemap: http://{asked.headers['host']}/sitemap.xml\n".encode())


def page(news: News) -> Answer:
    """The page of an article."""

    def answer(now: datetime, asked: Asked) -> Said:
        title = news.title(int(asked.path.removeprefix("/n/")))
        return Said(page_of(title, f"This is the story of the {title}.", *STORY))

    return answer


def busy_pages(news: News) -> Answer:
    """Each second article's page answers 429 in its first three hours: wait for an hour."""
    usual = page(news)

    def answer(now: datetime, asked: Asked) -> Said:
        number = int(asked.path.removeprefix("/n/"))
        if number % 2 == 0 and now < news.moments[number - 1] + 3 * HOUR:
            return Said(b"", 429, {"Retry-After": "3600"})
        return usual(now, asked)

    return answer


# ---------------------------------------------------------------- what is expected

GOOD_ROW = {"fail_score": 0.0, "failing_since_at": None, "trusts_304": 1, "url_effective": None, "redirect_url": None}
GOOD_ROW |= {"gone_first_seen_at": None, "empty_polls": 0}
SINCE = f"{START:%Y-%m-%dT%H:%M:%SZ}"
HALF = {"fail_score": DAYS / 2, "failing_since_at": SINCE}  # asked once a day, half a point each time

Bounds = tuple[int, int, int, int]  # of the days from .. to, at least and at most so many a day


@dataclass(frozen=True)
class Scenario:
    """One feed on a host of its own, and what is to be seen of it."""

    slug: str
    news: News
    says: Answer
    polls: tuple[Bounds, ...]  # requests for the feed that arrive, a day
    outcomes: str  # all that occur
    health: str = "ok"
    row: Mapping[str, Any] = field(default_factory=dict)  # of `feeds`, at the end
    gaps: tuple[str, ...] = ()  # closed_by
    missed: int | None = 0  # of all articles listed; None: nothing is promised
    yaml: dict[str, str] = field(default_factory=dict)
    robots: Answer | None = None
    pages: Answer | None = None
    shut: tuple[datetime, datetime] | None = None  # refuses every connection from .. to
    beside: str = ""  # stands on the host of this one
    path: str = "/feed.xml"
    total: Bounds | None = None  # of the days from .. to, so many in all

    @property
    def state(self) -> dict[str, Any]:
        """What its row says in the end: of a healthy feed that all is well, unless the table says otherwise."""
        return {**(GOOD_ROW if self.health in ("ok", "stale") else {}), **self.row}

    def is_shut(self, now: datetime) -> bool:
        return self.shut is not None and self.shut[0] <= now < self.shut[1]


def daily(count: int, most: int | None = None) -> tuple[Bounds, ...]:
    """So many on each whole day: not the first, nor the day of the outage."""
    most = count if most is None else most
    return ((2, OUTAGE - 1, count, most), (OUTAGE + 1, DAYS, count, most))


N3, N12, N24 = every(3), every(12), every(24, 10)
SILENT = every(6, until=1)
HONEST, TWICE = feed(N3), feed(N12)
OTHERS = News(N12.moments, N12.window, "/others")
HTML = b"<!doctype html><html><head><title>%b</title></head><body><p>Welcome to our home page.</p></body></html>"
MOMENT = HTML % b"Just a moment..."
NO_NEWS = b"<?xml version='1.0'?><rss version='2.0'><channel><title>Autokrant</title></channel></rss>"


def skipping(words: str) -> Answer:
    return feed(N12, head=words)


def hours_skipped(*hours: int) -> str:
    return "<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in hours) + "</skipHours>"


RHYTHM = (
    Scenario("honest-15m", N3, HONEST, daily(96), "fresh unchanged", yaml={"every": "15m"}),
    Scenario(
        "always-second",  # the other feed of the host has listed all of it before
        N3,
        lagging(HONEST, HOUR / 2),
        daily(12),
        "fresh unchanged",
        beside="honest-15m",
        path="/second.xml",
    ),
    Scenario("honest-30m", N3, HONEST, daily(48), "fresh unchanged", yaml={"every": "30m"}),
    Scenario("honest-1h", N3, HONEST, daily(24), "fresh unchanged", yaml={"every": "1h"}),
    Scenario("honest-6h", N3, HONEST, daily(4), "fresh", yaml={"every": "6h"}),
    Scenario("honest-1d", N12, feed(N12), daily(1), "fresh", yaml={"every": "1d"}),
    Scenario("honest-7d", N24, feed(N24), ((1, DAYS, 0, 1),), "fresh", yaml={"every": "7d"}, total=(1, DAYS, 5, 6)),
    Scenario("modified-only", N12, feed(N12, sends="modified"), daily(12), "fresh unchanged"),
    Scenario("etag-only", N12, feed(N12, sends="etag"), daily(12), "fresh unchanged"),
    Scenario(
        "weak-etag", N12, feed(N12, headers=lambda now: {"ETag": f'W/"{N12.out(now)}"'}), daily(12), "fresh unchanged"
    ),
    Scenario("no-validators", N12, feed(N12, sends=""), daily(12), "fresh unchanged", row={"etag": None}),
    Scenario(
        "build-date",
        N12,
        feed(N12, head=lambda now: f"<lastBuildDate>{http_date(now)}</lastBuildDate>", sends=""),
        daily(12),
        "fresh unchanged",
    ),
    Scenario("auto-busy", every(0.5, 20), feed(every(0.5, 20)), daily(32, 48), "fresh", yaml={"every": "auto"}),
    Scenario("auto-quiet", every(48), feed(every(48)), daily(5, 6), "fresh unchanged", yaml={"every": "auto"}),
    Scenario("auto-office", office(), feed(office()), daily(8, 30), "fresh unchanged", yaml={"every": "auto"}),
    Scenario(
        "auto-silent",
        SILENT,
        feed(SILENT),
        daily(5, 7),
        "fresh unchanged",
        "stale",
        yaml={"every": "auto"},
    ),
    Scenario(
        "ttl-240", N12, feed(N12, head="<ttl>240</ttl>"), daily(6), "fresh unchanged", row={"wished_minutes": 240}
    ),
    Scenario(
        "sy-daily",
        N12,
        feed(N12, head="<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>"),
        daily(1),
        "fresh",
        row={"wished_minutes": 1440},
    ),
    Scenario(
        "max-age-1h",
        N12,
        feed(N12, headers={"Cache-Control": "public, max-age=3600"}),
        daily(24),
        "fresh unchanged",
        yaml={"every": "15m"},
    ),
    Scenario("max-age-10d", N12, feed(N12, headers={"Cache-Control": "max-age=864000"}), daily(1), "fresh"),
    Scenario(
        "max-age-and-age",
        N12,
        feed(N12, headers={"Cache-Control": "max-age=7200", "Age": "3600"}),
        daily(24),
        "fresh unchanged",
        yaml={"every": "15m"},
    ),
    Scenario(
        "expires",
        N12,
        feed(N12, headers=lambda now: {"Expires": http_date(now + 2 * HOUR), "Date": http_date(now)}),
        daily(12),
        "fresh unchanged",
        yaml={"every": "15m"},
    ),
    Scenario(
        "expires-0",
        N12,
        feed(N12, headers={"Expires": "0"}),
        daily(12),
        "fresh unchanged",
        row={"etag": None, "last_modified": None},
    ),
    Scenario(
        "modified-in-2041",
        N12,
        feed(N12, headers={"Last-Modified": "Tue, 19 Nov 2041 08:00:00 GMT"}, sends="modified"),
        daily(12),
        "fresh unchanged",
        row={"last_modified": None},
    ),
    Scenario(
        "skip-hours",
        N12,
        skipping(hours_skipped(0, 1, 2, 3, 4, 5)),
        daily(9),
        "fresh unchanged",
        row={"skip_hours": "[0, 1, 2, 3, 4, 5]"},
    ),
    Scenario(
        "skip-days",
        N12,
        skipping("<skipDays><day>Saturday</day><day>Sunday</day></skipDays>"),
        ((2, 5, 12, 12), (6, 7, 0, 0), (8, 8, 12, 13), (9, 12, 12, 12), (13, 14, 0, 0), (27, 28, 0, 0)),
        "fresh unchanged",
        row={"skip_days": "[5, 6]"},
    ),
)

BUSY = (
    Scenario(
        "busy-seconds",
        N12,
        phases(TWICE, (at(3, 12), at(3, 18), busy(at(3, 18)))),
        ((2, 2, 24, 24), (3, 3, 19, 20), (4, 22, 24, 24)),
        "fresh unchanged busy",
        yaml={"every": "1h"},
    ),
    Scenario(
        "busy-date",
        N12,
        phases(TWICE, (at(4, 3), at(4, 21), busy(at(4, 21), says="date"))),
        ((3, 3, 24, 24), (4, 4, 6, 8), (5, 22, 24, 24)),
        "fresh unchanged busy",
        yaml={"every": "1h"},
    ),
    Scenario(
        "busy-five-days",
        N24,
        phases(feed(N24), (at(9, 1), at(14, 1), busy(at(14, 1)))),
        ((8, 8, 12, 12), (9, 9, 1, 3), (10, 13, 0, 0), (15, 22, 12, 12)),
        "fresh unchanged busy",
    ),
    Scenario(
        "busy-unsaid",
        N12,
        phases(TWICE, (at(6), at(6, 12), busy(at(6, 12), says="nothing"))),
        ((5, 5, 96, 96), (6, 6, 20, 60), (8, 22, 96, 96)),
        "fresh unchanged busy",
        yaml={"every": "15m"},
        total=(6, 6, 20, 60),
    ),
    Scenario(
        "unavailable-with-date",
        N12,
        phases(TWICE, (at(16, 2), at(16, 8), busy(at(16, 8), 503, "date"))),
        ((15, 15, 24, 24), (16, 16, 18, 20), (17, 22, 24, 24)),
        "fresh unchanged busy",
        yaml={"every": "1h"},
    ),
    Scenario(
        "unavailable-plain",
        N12,
        phases(feed(N12), (at(9), at(10), status(503))),
        ((8, 8, 24, 24), (9, 9, 5, 12), (11, 22, 24, 24)),
        "fresh unchanged busy",
        yaml={"every": "1h"},
    ),
    Scenario(
        "busy-pages",
        N12,
        TWICE,
        daily(40, 48),
        "fresh unchanged busy",
        yaml={"every": "30m", "follow": "true"},
        pages=busy_pages(N12),
    ),
    Scenario(
        "pair-one",
        N12,
        phases(TWICE, (at(5, 6), at(5, 12), busy(at(5, 12)))),
        ((4, 4, 24, 24), (5, 5, 17, 20), (6, 22, 24, 24)),
        "fresh unchanged busy",
        yaml={"every": "1h"},
    ),
    Scenario(
        "pair-two",
        OTHERS,
        phases(feed(OTHERS), (at(5, 6), at(5, 12), busy(at(5, 12)))),
        ((4, 4, 24, 24), (5, 5, 17, 20), (6, 22, 24, 24)),
        "fresh unchanged busy",
        yaml={"every": "1h"},
        beside="pair-one",
        path="/two.xml",
    ),
)

BROKEN = (
    Scenario(
        "broken-for-a-week",
        N24,
        phases(feed(N24), (at(8), at(15), status(500))),
        ((2, 7, 12, 12), (8, 8, 5, 7), (11, 14, 0, 2), (17, 22, 12, 12)),
        "fresh unchanged server_error",
    ),
    Scenario(
        "refused-for-days",
        N24,
        feed(N24),
        ((2, 9, 12, 12), (10, 12, 0, 0), (15, 22, 12, 12)),
        "fresh unchanged network",
        shut=(at(10), at(13)),
    ),
    Scenario(
        "slow-for-days",
        N24,
        phases(feed(N24), (at(12), at(14), changed(feed(N24), late))),
        ((2, 11, 12, 12), (12, 12, 5, 7), (13, 13, 0, 2), (16, 22, 12, 12)),
        "fresh unchanged timeout",
        yaml={"limits": "{seconds: 1}"},
    ),
    Scenario(
        "slow-drip",
        N24,
        changed(feed(N24), drip),
        ((1, 1, 1, 2), (2, DAYS, 0, 1)),
        "timeout",
        "failing",
        row={"last_success_at": None},
        missed=None,
        yaml={"every": "1d", "limits": "{seconds: 1}"},
    ),
    Scenario(
        "forbidden", N24, status(403), daily(1), "blocked", "blocked", row=HALF | {"last_http_status": 403}, missed=None
    ),
    Scenario(
        "legal-reasons",
        N24,
        status(451),
        daily(1),
        "blocked",
        "blocked",
        row=HALF | {"last_http_status": 451},
        missed=None,
    ),
    Scenario(
        "unauthorized",
        N24,
        status(401),
        daily(1),
        "blocked",
        "blocked",
        row=HALF | {"fail_score": float(DAYS), "last_http_status": 401},
        missed=None,
    ),
    Scenario(
        "missing",
        N24,
        status(404),
        ((1, 1, 5, 7), (3, 14, 0, 2), (15, DAYS, 0, 1)),
        "missing",
        "failing",
        missed=None,
        total=(15, DAYS, 2, 4),
    ),
    Scenario(
        "gone-once",
        N24,
        phases(feed(N24), (at(5), at(6), status(410))),
        ((2, 4, 12, 12), (5, 5, 1, 1), (7, 22, 12, 12)),
        "fresh unchanged gone",
    ),
    Scenario(
        "gone",
        N24,
        status(410),
        ((1, 2, 1, 1), (3, 8, 0, 0), (9, 9, 1, 1)),
        "gone",
        "gone",
        missed=None,
        total=(1, DAYS, 6, 6),
    ),
    Scenario("challenge", N24, status(200, MOMENT), daily(1), "challenge", "blocked", missed=None),
    Scenario(
        "cf-mitigated",
        N24,
        status(403, MOMENT, cf_mitigated="challenge"),
        daily(1),
        "challenge",
        "blocked",
        missed=None,
    ),
    Scenario(
        "home-page",
        N24,
        status(200, HTML % b"Autokrant"),
        ((1, 1, 5, 7), (3, 14, 0, 2), (15, DAYS, 0, 1)),
        "not_a_feed",
        "failing",
        missed=None,
    ),
    Scenario(
        "empty",
        N24,
        status(200, NO_NEWS),
        daily(12),
        "empty unchanged",
        "empty",
        missed=None,
        row={"last_new_item_at": None},
    ),
    Scenario(
        "becomes-empty",
        N24,
        phases(feed(N24), (at(20), at(DAYS + 1), status(200, NO_NEWS))),
        daily(12),
        "fresh unchanged empty",
        "empty",
        missed=None,
    ),
    Scenario("cut-now-and-then", N12, cut_now_and_then(N12), daily(12), "fresh unchanged partial"),
    Scenario("half-a-document", N24, changed(feed(N24, sends=""), halve), daily(12), "partial", missed=None),
    Scenario("gzip", N12, changed(feed(N12, sends=""), pack), daily(12), "fresh unchanged"),
    Scenario(
        "gzip-broken",
        N24,
        status(200, b"not gzip", Content_Encoding="gzip"),
        ((1, 1, 6, 9), (6, 14, 0, 2), (15, DAYS, 0, 1)),
        "not_a_feed",
        "failing",
        missed=None,
    ),
    Scenario("chunked", N12, changed(TWICE, chunk), daily(12), "fresh unchanged"),
    Scenario(
        "too-large",
        N24,
        status(200, NO_NEWS + b" " * (1100 << 10)),
        ((1, 1, 1, 2), (2, DAYS, 0, 1)),
        "too_large",
        "failing",
        missed=None,
        yaml={"every": "1d", "limits": "{body_mib: 1}"},
    ),
)

MOVED = (
    Scenario(
        "moved-within",
        N12,
        moved(301, "/new.xml", N12),
        ((2, 7, 24, 24), (8, 8, 13, 13), (9, 22, 12, 12)),
        "fresh unchanged",
        row={"url_effective": "/new.xml"},
    ),
    Scenario(
        "moved-elsewhere",
        N12,
        moved(301, "elsewhere", N12),
        daily(12),
        "fresh unchanged",
        "moved",
        row={"redirect_url": "elsewhere/feed.xml", "url_effective": None},
    ),
    Scenario("moved-for-now", N12, moved(302, "/new.xml", N12), daily(24), "fresh unchanged"),
    Scenario(
        "moved-and-back", N12, moved(301, "/new.xml", N12, days=3), ((2, 3, 24, 24), (4, 22, 12, 12)), "fresh unchanged"
    ),
    Scenario(
        "moves-in-circles",
        N24,
        status(302, Location="/feed.xml"),
        ((1, 1, 30, 42), (3, 14, 0, 12), (15, DAYS, 0, 6)),
        "redirect",
        "moved",
        missed=None,
    ),
)

TRUST = (
    Scenario("lying-304", every(6, 8), lying(every(6, 8)), daily(12), "fresh unchanged", row={"trusts_304": 0}),
    Scenario(
        "quiet-weeks",
        News((*SILENT.moments, at(25, 5))),
        feed(News((*SILENT.moments, at(25, 5)))),
        daily(12),
        "fresh unchanged",
    ),
    Scenario("stale", SILENT, feed(SILENT, sends=""), daily(12), "fresh unchanged", "stale"),
)

WORDPRESS, SITEMAP, NOTHING = burst(12, 9.1, 18), burst(13, 9.1, 12), burst(14, 9.1, 12)
GAPS = (
    Scenario("gap-paging", WORDPRESS, paged(WORDPRESS), daily(12), "fresh unchanged", gaps=("paging",)),
    Scenario(
        "gap-sitemap",
        SITEMAP,
        with_sitemap(SITEMAP),
        daily(12),
        "fresh unchanged",
        gaps=("sitemap",),
        robots=names_sitemap,
        yaml={"follow": "true"},
    ),
    Scenario("gap-nothing", NOTHING, feed(NOTHING), daily(12), "fresh unchanged", gaps=("none",), missed=7),
)

ROBOTS = (
    Scenario(
        "robots-broken",
        N24,
        feed(N24),
        ((2, 9, 12, 12), (10, 10, 0, 4), (11, 11, 0, 0), (14, 22, 12, 12)),
        "fresh unchanged server_error",
        robots=phases(status(404), (at(10), at(12), status(500))),
    ),
    Scenario(
        "robots-says-no",
        N24,
        feed(N24),
        ((1, DAYS, 0, 0),),
        "refused",
        "blocked",
        missed=None,
        robots=status(200, b"User-agent: *\nDisallow: /feed\n"),
    ),
    Scenario(
        "crawl-delay",
        N12,
        TWICE,
        daily(12),
        "fresh unchanged",
        yaml={"follow": "true"},
        robots=status(200, b"User-agent: *\nCrawl-delay: 0.2\n"),
    ),
)

TABLE: tuple[Scenario, ...] = (*RHYTHM, *BUSY, *BROKEN, *MOVED, *TRUST, *GAPS, *ROBOTS)
