"""What channels are told of hits: files that are whole at every moment, signed posts, mails."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawler.model import Channel, ChannelKind
from crawler.out.letters import Letter, Undelivered, digest, facts, subject
from crawler.out.mail import envelope
from crawler.out.watch_files import append_lines, replace_atom
from crawler.out.webhook import parcel, signature

NOW = datetime(2025, 11, 19, 8, 30, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
HOOK = Channel("hook", ChannelKind.WEBHOOK, "https://hooks.example/${TOKEN}", "${KEY}")
DESK = Channel(
    "desk", ChannelKind.MAIL, "mail.example:587", "", ("a@b.example", "c@b.example"), "k@b.example", "me", "${KEY}"
)
HEADERS = [
    *("=?utf-8?q?", "=?utf-8?b?", "?=", "=0A", "=0D=0A", "Bcc:", "Cg==", "=?iso-8859-99?q?a?=", "=?", "?", "_", " "),
    *("=?utf-8?q?foo=0ABcc:_x@b.example?=", "é", "日本", "👩\u200d🚗", "\u2028", "\x85", "\ufeff", '"', "(", ",", ":"),
    "x" * 70,
]
ENVIRON = {"TOKEN": "t-123", "KEY": "a secret of ours"}


def hit(number: int = 1, **told: Any) -> dict[str, Any]:
    """An article that a watch found."""
    article = dict.fromkeys(("language", "published_at", "models", "story_id", "story_title", "make", "make_name"))
    article |= dict.fromkeys(("story_sources", "story_articles", "story_first_at"))
    article |= {"url_hash": f"{number:032x}", "url": f"https://a.example/{number}", "title": f"Recall {number} <b>"}
    article |= {"lead": "Loose\nbolts & nuts.", "published_on": "2025-11-19", "source": "a", "source_name": "De A"}
    article |= {"makes": "audi; seat", "topics": "recall", "watch": "recalls", "kind": "article", "hit_id": number}
    return article | {"at": "2025-11-19T08:30:00Z", "reason": "recall*", "key": f"{number:032x}"} | told


STORY = hit(2, kind="story", story_id=7, story_title="A story", story_sources=3, reason="told by 3 sources")
MAKE = hit(3, kind="make", make="audi", make_name="Audi", reason="Audi: 9 stories") | dict.fromkeys(
    ("url_hash", "url", "title", "lead", "published_on", "source", "source_name", "makes", "topics")
)


def letter(*hits: dict[str, Any], again: bool = False) -> Letter:
    return Letter("ab" * 16, "2025-11-19T08:30:00Z", hits or (hit(),), again)


def lines(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]


# ---------------------------------------------------------------- JSON


def test_a_hit_as_json_tells_what_was_found_and_no_text() -> None:
    told = facts(hit())

    assert {"id", "watch", "kind", "at", "reason", "article"} == set(told)
    assert {"makes": ["audi", "seat"], "models": [], "topics": ["recall"]}.items() <= told["article"].items()  # type: ignore[attr-defined]
    assert "body" not in json.dumps(told)
    assert {"id": 7, "title": "A story", "sources": 3, "articles": None, "first_at": None} == facts(STORY)["story"]
    assert {"slug": "audi", "name": "Audi"} == facts(MAKE)["make"]
    assert "article" not in facts(MAKE)


# ---------------------------------------------------------------- files


def test_lines_are_added_each_hit_once(tmp_path: Path) -> None:
    path = tmp_path / "out" / "hits.jsonl"
    append_lines(path, letter(hit(1), hit(2)))
    append_lines(path, letter(*(hit(n, lead="x" * 99_000) for n in range(10, 30))))  # 2 MB of others came between
    append_lines(path, letter(hit(2), hit(3), again=True))  # the process died before it noted the first attempt

    assert [hit(n)["key"] for n in (1, 2, *range(10, 30), 3)] == lines(path)


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_line_is_taken_off_and_written_again(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "hits.jsonl"
    append_lines(path, letter(hit(1)))
    whole = path.read_bytes()
    append_lines(path, letter(hit(2)))
    path.write_bytes(path.read_bytes()[:-cut])

    append_lines(path, letter(hit(2), again=True))

    assert [hit(1)["key"], hit(2)["key"]] == lines(path)
    assert path.read_bytes().startswith(whole)


@pytest.mark.parametrize("torn", [b"{", b'{"id":"0', b'{"id":"' + b"0" * 5000, b'{"id":"00\0\0\0', b"\0" * 90])
def test_a_torn_line_in_an_empty_file_is_no_hindrance(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "hits.jsonl"
    path.write_bytes(torn)

    append_lines(path, letter(hit(1)))

    assert [hit(1)["key"]] == lines(path)


@pytest.mark.parametrize("last", [b'{"a": 1}', b"[1, 2]", b"hello", b'{"name": "x'])
def test_a_last_line_of_somebody_else_is_not_taken_off(tmp_path: Path, last: bytes) -> None:
    path = tmp_path / "hits.jsonl"
    path.write_bytes(b"# mine\n" + last)

    append_lines(path, letter(hit(1)))

    assert path.read_bytes().startswith(b"# mine\n" + last + b'\n{"id":"')


def test_a_file_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "hits.jsonl"
    path.write_bytes(b"x" * (2 << 20))

    with pytest.raises(Undelivered, match="no lines of JSON"):
        append_lines(path, letter())
    assert b"x" * (2 << 20) == path.read_bytes()
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(Undelivered, match="cannot be written"):
        append_lines(tmp_path / "folder.jsonl", letter())


def test_an_atom_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "out" / "hits.atom"
    replace_atom(path, "page", [hit(9)], NOW)
    replace_atom(path, "page", [MAKE, STORY, hit(1, title="Bad \x0b <script>")], NOW)

    feed = etree.fromstring(path.read_bytes())
    titles = [one.findtext(f"{ATOM}title") for one in feed.findall(f"{ATOM}entry")]
    assert ["Audi is written about more than usual", "A story", "Bad <script>"] == titles
    ids = [one.findtext(f"{ATOM}id") for one in feed.findall(f"{ATOM}entry")]
    assert f"tag:koplamp.invalid,2025:hit/{hit(1)['key']}" == ids[-1]
    assert ["hits.atom"] == [file.name for file in path.parent.iterdir()]


def test_an_atom_file_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "hits.atom").mkdir()

    with pytest.raises(Undelivered, match="is a folder"):
        replace_atom(tmp_path / "hits.atom", "page", [hit()], NOW)
    (tmp_path / "file").touch()
    with pytest.raises(Undelivered, match="cannot be written"):
        replace_atom(tmp_path / "file" / "hits.atom", "page", [hit()], NOW)


# ---------------------------------------------------------------- webhook


def test_a_post_is_signed_and_keeps_its_id() -> None:
    made, later = (parcel(HOOK, letter(), ENVIRON, "Koplamp", datetime.fromtimestamp(at, UTC)) for at in (1, 2))

    assert ("https://hooks.example/t-123", "ab" * 16, "1") == (
        made.url,
        made.headers["webhook-id"],
        made.headers["webhook-timestamp"],
    )
    signed = f"{'ab' * 16}.1.".encode() + made.body
    proof = base64.b64encode(hmac.new(b"a secret of ours", signed, hashlib.sha256).digest()).decode()
    assert f"v1,{proof}" == made.headers["webhook-signature"]
    assert (made.body, made.headers["webhook-id"]) == (later.body, later.headers["webhook-id"])
    assert {"id": "ab" * 16, "made_at": "2025-11-19T08:30:00Z"}.items() <= json.loads(made.body).items()


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of standardwebhooks.com's own libraries."""
    told = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )

    assert "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" == told
    with pytest.raises(Undelivered, match="no base64"):
        signature("whsec_!", "a", "1", b"")
    with pytest.raises(Undelivered, match="no base64"):
        signature("whsec_é", "a", "1", b"")
    with pytest.raises(Undelivered, match="no base64"):
        signature("whsec_", "a", "1", b"")
    assert signature("k\udcff", "a", "1", b"").startswith("v1,"), "bytes that are no UTF-8, as the environment has them"


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(KeyError, match="KEY"):
        parcel(HOOK, letter(), {"TOKEN": "x"}, "Koplamp", NOW)
    with pytest.raises(KeyError, match="KEY"):
        envelope(DESK, letter(), {})


