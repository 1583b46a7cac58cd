"""The tree of a page, or a feed's own HTML -> its text in blocks: paragraphs, heads, list items, quotes, tables."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from crawler.model import Block
from crawler.normal import markup
from crawler.normal.text import gate, one_line, unescaped

_SHORT = 200  # characters: with less, trafilatura's careful mode probably missed the article
_MOST = 200_000  # characters of one block
_MOST_HTML = 8_000_000

# Both trees, trafilatura's own tags and HTML's: what kind of block begins here. '' ends a block and keeps the kind.
_KINDS = {
    **dict.fromkeys(("head", "h1", "h2", "h3", "h4", "h5", "h6"), "h"),
    **dict.fromkeys(("item", "li", "dd", "dt"), "li"),
    **dict.fromkeys(("quote", "blockquote"), "quote"),
    "figcaption": "caption",
    **dict.fromkeys(
        (
            "address",
            "article",
            "aside",
            "body",
            "center",
            "details",
            "div",
            "dl",
            "figure",
            "footer",
            "header",
            "hr",
        ),
        "",
    ),
    **dict.fromkeys(
        ("list", "main", "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul", "cell", "row"), ""
    ),
}
_BREAKS = {"br", "lb"}
_SILENT = {
    *(
        "audio",
        "button",
        "canvas",
        "form",
        "graphic",
        "head",
        "iframe",
        "img",
        "input",
        "map",
        "math",
        "meta",
        "noscript",
    ),
    *("object", "option", "script", "select", "style", "svg", "template", "textarea", "title", "video"),
}
_QUOTING = etree.XPath(  # Gutenberg's pull quotes; not the posts of others, which are quotes with a class as well
    "descendant::blockquote[not(@class) or contains(@class, 'quote')]/ancestor::figure[not(contains(@class, 'embed'))]"
)
_LISTING = etree.XPath("descendant::tr/*[self::td or self::th][descendant::li][not(descendant::table)]")
_ASIDES = etree.XPath("descendant::aside[contains(@class, 'quote')][descendant::blockquote]")
_SIDEBARS = etree.XPath("descendant::div[contains(@class, 'sidebar')][child::p][not(descendant::a)]")
_TEASERS = etree.XPath("descendant::h1/following-sibling::*[1][self::p][@class='teaser']")
_SLIDES = etree.XPath("descendant::*[contains(@class, 'slide')][descendant::p]")
_LONG = 80  # characters of a paragraph of the story
_NAME = 40  # characters of a head that is a link and names a car
_HOLD_SLIDES = ("div", "ul", "section")
_LINKED = 0.4  # of a slide's text in links: with more it leads elsewhere
_LONGEST_CELL = 400  # characters: with more it is no cell of data but a column of the page
_ROWS, _CELLS = ("tr", "row"), ("td", "th", "cell")
_MARKUP = re.compile(r"<[a-zA-Z!/]")
_EMPTY_LINE = re.compile(r"\n[ \t]{0,50}\n")


def extract(tree: HtmlElement, url: str, *, fast: bool = False) -> tuple[Block, ...]:
    """The article's blocks in order, headings kept; () where trafilatura finds none. `tree` stays as it is.

    Its fast mode asks no second extractor; the careful one compares with two, and its recall mode is added where it
    finds next to nothing.
    """
    if fast:
        return _engine(tree, url, fast=True)
    careful = _engine(tree, url)
    return careful if length(careful) >= _SHORT else max(careful, _engine(tree, url, favor_recall=True), key=length)


def ease(tree: HtmlElement) -> None:
    """Change a tree so that the engine keeps what it would lose: quotes in figures, lists in cells, slides."""
    _rename(tree)
    for cell in _elements(_LISTING, tree):
        if len(cell.text_content()) <= _LONGEST_CELL:
            for entry in list(cell.iter("li")):
                if entry.getnext() is not None:
                    entry.tail = "; "
                entry.drop_tag()
            for above in list(cell.iter("ul", "ol")):
                above.drop_tag()


def _rename(tree: HtmlElement) -> None:
    """Call what stands in the midst of the story by no name that the engine drops."""
    for figure in _elements(_QUOTING, tree):
        figure.tag = "div"
    for aside in _elements(_ASIDES, tree):
        aside.tag = "div"
        aside.attrib.pop("class")
    for named in (*_elements(_TEASERS, tree), *filter(_is_between_paragraphs, _elements(_SIDEBARS, tree))):
        named.attrib.pop("class")
    for slide in [one for one in _elements(_SLIDES, tree) if _is_of_the_story(one)]:
        for one in (slide, *slide.iterancestors(*_HOLD_SLIDES)):
            if "slide" in one.get("class", ""):
                one.attrib.pop("class")


def _is_of_the_story(slide: HtmlElement) -> bool:
    """Whether a slide is an entry of a list, a head over a text, and the list stands between paragraphs."""
    links = sum(len(link.text_content()) for link in slide.iter("a"))
    if (
        links > max(_NAME, _LINKED * len(slide.text_content()))
        or next(slide.iter("h2", "h3", "h4", "h5", "h6"), None) is None
    ):
        return False
    for one in (slide, *slide.iterancestors(*_HOLD_SLIDES)):
        if _is_between_paragraphs(one):
            return True
        if "slide" not in one.get("class", ""):
            return False
    return False


def _is_between_paragraphs(element: HtmlElement) -> bool:
    following, preceding = element.itersiblings("p"), element.itersiblings("p", preceding=True)
    return any(map(_is_long, following)) and any(map(_is_long, preceding))


def _is_long(paragraph: HtmlElement) -> bool:
    return len(paragraph.text_content()) >= _LONG


def _elements(path: etree.XPath, tree: HtmlElement) -> list[HtmlElement]:
    found = path(tree)
    return [one for one in found if isinstance(one, HtmlElement)] if isinstance(found, list) else []


def length(blocks: tuple[Block, ...]) -> int:
    """Characters in all blocks."""
    return sum(len(block.text) for block in blocks)


def _engine(tree: HtmlElement, url: str, *, fast: bool = False, favor_recall: bool = False) -> tuple[Block, ...]:
    import trafilatura  # 0.1 s that a crawl can do without: its workers read, and they have it from the start
    from trafilatura.settings import Document

    try:
        found = trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            include_tables=True,
            with_metadata=False,
            fast=fast,
            favor_recall=favor_recall,
        )
    except (AttributeError, LookupError, RecursionError, ValueError, etree.LxmlError):  # it catches TypeError itself
        return ()
    if not isinstance(found, Document) or found.body is None:
        return ()
    return tuple(_blocks(found.body, silent=_SILENT - {"head"}))


def from_fragment(html: str) -> tuple[Block, ...]:
    """Blocks of an HTML fragment as feeds carry it; of plain text too: paragraphs are what empty lines part."""
    if not _MARKUP.search(html):
        parts = (one_line(unescaped(part), _MOST) for part in _EMPTY_LINE.split(html.replace("\r\n", "\n")))
        return tuple(Block("p", part) for part in parts if part)
    tree = fragment(html)
    return () if tree is None else of_element(tree)


def fragment(html: str) -> HtmlElement | None:
    """A piece of HTML as a page of its own; None where nothing is in it."""
    try:
        return document_fromstring(
            f"<html><body>{gate(html, _MOST_HTML)}".encode("utf-8", "replace"), parser=markup.parser()
        )
    except (etree.LxmlError, ValueError) as error:
        markup.raise_if_memory_lacks(error)
        return None


def of_element(element: HtmlElement) -> tuple[Block, ...]:
    """All that one element of a page says, in blocks; nobody judges which of it is the article."""
    return tuple(_blocks(element, silent=_SILENT))


def _blocks(root: etree._Element, silent: set[str]) -> Iterator[Block]:
    """Walk the tree once; a block ends where another begins."""
    kinds = ["p"]
    parts: list[str] = []
    data: etree._Element | None = None  # the table just written as a whole
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            rows = _rows(element) if tag == "table" else []
            if tag in _KINDS or tag in _BREAKS:
                yield from _ended(parts, kinds[-1])
            if rows:
                yield Block("table", "\n".join(rows))
                data = element
            if rows or _is_silent(tag, silent, kinds[-1]):
                walk.skip_subtree()
                continue
            kinds.append(_KINDS.get(tag) or kinds[-1])
            parts.append(element.text or "")
            continue
        if event == "end" and not _is_silent(tag, silent, kinds[-1]) and element is not data:
            if tag in _KINDS:
                yield from _ended(parts, kinds[-1])
            kinds.pop()
        if element is not root:
            parts.append(element.tail or "")
    yield from _ended(parts, "p")


def _is_silent(tag: str, silent: set[str], kind: str) -> bool:
    """Whether nothing is read of an element; a button in a head is the question above its answer."""
    return tag in silent and not (tag == "button" and kind == "h")


def _ended(parts: list[str], kind: str) -> Iterator[Block]:
    """The block that the parts so far make."""
    written = "".join(parts)
    parts.clear()
    if written and not written.isspace() and (text := one_line(written, _MOST)):
        yield Block(kind, text)


def _rows(table: etree._Element) -> list[str]:
    """The rows of a table of data, its cells parted by |; none if it only lays out a page or holds a single column."""
    if next(table.iterdescendants("table"), None) is not None:
        return []
    rows = []
    for row in table.iter(*_ROWS):
        cells = [one_line(" ".join(map(str, cell.itertext())), 1000) for cell in row.iterchildren(*_CELLS)]
        if any(len(cell) > _LONGEST_CELL for cell in cells):
            return []
        if any(cells):
            rows.append(" | ".join(cells))
    return rows if sum(" | " in row for row in rows) >= max(2, len(rows) / 2) else []
