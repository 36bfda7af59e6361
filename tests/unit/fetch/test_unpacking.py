"""Answers that come packed, in pieces of any length."""

from __future__ import annotations

import gzip
import zlib

import pytest

from pipeline.fetch.unpacking import BrokeOff, NotAsPacked, unpacked

TEXT = b"a,b,c\n" * 100
BARE = zlib.compress(TEXT)[2:-4]


def packed(body: bytes) -> bytes:
    """`body` packed at no time, so that it is the same bytes, and the same name of a test, in every process."""
    return gzip.compress(body, mtime=0)


def in_pieces(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@pytest.mark.parametrize("size", [1, 2, 7, 10_000])
@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (TEXT, "utf-8"),
        (packed(TEXT), "gzip"),
        (packed(TEXT), "X-GZIP"),
        (packed(TEXT[:50]) + packed(TEXT[50:]), "gzip"),
        (packed(TEXT) + b"and more", "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (BARE, "deflate"),
        (packed(TEXT), "deflate"),
        (zlib.compress(TEXT), "gzip"),
    ],
)
def test_what_was_packed_comes_out_whatever_the_pieces(body: bytes, coding: str, size: int) -> None:
    assert b"".join(unpacked(in_pieces(body, size), coding)) == TEXT


def test_nothing_is_nothing() -> None:
    assert list(unpacked([], "gzip")) == []


@pytest.mark.parametrize("size", [1, 10_000])
@pytest.mark.parametrize("body", [packed(TEXT), zlib.compress(TEXT), packed(b"") + packed(TEXT)])
def test_a_stream_without_its_end_is_told_wherever_it_is_cut(body: bytes, size: int) -> None:
    for cut in (1, 2, 5, 8, 10, len(body) - 11):
        with pytest.raises(BrokeOff):
            list(unpacked(in_pieces(body[:-cut], size), "gzip"))


@pytest.mark.parametrize("coding", ["gzip, gzip", "deflate,gzip"])
def test_what_is_packed_twice_is_not_taken(coding: str) -> None:
    with pytest.raises(NotAsPacked):
        list(unpacked([packed(packed(TEXT))], coding))


def test_however_little_a_piece_holds_not_more_than_a_megabyte_comes_at_once() -> None:
    given = [len(piece) for piece in unpacked([packed(bytes(50_000_000))], "gzip")]
    assert (sum(given), max(given)) == (50_000_000, 1 << 20)
