"""The bytes of a text file to the text that offsets refer to.

An encoding is accepted only where the bytes leave no doubt. UTF-8 is what is expected; UTF-16 and UTF-32 are known by
their mark or by their zero bytes, Windows-1252 by what its bytes would be in English.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from pipeline.base.lines import split_lines

_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARK = "\ufeff"

# Of UTF-16, every second byte of an English text is zero, but for a few quotation marks and dashes.
_SHARE_OF_ZEROS = 0.8
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")

# Bytes of Windows-1252 in places where no other encoding's reading of them would be English: an apostrophe, quotation
# marks at a word's beginning and end, dashes between spaces or numbers, a pound sign before a number, an accented
# small letter within a word. What they are in the text of an old Macintosh or of DOS would make no sense there.
_CERTAIN_WINDOWS = re.compile(
    rb"(?<=[A-Za-z)])\x92(?=(?:s|t|re|ve|ll|d|m)?(?:[^A-Za-z\x80-\xff]|\Z))"
    rb"|(?<![A-Za-z\x80-\xff])[\x91\x93](?=[A-Za-z0-9])"
    rb"|(?<=[A-Za-z0-9.,;:!?)%])\x94(?![A-Za-z0-9\x80-\xff])"
    rb"|(?<=[ 0-9])[\x96\x97](?=[ 0-9])"
    rb"|(?<=[A-Za-z0-9.])\x85(?![A-Za-z\x80-\xff])"
    rb"|(?<![^\s])\x95(?=[ \t])"
    rb"|(?<=[A-Za-z0-9])\xa0(?=[A-Za-z0-9])"
    rb"|[\x80\xa3](?=[0-9])"
    rb"|(?<=[a-z])\xe9(?![A-Za-z\x80-\xff])|(?<=[A-Za-z])[\xe0\xe2-\xf6\xf8-\xff](?=[a-z])"
)
_ABOVE_ASCII = re.compile(rb"[\x80-\xff]")


class Decoded(NamedTuple):
    """A decoded text. `unread` says what is not certain of it and `line_no` where; U+FFFD stands there."""

    text: str
    encoding: str
    unread: str | None = None
    line_no: int | None = None


def decode(content: bytes) -> Decoded:
    """The text of `content` without byte order marks before it; never raises."""
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            return _in_encoding(content, encoding)
    if b"\0" in content and (encoding_of := _unmarked_utf_16(content)):
        return _in_encoding(content, encoding_of)
    try:
        return Decoded(content.decode("utf-8").lstrip(_MARK), "utf-8")
    except UnicodeDecodeError as error:
        return _not_utf_8(content, error)


def _in_encoding(content: bytes, encoding: str) -> Decoded:
    text = content.decode(encoding, errors="replace").lstrip(_MARK)
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        line_no = _line_of(text, "\ufffd")
        return Decoded(text, encoding, f"holds bytes that are no {encoding.upper()} text, which it begins as", line_no)
    return Decoded(text, encoding)


def _unmarked_utf_16(content: bytes) -> str | None:
    """The kind of UTF-16 that `content` is for certain, though no byte order mark says so."""
    if len(content) % 2:
        return None
    zeros = content[0::2].count(0), content[1::2].count(0)
    least = _SHARE_OF_ZEROS * len(content) / 2
    encoding = "utf-16-be" if zeros[0] >= least else "utf-16-le" if zeros[1] >= least else None
    try:
        text = content.decode(encoding) if encoding else ""
    except UnicodeDecodeError:
        return None
    return encoding if text and not _CONTROL.search(text) else None


def _not_utf_8(content: bytes, error: UnicodeDecodeError) -> Decoded:
    is_mixed = re.search(rb"[\xc3-\xf4][\x80-\xbf]{2}|[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]", content) is not None
    certain = {found.start() for found in _CERTAIN_WINDOWS.finditer(content)}
    if not is_mixed and all(found.start() in certain for found in _ABOVE_ASCII.finditer(content)):
        return Decoded(content.decode("cp1252", errors="replace"), "windows-1252")
    text = content.decode("utf-8", errors="replace").lstrip(_MARK)
    wrong = content[error.start : error.start + 1]
    meant = wrong.decode("cp1252", errors="ignore")
    unread = f"holds bytes that are no UTF-8 text, the first of them 0x{wrong.hex().upper()}"
    if meant and meant.isprintable():
        unread += f", which would be '{meant}' in Windows-1252"
    return Decoded(text, "utf-8", unread, _line_of(text, "\ufffd"))


def _line_of(text: str, damage: str) -> int | None:
    at = text.find(damage)
    return None if at == -1 else len(split_lines(text[: at + 1]))
