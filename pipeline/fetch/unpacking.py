"""An answer that its server has packed for the way, unpacked as it comes in; one that has no end is told.

urllib3 would unpack it too, and takes a stream that breaks off for a whole one.
"""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterable, Iterator

# How much comes of a piece at a time, however small that is.
_MOST_AT_ONCE = 1 << 20
# With these bits zlib tells its own form and that of gzip apart.
_EITHER_FORM = 32 + zlib.MAX_WBITS
_GZIP = b"\x1f\x8b"
_PACKED = ("gzip", "x-gzip", "deflate")


class NotAsPacked(Exception):
    """What came is not packed as its server says."""


class BrokeOff(Exception):
    """What came has no end."""


def unpacked(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """What `pieces` hold, by the Content-Encoding of the answer; what no client unpacks is left as it is."""
    codings = [name for name in (part.strip().lower() for part in coding.split(",")) if name in _PACKED]
    if len(codings) > 1:
        raise NotAsPacked
    return _inflated(pieces) if codings else iter(pieces)


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Several streams of gzip, one after the other, are one; what follows that is no stream is left out, as usual."""
    stream, rest = None, b""
    for piece in pieces:
        rest += piece
        # A stream is known by its first two bytes.
        while len(rest) > 1 or (rest and stream and not stream.eof):
            if stream is None or stream.eof:
                if stream and not rest.startswith(_GZIP):
                    return
                stream = _begun(rest)
            rest = yield from _of_piece(stream, rest)
    if not stream.eof if stream else rest:
        raise BrokeOff


def _begun(head: bytes) -> zlib._Decompress:
    """Some servers send for deflate what zlib makes without its head."""
    is_bare = not head.startswith(_GZIP) and (head[0] & 15 != 8 or int.from_bytes(head[:2]) % 31 != 0)
    return zlib.decompressobj(-zlib.MAX_WBITS if is_bare else _EITHER_FORM)


def _of_piece(stream: zlib._Decompress, piece: bytes) -> Generator[bytes, None, bytes]:
    """What a piece gives; returns what stands after the end of the stream."""
    rest = piece
    while rest and not stream.eof:
        try:
            given = stream.decompress(rest, _MOST_AT_ONCE)
        except zlib.error:
            raise NotAsPacked from None
        rest = stream.unconsumed_tail
        if given:
            yield given
    return stream.unused_data
