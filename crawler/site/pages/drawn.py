"""What was read, as charts."""

from collections.abc import Iterable

from markupsafe import Markup

from crawler.site.charts import Said, layered, sparkline, stacked, strip
from crawler.site.desk import Desk
from crawler.store.reads.source import Source
from crawler.store.reads.story import Story
from crawler.store.reads.tagged import Coverage
from crawler.store.times import moment


def timeline(desk: Desk, about: Coverage) -> Markup:
    """Articles per day, and before them the stories they tell."""
    t, span, tag = desk.words.t, about.span, about.tag
    name = desk.words.topic(tag.slug, tag.name) if tag.kind == "topic" else tag.name
    said = t(
        "cover.timeline_sentence", name=name, since=desk.words.day(span.since),
        until=desk.words.day(span.until), most=max(day.articles for day in about.days),
    )  # fmt: skip
    names = (t("cover.series_articles"), t("cover.series_stories"))
    days = [(day.on, (day.articles, day.stories)) for day in about.days]
    return layered(days, Said(said, names, t("cover.day"), t("cover.as_table"), desk.words.day, desk.words.number))


def volume(desk: Desk, source: Source) -> Markup:
    """Articles per day by language."""
    t, span = desk.words.t, source.span
    said = t(
        "source.volume_sentence", name=source.name, since=desk.words.day(span.since),
        until=desk.words.day(span.until), most=max(sum(counts) for _, counts in source.days),
    )  # fmt: skip
    names = tuple(desk.words.tongue(name) if name else t("source.unknown_language") for name in source.languages)
    return stacked(
        source.days, Said(said, names, t("cover.day"), t("cover.as_table"), desk.words.day, desk.words.number)
    )


def sparks(desk: Desk, lines: Iterable[tuple[str, str, tuple[int, ...]]]) -> dict[str, Markup]:
    """A small line for each (key, name, numbers)."""
    return {key: sparkline(days, desk.words.t("cover.spark", name=name)) for key, name, days in lines}


def strips(desk: Desk, story: Story) -> dict[str, Markup]:
    """Of each source, by its slug, when its articles came out between the first and the last of the story."""
    t, when = desk.words.t, desk.clock.when
    began = moment(story.first_at)
    length = (moment(story.last_at) - began).total_seconds() or 1
    found = {}
    for at, teller in enumerate(story.tellers):
        times = [one.sort_at for one in teller.tellings]
        said = t("story.strip", name=teller.name, n=len(times), first=when(times[0]), last=when(times[-1]))
        marks = [min(1.0, max(0.0, (moment(time) - began).total_seconds() / length)) for time in times]
        found[teller.slug] = strip(marks, said, 0 if at == 0 else 1)
    return found
