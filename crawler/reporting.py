"""A run that ended -> figures for who watches machines, and a sign of life.

    run, database -> out.metrics     after each run that ended in order
                  -> out.heartbeat   after a good one

Neither holds up the end of a run for more than seconds, and neither makes it a bad one: what fails is said once a day.
"""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from crawler import config
from crawler.config.values_signs import is_address
from crawler.config.watches_values import filled
from crawler.desk.paths import Desk
from crawler.desk.reasons import ILL, WORST_FIRST
from crawler.errors import ConfigError
from crawler.model import Feeds, Run
from crawler.out import heartbeat, metrics
from crawler.out.letters import Undelivered
from crawler.store import runs
from crawler.store.store import Store
from crawler.store.times import moment
from crawler.transport.calls import in_time
from crawler.transport.errors import OutOfTime, RunStopped
from crawler.transport.guard import Guard, proxy_of
from crawler.transport.secrets import Redactor

DAY = timedelta(days=1)
STATES = tuple(state for state in WORST_FIRST if state != "new")  # which the database does not tell from ok
SECONDS = 4.0  # for each of both, whatever the other side does


def after_a_run(desk: Desk, feeds: Feeds, store: Store, run: Run, say: Callable[[str], None]) -> None:
    """Write the metrics and send the heartbeat, where feeds.yaml asks for them. Raises StorageError of the database."""
    now = run.finished_at or run.started_at
    signs: list[tuple[str, Callable[[], None]]] = []
    if feeds.metrics is not None:
        signs.append(("metrics", partial(_write_metrics, desk, feeds.metrics, store, run)))
    if feeds.heartbeat is not None and not run.exit_code:
        signs.append(("heartbeat", partial(_beat, desk, feeds, feeds.heartbeat, now)))
    for key, done in signs:
        try:
            done()
        except RunStopped:
            return
        except (Undelivered, OutOfTime, ConfigError) as error:
            if store.notice_due(key, now, DAY):
                redactor = Redactor(config.secret_values(feeds, os.environ))
                say(redactor.text(f"{desk.feeds_yaml}: {key}: {error}"))


def _write_metrics(desk: Desk, to: str, store: Store, run: Run) -> None:
    facts = _facts(desk, store, run)
    in_time(lambda: metrics.write(desk.folder / to, facts), SECONDS)


def _facts(desk: Desk, store: Store, run: Run) -> metrics.Facts:
    states = runs.states(store.news)
    last, newest = store.last_run(), runs.newest_article(store.news)
    counted = {state: sum(one == state for one in states.values()) for state in STATES}
    return metrics.Facts(
        version=str(last and last["version"]),
        run=run,
        states=counted,
        ill=tuple((slug, state) for slug, state in states.items() if state in ILL),
        file_bytes={file.name: file.stat().st_size for file in (desk.news_db, desk.pages_db)},
        newest_at=moment(newest) if newest else None,
    )


def _beat(desk: Desk, feeds: Feeds, to: str, now: datetime) -> None:
    if not is_address(to):
        return in_time(lambda: heartbeat.write(desk.folder / to, now), SECONDS)
    try:
        url = filled(to, os.environ)
    except KeyError as error:
        raise Undelivered(f"the environment variable {error.args[0]} is not set") from error
    guard = Guard(feeds.private_hosts, proxy_of(config.filled_proxy(feeds, os.environ)))
    return in_time(lambda: heartbeat.ask(url, feeds.user_agent, guard, SECONDS), SECONDS)
