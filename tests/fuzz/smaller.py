"""A document that goes wrong -> a smaller one that goes wrong in the same way, as far as that is cheap."""

from dataclasses import replace

from crawler.workers import Workers
from tests.fuzz.campaign import Found, judged
from tests.fuzz.documents import Document

MOST_TRIES = 300  # each a call of a worker
LONGEST = 256 * 1024  # bytes; of a longer one every try costs too much


async def smaller(pool: Workers, made: Document, found: Found) -> Document:
    """Pieces are left out, halves first and then ever smaller ones, as long as what is left still goes wrong.

    An overrun costs seconds each time: it stays as it is.
    """
    if found.what == "overrun" or len(made.body) > LONGEST:
        return made
    tries, piece = 0, len(made.body) // 2
    while piece:
        at = 0
        while at < len(made.body) and tries < MOST_TRIES:
            less = replace(made, body=made.body[:at] + made.body[at + piece :])
            tries += 1
            if await _goes_wrong(pool, less, found):
                made = less
            else:
                at += piece
        piece //= 2
    return made


async def _goes_wrong(pool: Workers, made: Document, found: Found) -> bool:
    """In the same way: figures and texts in the reason may differ."""
    begins = found.reason[:BEGINS]
    return any(one.reason[:BEGINS] == begins for one in (await judged(pool, made)).found)


BEGINS = 20  # characters of a reason that say what it is about
