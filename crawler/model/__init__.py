"""The product's words, frozen: what is asked, what is answered, what is kept.

A feed is asked (FeedJob) and ends as a Poll; the entries it lists become Drafts.
A document that lists older entries is asked for (ArchiveJob) and ends as a Finding.
A listed article is asked for (PageJob) and ends as a Visit: the raw Page and, if it could be read, the Article.
Work comes out of a Queue and every job ends in exactly one call of a Sink.
"""

from crawler.model.configured import Feed, Feeds, Filter, Limits, Selectors
from crawler.model.listed import Article, Block, Document, Draft, Entry, Further, Rhythm, When
from crawler.model.meaning import Tag, TagKind, Told
from crawler.model.protocols import HostState, Manners, Queue, RobotsTxt, Sink, TdmRep
from crawler.model.ruled import Pick, RuleUse, SiteRule
from crawler.model.vocabulary import RESERVED, Kind, Outcome, Stage
from crawler.model.watched import Channel, ChannelKind, Watch, Watches
from crawler.model.work import (
    Answer,
    ArchiveJob,
    Failure,
    FeedJob,
    Finding,
    Job,
    Page,
    PageJob,
    Part,
    Poll,
    Run,
    Stored,
    Visit,
)

__all__ = [
    "RESERVED",
    "Answer",
    "ArchiveJob",
    "Article",
    "Block",
    "Channel",
    "ChannelKind",
    "Document",
    "Draft",
    "Entry",
    "Failure",
    "Feed",
    "FeedJob",
    "Feeds",
    "Filter",
    "Finding",
    "Further",
    "HostState",
    "Job",
    "Kind",
    "Limits",
    "Manners",
    "Outcome",
    "Page",
    "PageJob",
    "Part",
    "Pick",
    "Poll",
    "Queue",
    "Rhythm",
    "RobotsTxt",
    "RuleUse",
    "Run",
    "Selectors",
    "Sink",
    "SiteRule",
    "Stage",
    "Stored",
    "Tag",
    "TagKind",
    "TdmRep",
    "Told",
    "Visit",
    "Watch",
    "Watches",
    "When",
]
