"""The tables of news.db -> what Datasette shows of them: titles, sentences, order, facets, ready questions.

No facet on a day (Datasette sorts facets by count, not by date), none on a column without an index, and never `units`:
one unknown unit breaks every page of its table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.site.front import NEWS as DATABASE
from crawler.site.front import Front
from crawler.site.settings import ROWS
from crawler.store.describe import descriptions
from crawler.store.published import Shown as Seen
from crawler.store.queries import QUERIES, Query
from crawler.store.schema import NEWS

TITLE = "Koplamp: automotive news"
ABOUT = """
<p>Automotive news, collected from feeds and sites. Start here:</p>
<ul>
<li><a href="{news}/latest">the latest articles</a></li>
<li><a href="{news}/search">search</a> in titles, leads and texts, the words marked</li>
<li><a href="{news}/new_today">what is new today</a></li>
<li><a href="{news}/big_stories">stories that several sources tell</a>,
and <a href="{news}/first_with_the_story">who had them first</a></li>
<li><a href="{news}/makes_per_day">makes per day</a>, and <a href="{news}/makes_rising">those that rise</a></li>
<li><a href="{news}/copied_text">who copies whom</a></li>
<li><a href="{news}/changed_headlines">headlines that were changed after publication</a></li>
<li><a href="{news}/articles_per_day">articles per day</a></li>
<li><a href="{news}/feed_health">how the feeds are</a></li>
</ul>
<p>Instants are UTC (2025-11-19T08:30:00Z, columns _at), days are the desk's own (2025-11-19, columns _on); what is
unknown is empty. The texts belong to their publishers.</p>"""


@dataclass(frozen=True, slots=True)
class Shown:
    """How one table or view is shown. `order` is a column, with a leading - for the highest first."""

    title: str
    sentence: str = ""  # of a view: the one above it in views.sql
    order: str = ""
    facets: tuple[str, ...] = ()
    label: str = ""  # the column that stands for a row elsewhere
    rows: int = ROWS


class Fixed(dict[str, Any]):
    """Facts that nobody changes. For each table that a page names, Datasette copies all metadata, to its depth."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Fixed":
        return self


SHOWN = {
    "archives": Shown("Older entries looked for", "Documents that list older entries of a feed.", "-id"),
    "article_authors": Shown("Authors of articles", "Which author wrote which article."),
    "article_export": Shown("Articles, flat", rows=20),
    "article_keywords": Shown("Keywords of articles", "The publisher's own keywords of each article."),
    "article_text": Shown("Texts", "The text of each article, and its blocks as JSON.", "-article_id", rows=20),
    "article_urls": Shown("Addresses", "Every address that led to an article."),
    "article_versions": Shown("Earlier versions", "What an article said before.", "-seen_at", label="title"),
    "articles": Shown(
        "Articles", "An article, once, whoever listed it.", "-sort_at", ("source_id", "language", "kind"), "title"
    ),
    "articles_per_day": Shown("Articles per day"),
    "authors": Shown("Authors", "Names as the publishers print them.", "name", label="name"),
    "changed_headlines": Shown("Changed headlines"),
    "feed_health": Shown("Health of the feeds", order="-fail_score", facets=("health", "source")),
    "feeds": Shown("Feeds", "An entry of feeds.yaml, and all that is remembered of it.", "slug", label="name"),
    "fetch_days": Shown("Feeds by day", "How often a feed was asked on a day, and what came of it.", "-fetched_on"),
    "fetches": Shown("Questions asked", "One question asked of a feed, and its outcome.", "-id", ("outcome",)),
    "gaps": Shown("Gaps", "Evidence that entries of a feed may have been missed.", "-to_at"),
    "host_lines": Shown("Repeated lines", "Lines that a site repeats under its articles.", "-pages", ("vetoed",)),
    "hosts": Shown("Hosts at rest", "Hosts that asked to be left alone, and until when.", "-blocked_until"),
    "keywords": Shown("Keywords", "The publishers' own keywords.", "name", label="name"),
    "latest": Shown("Latest articles"),
    "missed": Shown("What may have been missed"),
    "origins": Shown("robots.txt", "What each site says of what may be asked.", "origin", rows=20),
    "rule_hits": Shown(
        "Site rules", "On how many pages a rule found its text, or its title (rule/title).", "-matched_on", ("rule",)
    ),
    "replays": Shown("Replays", "Today's rules run over the stored pages, and what that changed.", "-id"),
    "rules": Shown("Versions of the rules", "The rules that make articles of pages, version by version.", "-version"),
    "runs": Shown("Runs", "One crawl, and what it brought.", "-id", label="started_at"),
    "searchable": Shown("What search reads", "Title, lead and text of every article, as the index has them.", rows=20),
    "sightings": Shown("Sightings", "Which feed listed which article, and when."),
    "silent_feeds": Shown("Feeds that need a person"),
    "sources": Shown("Sources", "A publisher.", "name", label="name"),
    "tombstones": Shown("Removed articles", "Articles that were pruned, forgotten or refused for good.", "-at"),
    "article_companies": Shown("Companies of articles", "Which company is named in which article, and by which rule."),
    "article_duplicates": Shown(
        "Repeated texts", "Two articles that have text in common, and how.", "-article_id", ("kind",)
    ),
    "article_makes": Shown("Makes of articles", "Which make is named in which article, and by which rule."),
    "article_models": Shown("Models of articles", "Which model is named in which article, and by which rule."),
    "article_topics": Shown("Topics of articles", "What each article is about, and by which words."),
    "big_stories": Shown("Stories of several sources"),
    "candidate_sightings": Shown(
        "Unknown names seen", "A name beside a make that the list of models lacks, in an article."
    ),
    "companies": Shown("Companies", "Groups and suppliers.", "name", label="name"),
    "copied_text": Shown("Who copies whom", facets=("source", "kind")),
    "first_with_the_story": Shown("First with the story", facets=("source",)),
    "lag_per_source": Shown("How late each source is"),
    "makes": Shown("Makes", "Badges of cars and vans.", "name", label="name"),
    "makes_per_day": Shown("Makes per day", facets=("make",)),
    "makes_rising": Shown("Makes that rise"),
    "model_candidates": Shown(
        "Unknown models", "Names beside a make that three sources wrote within a week.", "-last_seen_at"
    ),
    "models": Shown("Models", "Lines of a make.", "label", label="label"),
    "printed_releases": Shown("Press releases in print"),
    "share_of_voice": Shown("Share of voice", facets=("source", "make")),
    "source_volume": Shown("How much each source writes"),
    "stories": Shown("Stories", "Articles that tell of one event.", "-last_at", label="title"),
    "story_edits": Shown("Stories mended by hand", "What analysts split, merged and moved.", "-id"),
    "tag_days": Shown(
        "Tags by day", "How many stories, articles and sources carried a tag on a day.", facets=("kind",)
    ),
    "deliveries": Shown("Deliveries", "Hits of watches on their way to a channel, or delivered.", "-id", ("channel",)),
    "watch_hits": Shown("Hits of watches", "What a watch of watches.yaml found, and when.", "-id", ("watch",)),
    "topics": Shown("Topics", "What car news is about.", "name", label="name"),
    "topics_of_makes": Shown("Topics of makes", facets=("make", "topic")),
}

