"""Jobs that were put aside -> rows to look at; let go, they are asked again by the next run that finds them due."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawler.cluster.board import Board, name

MOST = 10_000  # in one list


@dataclass(frozen=True, slots=True)
class Aside:
    """A job that was put aside."""

    entry: str  # of the dead-letter stream
    job: str  # its key
    at: datetime
    reason: str
    message: Any  # as JSON; its text where it is none


async def put_aside(board: Board) -> list[Aside]:
    """What was put aside, oldest first."""
    found = await board.ask("xrange", name("dead"), "-", "+", MOST)
    return [_aside(entry.decode(), told) for entry, told in found]


async def requeue(board: Board, *entries: str) -> int:
    """Let these go, or all -> how many."""
    chosen = [one for one in await put_aside(board) if not entries or one.entry in entries]

    async def let_go() -> None:
        async with board.redis.pipeline(transaction=True) as asked:
            for one in chosen:
                asked.hdel(name("aside"), one.job)
                asked.xdel(name("dead"), one.entry)
            await asked.execute()

    if chosen:
        await board.patiently(let_go)
    return len(chosen)


def _aside(entry: str, told: dict[bytes, bytes]) -> Aside:
    text = told[b"message"].decode("utf-8", "replace")
    try:
        message = json.loads(text)
    except ValueError:
        message = text
    at = datetime.fromtimestamp(int(entry.partition("-")[0]) / 1000, UTC)
    return Aside(entry, told[b"id"].decode(), at, told[b"reason"].decode("utf-8", "replace"), message)
