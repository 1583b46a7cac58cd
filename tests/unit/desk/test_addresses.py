"""What somebody typed as an address."""

import pytest

from crawler.desk.addresses import typed
from crawler.errors import UsageError


@pytest.mark.parametrize("url", ["https://kolibri.example/a", "http://127.0.0.1:8000/a?b", "http://[::1]:8000/"])
def test_an_address_is_asked_as_it_is(url: str) -> None:
    assert url == typed(url)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:9/", "port 9 is none that may be asked"),
        ("http://kolibri.example:6667", "port 6667 is none that may be asked"),
        ("http://[::1]:22/x", "port 22 is none that may be asked"),
        ("http://kolibri.example:99999/", "port 99999 is no port"),
        ("http://kolibri.example:x?a", "port x is no port"),
        ("http://me:secret@kolibri.example:9/", "is not an http"),
        ("ftp://kolibri.example:22/", "is not an http"),
        ("http://a b:22/", "is not an http"),
        ("estate", "is not an http"),
    ],
)
def test_what_is_wrong_with_it_is_said(url: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        typed(url)
