"""Feeds of feeds.yaml -> what each answers now, whatever the schedule says and whatever is stored."""

import asyncio
from collections.abc import Callable

from crawler.discovering.board import Board, Known, carried_out
from crawler.model import Feed, Poll


def ask_all(known: Known, feeds: tuple[Feed, ...], came: Callable[[Poll], None]) -> tuple[Poll, ...]:
    """Ask each feed once, in full, at the address that feeds.yaml gives; `came` is told of each answer as it comes."""

    async def one(board: Board, feed: Feed) -> Poll:
        poll = await board.poll(feed)
        came(poll)
        return poll

    async def asking(board: Board) -> tuple[Poll, ...]:
        return tuple(await asyncio.gather(*(one(board, feed) for feed in feeds)))

    return carried_out(known, asking) if feeds else ()
