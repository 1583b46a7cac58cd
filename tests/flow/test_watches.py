"""Watches as cron and an operator meet them: found at the end of a crawl, delivered once whatever happens."""

import base64
import hashlib
import hmac
import json
import re
import shutil
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crawler import watching
from crawler.desk.paths import Desk
from crawler.desk.settings import feeds_or_defaults
from crawler.out import watch_files, webhook
from crawler.store import deliveries
from crawler.store import watches as watches_store
from crawler.store.store import Store
from crawler.watching import after_a_crawl
from tests.flow.conftest import HEAD, Call, Clock, Office, feed_line
from tests.flow.origin import STORY, Site, feed_of, page_of
from tests.flow.receivers import MARKER, Hook, Manners, Posted, PostOffice, Reply
from tests.flow.test_process import start, wait_until
from tests.flow.test_secrets import FORMS, traces
from tests.flow.tls import self_signed
from tests.pace import Pace

SECRET = "a secret of thirty-one letters!"
RECALLS = "watches:\n  - name: recalls\n    words: recall*\n    to: {to}\nchannels:\n{channels}"
HOOK = "  - name: hook\n    webhook: {url}\n    secret: ${{HOOK_SECRET}}\n"
MAIL = "  - name: desk\n    mail: [a@b.example, c@b.example]\n    sender: k@b.example\n    server: '{at}'\n{more}"
WITH_PASSWORD = "    user: me\n    password: ${MAIL_WORD}\n"

ALL_NEW = "insert or ignore into watch_due(article_id) select id from articles"
Publish = Callable[..., None]
Believed = Callable[..., ssl.SSLContext]


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    monkeypatch.setenv("MAIL_WORD", MARKER)


@pytest.fixture
def believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Believed:
    """A certificate for a host, believed from now on."""

    def made(host: str = "127.0.0.1") -> ssl.SSLContext:
        context, file = self_signed(tmp_path, host)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        return context

    return made


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crawl spends less than half a second on deliveries, not ten."""
    monkeypatch.setattr(watching, "OF_A_CRAWL", replace(watching.OF_A_CRAWL, all_s=0.4, one_s=0.4))


@pytest.fixture
def publish(office: Office, site: Site) -> Publish:
    """Let the site publish articles of these titles, without dates: they are of today, whatever day that is."""
    titles: list[str] = []
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    def say(*more: str) -> None:
        titles.extend(more)
        publish_at(site, [(title, f"/{number}") for number, title in enumerate(titles)])

    return say


@pytest.fixture(scope="module")
def once_crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that was crawled while it had no watches.yaml: three articles of today."""
    office = Office(Desk(tmp_path_factory.mktemp("once")))
    with Site() as site:
        entries = [("Recall of the Golf", "/0"), ("Recall of the Polo", "/1"), ("A new van", "/2")]
        publish_at(site, entries)
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
        office.crawl()
    return office.desk.folder


@pytest.fixture
def crawled(office: Office, once_crawled: Path) -> Office:
    """The same desk for a test of its own, its articles not looked at."""
    shutil.copytree(once_crawled, office.desk.folder, dirs_exist_ok=True)
    office.run(ALL_NEW)
    return office


def publish_at(site: Site, entries: list[tuple[str, str]]) -> None:
    site.say("/feed.xml", re.sub(rb"<pubDate>.*?</pubDate>", b"", feed_of(*entries)))
    for title, path in entries:
        site.say(path, page_of(title, f"All about {title} of today.", *STORY))


def end_a_crawl(office: Office) -> list[str]:
    """What a crawl does when all is fetched -> what it says."""
    said: list[str] = []
    with Store(office.desk.news_db, office.desk.pages_db) as store:
        after_a_crawl(office.desk, feeds_or_defaults(office.desk), store, office.clock, said.append)
    return said


def watches(office: Office, *channels: str) -> None:
    names = re.findall(r"- name: (\w+)", "".join(channels))
    text = RECALLS.format(to=f"[{', '.join(names)}]", channels="".join(channels))
    office.desk.watches_yaml.write_text(text, "utf-8")