# Views and texts that are read whole to be counted, and what has as many rows.
COUNTED = {
    "article_export": "articles where stage = 'extracted'",
    "article_text": "articles",
    "articles_per_day": """(select 1 from articles where stage = 'extracted' and published_on is not null
        group by published_on, source_id, language)""",
    "latest": "articles where stage = 'extracted'",
    "makes_per_day": "tag_days where kind = 'make'",
    "searchable": "articles",
}

# What keeps the house running and answers no question. Datasette hides whatever starts with such a name too.
HIDDEN = (
    "_sqlite_migrations", "about", "article_vectors", "articles_fts", "delivery_hits", "enrich_due", "enrich_steps",
    "feed_parts", "fingerprints", "leases", "looks", "notices", "quarantine", "shingles", "sqlite_sequence",
    "stories_apart", "story_terms", "story_vectors", "term_articles", "trend_days_due", "watch_due",
    "watch_stories_due",
)  # fmt: skip

# Searching the table itself: the index lies over a view, so Datasette does not find it alone.
SEARCHED = {"articles": {"fts_table": "articles_fts", "fts_pk": "id"}}


def metadata(front: Front, seen: Seen) -> dict[str, Any]:
    """Datasette's metadata for our tables; of a public site no table that is not in `seen`."""
    columns = descriptions()
    views = {view.name: view.sentence for view in NEWS.views}
    tables = {name: _table(shown, views.get(name, ""), columns.get(name, {})) | SEARCHED.get(name, {})
              for name, shown in SHOWN.items()} | {name: {"hidden": True} for name in HIDDEN}  # fmt: skip
    if front.public:
        tables |= {name: facts | {"allow": False} for name, facts in tables.items() if name not in seen.tables}
    queries = Fixed({query.name: _query(query) for query in QUERIES})
    about = ABOUT.format(news=f"{front.base_url}{DATABASE}")
    plugin = {"only": sorted(seen.tables), "veiled": not seen.is_copy} if front.public else {}
    return {
        "title": TITLE,
        "description_html": about,
        "extra_css_urls": ["/assets/site.css"],
        "plugins": {"koplamp": plugin},
        "databases": {
            DATABASE: {
                "title": "News",
                "description_html": about,
                "tables": {name: Fixed(facts) for name, facts in tables.items()},
                "queries": queries,
            }
        },
    }


def _table(shown: Shown, sentence: str, columns: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": shown.title,
        "description": shown.sentence or sentence,
        "size": shown.rows,
        **_order(shown.order),
        **({"facets": list(shown.facets)} if shown.facets else {}),
        **({"label_column": shown.label} if shown.label else {}),
        "columns": Fixed(columns),
    }


def _query(query: Query) -> dict[str, object]:
    return {"title": query.title, "description": query.sentence, "sql": query.sql, "hide_sql": True}


def _order(order: str) -> dict[str, object]:
    if not order:
        return {}
    return {"sort_desc": order[1:]} if order.startswith("-") else {"sort": order}