# ---------------------------------------------------------------- mail


def test_a_mail_tells_every_hit_below_its_watch() -> None:
    sealed = envelope(DESK, letter(hit(1), STORY, hit(4, watch="other", lead="x " * 400)), ENVIRON)
    message = message_from_bytes(bytes(sealed.message), policy=default)

    assert "3 hits: recalls, other" == message["Subject"]
    assert "a@b.example, c@b.example" == message["To"]
    assert f"<{'ab' * 16}@koplamp.invalid>" == message["Message-ID"]
    assert "auto-generated" == message["Auto-Submitted"]
    text = message.get_content().replace("\r\n", "\n")
    assert (
        "recalls\n=======\n\nRecall 1 <b>\n2025-11-19 · De A · recall*\nhttps://a.example/1\nLoose bolts & nuts.\n"
        in text
    )
    assert max(map(len, text.splitlines())) <= 300
    assert ("me", ENVIRON["KEY"]) == (sealed.user, sealed.password)


def test_a_headline_cannot_write_headers() -> None:
    evil = hit(1, title="Recall\r\nBcc: all@b.example")

    assert "recalls: Recall Bcc: all@b.example" == subject(letter(evil))
    assert "Bcc" not in envelope(DESK, letter(evil), ENVIRON).message
    assert "Audi is written about more than usual\nAudi: 9 stories\n" in digest(letter(MAKE))


@given(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=8).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_headline_is_read_as_more_than_a_subject(title: str) -> None:
    """Encoded words (RFC 2047) are decoded by whoever reads them: line ends too."""
    sent = bytes(envelope(DESK, letter(hit(1, title=title)), ENVIRON).message)
    message = message_from_bytes(sent, policy=default)

    assert sent.isascii()
    assert ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"] == list(message.keys())[:6]
    assert {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"} == set(list(message.keys())[6:])
    assert "".join(subject(letter(hit(1, title=title))).split()) == "".join(message["Subject"].split())
