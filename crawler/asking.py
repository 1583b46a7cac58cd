"""The path of one question to a feed, as decisions without doing: job -> Question -> Reply -> Poll.

    ask        what is sent along: both validators, or none when a 304 is to be checked
    answered   what the reply means; FRESH still has to be read
    read       what the document lists
    settled    the feed's score, its address, and when it is asked again

The spider carries them out over Scrapy; a simulation can do so without a socket.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.model import Answer, ArchiveJob, Failure, FeedJob, Finding, Kind, Outcome, Poll
from crawler.normal.urls import same_site
from crawler.polling import rules
from crawler.polling.answers import Reply, explain, semantic_hash
from crawler.polling.schedule import GOOD, fail_score, next_check, wants_full
from crawler.process import FeedReading

WHOLE = frozenset({Outcome.FRESH, Outcome.EMPTY})  # the document came to its end and could be read
CLOSED_EARLY = "the connection was closed before the end of the answer"
UNTRUE = "it had said 304 although there was news; its validators are not sent for a month"


@dataclass(frozen=True, slots=True)
class Question:
    """What is sent along with a request for a feed."""

    etag: str | None = None
    last_modified: str | None = None
    in_full: bool = False  # validators were there and are kept back on purpose

    @property
    def headers(self) -> dict[str, str]:
        """The conditional headers, byte for byte as they came."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value}


def ask(job: FeedJob, now: datetime) -> Question:
    """Both validators where the feed's 304s are believed; none now and then, to see whether they should be."""
    if not job.trusts_304 or job.feed.kind is Kind.SITEMAP:  # an index says nothing of the sitemaps below it
        return Question()
    if wants_full(job, now):
        return Question(in_full=True)
    return Question(job.etag, job.last_modified)


def answered(job: FeedJob, question: Question, reply: Reply, now: datetime) -> Poll:
    """The poll as far as status, headers and the bytes of the body tell it."""
    answer = explain(reply, now)
    if reply.status == 304 and not question.headers:
        answer = replace(answer, outcome=Outcome.SERVER_ERROR, error="HTTP 304 to a question without validators")
    poll = Poll(job, now, answer, ms=reply.ms, size=len(reply.body), in_full=question.in_full)
    if answer.outcome is not Outcome.FRESH:
        return poll
    if reply.cut_short:
        return replace(poll, answer=replace(answer, outcome=Outcome.PARTIAL, error=CLOSED_EARLY))
    if job.feed.kind is Kind.SITEMAP and _may_have_parts(reply.body):
        return poll  # whether anything changed is seen when the sitemaps it names were read as well
    poll = replace(poll, body_sha256=hashlib.sha256(reply.body).hexdigest())
    if poll.body_sha256 != job.body_sha256:
        poll = replace(poll, semantic_sha256=semantic_hash(reply.body))
        if poll.semantic_sha256 != job.semantic_sha256:
            return poll
    return replace(poll, answer=replace(answer, outcome=Outcome.UNCHANGED))


def _may_have_parts(body: bytes) -> bool:
    return body[:2] == b"\x1f\x8b" or b"<sitemapindex" in body[:4096]


def parts_of(job: FeedJob, reading: FeedReading) -> tuple[str, ...]:
    """The sitemaps of an index to ask in this poll: those that changed last, at most a few."""
    named = [part for part in reading.further if part.how == "index"]
    dated = sorted((part for part in named if part.lastmod_raw), key=lambda part: part.lastmod_raw or "", reverse=True)
    undated = [part for part in named if not part.lastmod_raw]
    chosen = [*dated, *undated[:1], *undated[:0:-1]]  # the first of a list is as likely the newest as the last
    return tuple(part.url for part in chosen[: rules.SITEMAP_PARTS])


def joined(poll: Poll, whole: FeedReading, parts: Sequence[tuple[Reply, FeedReading]], lacking: str | None) -> Poll:
    """The poll of a sitemap index with what its parts list; UNCHANGED if all of them say what they said last time."""
    drafts = {draft.url_hash: draft for _, reading in parts for draft in reversed(reading.drafts)}
    digest = hashlib.sha256("".join(semantic_hash(reply.body) for reply, _ in parts).encode()).hexdigest()
    poll = replace(poll, semantic_sha256=digest, size=poll.size + sum(len(reply.body) for reply, _ in parts))
    if digest == poll.job.semantic_sha256 and not lacking:
        return replace(poll, answer=replace(poll.answer, outcome=Outcome.UNCHANGED))
    reading = replace(
        whole,
        drafts=tuple(drafts.values())[: poll.job.feed.limits.entries],
        seen=sum(reading.seen for _, reading in parts),
        dropped=sum(reading.dropped for _, reading in parts),
        cut_short=lacking is not None or any(reading.cut_short for _, reading in parts),
        warning=lacking or whole.warning,
    )
    return read(poll, reading)


