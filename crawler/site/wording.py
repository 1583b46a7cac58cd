"""A language and a key -> what a page says; numbers and days as that language writes them.

The texts stand in words/*.toml, a file a page: `health.title` is `title` in the file health.toml.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomli
from markupsafe import Markup, escape

FOLDER = Path(__file__).with_name("words")
TOPICS, TITLES, SENTENCES = "topic_names", "titles", "sentences"  # the files whose keys are names of what is told of
LANGUAGES = ("en", "nl")  # the first where a reader wants neither
NAMES = {"en": "English", "nl": "Nederlands"}
TONGUES = {
    "en": {"nl": "Dutch", "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian"},
    "nl": {"nl": "Nederlands", "en": "Engels", "de": "Duits", "fr": "Frans", "es": "Spaans", "it": "Italiaans"},
}
MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
}
MARKS = {"en": (",", "."), "nl": (".", ",")}  # between thousands, before decimals
WANTED = re.compile(r"\s*([a-z]{2,3})(?:-[\w-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.IGNORECASE)
CODE, CODED = re.compile(r"`([^`]*)`"), Markup("<code>{}</code>")


@cache
def texts() -> dict[str, dict[str, dict[str, str]]]:
    """All texts: file, language, key."""
    return {file.stem: tomli.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.toml"))}


def wanted(accepted: str, asked: str = "") -> str:
    """The language for who sends this Accept-Language header, unless they asked for one of ours by name."""
    if asked in LANGUAGES:
        return asked
    weighed: dict[str, float] = {}
    for part in accepted.split(","):
        if (found := WANTED.fullmatch(part)) and (name := found[1].lower()) in LANGUAGES:
            weighed[name] = max(weighed.get(name, 0.0), float(found[2] or 1))
    best = max(LANGUAGES, key=lambda name: weighed.get(name, 0.0))
    return best if weighed.get(best) else LANGUAGES[0]


@cache
def _text(language: str, key: str) -> Markup:
    page, _, name = key.partition(".")
    parts = CODE.split(texts()[page][language][name])
    return Markup().join(CODED.format(part) if at % 2 else escape(part) for at, part in enumerate(parts))


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    language: str

    def t(self, key: str, **values: object) -> Markup:
        """A text with its gaps filled, each value escaped; what stands between backticks is code."""
        text = _text(self.language, key)
        return text.format(**values) if values else text

    def topic(self, slug: str, name: str) -> str:
        """What a topic is called; by its own name where it is none of ours."""
        return texts()[TOPICS][self.language].get(slug, name)

    def title(self, name: str, own: str) -> str:
        """What a ready question, a table or a view is called; by its own title where it is none of ours."""
        return texts()[TITLES][self.language].get(name, own)

    def sentence(self, name: str) -> str | None:
        """What a ready question asks; None of all else."""
        return texts()[SENTENCES][self.language].get(name)

    def tongue(self, code: str) -> str:
        """What a language is called; its code where we have no name for it."""
        return TONGUES[self.language].get(code, code)

    def number(self, count: int) -> str:
        """1,234 or 1.234."""
        return f"{count:,}".replace(",", MARKS[self.language][0])

    def decimal(self, count: float) -> str:
        """1.5 or 1,5, with a true minus; 3 for 3.0, and from ten on no tenths."""
        if abs(count) >= 10:
            return self.number(round(count)).replace("-", "−")
        said = f"{count:.1f}".removesuffix(".0").replace("-", "−")
        return "0" if said == "−0" else said.replace(".", MARKS[self.language][1])

    def percent(self, share: float) -> str:
        """42 %, or <1 % for a little."""
        return "<1%" if 0 < share * 100 <= 0.5 else f"{share * 100:.0f}%"

    def signed(self, count: int) -> str:
        """+12, −3 or 0."""
        return f"{'+' if count > 0 else '−' if count < 0 else ''}{self.number(abs(count))}"

    def day(self, stored: str) -> str:
        """2025-11-19 as 19 Nov 2025."""
        year, month, day = stored.split("-")
        return f"{int(day)} {MONTHS[self.language][int(month) - 1]} {year}"

    def short_day(self, stored: str) -> str:
        """2025-11-19 as 19 Nov."""
        return self.day(stored).rpartition(" ")[0]
