"""Messages that arrive where the desk is -> its Sink and its Manners."""

from crawler.cluster.messages import NoPages, Pauses, Rest, Result, Word
from crawler.model import Finding, Manners, Poll, RobotsTxt, Sink, Stored, TdmRep


async def into(sink: Sink, result: Result) -> Stored:
    """Store a result."""
    if isinstance(result, Poll):
        return await sink.polled(result)
    return await (sink.found(result) if isinstance(result, Finding) else sink.visited(result))


async def remember(manners: Manners, word: Word) -> None:
    """Note what a host asked for."""
    if isinstance(word, RobotsTxt):
        await manners.keep_robots(word)
    elif isinstance(word, TdmRep):
        await manners.keep_tdmrep(word)
    elif isinstance(word, Rest):
        await manners.rest(word.host, word.until, word.reason)
    elif isinstance(word, NoPages):
        await manners.leave_pages(word.host, word.until)
    elif isinstance(word, Pauses):
        await manners.pauses(dict(word.until))
