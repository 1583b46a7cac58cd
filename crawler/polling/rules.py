"""Every figure that polling goes by, in one table; in brackets the key of feeds.yaml that says otherwise.

Miniflux, lemon24/reader, FreshRSS, CommaFeed and Media Cloud were read for them, and the complaints of their users
counted; DECISIONS.md says where we differ.
"""

from datetime import timedelta

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# ---- how often (every)
CRON_PERIOD = 15 * MINUTE  # of the crontab in docs/operators.md: so much later may come what falls due
CRON_SLACK = MINUTE  # taken off every pause: a tick that comes a second early must not cost a whole period
WISH_LONGEST = DAY  # of Cache-Control, Expires, <ttl> and sy:*: a feed that wants more is asked once a day all the same
SOON = timedelta(seconds=1)  # the next question never lies in the past
LONGEST = 7 * DAY  # whatever anybody wishes: no feed is left alone for longer

# ---- every: auto
EXPECTED_ENTRIES = 1.0  # ask when that many new ones are to be expected
AUTO_SHORTEST, AUTO_LONGEST = 15 * MINUTE, 4 * HOUR
AUTO_QUIET, AUTO_QUIET_AFTER = 12 * HOUR, 30 * DAY  # a feed without news for a month
AUTO_DROWSY_AFTER = 7 * DAY  # without news for a week: AUTO_LONGEST, whatever it used to bring
AUTO_UNKNOWN = HOUR  # no history yet
ARRIVALS_OVER = 28 * DAY  # what is counted to know the usual hours

# ---- failures
BACKOFF_LONGEST = DAY
BACKOFF_LONG_AFTER, BACKOFF_LONG = 14 * DAY, 7 * DAY  # after two weeks of failing
BLOCKED_EVERY = DAY  # 401, 403, 451: a publisher who does not want us is asked once a day whether that still holds
PAGES_REFUSED = 3  # pages of a host in a row: then its other pages are left for BLOCKED_EVERY
GONE_SIGHTINGS_APART = DAY  # a 410 counts when it was seen twice, that far apart; then BACKOFF_LONG

# ---- hosts (pause)
REST_SHORTEST = MINUTE
REST_UNSAID = 15 * MINUTE  # a busy host that does not say how long; doubled with each time in a row
REST_LONGEST = DAY
REST_LONGEST_429 = 7 * DAY  # an explicit "too many requests" is believed for longer
STRIKES_FORGOTTEN = DAY  # after that long without a 429 or 503 the count begins anew
CRAWL_DELAY_LONGEST_S = 30.0
ROBOTS_KEPT = DAY
ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: at least that much is read

# ---- redirects
ADOPT_AFTER = 7 * DAY  # the same permanent redirect for that long becomes the feed's address

# ---- is a 304 true?
FULL_AFTER = DAY  # or FULL_AFTER_GAPS usual pauses, if that is longer
FULL_AFTER_GAPS = 8
FULL_EVERY = 50  # polls
LIE_HELD_AGAINST = 30 * DAY  # then its 304s are believed until they are wrong again
SURELY_LISTED = HOUR  # an entry dated that long before a 304 stood in the document then

# ---- silence (stale_after)
STALE_AFTER = 7 * DAY
STALE_GAPS = 6  # usual pauses
GAPS_COUNTED = 50  # newest articles of a feed whose distances make its usual pause (their median)
EMPTY_POLLS = 3  # that many without entries, and a feed that had some counts as empty

# ---- is this machine off the network?
OUTAGE_FEEDS, OUTAGE_SHARE = 5, 0.8  # of the feeds that were asked, and of their domains
OUTAGE_DOMAINS, OUTAGE_BELIEVED = 5, DAY  # of fewer domains for no longer: they may as well have died themselves

# ---- missed entries (archive)
GAP_PAGES = 10  # further documents asked to close one gap
BACKFILL_PAGES = 1000  # the same for one `koplamp backfill`
SITEMAP_DEPTH = 3  # an index of an index of a sitemap
ARCHIVE_ENTRIES, ARCHIVE_STEP = 50_000, 10_000  # of one document, and so many in one go: each goes through a worker
ARCHIVE_ATTEMPTS = 5

# ---- sitemaps (kind: sitemap)
SITEMAP_MIB = 50  # what the protocol allows a sitemap
SITEMAP_PARTS = 5  # of an index, asked in one poll
KNOWN_BEFORE = 2 * DAY  # entries that old at the last good poll are taken for known
SITEMAP_LISTS = 90 * DAY  # so long an entry is taken for listed still: only what is newer is read

# ---- an article's page again (look_again)
LOOKS = (HOUR, 6 * HOUR, DAY, 7 * DAY)  # after its first fetch: most edits come within the hour, a few in a week
LOOKS_PER_RUN = 500  # and of a feed no more than its pages_per_run leaves
LOOK_AT_NEWS = 7 * DAY  # an article that was older when it was first read stands still

# ---- one article, two entries
LOOSE_GUIDS = 0.05  # share of entries whose guid another one has: from there on guids identify nothing
REPAIRS = 3  # per poll, by titles alone
REPAIR_WITHIN = 2 * DAY
REPAIR_ALIKE = 0.9  # of the words of two titles