def read(poll: Poll, reading: FeedReading | Failure) -> Poll:
    """The poll with what its document lists; hashes and validators are kept only of a whole one that could be read."""
    if isinstance(reading, Failure):
        return replace(_unkept(poll), answer=unreadable(poll.answer, reading))
    partial = reading.cut_short or poll.answer.outcome is Outcome.PARTIAL
    outcome = Outcome.PARTIAL if partial else Outcome.FRESH if reading.seen else _without_entries(poll.job)
    poll = replace(
        _unkept(poll) if partial else poll,
        answer=replace(poll.answer, outcome=outcome, error=reading.warning or poll.answer.error),
        title=reading.title,
        drafts=reading.drafts,
        entries_seen=reading.seen,
        entries_dropped=reading.dropped,
        rhythm=reading.rhythm,
        further=reading.further,
    )
    if poll.in_full and _lied(poll):
        poll = replace(poll, lied=True, answer=replace(poll.answer, error=UNTRUE))
    return poll


def _without_entries(job: FeedJob) -> Outcome:
    """What no entries mean: of a sitemap that was read before, that it lists nothing newer than is known."""
    is_read_from = job.feed.kind is Kind.SITEMAP and job.last_success_at is not None
    return Outcome.UNCHANGED if is_read_from else Outcome.EMPTY


def unreadable(answer: Answer, why: Failure) -> Answer:
    """The answer when its body could not be read: half of one says nothing of what the whole would have been."""
    if answer.outcome is Outcome.PARTIAL:
        return replace(answer, outcome=Outcome.NETWORK, error=CLOSED_EARLY)
    outcome = Outcome.TOO_COSTLY if why.costly else Outcome.NOT_A_FEED
    return replace(answer, outcome=outcome, error=why.reason)


def _unkept(poll: Poll) -> Poll:
    return replace(poll, body_sha256=None, semantic_sha256=None)


def settled(poll: Poll) -> Poll:
    """The poll with what follows from it."""
    job, answer, now = poll.job, poll.answer, poll.asked_at
    score = fail_score(job.fail_score, answer)
    rhythm = job.rhythm if poll.rhythm is None else poll.rhythm
    due = next_check(job, answer, score, rhythm, now)
    return replace(poll, fail_score=score, next_check_at=due, adopts=adopted(job, answer, now))


def adopted(job: FeedJob, answer: Answer, now: datetime) -> str | None:
    """The address a feed has moved to and is asked at from now on; None: it stays where it is.

    At once from http to https, else after a week of the same permanent redirect, and never to another site: that is the
    operator's to decide, in feeds.yaml.
    """
    target = answer.moved_to
    if target is None or answer.outcome not in GOOD or target == job.url:
        return None
    if urlsplit(job.url)._replace(scheme="https") == urlsplit(target) or (
        target == job.redirect_url
        and job.redirect_since is not None
        and now - job.redirect_since >= rules.ADOPT_AFTER
        and same_site(target, job.url)
    ):
        return target
    return None


def _lied(poll: Poll) -> bool:
    """Whether a document that was asked for in full shows that the 304s before it were wrong: it differs under the
    same validators, or lists what must have stood in it at the last of them, or it is long since there was any."""
    job, answer = poll.job, poll.answer
    if answer.outcome not in WHOLE or job.full_at is None or job.last_success_at is None:
        return False  # half a document differs from the whole one for a reason of its own
    ours, theirs = (job.etag, job.last_modified), (answer.etag, answer.last_modified)
    if any(theirs) and all(their in (None, our) for our, their in zip(ours, theirs, strict=True)):
        return True
    instants = [draft.article.published.at for draft in poll.drafts if draft.article.published]
    dated = [datetime.fromisoformat(at) for at in instants if at]
    if not dated:
        return poll.asked_at - job.full_at > rules.FULL_AFTER
    latest = job.last_success_at - rules.SURELY_LISTED
    return any(job.full_at + timedelta(minutes=1) < at < latest for at in dated)


# ---------------------------------------------------------------- older entries


def found(job: ArchiveJob, reply: Reply, reading: FeedReading | Failure | None, now: datetime) -> Finding:
    """What a document of older entries says; `reading` is None where nothing came to be read."""
    answer = explain(reply, now)
    finding = Finding(job, now, answer, size=len(reply.body))
    if reading is None:
        return finding
    if isinstance(reading, Failure):
        return replace(finding, answer=unreadable(answer, reading))
    return replace(
        finding,
        answer=replace(answer, outcome=Outcome.FRESH if reading.seen or reading.further else Outcome.EMPTY),
        sha256=semantic_hash(reply.body),
        drafts=reading.drafts,
        entries_seen=reading.seen,
        further=reading.further,
    )
