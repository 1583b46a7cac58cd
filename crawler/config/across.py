"""What only shows when values are seen together: names, slugs and addresses that stand twice, and request headers."""

from collections.abc import Iterator

from crawler.config import headers
from crawler.config.places import Fault, Node, Place, called, shown
from crawler.config.values import slug_of, split

_PORTS = {"http": 80, "https": 443}


def across(root: Node) -> Iterator[Fault]:
    """Faults between feeds, and in their headers. Works on what was written, whatever else is wrong with it."""
    listed = root.children.get("feeds")
    first: dict[tuple[str, str], Place] = {}
    for index, feed in enumerate(listed.items() if listed else ()):
        who = called(feed, index)
        for fault in (*_twice(feed, first), *_headers(feed)):
            yield Fault(fault.place, f"{who}: {fault.sentence}")


def _twice(feed: Node, first: dict[tuple[str, str], Place]) -> Iterator[Fault]:
    """Each of name, slug and address that an earlier feed has; the feed's own are added to `first`."""
    name, slug, url = (_text(feed, key) for key in ("name", "slug", "url"))
    if name:
        known = " ".join(str(name.value).casefold().split())
        earlier = first.setdefault(("name", known), name.place)
        if known and earlier != name.place:
            yield Fault(name.place, f"this name is taken by the feed in line {earlier.line}; write another")
            name = None
    if slug:
        earlier = first.setdefault(("slug", str(slug.value)), slug.place)
        if earlier != slug.place:
            yield Fault(
                slug.place, f"slug {shown(str(slug.value))} is taken by the feed in line {earlier.line}; write another"
            )
    elif name and "slug" not in feed.children:
        yield from _made_slug(name, first)
    if url:
        earlier = first.setdefault(("url", same_address(str(url.value))), url.place)
        if earlier != url.place:
            yield Fault(url.place, f"this address is already asked for by the feed in line {earlier.line}; keep one")


def _made_slug(name: Node, first: dict[tuple[str, str], Place]) -> Iterator[Fault]:
    made = slug_of(str(name.value))
    if not made:
        if str(name.value).strip():
            yield Fault(name.place, "no slug can be made from this name; write one, such as slug: my-feed")
        return
    earlier = first.setdefault(("slug", made), name.place)
    if earlier != name.place:
        taken = f"the slug '{made}' made from this name is taken by the feed in line {earlier.line}"
        yield Fault(name.place, f"{taken}; write a slug: of its own")


def same_address(url: str) -> str:
    """What two addresses have in common that differ in scheme, case of the host, default port or last slash only."""
    parts = split(url.strip())
    if parts is None or not parts.hostname:
        return url
    port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.hostname}{port}{parts.path.rstrip('/')}?{parts.query}"


def _text(feed: Node, key: str) -> Node | None:
    written = feed.children.get(key)
    return written if written and isinstance(written.value, str) and not written.told else None


def _headers(feed: Node) -> Iterator[Fault]:
    written = feed.children.get("headers")
    first: dict[str, str] = {}
    for name, place in written.keys.items() if written else ():
        wrong = headers.name_fault(name)
        earlier = first.setdefault(name.casefold(), name)
        if wrong:
            yield Fault(place, wrong)
        elif earlier != name:
            yield Fault(place, f"header '{name}' stands twice, also as '{earlier}'; keep one of them")
        value = written.children[name] if written else None
        if value and isinstance(value.value, str) and not wrong:
            unfit = headers.value_fault(name, value.value)
            if unfit:
                yield Fault(value.place, unfit)
