"""What a page's header and head state of its rights -> reservations, robots' words, licence.

https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/ and the robots words of the large search engines.
"""

from lxml.etree import XPath

from crawler.article import dom
from crawler.article.facts import jsonld
from crawler.article.facts.head import Head
from crawler.normal.text import one_line, plain

Rights = tuple[tuple[str, str], ...]  # tdm-reservation, tdm-policy, robots, licence, copyright -> as stated
Headers = tuple[tuple[str, str], ...]

_ROBOTS = ("noai", "noarchive", "nocache", "noimageai", "nosnippet")  # the rest of their words is about indexes
_RESERVING = frozenset(("noai", "noarchive"))
_LICENCES = ("license", "licence", "cc:license", "dc.rights.license", "dcterms.license")
_COPYRIGHTS = ("copyright", "dc.rights", "dcterms.rights", "rights")
_LINKED = XPath("descendant::a/@rel[contains(., 'license')]/..")
LONGEST = 300  # characters of one statement


def read(head: Head, headers: Headers) -> Rights:
    """Every statement once, named; () where the page makes none."""
    answered = {name.lower(): text for name, text in headers}
    said = {
        "tdm-reservation": _reservation((*head.meta(("tdm-reservation",)), answered.get("tdm-reservation", ""))),
        "tdm-policy": head.absolute(head.first("tdm-policy") or answered.get("tdm-policy", "")) or "",
        "robots": ", ".join(_robots((*head.meta(("robots",)), answered.get("x-robots-tag", "")))),
        "licence": _licence(head),
        "copyright": plain(head.text("copyrightNotice") or head.first(*_COPYRIGHTS), LONGEST),
    }
    return tuple((name, one_line(text, LONGEST)) for name, text in said.items() if text)


def answered(headers: Headers) -> Rights:
    """What a header alone states, of an answer that is no page."""
    told = {name.lower(): text for name, text in headers}
    said = {
        "tdm-reservation": _reservation((told.get("tdm-reservation", ""),)),
        "tdm-policy": told.get("tdm-policy", ""),
        "robots": ", ".join(_robots((told.get("x-robots-tag", ""),))),
    }
    return tuple((name, one_line(text, LONGEST)) for name, text in said.items() if text)


def completed(stated: Rights, of_origin: Rights) -> Rights:
    """What a page states, with what its origin's tdmrep.json says of it where the page speaks of no reservation."""
    own = dict(stated)
    return stated if "tdm-reservation" in own else tuple((dict(of_origin) | own).items())


def reserved(rights: Rights) -> str | None:
    """By which word its publisher reserves the text; None: by none."""
    said = dict(rights)
    if said.get("tdm-reservation") == "1":
        return "tdm-reservation"
    return next((word for word in said.get("robots", "").split(", ") if word in _RESERVING), None)


def _reservation(said: tuple[str, ...]) -> str:
    """1 if any of the places says so, else 0 if one does."""
    found = {text.strip() for text in said}
    return "1" if "1" in found else "0" if "0" in found else ""


def _robots(said: tuple[str, ...]) -> tuple[str, ...]:
    """The words meant for every robot; "otherbot: noarchive" is meant for one."""
    found = {word.strip() for text in said for word in text.lower().split(",")}
    return tuple(word for word in _ROBOTS if word in found)


def _licence(head: Head) -> str:
    stated = head.main.get("license")
    node = next((one for one in head.linked.resolved(stated) if isinstance(one, dict)), {})
    said = (
        *(one for one in head.linked.resolved(stated) if isinstance(one, str)),
        *(jsonld.text(node, key) for key in ("url", "@id", "name")),
        head.links.get("license", ""),
        *head.meta(_LICENCES),
    )
    if text := next((text for one in said if (text := one_line(plain(one), LONGEST))), ""):
        return text
    linked = (head.absolute(link.get("href", "")) for link in dom.every(_LINKED, head.tree, 5))
    return next(filter(None, linked), "")
