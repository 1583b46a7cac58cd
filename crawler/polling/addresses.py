"""An IP address, or a host's spelling -> whether we may ask it, and if not, why in words.

The judgement is for the address a socket is about to use, after the name was resolved: on the way there a name can be
spelled in many ways and change between two look-ups. The table is ours and does not follow ipaddress.is_global, whose
answers differ from one Python to the next and which takes multicast, NAT64 and 6to4 for public.
"""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from crawler.normal.urls_syntax import ipv4, split

# IANA's special-purpose registries of 2025; within one version the first network that holds the address counts.
NOT_PUBLIC: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple(
    (ip_network(network), reason)
    for network, reason in (
        ("0.0.0.0/32", "unspecified"),
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud metadata"),  # Azure's, in the middle of public space
        ("169.254.169.254/32", "cloud metadata"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignment"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmark"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard-only"),
        ("2001:2::/48", "benchmark"),
        ("2001:10::/28", "ORCHID"),
        ("2001:20::/28", "ORCHID"),
        ("2001::/23", "protocol assignment"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)
PUBLIC_V6 = IPv6Network("2000::/3")  # all that IANA has given out

# IPv6 forms that carry an IPv4 address: network, name, how many bits stand right of the address, whether still in use.
CARRIERS = (
    (IPv6Network("::ffff:0:0/96"), "IPv4-mapped form", 0, True),
    (IPv6Network("::ffff:0:0:0/96"), "IPv4-translated form", 0, False),
    (IPv6Network("::/96"), "IPv4-compatible form", 0, False),
    (IPv6Network("64:ff9b::/96"), "NAT64", 0, True),
    (IPv6Network("2002::/16"), "6to4", 80, True),
)
TEREDO = IPv6Network("2001::/32")
_LEADING_ZEROS = re.compile(r"(?<![0-9a-fx])0+(?=[0-9])")

PRIVATE_ENDINGS = ("home", "internal", "intranet", "lan", "local", "localdomain", "localhost", "home.arpa", "corp")


def verdict(address: str) -> str | None:
    """Why this IP address may not be asked ("loopback", "NAT64 of a private address"); None: it is public."""
    parsed = _parsed(address)
    if parsed is None:
        return "not an IP address"
    return _verdict_v4(parsed) if isinstance(parsed, IPv4Address) else _verdict_v6(parsed)


def is_allowed(host: str, address: str, port: int, private_hosts: tuple[str, ...]) -> bool:
    """True when `host`, spelled as in the URL and resolved to `address`, may be asked at `port`.

    An entry of `private_hosts` is a host name or an address, with `:port` or for every port. It opens exactly that
    host: another name for the same address stays closed, and so does the address where the entry is its name.
    """
    return is_named(host, port, private_hosts) or verdict(address) is None


def is_named(host: str, port: int, private_hosts: tuple[str, ...]) -> bool:
    """Whether an entry of `private_hosts` opens this host, spelled as in the URL."""
    spelled = _spelling(host)
    entries = (_entry(entry) for entry in private_hosts)
    return bool(spelled) and any(spelled == name and opened in (None, port) for name, opened in entries)


def looks_internal(host: str) -> str | None:
    """Why a host must not be asked through a proxy, which resolves names itself; None: it looks public.

    Judged by its spelling alone: addresses in every notation (also those that programs read in two ways), localhost,
    names without a dot, endings of private networks.
    """
    bare = host.partition("%")[0].strip("[]") if ":" in host else ""
    parts = split(f"http://[{bare}]/" if bare else f"http://{host}/")
    if parts is None or parts.path != "/":
        return "not a host name"
    name = _spelling(parts.host)
    if _parsed(name) is not None:
        in_decimal = ipv4(_LEADING_ZEROS.sub("", host)) or name  # 0127.0.0.1 is 87.0.0.1, but not to everybody
        return verdict(name) or verdict(in_decimal)
    if name == "localhost":
        return "loopback"
    if name.endswith(tuple(f".{ending}" for ending in PRIVATE_ENDINGS)):
        return "a name of a private network"
    return None if "." in name else "a name without a dot"


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    bare = address.partition("%")[0].removeprefix("[").removesuffix("]")
    try:
        return ip_address(bare)
    except ValueError:
        return None


def _verdict_v4(address: IPv4Address) -> str | None:
    return next((reason for network, reason in NOT_PUBLIC if address in network), None)


def _verdict_v6(address: IPv6Address) -> str | None:
    for network, reason in NOT_PUBLIC:
        if network.prefixlen == 128 and address in network:
            return reason
    if address in TEREDO:
        server, client = address.teredo or (IPv4Address(0), IPv4Address(0))
        return _carried("Teredo", client) or _carried("Teredo", server)
    for carrier, form, bits, in_use in CARRIERS:
        if address in carrier:
            return _carried(form, IPv4Address(int(address) >> bits & 0xFFFFFFFF)) or (None if in_use else "reserved")
    for network, reason in NOT_PUBLIC:
        if address in network:
            return reason
    return None if address in PUBLIC_V6 else "reserved"


def _carried(form: str, address: IPv4Address) -> str | None:
    inner = _verdict_v4(address)
    if inner is None:
        return None
    article = "an" if inner[0] in "aeiou" else "a"
    return f"{form} of {article} {inner} address"


@lru_cache(maxsize=1024)  # a desk has hundreds at most, and each is compared with every host
def _entry(entry: str) -> tuple[str, int | None]:
    """Host and port of an entry of private_hosts; a bare IPv6 address has colons of its own."""
    name, colon, port = entry.strip().rpartition(":")
    if colon and port.isascii() and port.isdigit() and len(port) <= 5 and (":" not in name or name.endswith("]")):
        return _spelling(name), int(port)
    return _spelling(entry), None


def _spelling(host: str) -> str:
    """A host as it is compared: lower case, no root dot, an address in its one form."""
    name = host.strip().lower().removesuffix(".")
    parsed = _parsed(name)
    return name if parsed is None else str(parsed)
