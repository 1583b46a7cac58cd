"""What only shows when values are seen together.

Names, slugs and addresses that stand twice; request headers; kind, list and archive; conditions of more than one key.
"""

from collections.abc import Iterator

from crawler.config import headers
from crawler.config.mistake_words import KEYS
from crawler.config.places import Fault, Node, Place, called, shown
from crawler.config.schema import Condition
from crawler.config.values import KINDS, slug_of, split
from crawler.config.values_archive import has_places

_PORTS = {"http": 80, "https": 443}


def across(root: Node) -> Iterator[Fault]:
    """Faults between feeds, and between the keys of one. Works on what was written, whatever else is wrong with it."""
    defaults = root.children.get("defaults")
    for fault in _conditions(defaults) if defaults else ():
        yield Fault(fault.place, f"defaults: {fault.sentence}")
    listed = root.children.get("feeds")
    first: dict[tuple[str, str], Place] = {}
    for index, feed in enumerate(listed.items() if listed else ()):
        who = called(feed, index)
        for fault in (*_twice(feed, first), *_headers(feed), *_trust(feed), *_lists(feed), *_conditions(feed)):
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


def _trust(feed: Node) -> Iterator[Fault]:
    """A certificate is not to be verified where none is shown."""
    verify, url = feed.children.get("verify_tls"), _text(feed, "url")
    if verify and verify.value is False and url and str(url.value).casefold().startswith("http://"):
        yield Fault(verify.place, "verify_tls: is for https:// addresses, and this one is http://; take it out")


def _lists(feed: Node) -> Iterator[Fault]:
    """Selectors that are missing, or that nothing asks for."""
    kind, archive = _text(feed, "kind"), _text(feed, "archive")
    by_date = archive if archive and has_places(str(archive.value)) else None
    meant = any(key == "list" or KEYS.get(key.casefold()) == "list" for key in feed.keys)
    needs = kind if kind and kind.value == "list" else by_date
    if needs and not meant:
        what = "kind list" if needs is kind else "an archive of pages by date"
        yield Fault(
            needs.place, f"{what} needs list: with 'item: ...' below it, the CSS selector of one entry of its pages"
        )
    if "list" in feed.keys and not needs and (kind.value in KINDS if kind else "kind" not in feed.keys):
        yield Fault(
            feed.keys["list"],
            "list: is for kind: list, or for an archive: with {year} in its address; write kind: list, or take it out",
        )


def _conditions(holder: Node) -> Iterator[Fault]:
    """Conditions that look at several fields or at none."""
    for key in ("keep", "block"):
        listed = holder.children.get(key)
        for condition in listed.items() if listed and isinstance(listed.value, list) else ():
            fields = [field for field in condition.keys if field in Condition.model_fields]
            if len(fields) > 1:
                yield Fault(
                    condition.keys[fields[1]],
                    f"{key}: a condition looks at one field; write '- {fields[1]}: ...' on a line of its own",
                )
            elif isinstance(condition.value, dict) and not condition.keys:
                yield Fault(condition.place, f"{key}: nothing stands in this condition; write '- title: ...'")
