"""A publisher and one of its feeds -> the feed document, in the format and with the habits of that publisher."""

import json
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from html import escape

from crawler.demo.looks import TYPES, Site, picture
from crawler.demo.markup import html
from crawler.demo.shelf import Channel, Story


def document(site: Site, channel: Channel) -> str:
    """The feed as text; who sends it encodes it as the publisher does."""
    return _FORMATS[channel.format](site, channel)


def content_type(site: Site, channel: Channel) -> str:
    """What the answer says it is; a publisher with an encoding of its own leaves that to the document."""
    charset = "; charset=utf-8" if site.publisher.encoding == "utf-8" and channel.format != "json" else ""
    return TYPES[channel.format] + charset


def link(site: Site, channel: Channel, story: Story) -> str:
    """The address under which a feed names a story, whole: where the page was when it was listed, and the tail."""
    return site.base + site.publisher.asked_path_of(story) + channel.tail


def _rss(site: Site, channel: Channel) -> str:
    """RSS 2.0 as a blog engine writes it: CDATA, integer guids, content:encoded for some, once a bare dc:date."""
    items = "\n".join(_rss_item(site, channel, story) for story in site.publisher.listed_by(channel))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>{_x(channel.name)}</title>
<atom:link href="{site.base}{channel.path}" rel="self" type="application/rss+xml" />
<link>{site.base}/</link>
<description>{_x(site.publisher.motto)}</description>
<language>{site.publisher.language}-{site.publisher.country}</language>
<ttl>15</ttl>
{items}
</channel>
</rss>
"""


def _rss_item(site: Site, channel: Channel, story: Story) -> str:
    text = f"<content:encoded><![CDATA[{html(story.body)}]]></content:encoded>" if story.full else ""
    categories = "".join(f"<category><![CDATA[{word}]]></category>" for word in story.keywords)
    return f"""<item>
<title>{_x(story.title)}</title>
<link>{_x(link(site, channel, story))}</link>
<dc:creator><![CDATA[{story.author}]]></dc:creator>
{_rss_date(story)}
{categories}
<guid isPermaLink="false">{story.number}</guid>
<description><![CDATA[<p>{_x(story.lead)}</p>]]></description>
{text}
<enclosure url="{site.picture(story)}" length="{len(picture(story).encode())}" type="image/svg+xml" />
</item>"""


def _rss_date(story: Story) -> str:
    if story.undated:
        return ""
    if isinstance(story.at, datetime):
        return f"<pubDate>{format_datetime(story.at)}</pubDate>"
    return f"<dc:date>{story.at.isoformat()}</dc:date>"


def _rss_plain(site: Site, channel: Channel) -> str:
    """RSS 2.0 of the old school: no CDATA, escaped HTML with a relative picture as description, the link as guid."""
    items = "\n".join(
        f"""  <item>
    <title>{_x(story.title)}</title>
    <link>{_x(link(site, channel, story))}</link>
    <description>{_x(f'<img src="/img/{story.slug}.svg" width="120" align="left"> {_x(story.lead)}')}</description>
    <author>redaktion@{site.publisher.slug}.example ({_x(story.author)})</author>
    <category>{_x(story.section)}</category>
    <guid>{site.address(story)}</guid>
    <pubDate>{_rfc(story)}</pubDate>
  </item>"""
        for story in site.publisher.listed_by(channel)
    )
    return f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<rss version="2.0">
<channel>
  <title>{_x(channel.name)}</title>
  <link>{site.base}/</link>
  <description>{_x(site.publisher.motto)}</description>
  <language>{site.publisher.language}</language>
{items}
</channel>
</rss>
"""


def _rfc(story: Story) -> str:
    return format_datetime(story.at) if isinstance(story.at, datetime) else story.at.isoformat()


def _atom(site: Site, channel: Channel) -> str:
    """Atom 1.0 with xml:base and links without a host."""
    host = f"{site.publisher.slug}.example"
    entries = "\n".join(
        f"""<entry>
<title type="text">{_x(story.title)}</title>
<link rel="alternate" type="text/html" href="{link(site, channel, story).removeprefix(site.base + "/")}"/>
<id>tag:{host},{story.at.year}:{story.number}</id>
<published>{story.at.isoformat()}</published>
<updated>{_updated(story)}</updated>
<author><name>{_x(story.author)}</name></author>
{"".join(f'<category term="{escape(word)}"/>' for word in story.keywords)}
<summary type="html">{_x(f"<p>{_x(story.lead)}</p>")}</summary>
</entry>"""
        for story in site.publisher.listed_by(channel)
    )
    newest = max(_updated(story) for story in site.publisher.listed_by(channel))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.publisher.language}" xml:base="{site.base}/">
<title>{_x(channel.name)}</title>
<subtitle>{_x(site.publisher.motto)}</subtitle>
<id>tag:{host},2011:feed</id>
<link rel="self" href="{channel.path.lstrip("/")}"/>
<link rel="alternate" type="text/html" href=""/>
<updated>{newest}</updated>
{entries}
</feed>
"""


def _updated(story: Story) -> str:
    return (story.modified or story.at).isoformat()


def _json(site: Site, channel: Channel) -> str:
    """JSON Feed 1.1."""
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.name,
        "home_page_url": f"{site.base}/",
        "feed_url": f"{site.base}{channel.path}",
        "description": site.publisher.motto,
        "language": f"{site.publisher.language}-{site.publisher.country}",
        "items": [_json_item(site, channel, story) for story in site.publisher.listed_by(channel)],
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def _json_item(site: Site, channel: Channel, story: Story) -> dict[str, object]:
    text = {"content_html": html(story.body)} if channel.full else {"content_text": story.lead}
    return {
        "id": site.address(story),
        "url": link(site, channel, story),
        "title": story.title,
        "summary": story.lead,
        **text,
        "image": site.picture(story),
        "date_published": story.at.isoformat(),
        "authors": [{"name": story.author}],
        "tags": list(story.keywords),
    }


def _rdf(site: Site, channel: Channel) -> str:
    """RSS 1.0: a list of addresses, then the items, dates in Dublin Core."""
    stories = site.publisher.listed_by(channel)
    order = "\n".join(f'<rdf:li rdf:resource="{_x(link(site, channel, story))}"/>' for story in stories)
    items = "\n".join(
        f"""<item rdf:about="{_x(link(site, channel, story))}">
<title>{_x(story.title)}</title>
<link>{_x(link(site, channel, story))}</link>
<description>{_x(story.lead)}</description>
<dc:creator>{_x(story.author)}</dc:creator>
<dc:date>{story.at.isoformat()}</dc:date>
{"".join(f"<dc:subject>{_x(word)}</dc:subject>" for word in story.keywords)}
</item>"""
        for story in stories
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" \
xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="{site.base}{channel.path}">
<title>{_x(channel.name)}</title>
<link>{site.base}/</link>
<description>{_x(site.publisher.motto)}</description>
<dc:language>{site.publisher.language}</dc:language>
<items><rdf:Seq>
{order}
</rdf:Seq></items>
</channel>
{items}
</rdf:RDF>
"""


_FORMATS: dict[str, Callable[[Site, Channel], str]] = {
    "atom": _atom,
    "json": _json,
    "rdf": _rdf,
    "rss": _rss,
    "rss-plain": _rss_plain,
}


def _x(text: str) -> str:
    """Text for XML."""
    return escape(text, quote=False)
