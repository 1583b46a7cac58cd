"""Articles -> the passages that their hosts print under others, each time with another name or date in them.

    hashes that three articles hold -> the lines of one host that hold them -> alike -> of different articles -> kept

The extractor of the host then knows them (crawler/store/lines.py), as it knows lines that are the same to the letter.
What another host prints as well is a text that both took over. Articles that have more in common than the passage are
one: editions of a report, parts of a series.
"""

from collections.abc import Iterable

from crawler.article.text.lines import COUNTS, title_key
from crawler.article.text.passages import repeats, template
from crawler.related.duplicates import compare
from crawler.related.fingerprints import Fingerprint, densest
from crawler.store import duplicates as stored
from crawler.store import lines, passages
from crawler.store.database import Database
from crawler.store.passages import Carrier

MOST_COMPARED = 12  # articles that hold a hash, the newest
MOST_TRIED = 4  # of their lines that the others are compared with

Held = list[tuple[Carrier, str]]  # articles of one host, each with its line


def learn(news: Database, marks: Iterable[Fingerprint]) -> None:
    """Find what these articles have in common with others of their hosts, inside the caller's transaction."""
    holders = passages.holders(news, {h for mark in marks for h in mark.hashes})
    hosts = passages.hosts(news, {at for ids in holders.values() for at in ids})
    ours = {h: ids[:MOST_COMPARED] for h, ids in holders.items() if len({hosts[at] for at in ids}) == 1}
    carriers = passages.carriers(news, {at for ids in ours.values() for at in ids})
    sampled = {text: densest(text) for one in carriers.values() for text in one.lines}
    tried: set[tuple[str, ...]] = set()
    for h, ids in ours.items():
        found = [carriers[at] for at in reversed(ids) if at in carriers]
        held = [(one, text) for one in found for text in one.lines if h in sampled[text]]
        said = tuple(text for _, text in held)
        if len(held) >= COUNTS and said not in tried:
            tried.add(said)
            _learn(news, hosts[ids[0]], held)


def _learn(news: Database, host: str, held: Held) -> None:
    known = lines.are_known(news, host, (text for _, text in held))
    unknown = [(one, text) for one, text in held if text not in known]
    kept = lines.vetoed(news, host, (text for _, text in unknown))
    marks = {at: one.mark for at, one in stored.known(news, [one.id for one, _ in unknown]).items()}
    for _, said in sorted(unknown, key=lambda pair: pair[1] not in kept)[:MOST_TRIED]:
        words = template(said)
        alike = [(one, text) for one, text in unknown if words and repeats(text, words)]
        if len(alike) >= COUNTS and len(different := _different(alike, marks)) >= COUNTS:
            seen = sorted(one.first_seen_at for one in different)
            titles = tuple(one.title for one in different)
            lines.keep_passage(news, host, lines.Passage(said, titles, seen[0], seen[-1]))
            return


def _different(alike: Held, marks: dict[int, Fingerprint]) -> list[Carrier]:
    """One article of each text: those of one title, or that have more in common than this passage, are one."""
    passage = frozenset(h for _, text in alike for h in densest(text))
    groups: list[list[Carrier]] = []
    for one, _ in alike:
        same = [group for group in groups if any(_are_one(one, other, marks, passage) for other in group)]
        groups = [group for group in groups if group not in same]
        groups.append([*(other for group in same for other in group), one])
    return [group[0] for group in groups]


def _are_one(one: Carrier, other: Carrier, marks: dict[int, Fingerprint], passage: frozenset[int]) -> bool:
    if one.id == other.id or title_key(one.title) == title_key(other.title):
        return True
    return compare(marks[one.id], marks[other.id], passage, same_source=True) is not None
