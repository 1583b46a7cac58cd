"""Tables of what operators write by mistake, and what to tell them."""

# Keys people bring along from other programs -> ours.
KEYS = {
    "active": "enabled",
    "address": "url",
    "agent": "user_agent",
    "delay": "pause",
    "disabled": "enabled",
    "feed": "url",
    "feed_url": "url",
    "fetch": "follow",
    "frequency": "every",
    "fulltext": "follow",
    "full_text": "follow",
    "header": "headers",
    "href": "url",
    "id": "slug",
    "interval": "every",
    "lang": "language",
    "link": "url",
    "locale": "language",
    "max_pages": "pages_per_run",
    "minutes": "minutes_per_run",
    "pages": "pages_per_run",
    "publisher": "source",
    "refresh": "every",
    "schedule": "every",
    "site": "source",
    "title": "name",
    "type": "kind",
    "tz": "timezone",
    "useragent": "user_agent",
    "xmlurl": "url",
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
        "proxy-connection",
        "range",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)

# Words for `kind` that rss already covers.
RSS_WORDS = frozenset({"atom", "feed", "json", "json-feed", "jsonfeed", "rdf", "rss1", "rss2", "xml"})
