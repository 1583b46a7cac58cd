"""A publisher and one of its stories -> the HTML page, as that publisher's template and habits have it."""

import json
from dataclasses import dataclass
from datetime import datetime
from html import escape
from string import Template

from crawler.demo.markup import Dress, html, inline, paragraphs
from crawler.demo.shelf import Publisher, Story, file_text

_TEASER = 180  # characters of the text that a teasing articleBody gives away
_PICTURE = Template(file_text("picture.svg"))
_FRONT = Template(file_text("front.html"))
_AMP = Template(file_text("amp.html"))


@dataclass(frozen=True, slots=True)
class Site:
    """A publisher at an address of its own; `base` without a slash at its end."""

    publisher: Publisher
    base: str

    def address(self, story: Story) -> str:
        return self.base + self.publisher.path_of(story)

    def picture(self, story: Story) -> str:
        return f"{self.base}/img/{story.slug}.svg"


def page(site: Site, story: Story) -> str:
    """The page of a story."""
    publisher = site.publisher
    return Template(publisher.template).substitute(
        _words(site, story),
        head="\n".join(line for part in _head_parts(site, story) for line in _HEAD[part](site, story)),
        body=_body(site, story),
        related="\n".join(f"<li>{_link(publisher, other)}</li>" for other in _others(publisher, story, 3)),
        comments=story.number % 37,
    )


def amp(site: Site, story: Story) -> str:
    """The reduced page for telephones."""
    return _AMP.substitute(_words(site, story), body=html(story.body))


def front(site: Site) -> str:
    """The front page: every story, and where the feeds are."""
    publisher = site.publisher
    readable = sorted((one for one in publisher.stories if one.readable), key=lambda one: one.at.isoformat())
    feeds = (
        f'<link rel="alternate" type="{TYPES[one.format]}" title="{escape(one.name)}" href="{one.path}">'
        for one in publisher.channels
    )
    return _FRONT.substitute(
        lang=publisher.language,
        site=escape(publisher.name),
        motto=escape(publisher.motto),
        feeds="\n".join(feeds),
        stories="\n".join(
            f"<li><time>{one.at:%Y-%m-%d}</time> {_link(publisher, one)}</li>" for one in reversed(readable)
        ),
    )


def picture(story: Story) -> str:
    """A drawing to stand for the photograph; its colour comes from the story's number."""
    return _PICTURE.substitute(hue=story.number * 47 % 360, sun=40 + story.number % 7 * 40)


def printed_date(publisher: Publisher, story: Story) -> str:
    """The date as the page prints it, in the publisher's own time."""
    at = story.at
    clock = (at.hour, at.minute) if isinstance(at, datetime) else (0, 0)
    name = publisher.months[at.month - 1] if publisher.months else ""
    pattern = story.prints or publisher.prints
    return pattern.format(day=at.day, month=at.month, name=name, year=at.year, hour=clock[0], minute=clock[1])


# ---------------------------------------------------------------- the head of a page

TYPES = {
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "rdf": "application/rdf+xml",
    "rss": "application/rss+xml",
    "rss-plain": "application/rss+xml",
}


def _head_parts(site: Site, story: Story) -> tuple[str, ...]:
    """What the head says; of a story without a date nothing that would need one."""
    return tuple(part for part in site.publisher.head if not (story.undated and part in ("published", "jsonld")))


def _canonical(site: Site, story: Story) -> list[str]:
    return [f'<link rel="canonical" href="{site.address(story)}">']


def _description(_: Site, story: Story) -> list[str]:
    return [_meta("name", "description", story.lead), _meta("name", "keywords", ", ".join(story.keywords))]


def _author(_: Site, story: Story) -> list[str]:
    return [_meta("name", "author", story.author)]


def _og(site: Site, story: Story) -> list[str]:
    said = {
        "og:type": "article",
        "og:site_name": site.publisher.name,
        "og:title": story.title,
        "og:description": story.lead,
        "og:url": site.address(story),
        "og:image": site.picture(story),
    }
    return [_meta("property", name, value) for name, value in said.items()]


def _published(_: Site, story: Story) -> list[str]:
    said = {"article:published_time": story.at.isoformat()}
    if story.modified:
        said["article:modified_time"] = story.modified.isoformat()
    return [_meta("property", name, value) for name, value in said.items()]


