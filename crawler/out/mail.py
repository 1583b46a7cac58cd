"""Hits -> one mail, through a mail server that is judged like every other address."""

import smtplib
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, BinaryIO

from crawler.config.watches_values import filled
from crawler.model import Channel
from crawler.out.letters import Letter, Undelivered, digest, subject
from crawler.transport.calls import ANSWER_BYTES, connected
from crawler.transport.errors import AddressRefused
from crawler.transport.guard import Guard

WIRE = SMTP.clone(cte_type="7bit")  # any mail server takes it
NOT_LET_IN, NOT_TAKEN = "the mail server does not take user and password", "the mail server does not take it"
LATE = "no answer in time"
# The first class that fits counts.
MEANINGS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPNotSupportedError, "the mail server does not offer that; look at tls:, user: and password:"),
    (ssl.SSLError, "the mail server's certificate is not valid, or tls: is not what it speaks"),
    (TimeoutError, LATE),
    (smtplib.SMTPException, "the mail server hung up, or speaks no SMTP"),
    (ValueError, "user, password and addresses must be plain ASCII for a mail server"),
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail and how its server takes it."""

    message: EmailMessage
    channel: Channel
    user: str
    password: str


def envelope(channel: Channel, letter: Letter, environ: Mapping[str, str]) -> Envelope:
    """What is sent. A KeyError names an environment variable that is not set."""
    message = EmailMessage(WIRE)
    message["From"] = channel.sender
    message["To"] = ", ".join(channel.recipients)
    message["Subject"] = subject(letter)
    message["Date"] = format_datetime(datetime.fromisoformat(letter.made_at))
    message["Message-ID"] = f"<{letter.key}@koplamp.invalid>"  # the same at every attempt
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: who is on holiday does not answer
    message.set_content(digest(letter))
    return Envelope(message, channel, filled(channel.user, environ), filled(channel.password, environ))


class _Bounded:
    """What a mail server says, up to a limit: a reply may have lines without end."""

    def __init__(self, said: BinaryIO) -> None:
        self._said, self._left = said, ANSWER_BYTES

    def readline(self, most: int) -> bytes:
        line = self._said.readline(most)
        self._left -= len(line)
        if self._left < 0:
            raise OSError("more than a mail server has to say")
        return line

    def close(self) -> None:
        self._said.close()


class _Guarded(smtplib.SMTP):
    """A line to a mail server, its socket opened by us. smtplib's own SMTP_SSL does it by the same hook."""

    def __init__(self, host: str, port: int, guard: Guard, until: float, *, tls: ssl.SSLContext | None) -> None:
        self._guard, self._until, self._tls, self._name, self._own = guard, until, tls, host, ""
        super().__init__(host, port, local_hostname="localhost", timeout=until - time.monotonic())
        self.local_hostname = f"[IPv6:{self._own}]" if ":" in self._own else f"[{self._own}]"

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = connected(host, port, self._guard, timeout)
        self._own = str(line.getsockname()[0])  # asking who we are by name may hang
        return line if self._tls is None else self._tls.wrap_socket(line, server_hostname=self._name)

    def data(self, msg: Any) -> tuple[int, bytes]:
        if time.monotonic() >= self._until:
            raise TimeoutError  # nobody waits any more: it is sent again, and would come twice
        return super().data(msg)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Bounded(self.sock.makefile("rb"))
        return super().getreply()


def send(made: Envelope, guard: Guard, seconds: float) -> str | None:
    """Hand it over -> what there is to say of it all the same; Undelivered says why it was not taken."""
    try:
        return _sent(made, guard, time.monotonic() + seconds)
    except (AddressRefused, OSError, ValueError) as error:
        raise Undelivered(_meaning(error)) from error


def _meaning(error: Exception) -> str:
    """What failed, in words of ours: what the server says may hold what it was told."""
    if isinstance(error, AddressRefused):
        return f"{error}; name it under private_hosts: in feeds.yaml if it is yours"
    if isinstance(error, smtplib.SMTPResponseException):
        return (
            f"SMTP {error.smtp_code}: {NOT_LET_IN if isinstance(error, smtplib.SMTPAuthenticationError) else NOT_TAKEN}"
        )
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"SMTP {_codes(error.recipients)}: the mail server takes nothing for these recipients"
    if isinstance(error.__context__, TimeoutError):  # smtplib says then that the other side hung up
        return LATE
    words = next((said for kind, said in MEANINGS if isinstance(error, kind)), None)
    return words or f"no connection ({getattr(error, 'strerror', None) or type(error).__name__})"


def _codes(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return ", ".join(sorted({str(code) for code, _ in refused.values()}))


def _sent(made: Envelope, guard: Guard, until: float) -> str | None:
    channel = made.channel
    host, _, port = channel.target.rpartition(":")
    checked = ssl.create_default_context()
    tls = checked if channel.tls == "tls" else None
    with closing(_Guarded(host.strip("[]"), int(port), guard, until, tls=tls)) as line:
        if channel.tls == "starttls":
            line.starttls(context=checked)
        if made.user:
            line.login(made.user, made.password)
        refused = line.send_message(made.message, channel.sender, channel.recipients)
        with suppress(OSError):
            line.putcmd("QUIT")  # its answer is not waited for: the mail was taken, whatever comes now
    if not refused:
        return None
    return f"SMTP {_codes(refused)}: not taken for {len(refused)} of {len(channel.recipients)} recipients"
