"""What a feed said of an article <-> text, and a row of an article -> what of it its feed said.

A page is read in the light of what its feed said, so both are kept together: rules that change can be run again.
"""

import json
from dataclasses import asdict, replace
from typing import Any

from crawler.model import Article, Block, When

FEED = "feed"


def written(said: Article) -> str:
    """As a text to keep."""
    return json.dumps({name: value for name, value in asdict(said).items() if value not in (None, "", ())})


def read(text: str) -> Article:
    """The other way round; what this program knows nothing of (a newer one wrote it) is left out."""
    facts: dict[str, Any] = {n: v for n, v in json.loads(text).items() if n in Article.__dataclass_fields__}
    for name, value in facts.items():
        if isinstance(value, list):
            facts[name] = tuple(tuple(one) if isinstance(one, list) else one for one in value)
    facts["blocks"] = tuple(Block(**block) for block in facts.get("blocks", ()))
    facts["published"] = When(**facts["published"]) if facts.get("published") else None
    return Article(**({"title": ""} | facts))


def of_feed(stored: Article) -> Article:
    """What of a stored article its feed said, as far as the row tells: for pages kept before their feed's words were.

    Text, lead and date are the feed's only where it is written that they are: a text that a page gave would otherwise
    be taken for the feed's as soon as the page says less. Title, names and image may be the page's and are only used
    where the page says nothing.
    """
    sources = dict(stored.provenance)
    own = {name: said for name, said in sources.items() if name != "language" and said.startswith(FEED)}
    if "published" in own:
        own["published"] = own["published"].partition(";")[0]
    has_text = stored.body_method in (None, FEED)
    return replace(
        stored,
        lead=stored.lead if sources.get("lead") == FEED or "lead" not in sources else "",
        body=stored.body if has_text else "",
        blocks=stored.blocks if has_text else (),
        body_method=stored.body_method if has_text else None,
        published=stored.published if stored.published and stored.published.source == FEED else None,
        quality=None,
        free_access=None,
        rights=(),
        canonical_url=None,
        provenance=tuple(own.items()),
    )
