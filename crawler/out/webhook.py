"""Hits -> one signed POST, as https://www.standardwebhooks.com has it: receivers need no library of ours.

webhook-id         the delivery's key, the same at every attempt
webhook-timestamp  seconds since 1970, of this attempt
webhook-signature  v1,base64(HMAC-SHA256(secret, id.timestamp.body))
"""

import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPException, InvalidURL

from crawler.config.watches_values import filled
from crawler.model import Channel
from crawler.out.letters import Letter, Undelivered, facts
from crawler.transport.calls import Parcel, post
from crawler.transport.errors import AddressRefused
from crawler.transport.guard import Guard

BASE64 = "whsec_"  # begins a secret that is written in base64
GOOD, REDIRECTS = range(200, 300), range(300, 400)


def parcel(channel: Channel, letter: Letter, environ: Mapping[str, str], agent: str, now: datetime) -> Parcel:
    """What is posted. A KeyError names an environment variable that is not set."""
    told = {"id": letter.key, "made_at": letter.made_at, "hits": [facts(hit) for hit in letter.hits]}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    seconds = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": agent,
        "webhook-id": letter.key,
        "webhook-timestamp": seconds,
        "webhook-signature": signature(filled(channel.secret, environ), letter.key, seconds, body),
    }
    return Parcel(filled(channel.target, environ), headers, body)


def signature(secret: str, key: str, seconds: str, body: bytes) -> str:
    """The proof that it came from who knows the secret, and was not changed on the way."""
    signed = f"{key}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(_bytes(secret), signed, hashlib.sha256).digest()).decode()


def _bytes(secret: str) -> bytes:
    if not secret.startswith(BASE64):
        return secret.encode("utf-8", "surrogateescape")  # byte for byte as the environment has it
    try:
        key = base64.b64decode(secret.removeprefix(BASE64), validate=True)
    except ValueError:
        key = b""
    if not key:
        raise Undelivered(f"the secret begins with {BASE64} and is no base64 behind it")
    return key


def send(made: Parcel, guard: Guard, seconds: float) -> None:
    """Post it; Undelivered says why it was not taken."""
    taken(lambda: post(made, guard, seconds))


def taken(ask: Callable[[], int]) -> None:
    """Ask for a status, and be content with a good one; Undelivered says why there is none."""
    try:
        status = ask()
    except AddressRefused as error:
        raise Undelivered(f"{error}; name it under private_hosts: in feeds.yaml if it is yours") from error
    except ssl.SSLError as error:
        raise Undelivered("its certificate is not valid, or it speaks no TLS of today") from error
    except TimeoutError as error:
        raise Undelivered("no answer in time") from error
    except OSError as error:
        raise Undelivered(f"no connection ({error.strerror or type(error).__name__})") from error
    except (InvalidURL, ValueError) as error:
        raise Undelivered("its address is none; write it whole, such as https://hooks.example.org/koplamp") from error
    except HTTPException as error:
        raise Undelivered("the answer is no HTTP") from error
    if status in REDIRECTS:
        raise Undelivered(f"HTTP {status}: it redirects, which is not followed; write the new address")
    if status not in GOOD:
        raise Undelivered(f"HTTP {status}")
