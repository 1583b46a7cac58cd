"""The version of the XML parser inside Python -> why it is too old for feeds of strangers, if it is."""

from pyexpat import version_info

LEAST = (2, 4, 1)  # from there on it gives up on entities that multiply (CVE-2013-0340, "billion laughs")


def expat_fault(version: tuple[int, int, int] = version_info) -> str | None:
    """What to do about a parser that a feed of a kilobyte can make eat all memory; None: it is new enough."""
    if version >= LEAST:
        return None
    told, least = (".".join(map(str, one)) for one in (version, LEAST))
    return (
        f"this Python reads XML with expat {told}, which one small feed can bring down; use one with {least} or later"
    )
