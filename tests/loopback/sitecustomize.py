"""Every socket of the tests and of their child processes -> allowed on this machine, refused and reported elsewhere.

tests/conftest.py puts this folder on PYTHONPATH, so that each Python a test starts loads it before anything else (the
processes that read feeds and pages too, as children of a fork server), and gives the file to report to in
LOOPBACK_REPORT. An audit hook is told of a connection before a packet leaves. A name that is reserved for tests and
documentation (RFC 2606, RFC 6761) is answered here, as one that does not exist, without asking a name server.
"""

import importlib.util
import os
import socket
import sys
from ipaddress import ip_address
from types import ModuleType

RESERVED = ("example", "example.com", "example.net", "example.org", "invalid", "test")
HERE = ("", "localhost", "localhost.")
CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
RESOLVING = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})


def is_here(host: object) -> bool:
    """Whether an address or a name is this machine's loopback."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str("" if host is None else host)
    if name in HERE:
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def is_reserved(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    return name.lower().rstrip(".").endswith(tuple(f".{ending}" for ending in RESERVED))


def is_address(host: object) -> bool:
    """Whether this is an address in any notation (0, 127.2, 0x7f000002): no name server is asked for it."""
    name = str(host).partition("%")[0]
    try:
        ip_address(name)
    except ValueError:
        try:
            socket.inet_aton(name)
        except OSError:
            return False
    return True


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """The audit hook."""
    if event in CONNECTING:
        where = arguments[1]
        check_connection(where[0] if isinstance(where, tuple) and where else None)
    elif event in RESOLVING:
        check_name(arguments[0])


def check_name(host: object) -> None:
    if is_here(host) or is_address(host):
        return
    if is_reserved(host):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    refuse(host)


def check_connection(host: object) -> None:
    check_name(host)
    if not is_here(host):
        refuse(host)


def refuse(host: object) -> None:
    with open(os.environ["LOOPBACK_REPORT"], "a", encoding="utf-8") as report:
        report.write(f"{host}\n")
    raise PermissionError(f"tests stay on this machine: {host} is elsewhere")


class UvloopWatch:
    """uvloop resolves and connects in C, where no audit hook is told: its loop is changed when it is first imported."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> object:
        if name != "uvloop":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module
            spec.loader.exec_module = lambda module: (load(module), watched(module))[0]
        return spec


def watched(uvloop: ModuleType) -> None:
    class Loop(uvloop.Loop):
        async def getaddrinfo(self, host, port, **options):
            check_name(host)
            return await super().getaddrinfo(host, port, **options)

        async def create_connection(self, factory, host=None, port=None, **options):
            check_connection(host)
            return await super().create_connection(factory, host, port, **options)

        async def create_datagram_endpoint(self, factory, local_addr=None, remote_addr=None, **options):
            check_connection(remote_addr and remote_addr[0])
            return await super().create_datagram_endpoint(factory, local_addr, remote_addr, **options)

        async def sock_connect(self, sock, address):
            check_connection(address[0] if isinstance(address, tuple) else None)
            return await super().sock_connect(sock, address)

    uvloop.Loop = Loop
    uvloop.new_event_loop = Loop


if os.environ.get("LOOPBACK_REPORT"):
    sys.addaudithook(watch)
    sys.meta_path.insert(0, UvloopWatch())
