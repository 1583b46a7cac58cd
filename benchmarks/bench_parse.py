"""What reading one feed document costs, against feedparser alone on the same bytes, and where the time goes.

python -m benchmarks.bench_parse
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial

import feedparser

from benchmarks.duel import Way, cpu_ms, data, duel
from crawler import feeds
from crawler.feeds import rss, wellformed, wire
from crawler.model import Draft, Feed
from crawler.normal import dates, language, urls
from crawler.process import Circumstances, read_feed
from crawler.process.around import place
from crawler.process.entries import draft_from

FEED = Feed("a-feed", "A feed", "https://feeds.example/rss", "a-source")
AROUND = Circumstances(FEED, "Europe/Amsterdam", datetime(2026, 1, 1, tzinfo=UTC))
MOST = FEED.limits.entries + 1


def entries(body: bytes) -> object:
    """Bytes to entries, as the peer."""
    return feeds.read(body, FEED.url, "application/xml", MOST)


def drafts(body: bytes) -> object:
    """Bytes to entries with an identity, dates, a language and clean texts."""
    return read_feed(body, FEED.url, "application/xml", AROUND)


def peer(body: bytes) -> object:
    """Bytes to entries."""
    return feedparser.parse(body, response_headers={"content-location": FEED.url, "content-type": "application/xml"})


def shares(bodies: Sequence[bytes]) -> None:
    """Print what the steps cost, each done with what the one before made; what is left of the whole is the last row."""
    spent: defaultdict[str, float] = defaultdict(float)
    accepted = 0
    for body in bodies:
        document = feeds.read(body, FEED.url, "application/xml", MOST)
        text = wire.decode(body, "application/xml")
        markup = wire.feed_markup(text, MOST) or ""
        steps: list[tuple[str, Callable[[], object]]] = [("bytes to text", partial(wire.decode, body, ""))]
        if wellformed.read(markup, rss.looks_like_html) is not None:
            accepted += 1
            steps.append(("text to markup", partial(wire.feed_markup, text, MOST)))
            steps.append(("well-formed markup to fields", partial(wellformed.read, markup, rss.looks_like_html)))
        else:
            steps.append(("doubtful documents, by feedparser", partial(rss.read, text, FEED.url, MOST)))
        before = sum(_add(spent, step, take) for step, take in steps)
        spent["fields to entries"] += cpu_ms(entries, body) - before
        made = [draft_from(entry, at, AROUND) for at, entry in enumerate(document.entries if document else ())]
        for step, take in finishing([one for one in made if one]):
            _add(spent, step, take)
        spent["drafts"] += cpu_ms(drafts, body)
    spent["texts, and all else of a draft"] = 2 * spent["drafts"] - sum(spent.values())
    print(f"where it goes: {accepted} of {len(bodies)} documents are read without feedparser")
    for step in sorted(spent.keys() - {"drafts"}, key=lambda step: -spent[step]):
        print(f"  {step:<44} {spent[step] / len(bodies):8.2f} ms")


def _add(spent: defaultdict[str, float], step: str, take: Callable[[], object]) -> float:
    cost = cpu_ms(take)
    spent[step] += cost
    return cost


def finishing(made: Sequence[Draft]) -> Iterator[tuple[str, Callable[[], object]]]:
    """The steps of drafts that can be told apart."""
    found, here = [draft.article for draft in made], place(AROUND, ("en",), "feed")
    printed = [article.published.raw for article in found if article.published]
    texts = [f"{article.title}\n{article.body or article.lead}" for article in found]
    addresses = [draft.fetch_url for draft in made if draft.fetch_url]
    yield "identity", lambda: [urls.url_hash(urls.url_key(address)) for address in addresses]
    yield "dates", lambda: [dates.read(raw, here) for raw in printed]
    yield "language", lambda: [language.detect(text, (("nl", "feed"),)) for text in texts]


def main() -> None:
    """Measure every feed that feedparser can read (it reads no JSON Feed), of at most 500 kB."""
    files = sorted(file for file in data("feeds").rglob("*") if file.is_file() and file.name != "MANIFEST.json")
    bodies = [body for file in files if len(body := file.read_bytes()) <= 500_000 and body.lstrip()[:1] != b"{"]
    ours = (Way("koplamp: to entries", entries), Way("koplamp: to drafts with identity and dates", drafts))
    duel("feeds", bodies, Way("feedparser.parse: to entries", peer), *ours)
    shares(bodies)


if __name__ == "__main__":
    main()
