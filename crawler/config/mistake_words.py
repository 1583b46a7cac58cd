"""Tables of what operators write by mistake, and what to tell them."""

# Keys people bring along from other programs -> ours.
KEYS = {
    "active": "enabled",
    "address": "url",
    "agent": "user_agent",
    "allow": "keep",
    "backfill": "archive",
    "blacklist": "block",
    "blocklist": "block",
    "css": "list",
    "delay": "pause",
    "deny": "block",
    "disabled": "enabled",
    "exclude": "block",
    "feed": "url",
    "feed_url": "url",
    "fetch": "follow",
    "frequency": "every",
    "full_text": "follow",
    "fulltext": "follow",
    "header": "headers",
    "healthcheck": "heartbeat",
    "healthchecks": "heartbeat",
    "history": "archive",
    "href": "url",
    "id": "slug",
    "ignore": "block",
    "include": "keep",
    "interval": "every",
    "lang": "language",
    "limit": "limits",
    "link": "url",
    "locale": "language",
    "max_pages": "pages_per_run",
    "minutes": "minutes_per_run",
    "only": "keep",
    "pages": "pages_per_run",
    "past": "archive",
    "ping": "heartbeat",
    "http_proxy": "proxy",
    "https_proxy": "proxy",
    "insecure": "verify_tls",
    "prometheus": "metrics",
    "publisher": "source",
    "refresh": "every",
    "reject": "block",
    "schedule": "every",
    "selector": "list",
    "selectors": "list",
    "silent_after": "stale_after",
    "site": "source",
    "skip": "block",
    "stale": "stale_after",
    "ssl_verify": "verify_tls",
    "stale_days": "stale_after",
    "title": "name",
    "type": "kind",
    "tz": "timezone",
    "tls_verify": "verify_tls",
    "useragent": "user_agent",
    "verify": "verify_tls",
    "verify_certificates": "verify_tls",
    "verify_ssl": "verify_tls",
    "whitelist": "keep",
    "xmlurl": "url",
}

# Keys that could mean two of ours.
UNCLEAR_KEYS = {
    "condition": "write keep: for what to keep, block: for what to drop",
    "conditions": "write keep: for what to keep, block: for what to drop",
    "filter": "write keep: for what to keep, block: for what to drop",
    "filters": "write keep: for what to keep, block: for what to drop",
}

# The same below list:, and in a condition of keep: or block:.
LIST_KEYS = {
    "article": "item",
    "articles": "item",
    "description": "summary",
    "entry": "item",
    "headline": "title",
    "href": "link",
    "intro": "summary",
    "lead": "summary",
    "list": "container",
    "name": "title",
    "published": "date",
    "selector": "item",
    "teaser": "summary",
    "time": "date",
    "url": "link",
}
CONDITION_KEYS = {
    "address": "url",
    "body": "text",
    "byline": "author",
    "content": "text",
    "headline": "title",
    "href": "url",
    "keyword": "category",
    "keywords": "category",
    "lang": "language",
    "lead": "text",
    "link": "url",
    "name": "title",
    "section": "category",
    "summary": "text",
    "tag": "category",
    "tags": "category",
    "writer": "author",
}

# What libyaml says (its `problem`) -> what an operator can do about it.
SYNTAX = {
    "block sequence entries are not allowed in this context": "a list may not start here; put each '- ' on a line"
    " of its own",
    "could not find expected ':'": "this has no ': ' behind it, so it is neither a key nor the value of one",
    "did not find expected ',' or ']'": "the list in [ ] that starts here is not closed, or lacks a comma",
    "did not find expected ',' or '}'": "the mapping in { } that starts here is not closed, or lacks a comma",
    "did not find expected '-' indicator": "this line stands neither in the list above nor outside of it; check its"
    " indentation",
    "did not find expected <document start>": "nothing may stand behind the end of the file's one document",
    "did not find expected alphabetic or numeric character": "a bare '*' or '&' is not text; quote this value",
    "did not find expected comment or line break": "only a line break may stand behind '|' or '>'; quote this value",
    "did not find expected key": "this does not fit what stands before it; check the indentation, and put the whole"
    " value into quotes",
    "did not find expected node content": "a value is missing here",
    "found a tab character that violates indentation": "indented with a tab; use blanks",
    "found character that cannot start any token": "a value may not begin with this character; quote this value",
    "found unexpected ':'": "a ':' inside [ ] or { } needs quotes; quote this value",
    "found unexpected end of stream": "the quote that opens here is never closed",
    "found unknown directive name": "a line may not begin with '%'; quote this value",
    "found unknown escape character": "an unknown '\\' in double quotes; use single quotes",
    "mapping values are not allowed in this context": "a second ': ' in one value, or a wrongly indented line; quote"
    " the value or check the indentation",
}
SYNTAX_ELSE = "this is not YAML; check the indentation, the colons and the quotes"

# Where the parser is only sure at the end of the file: say where the thing began instead.
SYNTAX_AT_ITS_START = frozenset(
    {
        "could not find expected ':'",
        "did not find expected ',' or ']'",
        "did not find expected ',' or '}'",
        "did not find expected alphabetic or numeric character",
        "found unexpected ':'",
        "found unexpected end of stream",
        "found unknown directive name",
        "found unknown escape character",
    }
)

# Parts of header names whose values are secrets.
SECRET_PARTS = (
    "-key",
    "api_key",
    "apikey",
    "auth",
    "cookie",
    "credential",
    "passw",
    "secret",
    "session",
    "signature",
    "token",
)

# Headers the crawler writes itself: a second one would break its promises to the host or the framing of the request.
OWN_HEADERS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "host",
        "if-modified-since",
        "if-none-match",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "range",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)

# Words for `kind` that one of ours covers; blanks and '_' were made '-'.
KIND_WORDS = {
    "rss": frozenset({"atom", "feed", "json", "json-feed", "jsonfeed", "rdf", "rss1", "rss2", "xml"}),
    "sitemap": frozenset(
        {
            *("google-news", "googlenews", "news-sitemap", "newssitemap", "site-map", "sitemap-index"),
            *("sitemap-news", "sitemapindex", "sitemaps", "urlset"),
        }
    ),
    "list": frozenset(
        {
            *("css", "html", "html-list", "htm", "listing", "news-list", "overview", "page", "scrape", "scraper"),
            *("scraping", "site", "web", "webpage", "website", "web-page"),
        }
    ),
}

# Words for `every: auto`.
AUTO_WORDS = frozenset({"adaptive", "auto", "automatic", "automatically", "automatisch", "default", "dynamic", "smart"})

# Words for `archive`.
ARCHIVE_WORDS = {
    "auto": "auto",
    "automatic": "auto",
    "default": "auto",
    "never": "none",
    "next": "paging",
    "no": "none",
    "none": "none",
    "off": "none",
    "page": "paging",
    "paged": "paging",
    "pages": "paging",
    "pagination": "paging",
    "paging": "paging",
    "sitemap": "auto, which looks for one, or its address",
    "yes": "auto",
}

# Words for the places of an archive's address.
PLACE_WORDS = {
    "d": "day",
    "dag": "day",
    "dd": "day",
    "jaar": "year",
    "m": "month",
    "maand": "month",
    "mm": "month",
    "y": "year",
    "yy": "year",
    "yyyy": "year",
}
