"""Bodies that are larger than usual -> one of them at a time, from when it is that large until it was read.

A sitemap may have 50 MiB, and costs its process twice that: several at once would be more than a run may use.
"""

import asyncio


class Room:
    """Holds one large body. One for a run."""

    def __init__(self) -> None:
        self.free = asyncio.Semaphore(1)


class Place:
    """The place of one request in the room. Travels in its meta, along with redirects."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._taken = False

    @property
    def is_taken(self) -> bool:
        return self._taken

    async def take(self) -> None:
        """Wait until there is room; who has it keeps it."""
        if not self._taken:
            await self._room.free.acquire()
            self._taken = True

    def leave(self) -> None:
        """The body is gone; also for who never had a place."""
        if self._taken:
            self._taken = False
            self._room.free.release()
