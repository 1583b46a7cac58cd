"""Where and in which languages a text was printed, for whoever reads its dates."""

from crawler.normal import dates
from crawler.process.readings import Circumstances


def place(around: Circumstances, codes: tuple[str | None, ...], source: str) -> dates.Place:
    languages = tuple(dict.fromkeys(filter(None, (*codes, around.feed.language, "en"))))
    return dates.Place(languages, around.feed.timezone, around.desk_timezone, around.now, source)
