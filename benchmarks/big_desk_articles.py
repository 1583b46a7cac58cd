"""Sources, gazetteers and chance -> articles in order of time with all that hangs on them, as rows of tables."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlite_utils import Database

from benchmarks.big_desk_feeds import DAYS, Publishers, Row, Source, instant
from benchmarks.big_desk_words import words
from crawler.normal.urls import url_hash
from crawler.store.database import rows

STAGES = ("extracted",) * 96 + ("failed", "failed", "dropped", "listed")
KINDS = ("news",) * 16 + ("review", "review", "video", "pressrelease")
JOINS = 0.3  # of articles tell a story that another began
QUIET = (1, 2)  # of seven days the last two, as before a Sunday's night: another last day shifts the same desk
OPEN = 40  # stories of the last days that others may join
STORY_DAYS = timedelta(days=4)
COPIES = 0.25  # of those that join repeat the first one's text
COPY_KINDS = ("exact", "syndicated", "syndicated", "excerpt", "quotes", "quotes")
AUTHORS, KEYWORDS = 400, 3000
NAMES = {"authors": "Schrijver", "keywords": "trefwoord"}


@dataclass(slots=True)
class Story:
    """An event while it is told: which articles tell it, and what is said of it."""

    id: int
    make: int
    model: int | None
    title: str
    body: str
    told: list[tuple[str, int, datetime, Source]] = field(default_factory=list)  # by sort_at and number

    def row(self) -> Row:
        moments = [at for at, _, _, _ in self.told]
        _, number, _, source = min(self.told, key=lambda one: one[:2])
        return {
            "id": self.id, "title": self.title, "language": source.language, "first_at": min(moments),
            "last_at": max(moments), "article_count": len(self.told), "first_article_id": number,
            "source_count": len({source.id for _, _, _, source in self.told}),
            "language_count": len({source.language for _, _, _, source in self.told}),
        }  # fmt: skip


class Articles:
    """Makes rows on demand: `rows` for a range of articles, in order, then `rest` for the stories that are left."""

    def __init__(self, db: Database, chance: random.Random, publishers: Publishers, count: int) -> None:
        self._chance, self._publishers = chance, publishers
        self._words = words(chance)
        self._names: dict[str, dict[int, str]] = {
            kind: {one["id"]: one["name"] for one in rows(db, f"select id, {label} as name from {kind}")}
            for kind, label in (("makes", "name"), ("models", "label"))
        }
        self._models: dict[int, list[int]] = defaultdict(list)
        for one in rows(db, "select id, make_id from models order by id"):
            self._models[one["make_id"]].append(one["id"])
        self._makes = sorted(self._models, key=lambda make: (-len(self._models[make]), make))
        self._make_weights = [1 / (rank + 2) for rank in range(len(self._makes))]
        self._topics = [one["id"] for one in rows(db, "select id from topics order by id")]
        self._companies = [one["id"] for one in rows(db, "select id from companies order by id")]
        self._moments = self._spread(count)
        self._open: list[Story] = []
        self._stories = 0
        self._out: dict[str, list[Row]] = {}

    def _spread(self, count: int) -> list[datetime]:
        """Moments over the days: fewer at weekends, more towards the end, between 5 and 20 hours UTC."""
        first = self._publishers.now.replace(hour=5) - timedelta(days=DAYS - 1)
        days = [first + timedelta(days=number) for number in range(DAYS)]
        weights = [
            (0.45 if (len(days) - number) % 7 in QUIET else 1) * (1 + number / DAYS / 3) for number in range(len(days))
        ]
        drawn = self._chance.choices(days, weights, k=count)
        return sorted(day + timedelta(seconds=int(self._chance.random() * 53_000)) for day in drawn)

    def rows(self, numbers: Iterable[int]) -> dict[str, list[Row]]:
        """Table -> rows of these articles, and of the stories that ended."""
        self._out = defaultdict(list)
        for number in numbers:
            self._article(number, self._moments[number - 1])
        return self._out

    def rest(self) -> dict[str, list[Row]]:
        """The stories that still go on, and the names that articles lead to."""
        named = {table: [{"id": n, "slug": f"{name.lower()}-{n}", "name": f"{name} {n}"} for n in range(1, most + 1)]
                 for (table, name), most in zip(NAMES.items(), (AUTHORS, KEYWORDS), strict=True)}  # fmt: skip
        return named | {"stories": [story.row() for story in self._open]}

    def _article(self, number: int, at: datetime) -> None:
        chance = self._chance
        source = chance.choices(self._publishers.sources, self._publishers.weights)[0]
        stage = chance.choice(STAGES)
        story, copied = self._story(at, source) if stage == "extracted" else (self._new_story(source), False)
        body = story.body if copied else self._words.text(chance, source.language, self._named(story))
        title = story.title if copied else self._words.title(chance, self._named(story))
        row = self._facts(number, at, source) | {"title": title, "stage": stage}
        row["stage_reason"] = "HTTP 404" if stage == "failed" else None
        row["word_count"] = len(body.split()) if stage == "extracted" else 0
        if stage == "extracted":
            row["story_id"] = story.id
            if copied:
                self._copy(number, at, story)
            story.told.append((str(row["sort_at"]), number, at, source))
            self._tags(number, row["published_on"], story)
            self._edit(row, at)
        self._out["articles"].append(row)
        self._hang_on(row, body if stage == "extracted" else "", source)

    def _named(self, story: Story) -> str:
        return self._names["models"][story.model] if story.model else self._names["makes"][story.make]

    def _story(self, at: datetime, source: Source) -> tuple[Story, bool]:
        """The story that an article tells, and whether it repeats the text of the first who told it."""
        if len(self._open) > OPEN or (self._open and self._open[0].told[0][2] < at - STORY_DAYS):
            self._out["stories"].append(self._open.pop(0).row())
        if self._open and self._chance.random() < JOINS:
            story = self._open[min(int(self._chance.expovariate(0.15)), len(self._open) - 1)]
            first = story.told[0][3]
            same = source.language == first.language and source != first
            return story, same and self._chance.random() < COPIES
        self._stories += 1
        story = self._new_story(source)
        self._open.append(story)
        return story, False

    def _new_story(self, source: Source) -> Story:
        make = self._chance.choices(self._makes, self._make_weights)[0]
        model = self._chance.choice(self._models[make]) if self._chance.random() < 0.6 else None
        story = Story(self._stories, make, model, "", "")
        name = self._named(story)
        story.title = self._words.title(self._chance, name)
        story.body = self._words.text(self._chance, source.language, name)
        return story

    def _facts(self, number: int, at: datetime, source: Source) -> Row:
        chance = self._chance
        dated = chance.random()  # 1 in 100 tells no day, 3 no time
        url = f"https://{source.slug}.example/{at:%Y/%m}/{number}"
        seen = instant(min(at + timedelta(minutes=chance.randrange(1, 45)), self._publishers.now))
        return {
            "id": number, "url_hash": url_hash(url), "url": url, "fetch_url": url, "source_id": source.id,
            "first_feed_id": source.feeds[0], "lead": self._words.title(chance, "Hier staat"),
            "published_at": instant(at) if dated > 0.04 else None,
            "published_on": at.date().isoformat() if dated > 0.01 else None,
            "published_from": "feed" if dated > 0.01 else None,
            "published_precision": None if dated <= 0.01 else "day" if dated <= 0.04 else "second",
            "sort_at": instant(at) if dated > 0.04 else seen, "first_seen_at": seen, "last_seen_at": seen,
            "language": source.language, "section": chance.choice(("nieuws", "tests", None)), "http_status": 200,
            "image_url": f"https://{source.slug}.example/{number}.jpg", "kind": chance.choice(KINDS),
            "gone_at": seen if chance.random() < 0.003 else None, "content_hash": f"{number:x}", "version": 1,
            "provenance": '{"title": "jsonld", "published_on": "feed"}', "body_method": "fast", "rules_version": 1,
            "rights": '{"tdm-reservation": "1"}' if chance.random() < 0.01 else None, "quality": 0.9,
            "story_id": None, "story_score": 0.8,
        }  # fmt: skip

    def _tags(self, number: int, day: object, story: Story) -> None:
        chance = self._chance
        tags: dict[str, set[int]] = {"make": {story.make}, "model": {story.model} if story.model else set()}
        if chance.random() < 0.35:
            tags["make"].add(chance.choices(self._makes, self._make_weights)[0])
        tags["topic"] = {self._topics[min(int(chance.expovariate(0.3)), len(self._topics) - 1)]
                         for _ in range(chance.choice((0, 1, 1, 2)))}  # fmt: skip
        tags["company"] = {chance.choice(self._companies)} if chance.random() < 0.2 else set()
        for kind, found in tags.items():
            self._out[f"article_{kind.replace('company', 'companie')}s"] += [
                {f"{kind}_id": tag, "article_id": number, "published_on": day, "mentions": 2, "in_title": 1,
                 "score": 0.7, "rule": "name", "rejected_by": "redactie" if chance.random() < 0.004 else None}
                for tag in sorted(found)
            ]  # fmt: skip

    def _copy(self, number: int, at: datetime, story: Story) -> None:
        _, first, then, _ = story.told[0]
        self._out["article_duplicates"].append({
            "article_id": number, "other_id": first, "kind": self._chance.choice(COPY_KINDS), "containment": 0.9,
            "jaccard": 0.7, "first_id": first, "lag_minutes": int((at - then).total_seconds() // 60),
        })  # fmt: skip

    def _edit(self, row: Row, at: datetime) -> None:
        """One of 25 articles was changed after it was read, once or up to three times."""
        if self._chance.random() > 0.04:
            return
        edits = self._chance.choice((1, 1, 1, 2, 3))
        row["version"] = 1 + edits
        for version in range(1, 1 + edits):
            seen = min(at + timedelta(hours=3 * version), self._publishers.now)
            self._out["article_versions"].append({
                "article_id": row["id"], "version": version, "seen_at": instant(seen), "lead": row["lead"],
                "title": f"{row['title']} ({version})", "body": "Wat er eerst stond.", "changed": 0.12,
                "content_hash": f"{row['id']:x}-{version}", "what": self._chance.choice(("title", "text", "both")),
            })  # fmt: skip

    def _hang_on(self, row: Row, body: str, source: Source) -> None:
        chance, number, seen = self._chance, row["id"], row["first_seen_at"]
        blocks = [{"kind": "p", "text": text} for text in body.split("\n\n")] if body else []
        told = json.dumps(blocks, ensure_ascii=False)
        self._out["article_text"].append({"article_id": number, "body": body, "blocks": told})
        addresses = [(row["url_hash"], row["url"], "feed")]
        if chance.random() < 0.1:
            addresses.append((url_hash(f"{row['url']}?amp"), f"{row['url']}?amp", "amp"))
        self._out["article_urls"] += [
            {"url_hash": key, "url": url, "article_id": number, "how": how, "first_seen_at": seen}
            for key, url, how in addresses
        ]
        feeds = source.feeds if chance.random() < 0.3 else source.feeds[:1]
        self._out["sightings"] += [
            {"article_id": number, "feed_id": feed, "guid": row["url"], "entry_hash": row["content_hash"],
             "position": 1, "first_seen_at": seen, "last_seen_at": seen} for feed in feeds
        ]  # fmt: skip
        if chance.random() < 0.6:
            author = min(int(chance.expovariate(0.02)) + 1, AUTHORS)
            self._out["article_authors"].append({"article_id": number, "author_id": author, "position": 1})
        if chance.random() < 0.4:
            found = {min(int(chance.expovariate(0.003)) + 1, KEYWORDS) for _ in range(3)}
            self._out["article_keywords"] += [
                {"article_id": number, "keyword_id": keyword, "position": at}
                for at, keyword in enumerate(sorted(found))
            ]
