"""One element of a well-formed feed -> its text, address or formatted text, as feedparser gives them."""

import re
from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from crawler.feeds.links import is_whole
from crawler.feeds.wellformed_names import Doubt, attributes, name

Fields = dict[str, Any]
Judge = Callable[[str], bool]

PAGES = {"html", "text/html", "xhtml", "application/xhtml+xml"}
_XHTML = "application/xhtml+xml"
_TYPES = {"html": "text/html", "plain": "text/plain", "text": "text/plain", "xhtml": _XHTML}
_OF_HTML = "http://www.w3.org/1999/xhtml"
_NOT_SHOWN = {"body", "math", "svg"}  # they end more than themselves, or are given a namespace

_C1 = re.compile(b"\xc2[\x80-\x9f]")  # in UTF-8, where the rare first byte is found at once
_CP1252 = {code: sign for code in range(0x80, 0xA0) if (sign := bytes([code]).decode("cp1252", "ignore"))}
_PARAMETER = re.compile(r"&([A-Za-z0-9_]+);")


def language_of(said: Fields, inherited: str | None) -> str | None:
    """In which language an element says that it is."""
    own = said.get("xml:lang", said.get("lang"))
    return inherited if own is None else own or None


def bare(element: etree._Element) -> str:
    """What is written in an element in which no other stands."""
    if len(element):
        raise Doubt
    return (element.text or "").strip()


def mended(text: str) -> str:
    """UTF-8 that was taken for Latin-1 put right, and C1 controls the signs of Windows they were meant to be."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    return text.translate(_CP1252) if _C1.search(text.encode()) else text


def text_of(element: etree._Element) -> str:
    """A text without a format."""
    text = bare(element)
    return text if text.isascii() else mended(text)


def without_semicolons(address: str) -> str:
    """An address whose parameters were taken for references, as feedparser puts it right."""
    return _PARAMETER.sub(r"&\1", address)


def with_href(said: Fields) -> Fields:
    """Attributes with their address under `href`, whatever it was called."""
    if href := said.get("url", said.get("uri", said.get("href"))):
        said.pop("url", None)
        said.pop("uri", None)
        said["href"] = href
    return said


def _inner(element: etree._Element) -> str:
    return _escaped(element.text) + "".join(_outer(child) + _escaped(child.tail) for child in element)


def _escaped(text: str | None) -> str:
    """As feedparser does, which leaves quotes alone."""
    return escape(text or "", quote=False)


def _quoted(value: str) -> str:
    return _escaped(value).replace('"', "&quot;")


def _outer(element: etree._Element) -> str:
    """An element as it was written, but that an empty one has an end."""
    namespace, _, tag = str(element.tag).rpartition("}")
    foreign = any("}" in key and not name(key).startswith("xml:") for key in map(str, element.attrib))
    if namespace[1:] != _OF_HTML or tag.lower() in _NOT_SHOWN or foreign:
        raise Doubt
    said = "".join(f' {key}="{_quoted(value)}"' for key, value in attributes(element).items())
    return f"<{tag.lower()}{said}>{_inner(element)}</{tag.lower()}>"


class Reader:
    """Reads the elements of one document, and knows what feedparser would remember between two of them."""

    def __init__(self, looks_like_html: Judge, version: str) -> None:
        self.has_content = False  # since the last entry ended
        self._looks_like_html = looks_like_html
        self._is_atom = version.startswith("atom")
        self._unwraps = version == "atom10"
        self._base = ""

    def enter(self, said: Fields) -> str:
        """Into an element with these attributes; the base outside, for `leave`."""
        outside = self._base
        if base := said.get("xml:base", said.get("base")):
            if not base.startswith(("http://", "https://")):
                raise Doubt
            self._base = self.address(base)
        return outside

    def leave(self, outside: str) -> None:
        """A base is forgotten only for another: with none outside it holds for all that follows."""
        self._base = outside or self._base

    def address(self, written: str) -> str:
        """Seen from the base, if there is one."""
        if ":///" in written:  # feedparser takes slashes away
            raise Doubt
        if not self._base or is_whole(written):
            return written
        try:
            return urljoin(self._base, written)
        except ValueError:
            return ""

    def address_in(self, element: etree._Element) -> str:
        """The address that is an element's text."""
        text = bare(element)
        return mended(self.address(text)) if text else ""

    def link(self, element: etree._Element) -> tuple[Fields, str | None]:
        """A link's attributes, its address under `href`; if they have none, its text."""
        said = with_href(attributes(element))
        said.setdefault("rel", "alternate")
        said.setdefault("type", "application/atom+xml" if said["rel"] == "self" else "text/html")
        text = self.address_in(element)
        if "href" not in said:
            return said, text
        said["href"] = self.address(said["href"])
        return said, None

    def _markup(self, element: etree._Element) -> str:
        """What stands in an element, as HTML; of Atom without the one <div> around it all."""
        only = element[0] if self._unwraps and len(element) == 1 else None
        if (
            only is not None
            and name(str(only.tag)) == "xhtml:div"
            and not f"{element.text or ''}{only.tail or ''}".strip()
        ):
            element = only
        return _inner(element).strip()

    def content(self, element: etree._Element, default: str, language: str | None) -> Fields:
        """A text with its type, language and base."""
        said = attributes(element)
        written = said.get("type", default)
        kind = _TYPES.get(written, written)
        if kind not in ("text/html", "text/plain", _XHTML) or said.get("mode") == "base64":
            raise Doubt
        value = bare(element) if kind != _XHTML else self._markup(element)
        if kind == "text/plain" and not self._is_atom and ("<" in value or "&" in value):
            kind = "text/html" if self._looks_like_html(value) else kind
        spoken = language_of(said, language) if said else language
        outside = self.enter(said) if said else self._base
        base = self._base
        self.leave(outside)
        return {"type": kind, "language": spoken and spoken.replace("_", "-"), "base": base, "value": mended(value)}
