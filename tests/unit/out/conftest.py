"""A desk with a free article and a reserved one, each changed once, and a way to export from it."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.out.export import FORMATS
from crawler.store.answers import Question, ask, of_sql
from crawler.store.store import Store
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, on, poll, visit, words

FREE, SECRET = "Het vrije woord over de accu", "Het geheime woord over de accu"

Export = Callable[..., bytes]


def fill(store: Store) -> None:
    """Article 1 is free, article 2 is reserved; the text of both was changed once."""
    for number, body, rights in ((1, FREE, ()), (2, SECRET, (("robots", "noarchive"),))):
        told = {"authors": ("Ans", "Bo"), "keywords": ("laden",), "rights": rights}
        told["published"] = on("2025-11-19", "2025-11-19T08:00:00Z")
        [job] = store.save_poll(poll(draft(f"https://autovisie.example/{number}", words(f"Auto {number}"))))[1]
        for look, text in ((False, f"{body} vroeger."), (True, f"{body}, en nu met nog meer woorden.")):
            article = words(f"Auto {number}", "Een korte lead", text, **told)
            said = visit(replace(job, is_look=look), replace(article, content_hash=f"{number} {look}"))
            store.save_visit(replace(said, asked_at=NOW + (60 if look else 1) * MINUTE))


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """news.db of such a desk, pages.db beside it."""
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as store:
        store.sync_feeds(desk(), NOW)
        fill(store)
    return tmp_path / "news.db"


@pytest.fixture
def export(news: Path) -> Export:
    """What a question, or SQL, looks like in a format."""

    def made(asked: str | Question, format_: str) -> bytes:
        to = io.BytesIO()
        with ask(news, of_sql(asked, {}) if isinstance(asked, str) else asked) as answer:
            FORMATS[format_](answer, to, NOW)
        return to.getvalue()

    return made
