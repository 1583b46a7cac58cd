"""Stories of the whole program as a process: signals, overlapping starts, sudden death."""

import contextlib
import os
import pty
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.demo.newsstand import Newsstand
from tests.flow.conftest import HEAD, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of
from tests.pace import Pace
from tests.sessions import of_session

KOPLAMP = [sys.executable, "-m", "crawler"]
MAIN = "from crawler.__main__ import main; main()"


def start(office: Office, *arguments: str) -> subprocess.Popen[str]:
    """`koplamp ARGUMENTS` on the desk, as cron would start it."""
    return subprocess.Popen(
        [*KOPLAMP, *arguments, "--desk", str(office.desk.folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_until(true: object, seconds: float = 60.0) -> None:
    """Wait for a condition, given as a function."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def some_news(site: Site, feeds: int = 2, articles: int = 8, wait_s: float = 0.0) -> tuple[str, ...]:
    lines = []
    for feed in range(feeds):
        entries = [(f"Car {feed}-{n}", f"/{feed}/{n}") for n in range(articles)]
        site.say(f"/{feed}.xml", feed_of(*entries))
        for title, path in entries:
            site.say(path, Said(page_of(title, f"This is about car {title}.", *STORY), wait_s=wait_s))
        lines.append(feed_line(f"feed-{feed}", f"{site.url}/{feed}.xml"))
    return tuple(lines)


def test_off_a_terminal_a_good_run_says_nothing(office: Office, site: Site) -> None:
    office.feeds(*some_news(site))

    run = start(office, "crawl")
    out, err = run.communicate(timeout=60)

    assert (0, "", "") == (run.returncode, out, err)
    assert [16] == office.column("select count(*) from articles where stage = 'extracted'")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_run_within_five_seconds(office: Office, site: Site, number: signal.Signals) -> None:
    office.feeds(*some_news(site, wait_s=15.0))
    run = start(office, "crawl")
    wait_until(lambda: len(site.paths()) >= 3)

    with Pace() as took:
        run.send_signal(number)
        run.wait(timeout=20)

    assert 128 + number == run.returncode
    assert took.s < 5
    assert [128 + number] == office.column("select exit_code from runs")
    assert {"listed"} == set(office.column("select stage from articles"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_a_run_that_waits_for_somebody_elses_lock(
    office: Office, site: Site, number: signal.Signals
) -> None:
    office.feeds(*some_news(site, wait_s=0.5))
    run = start(office, "crawl")
    wait_until(lambda: len(site.paths()) >= 3)
    with contextlib.closing(sqlite3.connect(office.desk.news_db, isolation_level=None, timeout=30)) as other:
        other.execute("begin immediate")
        time.sleep(1.0)

        with Pace() as took:
            run.send_signal(number)
            run.wait(timeout=20)
        said = run.communicate(timeout=20)

    assert (128 + number, "", "") == (run.returncode, *said)
    assert took.s < 5
    assert ["ok"] == office.column("pragma integrity_check")


def test_a_second_signal_ends_it_at_once(office: Office, site: Site) -> None:
    office.feeds(*some_news(site, wait_s=0.5))
    run = start(office, "crawl")
    wait_until(lambda: len(site.paths()) >= 3)
    with contextlib.closing(sqlite3.connect(office.desk.news_db, isolation_level=None, timeout=30)) as other:
        other.execute("begin immediate")
        time.sleep(1.0)
        run.send_signal(signal.SIGTERM)
        time.sleep(0.5)

        with Pace() as took:
            run.send_signal(signal.SIGTERM)
            run.wait(timeout=20)

    assert 143 == run.returncode
    assert took.s < 2.5


def test_nohup_keeps_a_run_from_the_end_of_its_terminal(office: Office, site: Site) -> None:
    office.feeds(*some_news(site, feeds=1, articles=2, wait_s=0.5))
    run = subprocess.Popen(
        ["nohup", *KOPLAMP, "crawl", "--desk", str(office.desk.folder)],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_until(lambda: len(site.paths()) >= 1)
    run.send_signal(signal.SIGHUP)

    assert 0 == run.wait(timeout=60)
    assert [2] == office.column("select count(*) from articles where stage = 'extracted'")


def test_a_signal_behind_the_last_answer_of_a_trial_counts(office: Office, site: Site) -> None:
    """It then ends its workers; whoever asked for its end is told that it was heard."""
    site.say("/feed.xml", feed_of(("New estate", "/1")))
    site.say("/1", page_of("New estate", *STORY))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    ends = []
    for wait_s in (0.0, 0.03, 0.06, 0.09):
        site.asked.clear()
        run = subprocess.Popen(
            [*KOPLAMP, "try", "kolibri", "--desk", str(office.desk.folder)], stdout=subprocess.DEVNULL
        )
        wait_until(lambda: any(asked.path == "/1" for asked in site.asked), seconds=20)
        time.sleep(wait_s)
        run.send_signal(signal.SIGTERM)
        ends.append(run.wait(timeout=20))

    assert set(ends) <= {128 + signal.SIGTERM, -signal.SIGTERM}


def test_a_terminal_that_is_closed_ends_a_run_in_order(office: Office, site: Site) -> None:
    office.feeds(*some_news(site, wait_s=1.0))
    master, slave = pty.openpty()
    on_its_terminal = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    run = subprocess.Popen(
        [sys.executable, "-c", on_its_terminal + MAIN, "crawl", "--desk", str(office.desk.folder)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(slave)
    wait_until(lambda: len(site.paths()) >= 3)

    os.close(master)

    assert 128 + signal.SIGHUP == run.wait(timeout=20)
    assert [128 + signal.SIGHUP] == office.column("select exit_code from runs")
    wait_until(lambda: not of_session(run.pid), seconds=10)


def test_a_run_goes_on_when_nobody_reads_what_it_says(office: Office, site: Site) -> None:
    office.feeds(*some_news(site, feeds=3, articles=2))
    run = start(office, "crawl", "--verbose")
    assert run.stdout is not None
    run.stdout.close()

    assert 0 == run.wait(timeout=60)
    assert [6] == office.column("select count(*) from articles where stage = 'extracted'")
    assert [0] == office.column("select exit_code from runs")


BOTH = "NewsSpider.polled = NewsSpider.stop"  # whichever is first on a busy machine
HUNG = {
    "a callback that blocks the loop": f"{BOTH} = lambda *_, **__: time.sleep(300)",
    "a database that never answers": "Store.finish_run = lambda *_: time.sleep(300)",
    "workers that never come back": "Workers.stop = lambda *_: time.sleep(300)",
    "C code that lets no other thread go on": (
        f"{BOTH} = lambda *_, **__: re.match(r'(a|a)*$', 'a' * 60 + 'b'); ending.FROZEN_S = 1"
    ),
}


@pytest.mark.parametrize("hang", HUNG)
def test_a_run_that_hangs_is_ended_some_time_after_its_deadline(office: Office, site: Site, hang: str) -> None:
    lines = some_news(site, feeds=1, articles=2, wait_s=20.0)
    office.feeds(*lines, head=HEAD + "  minutes_per_run: 0.02\n")
    story = (
        "import re, time\n"
        "from crawler import ending\n"
        "from crawler.spiders.news import NewsSpider\n"
        "from crawler.store.store import Store\n"
        "from crawler.workers import Workers\n"
        f"ending.OVERDUE_S = 1; {HUNG[hang]}\n{MAIN}"
    )
    run = subprocess.run(
        [sys.executable, "-c", story, "crawl", "--desk", str(office.desk.folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    office.feeds(*some_news(site, feeds=1, articles=2))
    healed = start(office, "crawl", "--now")
    healed.communicate(timeout=60)

    if "C code" in hang:
        assert (-signal.SIGALRM, "", "") == (run.returncode, run.stdout, run.stderr)
    else:
        assert (70, "") == (run.returncode, run.stdout)
        assert re.fullmatch(r"koplamp: the run hung and was ended by force \d s after .* is kept\n", run.stderr)
    assert 0 == healed.returncode
    assert [None, 0] == office.column("select exit_code from runs order by id")
    assert {"extracted"} == set(office.column("select stage from articles"))


def test_of_twenty_starts_one_runs_and_the_others_leave_quietly(office: Office, site: Site) -> None:
    office.feeds(*some_news(site, feeds=1, articles=2, wait_s=4.0))
    first = start(office, "crawl")
    wait_until(lambda: len(site.paths()) >= 2)

    others = [start(office, "crawl") for _ in range(19)]
    ends = [(*other.communicate(timeout=60), other.returncode) for other in others]
    first.communicate(timeout=60)

    assert {("", "", 75)} == set(ends)
    assert 0 == first.returncode
    assert [1] == office.column("select count(*) from runs")


def test_a_start_that_finds_the_lock_taken_never_imports_scrapy(office: Office) -> None:
    office.feeds()
    story = (
        "import sys\n"
        "from crawler.desk.lock import held\n"
        "from crawler.desk.paths import find\n"
        "from crawler.cli import main\n"
        f"desk = find({str(office.desk.folder)!r}, {{}})\n"
        "sys.argv = ['koplamp', 'crawl', '--desk', str(desk.folder)]\n"
        "try:\n"
        "    with held(desk.lock):\n"
        "        main()\n"
        "except SystemExit as end:\n"
        "    heavy = {'scrapy', 'trafilatura', 'feedparser', 'sqlite_utils', 'twisted'} & set(sys.modules)\n"
        "    print(end.code, sorted(heavy))\n"
    )

    said = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True, timeout=60, check=True).stdout

    assert "75 []" == said.strip()


def test_nothing_is_looked_through_for_garbage_at_the_end() -> None:
    story = f"import atexit, gc, sys; atexit.register(lambda: print(gc.get_freeze_count() > 0)); {MAIN}"

    said = subprocess.run(
        [sys.executable, "-c", story, "--version"], capture_output=True, text=True, timeout=60, check=True
    ).stdout

    assert "True" == said.splitlines()[-1]


def test_what_reads_documents_is_loaded_in_workers_alone(office: Office, site: Site) -> None:
    site.say("/feed.xml", feed_of(("Estate", "/page")))
    site.say("/page", page_of("Estate", *STORY))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    story = (
        "import sys\n"
        "from crawler.cli import main\n"
        f"sys.argv = ['koplamp', 'crawl', '--now', '--desk', {str(office.desk.folder)!r}]\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    readers = {'feedparser', 'trafilatura', 'crawler.feeds.rss', 'crawler.article.page'} & set(sys.modules)\n"
        "    print(end.code, sorted(readers))\n"
    )

    said = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True, timeout=60, check=True).stdout

    assert "0 []" == said.strip().splitlines()[-1]
    assert ["extracted"] == office.column("select stage from articles")


def test_killed_at_ten_moments_of_a_demo_crawl_nothing_is_lost_or_doubled(office: Office) -> None:
    moments = random.Random(20251119)
    with Newsstand(slow_s=0.3) as stand:
        office.desk.feeds_yaml.write_text(stand.feeds_yaml())
        for _ in range(10):
            run = start(office, "crawl", "--now")
            time.sleep(moments.uniform(0.5, 3.0))
            run.kill()
            run.communicate(timeout=20)

        last = start(office, "crawl", "--now")
        last.communicate(timeout=120)
        expected = {(article.title, str(article.stage)) for article in stand.expected()}

    stored = [(row["title"], row["stage"]) for row in office.rows("select title, stage from articles")]
    assert 0 == last.returncode
    assert expected == set(stored)
    assert len(expected) == len(stored)
    assert [len(stored)] == office.column("select count(*) from article_text")
    assert [0] == office.column("select count(*) from article_versions")
    assert ["ok"] == office.column("pragma integrity_check")
    _fts_is_whole(office.desk.news_db)
    assert [] == _claimed_pages_that_are_missing(office)


def _fts_is_whole(path: Path) -> None:
    db = sqlite3.connect(path)
    try:
        db.execute("insert into articles_fts(articles_fts, rank) values ('integrity-check', 1)")
    finally:
        db.close()


def _claimed_pages_that_are_missing(office: Office) -> list[object]:
    """Articles whose text is said to come from a page that is not in pages.db."""
    raw = sqlite3.connect(office.desk.pages_db)
    try:
        kept = {row[0] for row in raw.execute("select url_hash from pages")}
    finally:
        raw.close()
    claimed = "select url_hash from articles where stage = 'extracted' and body_method = 'trafilatura'"
    return [digest for digest in office.column(claimed) if digest not in kept]


def test_a_run_ends_at_its_deadline_and_the_next_goes_on(office: Office, site: Site) -> None:
    """The pages would take 18 s; within six a worker has started and read the feed, be the machine ever so busy."""
    lines = some_news(site, feeds=1, articles=6, wait_s=3.0)
    office.feeds(*lines, head=HEAD + "  minutes_per_run: 0.1\n")

    with Pace() as took:
        run = start(office, "crawl")
        run.communicate(timeout=60)

    assert 0 == run.returncode
    assert took.s < 14
    stages = office.column("select stage from articles")
    assert 6 == len(stages)
    assert "listed" in stages

    office.feeds(*some_news(site, feeds=1, articles=6))
    start(office, "crawl").communicate(timeout=60)

    assert {"extracted"} == set(office.column("select stage from articles"))


def test_on_a_terminal_a_run_shows_a_line_per_feed_and_one_at_the_end(office: Office, site: Site) -> None:
    office.feeds(*some_news(site, feeds=1, articles=2))
    master, slave = pty.openpty()
    run = subprocess.Popen(
        [*KOPLAMP, "crawl", "--desk", str(office.desk.folder)], stdin=slave, stdout=slave, stderr=slave
    )
    os.close(slave)

    said = b""
    with contextlib.suppress(OSError):  # Linux ends a terminal whose last process left with EIO
        while piece := os.read(master, 65536):
            said += piece
    run.wait(timeout=60)
    os.close(master)

    assert b"feed-0" in said
    assert b"2 new, 2 listed" in said
    assert b"1 feed asked: 1 fresh, 0 unchanged, 0 failed" in said


def test_a_full_disk_ends_a_run_with_one_line_and_the_next_heals_it(office: Office) -> None:
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (600 << 10, 600 << 10)); " + MAIN
    with Newsstand(slow_s=0.1) as stand:
        office.desk.feeds_yaml.write_text(stand.feeds_yaml())
        full = subprocess.run(
            [sys.executable, "-c", limited, "crawl", "--desk", str(office.desk.folder)],
            capture_output=True,
            text=True,
            timeout=60,
        )
        healed = start(office, "crawl", "--now")
        healed.communicate(timeout=60)
        expected = len(stand.expected())

    assert (74, "") == (full.returncode, full.stdout)
    assert 1 == len(full.stderr.splitlines())
    assert "disk" in full.stderr
    assert 0 == healed.returncode
    assert [expected] == office.column("select count(*) from articles where stage <> 'listed'")
    assert ["ok"] == office.column("pragma integrity_check")


def test_no_process_is_left_behind(office: Office, site: Site) -> None:
    office.feeds(*some_news(site, feeds=1, articles=2))
    run = start(office, "crawl")
    run.communicate(timeout=60)

    assert 0 == run.returncode
    wait_until(lambda: not of_session(run.pid), seconds=5)


def test_the_demo_ends_with_nothing_left_running(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [*KOPLAMP, "demo", str(tmp_path / "desk")], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    said, _ = run.communicate(timeout=120)

    assert 0 == run.returncode
    assert "Run 1 brought articles: 62 listed, 60 with text." in said
    assert "Run 2 brought 0 new ones and 1 that was changed" in said
    wait_until(lambda: not of_session(run.pid), seconds=5)


def test_the_demo_clears_nothing_but_an_earlier_demo(tmp_path: Path) -> None:
    (tmp_path / "my-thesis.txt").write_text("years of work")

    run = subprocess.run([*KOPLAMP, "demo", str(tmp_path)], capture_output=True, text=True, timeout=60)

    assert 2 == run.returncode
    assert "another directory" in run.stderr
    assert "years of work" == (tmp_path / "my-thesis.txt").read_text()
