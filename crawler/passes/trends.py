"""Days whose tags changed -> how much was written about each tag on them.

trend_days_due (triggers write it) -> a handful of days in one transaction -> tag_days
"""

from crawler.ending import asked
from crawler.store import trends
from crawler.store.database import Database, writing

AT_ONCE = 10  # days of one transaction: a third of a second at a thousand articles a day


def roll_up(news: Database) -> int:
    """Count all days that wait, the newest first, or as many as come before a signal -> how many."""
    done = 0
    while not asked() and (days := trends.due(news, AT_ONCE)):
        with writing(news):
            for day in days:
                trends.count(news, day)
        done += len(days)
    return done
