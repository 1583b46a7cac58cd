"""Every limit on what a stranger may cost us, in one table: how much, why, and the key of feeds.yaml that moves it.

docs/operators.md prints it. What the parts of the crawler go by is either written here or, where a key of feeds.yaml
moves it, in model.Limits.
"""

from dataclasses import dataclass

from crawler.model import Limits
from crawler.polling import rules

_DESK = Limits()

# ---- one request
CONNECT_S = 15  # until somebody takes the connection
CONNECT_SHARE = 0.8  # of the request's time: a late connection is told from a slow answer
HEADER_BYTES = 16 * 1024  # a line of a head; content security policies reach 8 KiB
HEADERS = 256  # lines of a head; aiohttp's own 128 are too few for a dozen cookies and as many hints
INTERIM = 20  # answers 1xx before the one that counts; honest servers send one or two
USUAL_BYTES = 8 << 20  # of an unpacked body; of larger ones (sitemaps) only one at a time is held
CODINGS = 4  # of one body, one inside the other; honest servers use one

# ---- one feed
FEED_S = 50  # all its questions together: redirects, robots.txt, sitemaps; with reading them a minute at most

# ---- reading one document or page
READ_CPU_S = 5  # an ordinary page takes 0.03 s, the costliest of 420 real ones 0.3 s, of 246 feeds 0.7 s
READ_WALL_S = 15  # more than of CPU: the machine may be busy with other things
READ_CPU_S_PER_MIB = 2  # more, of a feed: 2,000 real entries in 8 MiB took 10 s on a busy machine
READ_WALL_S_PER_MIB = 4
READ_LONGER_MIB = 8  # what is larger gets no more time
READ_MIB = 310  # of address space, some 20 more than it fills; 420 real pages took 137 at most, 246 feeds 90


@dataclass(frozen=True, slots=True)
class Limit:
    """One row."""

    what: str
    most: str
    key: str  # "": nothing moves it
    why: str


LIMITS = (
    Limit("an answer, unpacked", f"{_DESK.body_mib} MiB", "limits: body_mib:", "more is a mistake or a bomb"),
    Limit("a sitemap, unpacked", f"{rules.SITEMAP_MIB} MiB", "limits: body_mib:", "what its protocol allows"),
    Limit("robots.txt", f"{rules.ROBOTS_BYTES // 1024} KiB", "", "RFC 9309; what stands behind is not read"),
    Limit("codings of a body, one inside the other", f"{CODINGS}", "", "honest servers use one"),
    Limit("a request, from connecting to its last byte", f"{_DESK.seconds} s", "limits: seconds:", "against drips"),
    Limit("a connection", f"{CONNECT_S} s", "", f"and at most {CONNECT_SHARE:.0%} of the request's time"),
    Limit(
        "all questions of a feed", f"{FEED_S} s", "", "redirects, robots.txt and sitemaps together; pauses do not count"
    ),
    Limit(
        "reading a document or a page",
        f"{READ_CPU_S} s of CPU, {READ_WALL_S} s, {READ_MIB} MiB",
        "",
        f"some cost minutes or gigabytes; a feed has {READ_CPU_S_PER_MIB} s of CPU and {READ_WALL_S_PER_MIB} s more "
        f"for each of its first {READ_LONGER_MIB} MiB",
    ),
    Limit("redirects of a request", f"{_DESK.redirects}", "limits: redirects:", "honest sites need three"),
    Limit("a line of a head", f"{HEADER_BYTES // 1024} KiB", "", "content security policies reach 8"),
    Limit("lines of a head", f"{HEADERS}", "", "a hundred cookies are nobody's need"),
    Limit("answers 1xx before the one that counts", f"{INTERIM}", "", "early hints are one or two"),
    Limit("entries of a document", f"{_DESK.entries}", "limits: entries:", "the newest; what is left out is said"),
    Limit("an article's address", f"{_DESK.url_chars} characters", "limits: url_chars:", "longer ones are traps"),
    Limit("pages of a feed in one run", "50", "pages_per_run:", "no site is emptied in one go"),
    Limit("sitemaps of an index in one poll", f"{rules.SITEMAP_PARTS}", "", "the others take turns"),
    Limit("documents asked to close one gap", f"{rules.GAP_PAGES}", "", "an archive may have no end"),
    Limit("documents of one backfill", f"{rules.BACKFILL_PAGES}", "", "calendars go on for ever"),
    Limit("entries of an older document", f"{rules.ARCHIVE_ENTRIES}", "", "what a sitemap may list"),
    Limit("index within index", f"{rules.SITEMAP_DEPTH} deep", "", "an index may list itself"),
    Limit("looks at known pages in one run", f"{rules.LOOKS_PER_RUN}", "look_again:", "new pages come first"),
    Limit("a run", "12 minutes", "minutes_per_run:", "below the period of cron"),
)
