"""Packed bodies: whole, cut at every place, mislabelled, and far too large."""

import gzip
import tracemalloc
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.transport.unpacking import DECODERS, TooLarge, Unpacked, unpacked

TEXT = b"".join(b"<item>%x</item>" % (number * 7919) for number in range(3000))


def raw_deflate(body: bytes) -> bytes:
    one = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return one.compress(body) + one.flush()


PACKED = {
    "gzip": (b"gzip", gzip.compress(TEXT)),
    "deflate": (b"deflate", zlib.compress(TEXT)),
    "raw deflate": (b"deflate", raw_deflate(TEXT)),
    "br": (b"br", brotli.compress(TEXT)),
    "zstd": (b"zstd", zstd.compress(TEXT)),
}


@pytest.mark.parametrize(("coding", "packed"), PACKED.values(), ids=PACKED)
def test_a_whole_body_comes_out_whole(coding: bytes, packed: bytes) -> None:
    assert Unpacked(TEXT) == unpacked(packed, coding, 1 << 20)


@pytest.mark.parametrize(("coding", "packed"), PACKED.values(), ids=PACKED)
def test_a_body_cut_at_any_place_is_said_to_be_cut(coding: bytes, packed: bytes) -> None:
    for end in range(len(packed) // 10, len(packed) - 1, len(packed) // 50):
        got = unpacked(packed[:end], coding, 1 << 20)

        assert not got.whole
        assert TEXT.startswith(got.body)


@pytest.mark.parametrize("coding", [b"gzip", b"zstd"])
def test_members_behind_each_other_are_one_body(coding: bytes) -> None:
    packed = dict(PACKED.values())[coding]

    assert Unpacked(TEXT + TEXT) == unpacked(packed + packed, coding, 1 << 20)
    assert not unpacked(packed + packed[:-9], coding, 1 << 20).whole


def test_padding_behind_gzip_is_nobodys() -> None:
    assert Unpacked(TEXT) == unpacked(gzip.compress(TEXT) + b"\0\0 padding", b"gzip", 1 << 20)


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize("body", [b"<?xml version='1.0'?><rss/>", b""])
def test_what_is_not_packed_comes_back_as_it_is(coding: bytes, body: bytes) -> None:
    assert Unpacked(body) == unpacked(body, coding, 1 << 20)


@pytest.mark.parametrize(("coding", "packed"), PACKED.values(), ids=PACKED)
def test_more_than_the_limit_never_comes_out(coding: bytes, packed: bytes) -> None:
    with pytest.raises(TooLarge):
        unpacked(packed, coding, len(TEXT) - 1)

    assert Unpacked(TEXT) == unpacked(packed, coding, len(TEXT))


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip", "zstd"])
def test_what_came_out_of_a_bomb_is_not_kept_with_its_error(coding: str) -> None:
    packers = {"br": brotli.compress, "deflate": zlib.compress, "gzip": gzip.compress, "zstd": zstd.compress}
    bomb = packers[coding](bytes(4 << 20))
    tracemalloc.start()

    try:
        with pytest.raises(TooLarge) as caught:
            unpacked(bomb, coding.encode(), 2 << 20)
        held, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert caught.tb is not None
    assert held < 1 << 20 < most


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(DECODERS)), st.binary(max_size=300), st.sampled_from(list(PACKED.values())))
def test_no_bytes_are_too_odd(coding: bytes, noise: bytes, packed: tuple[bytes, bytes]) -> None:
    got = unpacked(packed[1][: len(noise)] + noise, coding, 1 << 20)

    assert len(got.body) <= 1 << 20
