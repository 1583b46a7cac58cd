"""A page -> whether it may be read for free: as it states, or by what stands where the rest of the text should."""

import re

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.facts.head import Head
from crawler.article.facts.paywall_words import CALLED, SAID

_YES, _NO = {"true", "yes", "1", "http://schema.org/true"}, {"false", "no", "0", "http://schema.org/false"}
_TIERS = {"free": True, "locked": False, "metered": False}
_NAMES = XPath("//@class | //@id", smart_strings=False)
_TEXTS = XPath("//body//text()[not(parent::script or parent::style)]", smart_strings=False)
_CALLED = re.compile(rf"(?<![a-z])(?:{'|'.join(CALLED)})(?![a-z])")
_LONGEST = 400  # characters of a text that asks for money


def stated(head: Head) -> bool | None:
    """isAccessibleForFree of the article or of a part of it; a part that is not free makes the article not free."""
    nodes = [head.main, *(one for one in head.linked.resolved(head.main.get("hasPart")) if isinstance(one, dict))]
    said = [str(node["isAccessibleForFree"]) for node in nodes if node.get("isAccessibleForFree") is not None]
    words = {word.strip().lower() for word in (*said, *head.meta(("isaccessibleforfree",)))}
    tier = _TIERS.get(head.first("article:content_tier", "og:article:content_tier").lower())
    if words & _NO or tier is False:
        return False
    return True if words & _YES or tier else None


def is_marked(tree: HtmlElement) -> bool:
    """Whether something on the page is called a paywall or reads like one; many free pages have such a thing too."""
    if any(_CALLED.search(name.lower().replace("_", "-")) for name in set(dom.strings(_NAMES, tree))):
        return True
    said = " ".join(text for text in dom.strings(_TEXTS, tree) if len(text) <= _LONGEST)
    said = " ".join(said.lower().split())
    return any(words in said for words in SAID)
