"""The path of one question to a feed, as decisions without doing: job -> Question -> Reply -> Poll.

    ask        what is sent along: both validators, or none when a 304 is to be checked
    answered   what the reply means; FRESH still has to be read
    read       what the document lists
    joined     the same of an index of sitemaps, with the parts that were asked (ask_part, part_answered)
    settled    the feed's score, its address, and when it is asked again

The spider carries them out over Scrapy; a simulation can do so without a socket.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.model import Answer, ArchiveJob, Failure, FeedJob, Finding, Kind, Outcome, PageJob, Part, Poll
from crawler.normal.older import certainly_older
from crawler.normal.urls import same_site
from crawler.polling import rules
from crawler.polling.answers import Reply, explain, semantic_hash
from crawler.polling.schedule import GOOD, fail_score, next_check, wants_full
from crawler.process import FeedReading
from crawler.process.parts import Came, Index, remembered, together

WHOLE = frozenset({Outcome.FRESH, Outcome.EMPTY})  # the document came to its end and could be read
NOT_AGAIN = "reading it cost too much before; it is read again when it changes, or the rules do"
CLOSED_EARLY = "the connection was closed before the end of the answer"
NESTED = "an index within an index: give it a feed of its own"
UNTRUE = "it had said 304 although there was news; its validators are not sent for a month"


@dataclass(frozen=True, slots=True)
class Question:
    """What is sent along with a request for a feed."""

    etag: str | None = None
    last_modified: str | None = None
    in_full: bool = False  # validators were there and are kept back on purpose

    @property
    def headers(self) -> dict[str, str]:
        """The conditional headers, byte for byte as they came or not at all: what is no ASCII would go as UTF-8."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value and value.isascii()}


def ask(job: FeedJob, now: datetime) -> Question:
    """Both validators where the feed's 304s are believed; none now and then, to see whether they should be."""
    if not job.trusts_304 or job.parts_since is not None:  # an index says nothing of the sitemaps below it
        return Question()
    if wants_full(job, now):
        return Question(in_full=True)
    return Question(job.etag, job.last_modified)


def answered(job: FeedJob, question: Question, reply: Reply, now: datetime) -> Poll:
    """The poll as far as status, headers and the bytes of the body tell it."""
    answer = _explained(question, reply, now)
    poll = Poll(job, now, answer, ms=reply.ms, size=len(reply.body), in_full=question.in_full)
    if answer.outcome is not Outcome.FRESH:
        return poll
    meaning = semantic_hash(reply.body) if reply.cut_short or job.costly_sha256 else None
    if job.costly_sha256 is not None and meaning == job.costly_sha256:
        costly = replace(answer, outcome=Outcome.TOO_COSTLY, error=NOT_AGAIN)
        return replace(poll, answer=costly, costly_sha256=meaning)
    if reply.cut_short:
        partial = replace(answer, outcome=Outcome.PARTIAL, error=CLOSED_EARLY)
        return replace(poll, answer=partial, semantic_sha256=meaning)
    poll = replace(poll, body_sha256=hashlib.sha256(reply.body).hexdigest())
    if poll.body_sha256 != job.body_sha256:
        poll = replace(poll, semantic_sha256=semantic_hash(reply.body))
        if poll.semantic_sha256 != job.semantic_sha256:
            return poll
    if job.feed.kind is Kind.SITEMAP and _may_have_parts(reply.body):
        return poll  # whether anything changed is seen when the sitemaps it names were read as well
    return replace(poll, answer=replace(answer, outcome=Outcome.UNCHANGED))


def _explained(question: Question, reply: Reply, now: datetime) -> Answer:
    answer = explain(reply, now)
    if reply.status == 304 and not question.headers:
        return replace(answer, outcome=Outcome.SERVER_ERROR, error="HTTP 304 to a question without validators")
    return answer


def _may_have_parts(body: bytes) -> bool:
    return body[:2] == b"\x1f\x8b" or b"<sitemapindex" in body[:4096]


def known_before(job: FeedJob) -> datetime | None:
    """Of a sitemap, which may list a site's every page, only what is newer than we know is read."""
    at = job.full_at or job.last_success_at  # a 304 since then may have been wrong
    return at and at - rules.KNOWN_BEFORE


def ask_part(job: FeedJob, part: Part, now: datetime) -> Question:
    """What is sent along to a part of an index: its validators; once a day none, to see whether its 304s were true."""
    if not job.trusts_304 or part.read_at is None or not (part.etag or part.last_modified):
        return Question()
    if now - part.read_at > rules.FULL_AFTER:
        return Question(in_full=True)
    return Question(part.etag, part.last_modified)


def part_answered(part: Part, question: Question, reply: Reply, now: datetime) -> Came:
    """What a part's reply means; FRESH or PARTIAL still has to be read."""
    answer = _explained(question, reply, now)
    came = Came(part, answer, size=len(reply.body))
    if answer.outcome is not Outcome.FRESH:
        return came
    came = replace(came, semantic_sha256=semantic_hash(reply.body))
    if came.semantic_sha256 == part.costly_sha256:
        return replace(came, answer=replace(answer, outcome=Outcome.TOO_COSTLY, error=NOT_AGAIN))
    if reply.cut_short:
        return replace(came, answer=replace(answer, outcome=Outcome.PARTIAL, error=CLOSED_EARLY))
    if came.semantic_sha256 == part.semantic_sha256:
        return replace(came, answer=replace(answer, outcome=Outcome.UNCHANGED))
    same = _are_same(answer, part.etag, part.last_modified)
    return replace(came, lied=question.in_full and same)


