"""How a site faces its readers: for this machine or for all, under which names and below which address."""

import re
from dataclasses import dataclass

from crawler.errors import UsageError

NEWS = "news"  # what the database is called in addresses, however its file is
NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
BASE = re.compile(r"/([\w.~-]+/)*")


@dataclass(frozen=True, slots=True)
class Front:
    """`public`: whoever comes may read, and no more than that. `names`: what the site is called besides this machine's
    own names. `base_url`: the address below which a proxy shows it, between slashes."""

    public: bool = False
    names: frozenset[str] = frozenset()
    base_url: str = "/"


def front(*, public: bool, names: tuple[str, ...], base_url: str) -> Front:
    """What was typed -> a Front. Raises UsageError for a name or an address that cannot be."""
    for name in names:
        if not NAME.fullmatch(name.lower()):
            raise UsageError(f"--host-name {name}: write the name alone, without http:// and without a port")
    base = f"/{base_url.strip('/')}/" if base_url.strip("/") else "/"
    if not BASE.fullmatch(base):
        raise UsageError(f"--base-url {base_url}: write a path such as /nieuws/")
    if base.startswith(f"/{NEWS}/"):
        raise UsageError(f"--base-url {base_url}: the tables are at /{NEWS} below it; take another word")
    return Front(public, frozenset(name.lower() for name in names), base)