def ids(posts: list[Posted]) -> list[str]:
    return [post.headers["webhook-id"] for post in posts]


def test_watches_in_feeds_yaml_are_told_too_and_their_mistakes_stop_no_crawl(crawled: Office, koplamp: Call) -> None:
    feeds = crawled.desk.feeds_yaml
    log = "  - name: log\n    jsonl: log.jsonl\n"
    before = feeds.read_text() + RECALLS.format(to="log", channels=log)
    feeds.write_text(before.replace("words", "query"))
    wrong = crawled.crawl("kolibri")
    feeds.write_text(before)

    assert {"kolibri": "network"} == wrong.outcomes, "it was asked, and its site has closed"
    assert re.search(r"feeds.yaml:\d+:5: watch 'recalls': unknown key 'query'", "\n".join(wrong.seen.said))
    assert [] == end_a_crawl(crawled)
    assert 2 == len((crawled.desk.folder / "log.jsonl").read_text().splitlines())
    assert 0 == koplamp("watch", "check")[0]


def titles(post: Posted) -> list[str]:
    return [hit["article"]["title"] for hit in json.loads(post.body)["hits"]]


def is_signed(post: Posted) -> bool:
    signed = f"{post.headers['webhook-id']}.{post.headers['webhook-timestamp']}.".encode() + post.body
    proof = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    return post.headers["webhook-signature"] == f"v1,{proof}"


# ---------------------------------------------------------------- the webhook


def test_a_webhook_that_fails_is_asked_later_each_time_and_takes_each_hit_once(crawled: Office) -> None:
    office = crawled
    office.clock = clock = Clock()
    with Hook(Reply(500), Reply(503), Reply(500), Reply(204)) as hook:
        watches(office, HOOK.format(url=hook.url))
        office.run("delete from watch_due where article_id = (select id from articles where title glob '*Polo')")
        said = [end_a_crawl(office)]
        office.run(ALL_NEW)  # the Polo is new; the others come by once more
        said.append(end_a_crawl(office))  # before its next try; what is new goes by itself
        counts = []
        for minutes in (6, 16, 61):
            clock.skip(minutes=minutes)
            said.append(end_a_crawl(office))
            counts.append(len(hook.posts))

    assert [3, 5, 5] == counts, "where one fails the channel's others wait, and what was taken is not sent again"
    first, second = list(dict.fromkeys(ids(hook.posts)))
    assert [first, second, first, second, first] == ids(hook.posts)
    delivered = {post.headers["webhook-id"]: titles(post) for post in hook.posts}
    assert {first: ["Recall of the Golf"], second: ["Recall of the Polo"]} == delivered
    assert 1 == len({post.body for post in hook.posts if post.headers["webhook-id"] == first})
    assert all(map(is_signed, hook.posts))
    [line] = [line for lines in said for line in lines if "watches.yaml" in line]
    assert "channel hook: HTTP 500; tried again after 2025-11-19T12:05:" in line
    assert [None, None] == office.column("select last_error from deliveries where delivered_at is not null")


@pytest.mark.usefixtures("hurried")
def test_a_dead_webhook_is_told_once_a_day_and_holds_up_no_run(crawled: Office, koplamp: Call) -> None:
    office = crawled
    office.clock = clock = Clock()
    lines = office.desk.folder / "out" / "hits.jsonl"
    with Hook(Reply(wait_s=20)) as hook:
        watches(office, HOOK.format(url=hook.url), "  - name: log\n    jsonl: out/hits.jsonl\n")
        with Pace() as took:
            first = end_a_crawl(office)
        written = lines.read_text("utf-8")
        clock.skip(minutes=30)
        second = end_a_crawl(office)
        clock.skip(days=1)
        third = end_a_crawl(office)

    assert took.s < 4
    told = [[line for line in said if "channel hook" in line] for said in (first, second, third)]
    assert [1, 0, 1] == list(map(len, told))
    assert "channel hook: no answer in time; tried again after" in told[0][0]
    assert [3] == office.column("select attempts from deliveries where channel = 'hook'")
    assert 2 == len(written.splitlines()), "who answers is not made late by who does not"
    assert written == lines.read_text("utf-8")

    code, _, err = koplamp("status")
    line = (
        "channel 'hook' takes nothing since 2025-11-19 12:00 UTC (1 waiting): no answer in time; once that is mended,"
        " `koplamp watch run` delivers what waits"
    )
    assert (0, f"{line}\n") == (code, err)
    assert [line] == json.loads(koplamp("status", "--json")[1])["channels"]
    code, out, _ = koplamp("doctor")
    assert (3, f"wrong channels: {line}\n") == (code, out)