def part_read(came: Came, reading: FeedReading | Failure) -> Came:
    """The part with what it lists."""
    if isinstance(reading, FeedReading):
        if any(part.how == "index" for part in reading.further):
            reading = Failure(NESTED)
        elif came.answer.outcome is Outcome.PARTIAL:
            reading = replace(reading, cut_short=True, warning=CLOSED_EARLY)
    return replace(came, reading=reading)


def is_known_costly(job: PageJob, reply: Reply) -> bool:
    """Whether this very page cost too much to read before."""
    return job.costly_sha256 is not None and job.costly_sha256 == hashlib.sha256(reply.body).hexdigest()


def joined(poll: Poll, whole: FeedReading, index: Index, came: Sequence[Came]) -> Poll:
    """The poll of an index with what its parts list; UNCHANGED if none of them lists anything else than last time."""
    poll = replace(
        _unkept(poll),
        answer=replace(poll.answer, etag=None, last_modified=None),
        size=poll.size + sum(one.size for one in came),
        parts=remembered(index, came, poll.asked_at),
        parts_since=index.since,
    )
    poll = read(poll, together(index, whole, came))
    if any(one.lied for one in came):
        poll = replace(poll, lied=True, answer=replace(poll.answer, error=UNTRUE))
    return poll


def read(poll: Poll, reading: FeedReading | Failure) -> Poll:
    """The poll with what its document lists; hashes and validators are kept only of a whole one that could be read."""
    if isinstance(reading, Failure):
        costly = poll.semantic_sha256 if reading.costly else None
        return replace(_unkept(poll), answer=unreadable(poll.answer, reading), costly_sha256=costly)
    partial = reading.cut_short or poll.answer.outcome is Outcome.PARTIAL
    outcome = Outcome.PARTIAL if partial else _told(poll, reading)
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
    if poll.job.parts_since is not None and poll.parts is None and not partial:
        poll = replace(poll, parts=())  # it is no index any more
    if poll.in_full and _lied(poll):
        poll = replace(poll, lied=True, answer=replace(poll.answer, error=UNTRUE))
    return poll


def _told(poll: Poll, reading: FeedReading) -> Outcome:
    """What a whole document comes to; of a sitemap rows without entries are those that are older than what is known."""
    is_known = poll.semantic_sha256 is not None and poll.semantic_sha256 == poll.job.semantic_sha256
    if is_known or (poll.body_sha256 is not None and poll.body_sha256 == poll.job.body_sha256):
        return Outcome.UNCHANGED
    if reading.seen:
        return Outcome.FRESH
    return Outcome.UNCHANGED if reading.listed and poll.job.last_success_at is not None else Outcome.EMPTY


def unreadable(answer: Answer, why: Failure) -> Answer:
    """The answer when its body could not be read: half of one says nothing of what the whole would have been, but that
    it costs too much."""
    if answer.outcome is Outcome.PARTIAL and not why.costly:
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
    if _are_same(answer, job.etag, job.last_modified):
        return True
    instants = [draft.article.published.at for draft in poll.drafts if draft.article.published]
    dated = [datetime.fromisoformat(at) for at in instants if at]
    if not dated:
        return poll.asked_at - job.full_at > rules.FULL_AFTER
    latest = job.last_success_at - rules.SURELY_LISTED
    return any(job.full_at + timedelta(minutes=1) < at < latest for at in dated)


def _are_same(answer: Answer, etag: str | None, last_modified: str | None) -> bool:
    """Whether an answer has no other validators than these."""
    return bool(answer.etag or answer.last_modified) and (
        answer.etag in (None, etag) and answer.last_modified in (None, last_modified)
    )


# ---------------------------------------------------------------- older entries


def with_step(whole: FeedReading, step: FeedReading) -> FeedReading:
    """The reading of a long document with what comes next in it."""
    return replace(
        whole,
        drafts=whole.drafts + step.drafts,
        seen=whole.seen + step.seen,
        dropped=whole.dropped + step.dropped,
        goes_on=step.goes_on,
    )


def found(job: ArchiveJob, reply: Reply, reading: FeedReading | Failure | None, now: datetime) -> Finding:
    """What a document of older entries says; `reading` is None where nothing came to be read."""
    answer = explain(reply, now)
    finding = Finding(job, now, answer, size=len(reply.body))
    if reading is None:
        return finding
    if isinstance(reading, Failure):
        return replace(finding, answer=unreadable(answer, reading))
    since = job.since.isoformat()
    further = tuple(part for part in reading.further if not certainly_older(part.lastmod_raw or "", since))
    if reading.goes_on:
        answer = replace(answer, outcome=Outcome.PARTIAL, error=f"only its first {reading.seen} entries were read")
    elif reading.cut_short or reply.cut_short:
        answer = replace(answer, outcome=Outcome.PARTIAL, error=reading.warning or CLOSED_EARLY)
    else:
        answer = replace(answer, outcome=Outcome.FRESH if reading.seen or further else Outcome.EMPTY)
    return replace(
        finding,
        answer=answer,
        sha256=semantic_hash(reply.body),
        drafts=reading.drafts,
        entries_seen=reading.seen,
        further=further,
    )
