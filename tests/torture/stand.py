"""Three publishers on loopback who bring out one edition after another, and answer slowly.

Edition 5 of a publisher lists all articles of edition 4 and a new one, and one that was changed in its title and text.
The ETag of a feed names its edition, so that whoever finds one in a database knows what must stand beside it.
"""

import random
from contextlib import ExitStack
from typing import Self

from tests.flow.conftest import feed_line
from tests.flow.origin import Asked, Said, Site, feed_of, page_of

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
FIRST = 3  # articles of edition 0
CHANGED_AFTER = 2  # editions
SLOWEST_S = 0.12
HEAD = f"""\
defaults:
  user_agent: Koplamp torture (+http://127.0.0.1/; test@koplamp.invalid)
  pause: 0s
  private_hosts: [{", ".join(HOSTS)}]
"""
SYLLABLES = ("ba", "cor", "du", "fel", "gim", "ka", "lo", "mer", "nu", "pi", "ro", "sta", "ti", "vel", "wo", "zem")


class Stand:
    """The publishers; nothing is open outside of `with`."""

    def __init__(self, seed: str) -> None:
        self.edition = 0
        self.most_s = SLOWEST_S
        self._seed = seed
        self._waits = random.Random(seed)
        self._open = ExitStack()
        self._sites: dict[str, Site] = {}

    def __enter__(self) -> Self:
        self._sites = {f"feed-{n}": self._open.enter_context(Site(host)) for n, host in enumerate(HOSTS)}
        self.publish(0)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def feeds_yaml(self) -> str:
        listed = [feed_line(slug, f"{site.url}/feed.xml") for slug, site in self._sites.items()]
        return HEAD + "feeds:\n" + "".join("  - " + one.replace("\n", "\n    ") + "\n" for one in listed)

    def publish(self, edition: int | None = None) -> None:
        """Bring out the next edition, or this one."""
        self.edition = self.edition + 1 if edition is None else edition
        for slug, site in self._sites.items():
            for number, (title, path) in enumerate(self._entries(slug, self.edition)):
                site.say(path, self._slowly(page_of(title, *self._text(slug, number))))
            site.say("/feed.xml", self._slowly(self._feed(slug), f'"{self.edition}"'))

    def listed(self, slug: str, edition: int) -> set[str]:
        """The addresses that an edition lists."""
        return {f"{self._sites[slug].url}{path}" for _, path in self._entries(slug, edition)}

    def asked(self) -> list[str]:
        """The paths that were asked for so far."""
        return [path for site in self._sites.values() for path in site.paths()]

    def _entries(self, slug: str, edition: int) -> list[tuple[str, str]]:
        count = FIRST + edition
        return [(self._title(slug, number, edition), f"/news/{slug}-{number}") for number in range(count)]

    def _title(self, slug: str, number: int, edition: int) -> str:
        return f"Car {slug} {number}" + (" is changed" if edition >= number + CHANGED_AFTER else "")

    def _text(self, slug: str, number: int) -> list[str]:
        """No two articles share a line: what a site repeats is taken from texts, by the order in which they came."""
        words = random.Random(f"{self._seed} {slug} {number} {self.edition >= number + CHANGED_AFTER}")
        return [" ".join(_word(words) for _ in range(30)).capitalize() + "." for _ in range(4)]

    def _feed(self, slug: str) -> bytes:
        return feed_of(*self._entries(slug, self.edition), channel=slug)

    def _slowly(self, body: bytes, etag: str = "") -> object:
        def answer(asked: Asked) -> Said:
            wait_s = self._waits.uniform(0, self.most_s)
            if etag and asked.headers.get("if-none-match") == etag:
                return Said(status=304, headers={"ETag": etag}, wait_s=wait_s)
            return Said(body, headers={"ETag": etag} if etag else {}, wait_s=wait_s)

        return answer


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=3))
