"""A desk and its watches.yaml -> what is new looked at, and what was found delivered.

    watches.yaml -> passes.watch: hits, deliveries        in one transaction each hundred
                 -> a delivery at a time: its attempt noted, sent, what came of it noted

Within its time, whatever the other side does: what is not delivered is tried again by a later run, later each time. The
caller holds the desk's lock.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler import config
from crawler.config.watches_values import variables
from crawler.desk.paths import Desk
from crawler.desk.watches import file_of, watches_of
from crawler.ending import asked
from crawler.errors import ConfigError
from crawler.model import Channel, ChannelKind, Feeds, Watches
from crawler.out import mail, watch_files, webhook
from crawler.out.letters import Letter, Undelivered
from crawler.passes.watch import look
from crawler.store import deliveries, watches
from crawler.store.deliveries import Delivery
from crawler.store.store import Store
from crawler.store.times import instant
from crawler.transport.calls import in_time
from crawler.transport.errors import OutOfTime, RunStopped
from crawler.transport.guard import Guard, proxy_of
from crawler.transport.secrets import Redactor

DAY = timedelta(days=1)
LATER = timedelta(days=3650)  # by hand what waits for its next try waits no longer
IN_A_FEED = 100  # hits of an Atom file
FILES = (ChannelKind.ATOM, ChannelKind.JSONL)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the other side is waited for."""

    look_s: float | None = None  # None: until all is looked at
    all_s: float = 3600.0  # all deliveries together
    one_s: float = 30.0  # one attempt
    back_off: bool = False  # leave what failed until its time has come


OF_A_CRAWL = Patience(look_s=10, all_s=10, one_s=10, back_off=True)  # a dead channel holds up no run for longer
BY_HAND = Patience()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round came to: articles looked at, hits, deliveries, and a line for each that failed."""

    articles: int = 0
    hits: int = 0
    delivered: int = 0
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a desk's watches."""

    desk: Desk
    feeds: Feeds
    store: Store
    now: Clock
    patience: Patience
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)


def after_a_crawl(desk: Desk, feeds: Feeds, store: Store, now: Clock, say: Callable[[str], None]) -> None:
    """A round within seconds; what needs a person is said once a day. Raises nothing of ours but StorageError."""
    try:
        wanted = watches_of(desk)
    except ConfigError as error:
        if store.notice_due("watches.yaml", now(), DAY):
            say("\n".join((*error.faults, f"{file_of(desk)}: what is new waits until that is mended")))
        return
    if not watches.is_waiting(store.news) and not deliveries.is_due(store.news, now()):
        return
    for line in make(Round(desk, feeds, store, now, OF_A_CRAWL), wanted).failed:
        if store.notice_due(f"channel {line.partition(':')[0]}", now(), DAY):
            say(f"{file_of(desk)}: channel {line}")


def make(round_: Round, wanted: Watches) -> Outcome:
    """Look at what is new and deliver what is due."""
    looked = look(round_.store.news, wanted, round_.now, round_.patience.look_s)
    ends = tuple(_ends(round_, wanted))
    delivered = sum(one.went for one in ends)
    return Outcome(looked.articles, looked.hits, delivered, tuple(one.line for one in ends if one.line))


@dataclass(frozen=True, slots=True)
class _End:
    """What became of an attempt, and what an operator should know of it."""

    went: bool
    line: str = ""


def _ends(round_: Round, wanted: Watches) -> Iterator[_End]:
    """Deliver what is due, one after the other, files first. A channel that failed is not tried a second time."""
    news, now, until = round_.store.news, round_.now, time.monotonic() + round_.patience.all_s
    channels = {one.name: one for one in wanted.channels}
    deliveries.tidy(news, [*channels], now())
    failed: set[str] = set()
    pending = deliveries.due(news, [*channels], now() if round_.patience.back_off else now() + LATER)
    for one in sorted(pending, key=lambda one: channels[one.channel].kind not in FILES):
        left = until - time.monotonic()
        if asked() or left <= 0:
            return
        if one.channel in failed:
            continue
        try:
            end = _end(round_, channels[one.channel], one, min(left, round_.patience.one_s))
        except RunStopped:
            return  # what was on its way is tried again, under the same key
        if not end.went:
            failed.add(one.channel)
        yield end


def _end(round_: Round, channel: Channel, one: Delivery, seconds: float) -> _End:
    """Make an attempt. Raises RunStopped if a signal ended it."""
    news, now = round_.store.news, round_.now
    deliveries.begin(news, one, now())
    redactor = Redactor(round_.environ.get(name, "") for name in variables(*channel.secrets))
    try:
        told = _sent(round_, channel, one, seconds)
    except (Undelivered, OutOfTime) as error:
        why = redactor.text(str(error))
        again = deliveries.failed(news, one, why, now())
        then = f"tried again after {again}" if again else "given up after 14 days"
        return _End(False, f"{channel.name}: {why}; {then}")
    deliveries.delivered(news, one, told, now())
    return _End(True, f"{channel.name}: {told}" if told else "")


def _sent(round_: Round, channel: Channel, one: Delivery, seconds: float) -> str | None:
    """Send it -> what there is to say of it all the same. Raises Undelivered, OutOfTime, RunStopped."""
    news, desk = round_.store.news, round_.desk
    hits = tuple(watches.told(news, deliveries.hits(news, one)))
    letter = Letter(one.key, instant(one.made_at), hits, again=one.attempts > 0)
    path, at = desk.folder / channel.target, round_.now()
    if channel.kind is ChannelKind.ATOM:
        last = watches.told(news, deliveries.last_hits(news, channel.name, IN_A_FEED))[::-1]
        return in_time(lambda: watch_files.replace_atom(path, channel.name, last, at), seconds)
    if channel.kind is ChannelKind.JSONL:
        return in_time(lambda: watch_files.append_lines(path, letter), seconds)
    try:
        if channel.kind is ChannelKind.MAIL:
            sealed, straight = mail.envelope(channel, letter, round_.environ), Guard(round_.feeds.private_hosts)
            return in_time(lambda: mail.send(sealed, straight, seconds), seconds)
        guard = Guard(round_.feeds.private_hosts, proxy_of(config.filled_proxy(round_.feeds, round_.environ)))
        made = webhook.parcel(channel, letter, round_.environ, round_.feeds.user_agent, at)
        return in_time(lambda: webhook.send(made, guard, seconds), seconds)
    except KeyError as error:
        raise Undelivered(f"the environment variable {error.args[0]} is not set") from error
    except ConfigError as error:
        raise Undelivered(str(error)) from error