def _section(_: Site, story: Story) -> list[str]:
    tags = [_meta("property", "article:tag", word) for word in story.keywords]
    return [_meta("property", "article:section", story.section), *tags]


def _amp(site: Site, story: Story) -> list[str]:
    return [f'<link rel="amphtml" href="{site.publisher.path_of(story)}amp/">']


def _jsonld(site: Site, story: Story) -> list[str]:
    """A NewsArticle without its text."""
    return [_script({"@context": "https://schema.org", **_article(site, story)})]


def _teaser(site: Site, story: Story) -> list[str]:
    """A second block whose articleBody breaks off after some words."""
    text = paragraphs(story.body)[0][:_TEASER].rsplit(" ", 1)[0] + " ..."
    return [_script({"@context": "https://schema.org", "@type": "Article", "articleBody": text})]


def _graph(site: Site, story: Story) -> list[str]:
    """Everything in one graph, the author by reference."""
    person = {"@type": "Person", "@id": "#author", "name": story.author}
    home = {"@type": "WebSite", "@id": f"{site.base}/#site", "name": site.publisher.name, "url": f"{site.base}/"}
    article = {**_article(site, story), "author": {"@id": "#author"}, "isAccessibleForFree": True}
    return [_script({"@context": "https://schema.org", "@graph": [home, person, article]})]


def _article(site: Site, story: Story) -> dict[str, object]:
    modified = {"dateModified": story.modified.isoformat()} if story.modified else {}
    return {
        "@type": "NewsArticle",
        "mainEntityOfPage": site.address(story),
        "headline": story.title,
        "description": story.lead,
        "datePublished": story.at.isoformat(),
        **modified,
        "inLanguage": site.publisher.language,
        "articleSection": story.section,
        "keywords": list(story.keywords),
        "image": [site.picture(story)],
        "author": [{"@type": "Person", "name": story.author}],
        "publisher": {"@type": "Organization", "name": site.publisher.name},
    }


_HEAD = {
    "amp": _amp,
    "author": _author,
    "canonical": _canonical,
    "description": _description,
    "graph": _graph,
    "jsonld": _jsonld,
    "og": _og,
    "published": _published,
    "section": _section,
    "teaser": _teaser,
}


def _meta(kind: str, name: str, value: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(value)}">'


def _script(said: dict[str, object]) -> str:
    """JSON-LD in ASCII only, so that it survives any encoding, and without a `</` that would end the script."""
    written = json.dumps(said).replace("</", "<\\/")
    return f'<script type="application/ld+json">{written}</script>'


# ---------------------------------------------------------------- the text of a page


def _words(site: Site, story: Story) -> dict[str, str]:
    """What templates may ask for by name; escaped."""
    publisher = site.publisher
    said = {
        "lang": publisher.language,
        "site": publisher.name,
        "motto": publisher.motto,
        "title": story.title,
        "lead": story.lead,
        "section": story.section,
        "author": story.author,
        "shown": printed_date(publisher, story),
        "iso": story.at.isoformat(),
        "canonical": site.address(story),
        "image": f"/img/{story.slug}.svg",
        "caption": story.caption,
        "credit": story.credit,
        "number": str(story.number),
    }
    return {name: escape(value) for name, value in said.items()}


def _body(site: Site, story: Story) -> str:
    """The text in its publisher's dress: every other story has a newsletter box, the rest a link to another story."""
    publisher = site.publisher
    between = publisher.newsletter if publisher.stories.index(story) % 2 else _also(publisher, story)
    return html(story.body, Dress(f"/img/{story.slug}.svg", inline(publisher.promo), between))


def _also(publisher: Publisher, story: Story) -> str:
    return f"<p><strong>{publisher.related}:</strong> {_link(publisher, _others(publisher, story, 1)[0])}</p>"


def _others(publisher: Publisher, story: Story, count: int) -> list[Story]:
    """The next stories that can be read. An edited one is left out: its new headline would change other pages."""
    at = publisher.stories.index(story)
    ring = publisher.stories[at + 1 :] + publisher.stories[:at]
    return [other for other in ring if other.readable and other.second is None][:count]


def _link(publisher: Publisher, story: Story) -> str:
    return f'<a href="{publisher.path_of(story)}">{escape(story.title, quote=False)}</a>'