def test_a_file_on_a_disk_that_hangs_holds_up_no_run(
    crawled: Office, hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    watches(crawled, "  - name: log\n    jsonl: out/hits.jsonl\n")
    on = threading.Event()
    monkeypatch.setattr(watching.watch_files, "append_lines", lambda *_: on.wait(20))

    with Pace() as took:
        [said] = end_a_crawl(crawled)

    on.set()
    assert took.s < 4
    assert "channel log: no answer in time; tried again after" in said


def test_a_redirect_is_not_followed_and_a_private_address_not_asked(crawled: Office) -> None:
    office = crawled
    with Hook() as other, Hook(Reply(307, {"Location": other.url})) as hook:
        watches(
            office,
            HOOK.format(url=hook.url),
            HOOK.format(url=other.url.replace("127.0.0.1", "127.0.0.3")).replace("hook\n", "near\n"),
        )

        said = "\n".join(end_a_crawl(office))

    assert "channel hook: HTTP 307: it redirects, which is not followed; write the new address" in said
    assert (
        "channel near: 127.0.0.3 is not a public address: 127.0.0.3 (loopback); name it under private_hosts: in "
        "feeds.yaml if it is yours" in said
    )
    assert (1, []) == (len(hook.posts), other.posts)


@pytest.mark.parametrize("host", ["127.0.0.1", "hooks.example"])
def test_the_certificate_of_a_webhook_is_verified(crawled: Office, believed: Believed, host: str) -> None:
    with Hook(tls=believed(host)) as hook:
        watches(crawled, HOOK.format(url=hook.url))
        said = "\n".join(end_a_crawl(crawled))

    is_its_own = host == "127.0.0.1"
    assert is_its_own == bool(hook.posts)
    assert is_its_own != ("channel hook: its certificate is not valid, or it speaks no TLS of today" in said)


def test_a_signal_ends_a_delivery_within_five_seconds(office: Office, publish: Publish, koplamp: Call) -> None:
    with Hook(Reply(wait_s=20), Reply()) as hook:
        watches(office, HOOK.format(url=hook.url))
        publish("Recall of the Golf")
        run = start(office, "crawl")
        wait_until(lambda: hook.posts)

        with Pace() as took:
            run.send_signal(signal.SIGTERM)
            out, err = run.communicate(timeout=20)

        assert (128 + signal.SIGTERM, "", "") == (run.returncode, out, err)
        assert took.s < 5
        assert [128 + signal.SIGTERM] == office.column("select exit_code from runs")
        assert 0 == koplamp("watch", "run")[0]
    assert 1 == len(set(ids(hook.posts)))
    assert [2] == office.column("select attempts from deliveries where delivered_at is not null")


def test_killed_between_commit_and_delivery_it_is_delivered_once(crawled: Office, koplamp: Call) -> None:
    """The receiver has it, and the process dies before it can note that."""
    office = crawled
    running: list[subprocess.Popen[str]] = []
    with Hook(seen=lambda _: running[-1].kill() if len(hook.posts) == 1 else None) as hook:
        watches(office, HOOK.format(url=hook.url), "  - name: log\n    jsonl: out/hits.jsonl\n")
        running.append(start(office, "watch", "run"))
        assert -signal.SIGKILL == running[0].wait(60)
        assert [0] == office.column(
            "select count(*) from deliveries where channel = 'hook' and delivered_at is not null"
        )

        assert 0 == koplamp("watch", "run")[0]

    assert 2 == len(hook.posts)
    assert 1 == len(set(ids(hook.posts))), "who dedupes by the id sees it once"
    assert hook.posts[0].body == hook.posts[1].body
    assert ["Recall of the Golf", "Recall of the Polo"] == sorted(titles(hook.posts[0]))


STEPS = [
    (watches_store, "looked_at"),
    (deliveries, "begin"),
    (deliveries, "delivered"),
    (webhook, "post"),
    (watch_files, "_write"),
]


@pytest.mark.parametrize(
    ("room", "step", "moment"),
    [*((*step, moment) for step in STEPS for moment in ("before", "after")), (watch_files, "_write", "within")],
)
def test_whenever_it_dies_each_hit_arrives_once(
    crawled: Office, monkeypatch: pytest.MonkeyPatch, room: ModuleType, step: str, moment: str
) -> None:
    crawled.clock = clock = Clock()
    with Hook() as hook:
        watches(crawled, HOOK.format(url=hook.url), "  - name: log\n    jsonl: out/hits.jsonl\n")
        with monkeypatch.context() as patch:
            patch.setattr(room, step, dying(getattr(room, step), moment))
            with pytest.raises(Died):
                end_a_crawl(crawled)

        clock.skip(hours=1)
        end_a_crawl(crawled)

    once = {post.headers["webhook-id"]: post.body for post in hook.posts}
    arrived = [hit["id"] for body in once.values() for hit in json.loads(body)["hits"]]
    written = [json.loads(line)["id"] for line in (crawled.desk.folder / "out" / "hits.jsonl").read_text().splitlines()]
    known = sorted(map(str, crawled.column("select key from watch_hits")))
    assert 2 == len(known)
    assert known == sorted(arrived)
    assert known == sorted(written)
    assert [] == crawled.rows("select * from deliveries where delivered_at is null")


class Died(BaseException):
    """Nothing is tidied up after it."""


def dying(step: Callable[..., Any], moment: str) -> Callable[..., Any]:
    """The step, which is not come to, not done to its end, or the last one."""

    def died(first: Any, second: Any, *more: Any) -> None:
        if moment == "after":
            step(first, second, *more)
        elif moment == "within" and isinstance(second, bytes):
            step(first, second[: len(second) * 2 // 3], *more)
        raise Died

    return died


# ---------------------------------------------------------------- files, and cron


def test_cron_hears_nothing_and_the_files_are_there(office: Office, publish: Publish) -> None:
    watches(office, "  - name: page\n    atom: out/recalls.atom\n", "  - name: log\n    jsonl: out/hits.jsonl\n")
    publish("Recall of the Golf", "A new van")

    run = start(office, "crawl")

    assert ("", "") == run.communicate(timeout=60)
    assert 0 == run.returncode
    feed = (office.desk.folder / "out" / "recalls.atom").read_text("utf-8")
    [line] = (office.desk.folder / "out" / "hits.jsonl").read_text("utf-8").splitlines()
    assert 1 == feed.count("<entry")
    assert "Recall of the Golf" in feed
    assert "Recall of the Golf" == json.loads(line)["article"]["title"]


def test_a_mistake_in_the_file_is_said_where_nothing_is_new(crawled: Office) -> None:
    crawled.desk.watches_yaml.write_text("watches: [{nam: x}]\n", "utf-8")

    assert ["unknown key 'nam'" in line for line in crawled.crawl().seen.said] == [True]


def test_a_mistake_in_the_file_lets_what_is_new_wait(office: Office, publish: Publish, koplamp: Call) -> None:
    office.clock = Clock()
    watches(office, "  - name: log\n    jsonl: out/hits.jsonl\n")
    good = office.desk.watches_yaml.read_text("utf-8")
    office.desk.watches_yaml.write_text(good.replace("words", "query"), "utf-8")
    publish("Recall of the Golf")

    run = office.crawl()

    [said] = [line for line in run.seen.said if "watches.yaml" in line]
    assert "watches.yaml:3:5: watch 'recalls': unknown key 'query'; did you mean 'words'?" in said
    assert "what is new waits until that is mended" in said
    assert [] == [line for line in office.crawl().seen.said if "watches.yaml" in line], "once a day"
    code, _, err = koplamp("status")
    assert (0, True, 1) == (code, "what is new waits until that is mended" in err, len(err.splitlines()))
    for command in ("check", "list", "run"):
        code, _, err = koplamp("watch", command)
        assert (2, True) == (code, "did you mean 'words'?" in err)
    office.desk.watches_yaml.write_text(good, "utf-8")
    office.crawl()
    assert 1 == len((office.desk.folder / "out" / "hits.jsonl").read_text("utf-8").splitlines())


# ---------------------------------------------------------------- mail


@pytest.mark.parametrize("at_once", [False, True])
def test_a_mail_of_each_run_goes_by_tls(crawled: Office, believed: Believed, at_once: bool) -> None:
    office, context = crawled, believed()
    with PostOffice(Manners(context, at_once, MARKER)) as post:
        more = WITH_PASSWORD + "    tls: tls\n" * at_once
        watches(office, MAIL.format(at=post.address, more=more))

        said = end_a_crawl(office)
        office.run(ALL_NEW)
        said += end_a_crawl(office)

    assert [] == said
    [mail] = post.mails
    message = message_from_bytes(mail, policy=default)
    assert "2 hits: recalls" == message["Subject"]
    assert [["a@b.example", "c@b.example"]] == post.recipients
    assert "Recall of the Golf" in message.get_content()
    assert [] == [line for line in post.said if line.startswith("*") and not line.startswith(("*ehlo", "*STARTTLS"))]
    assert any(line.endswith("ehlo [127.0.0.1]") for line in post.said), "nobody is told what this machine is called"


@pytest.mark.parametrize(
    ("manners", "more", "said"),
    [
        ({"word": "another"}, WITH_PASSWORD, "SMTP 535: the mail server does not take user and password"),
        ({}, WITH_PASSWORD, "the mail server does not offer that; look at tls:, user: and password:"),
        ({"context": None}, "", "the mail server does not offer that; look at tls:, user: and password:"),
        (
            {"refused": ("a@b.example", "c@b.example")},
            "",
            "SMTP 550: the mail server takes nothing for these recipients",
        ),
        ({"refused": ("a@b.example",)}, "", "SMTP 550: not taken for 1 of 2 recipients"),
        ({"chatter": 1000}, "", "the mail server hung up, or speaks no SMTP"),
        ({"at_once": True}, "", "no answer in time"),
        ({"names": "kolibri.example"}, "", "the mail server's certificate is not valid, or tls: is not what it speaks"),
    ],
    ids=["password", "no login", "no starttls", "recipients", "one recipient", "chatter", "tls", "certificate"],
)
@pytest.mark.usefixtures("hurried")
def test_what_ails_a_mail_server_is_told_in_words_of_ours(
    crawled: Office, believed: Believed, manners: dict[str, object], more: str, said: str
) -> None:
    context = believed(str(manners.pop("names", "127.0.0.1")))
    with PostOffice(Manners(**{"context": context, **manners})) as post:  # type: ignore[arg-type]
        watches(crawled, MAIL.format(at=post.address, more=more))
        [line] = end_a_crawl(crawled)

    assert f"channel desk: {said}" in line
    assert "MARKER" not in line
    assert ("1 of 2" in said) == bool(post.mails)
    assert [] == [told for told in post.said if told.startswith("*AUTH")]


def test_a_password_that_no_mail_server_can_be_told_is_told(
    crawled: Office, believed: Believed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_WORD", "geheimnisvoll-é")
    with PostOffice(Manners(believed(), word="x")) as post:
        watches(crawled, MAIL.format(at=post.address, more=WITH_PASSWORD))
        said = "\n".join(end_a_crawl(crawled))

    assert "channel desk: user, password and addresses must be plain ASCII for a mail server" in said
    assert "geheimnis" not in said


@pytest.mark.parametrize("goodbye", ["421 later", "", None])
def test_a_mail_that_was_taken_is_not_sent_again_whatever_the_goodbye(
    crawled: Office, hurried: None, goodbye: str | None
) -> None:
    """The server has it, and then hangs up, hangs, or wants it later."""
    with PostOffice(Manners(goodbye=goodbye)) as post:
        watches(crawled, MAIL.format(at=post.address, more="    tls: none\n"))

        assert [] == end_a_crawl(crawled)

    assert 1 == len(post.mails)
    assert [1] == crawled.column("select attempts from deliveries where delivered_at is not null")


def test_a_mail_that_nobody_waits_for_any_more_is_not_sent(crawled: Office, hurried: None) -> None:
    """It is tried again, and would come twice."""
    with PostOffice(Manners(pause_s=0.25)) as post:
        watches(crawled, MAIL.format(at=post.address, more="    tls: none\n"))
        [said] = end_a_crawl(crawled)
        wait_until(lambda: not [one for one in threading.enumerate() if one.name == "call"])

    assert "channel desk: no answer in time" in said
    assert [] == post.mails


def test_a_mail_server_is_judged_like_every_other_address(crawled: Office) -> None:
    with PostOffice(Manners()) as post:
        watches(crawled, MAIL.format(at=post.address.replace("127.0.0.1", "127.0.0.2"), more="    tls: none\n"))

        said = "\n".join(end_a_crawl(crawled))

    assert "channel desk: 127.0.0.2 is not a public address: 127.0.0.2 (loopback)" in said
    assert [] == post.said


# ---------------------------------------------------------------- secrets


def test_no_secret_is_found_anywhere(
    office: Office, publish: Publish, believed: Believed, monkeypatch: pytest.MonkeyPatch, koplamp: Call
) -> None:
    """Receivers repeat what they were told, in every way they can."""
    monkeypatch.setenv("HOOK_SECRET", MARKER)
    context, snapshot = believed(), office.desk.folder / "snapshot.db"
    told = Reply(500, {"X-Echo": MARKER, "Location": f"http://{MARKER}/"}, MARKER.encode())
    with Hook(told) as hook, PostOffice(Manners(context, word="another")) as post:
        monkeypatch.setenv("HOOK_PATH", "MARKER=42-path")
        url = hook.url + "/${HOOK_PATH}"
        watches(office, HOOK.format(url=url), MAIL.format(at=post.address, more=WITH_PASSWORD))
        publish("Recall of the Golf")
        said = [
            koplamp(*words)
            for words in (
                ("crawl", "--now", "--verbose"),
                ("watch", "run"),
                ("watch", "run", "--json"),
                ("watch", "list"),
                ("watch", "list", "--json"),
                ("watch", "check"),
                ("export", "deliveries", "--to", str(office.desk.folder / "deliveries.csv")),
                ("publish", str(snapshot)),
                ("doctor",),
            )
        ]

    assert (0, 3) == (said[0][0], said[1][0])
    assert [] == [form for _, out, err in said for form in FORMS if form in out + err]
    assert [] == traces(office.desk.folder)
    assert snapshot.exists()
    assert hook.posts[0].path.endswith("/hook/MARKER=42-path"), "it was sent where it belongs"
    assert any(line.startswith("AUTH") for line in post.said)
    assert ["HTTP 500"] == office.column("select last_error from deliveries where channel = 'hook'")


def test_what_of_an_address_is_a_secret_is_not_said(crawled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_HOST", "127.0.0.33")
    watches(crawled, HOOK.format(url="http://${HOOK_HOST}:8080/x"))

    said = "\n".join(end_a_crawl(crawled))

    assert "channel hook: secret-removed is not a public address" in said
    assert "127.0.0.33" not in said
    assert ["hook"] == crawled.column("select channel from deliveries where last_error not like '%127.0.0.33%'")


def test_a_variable_that_is_not_set_is_named(crawled: Office, monkeypatch: pytest.MonkeyPatch, koplamp: Call) -> None:
    monkeypatch.delenv("HOOK_SECRET")
    with Hook() as hook:
        watches(crawled, HOOK.format(url=hook.url))
        end_a_crawl(crawled)

        assert "channel hook: the environment variable HOOK_SECRET is not set" in koplamp("watch", "run")[2]
        assert "channel hook: the environment variable HOOK_SECRET is not set here\n" == koplamp("watch", "check")[2]
        assert [] == hook.posts
        monkeypatch.setenv("HOOK_SECRET", SECRET)
        assert (0, "0 articles looked at, 0 hits, 1 delivery made\n", "") == koplamp("watch", "run")
        assert 1 == len(hook.posts)


# ---------------------------------------------------------------- commands


def test_an_operator_sees_what_would_be_found_and_what_was(crawled: Office, koplamp: Call) -> None:
    office = crawled
    watches(office, "  - name: log\n    jsonl: out/hits.jsonl\n", "  - name: page\n    atom: out/hits.atom\n")
    text = office.desk.watches_yaml.read_text("utf-8").replace("[log, page]", "log\n    source: merel.example")
    office.desk.watches_yaml.write_text(text, "utf-8")

    code, out, err = koplamp("watch", "check", "--json")
    told = json.loads(out)
    assert (0, "") == (code, err)
    assert [("recalls", 0, ["log"])] == [(one["watch"], one["hits"], one["to"]) for one in told["watches"]]
    assert ["watch recalls: no feed has the source merel.example", "channel page: no watch uses it"] == told["notes"]

    watches(office, "  - name: log\n    jsonl: out/hits.jsonl\n")
    out = koplamp("watch", "check")[1]
    assert out.startswith("recalls: 2 hits in 7 days\n  recall* -> log\n  no date · ")
    assert [] == office.rows("select * from watch_hits"), "a check stores nothing"

    assert (0, "3 articles looked at, 2 hits, 1 delivery made\n", "") == koplamp("watch", "run")
    listed = json.loads(koplamp("watch", "list", "--json")[1])
    assert [("recalls", 2)] == [(one["watch"], one["hits"]) for one in listed["watches"]]
    [log] = listed["channels"]
    assert ("out/hits.jsonl", 0, None) == (log["leads_to"], log["waiting"], log["last_error"])
    assert log["delivered_at"] >= listed["watches"][0]["last_hit_at"]
    code, out, _ = koplamp("watch", "list")
    assert (0, 2) == (code, len(out.splitlines()))


def test_a_desk_without_watches_or_without_a_crawl_is_told_so(office: Office, koplamp: Call) -> None:
    office.feeds()
    assert (0, True) == (koplamp("watch", "check")[0], "there is no such file" in koplamp("watch", "check")[2])
    assert "no watches there" in koplamp("watch", "list")[2]
    assert (74, True) == (koplamp("watch", "run")[0], "run `koplamp crawl` first" in koplamp("watch", "run")[2])
    watches(office, "  - name: log\n    jsonl: out/hits.jsonl\n")
    assert koplamp("watch", "check")[1].startswith("recalls: 0 hits in 7 days")
    assert 2 == len(koplamp("watch", "list")[1].splitlines())


@pytest.mark.parametrize("command", ["run", "list"])
def test_help_is_there_at_once(command: str) -> None:
    code = (
        "import resource, sys\nsys.argv = ['koplamp', 'watch', sys.argv[1], '--help']\n"
        "from crawler.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "    print(used.ru_utime + used.ru_stime, 'scrapy' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, command], capture_output=True, text=True, timeout=60, check=True)

    cpu_s, scrapy = done.stderr.split()
    assert "False" == scrapy
    assert float(cpu_s) < 0.5  # a quarter of a second where nothing else runs


def test_what_was_published_long_ago_is_no_news(office: Office, site: Site) -> None:
    office.clock = Clock()
    watches(office, "  - name: log\n    jsonl: out/hits.jsonl\n")
    site.say("/feed.xml", feed_of(("Recall of the Golf", "/1"), ("Recall of the Polo", "/2")))
    for path in ("/1", "/2"):
        site.say(path, page_of("Recall", *STORY))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=HEAD)
    office.clock.skip(days=20)

    office.crawl()

    assert [] == office.rows("select * from watch_hits")
    assert [] == office.rows("select * from watch_due")
    assert timedelta(days=14) < timedelta(days=20)
