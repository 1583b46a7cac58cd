"""The tree of a page and what it says of itself -> its text: blocks, lead, how they were found, how sure that is.

prune -> engine -> complete -> clean -> lead. The order and the figures come from measurements over 600 pages
(benchmarks/extraction.py): trafilatura's fast mode now and then loses a whole article, so where it took little of
what looks like one, its careful mode is asked as well.
"""

from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.article.facts.metadata import Metadata
from crawler.article.text import body, embedded, walls
from crawler.article.text.clean import clean
from crawler.article.text.complete import completed
from crawler.article.text.lead import Lead, parted
from crawler.article.text.prune import pruned, unboxed
from crawler.model import Block

FEW = 200  # characters: with fewer there is no article
_COVERED = 0.5  # of a page's paragraphs: where the fast engine took less, the careful one is asked
_ENOUGH = 1500  # characters: what the fast engine takes for an article by mistake is shorter
_LONG = 80  # characters of a paragraph that may be an article's
_LINKED = 0.4  # of its text in links: with more it leads elsewhere
_NEARLY = 0.9  # of the longest text: as good as that
_AMPLE = 1000  # characters: a text that long is no stub
_Found = tuple[str, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class Around:
    """What a text is read in the light of: what its page says of itself, its address, title and language."""

    found: Metadata
    url: str
    title: str
    language: str | None
    announced: str = ""  # the title by its feed


@dataclass(frozen=True, slots=True)
class Text:
    """What an article says. Without blocks there may be a reason."""

    blocks: tuple[Block, ...]
    lead: Lead
    method: str | None  # fast, careful, whole: how trafilatura was asked; json, jsonld; None: no text
    quality: float  # 0 to 1: how much of the page's prose it holds, and whether it is long enough to be an article
    reason: str | None = None
    is_wall: bool = False  # the page is not the one that was asked for: nothing that it says is of the article


def read(tree: HtmlElement, around: Around) -> Text:
    """The text of a page; `tree` stays as it is."""
    found, url, title, language = around.found, around.url, around.title, around.language
    source = pruned(tree, title)
    body.ease(source)
    prose = _prose(source)
    method, blocks = _extracted(source, prose, url)
    blocks = clean(completed(blocks, source), title, language, found.authors)
    if body.length(blocks) < FEW:
        method, blocks = _rescued(tree, found, url, (method, blocks))
        blocks = clean(blocks, title, language, found.authors)
    if reason := walls.before(tree, body.length(blocks), (found.title, around.announced), url):
        return Text((), Lead("", ""), None, 0.0, reason, is_wall=True)
    lead, blocks = parted(blocks, found.description, tree)
    if not blocks:
        return Text((), lead, None, 0.0, "no text found in the page")
    return Text(blocks, lead, method, _quality(blocks, prose))


def _extracted(source: HtmlElement, prose: int, url: str) -> _Found:
    """What the engine finds, in the cheapest way that finds enough."""
    blocks = body.extract(source, url, fast=True)
    if body.length(blocks) >= max(FEW, min(_COVERED * prose, _ENOUGH)):
        return "fast", blocks
    return max(("fast", blocks), ("careful", body.extract(source, url)), key=lambda one: body.length(one[1]))


def _rescued(tree: HtmlElement, found: Metadata, url: str, little: _Found) -> _Found:
    """The text of a page in which next to nothing was found: from its JSON, or from the page before it was pruned.

    The first of nearly equal ones: JSON-LD has the paragraphs that an engine of last resort does without.
    """
    ways = (
        ("jsonld", body.from_fragment(found.ld_body)),
        ("json", embedded.read(tree)),
        ("whole", body.extract(unboxed(tree), url)),
        little,
    )
    most = max(body.length(blocks) for _, blocks in ways)
    return next(way for way in ways if body.length(way[1]) >= _NEARLY * most)


def _prose(tree: HtmlElement) -> int:
    """Characters in the paragraphs that may be an article's."""
    found = 0
    for element in tree.iter("p"):
        length = len(element.text_content().strip())
        if length >= _LONG and sum(len(link.text_content()) for link in element.iter("a")) < _LINKED * length:
            found += length
    return found


def _quality(blocks: tuple[Block, ...], prose: int) -> float:
    length = body.length(blocks)
    return round(min(1.0, length / max(prose, 1)) * min(1.0, length / _AMPLE), 2)
