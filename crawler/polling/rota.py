"""Things by host -> one thing at a time, the hosts taking turns."""

from collections import OrderedDict, deque
from collections.abc import Callable, Set
from typing import Generic, TypeVar

T = TypeVar("T")


class Rota(Generic[T]):
    """A queue in which no host stands in another's way; first in, first out within a host."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, deque[T]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def hosts(self) -> Set[str]:
        """Those for which something waits."""
        return self._hosts.keys()

    def add(self, host: str, thing: T) -> None:
        """Queue up a thing behind the others of its host."""
        self._hosts.setdefault(host, deque()).append(thing)
        self._length += 1

    def take(self, has_room: Callable[[str], bool]) -> tuple[str, T] | None:
        """The next thing of the first host that has room; that host then goes to the back. None: no host has."""
        host = next((host for host in self._hosts if has_room(host)), None)
        if host is None:
            return None
        queue = self._hosts[host]
        thing = queue.popleft()
        self._length -= 1
        if queue:
            self._hosts.move_to_end(host)
        else:
            del self._hosts[host]
        return host, thing
