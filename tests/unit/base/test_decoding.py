"""The bytes of a text file to its text: what is read for certain, and what is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.decoding import decode

TEXT = "NHS England’s ratings – 2017/18\nNHS Barnet CCG\t£3.2m\tGood\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32"),
        (TEXT.encode("cp1252"), "windows-1252"),
    ],
)
def test_a_text_is_the_same_in_each_encoding_that_is_certain(content: bytes, encoding: str) -> None:
    assert decode(content) == (TEXT, encoding, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Let’s see; it’s the trusts’ own",
        "‘so’ and “so”, “it is.”",
        "2016 – 2017, 5–6",
        "and so on…",
        "• one\n• two",
        "NHS\xa0Barnet\xa0CCG",
        "£5 and €6",
        "a café in Zürich, a naïve fiancé",
    ],
)
def test_english_in_windows_1252_is_read(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "windows-1252", None, None)


@pytest.mark.parametrize(
    ("content", "line_no"),
    [
        # an apostrophe and a footnote mark of an old Macintosh, a pound sign of DOS
        ("one\nEngland’s".encode("mac-roman"), 2),
        ("one\ntwo\n58.8†\n".encode("mac-roman"), 3),
        ("NHS Barnet‡ is small".encode("mac-roman"), 1),
        ("£5".encode("cp437"), 1),
        # one byte of Windows-1252 in UTF-8
        ("NHS England’s\nCCGs".encode() + b"\x92 own\n", 2),
        (b"\x81\x8d\x8f", 1),
        (b"GIF89a\xff\xfe\x00", 1),
    ],
)
def test_what_is_not_certain_is_told_with_the_line_and_never_guessed(content: bytes, line_no: int) -> None:
    decoded = decode(content)
    assert decoded.unread is not None
    assert decoded.unread.startswith("holds bytes that are no UTF-8 text, the first of them 0x")
    assert decoded.line_no == line_no
    assert "\ufffd" in decoded.text


def test_the_character_that_a_byte_would_be_is_named() -> None:
    told = "holds bytes that are no UTF-8 text, the first of them 0x92, which would be '’' in Windows-1252"
    assert decode("“UTF-8”\nCCGs".encode() + b"\x92\n").unread == told


def test_a_cut_utf_16_text_is_told() -> None:
    decoded = decode("one\ntwo\n".encode("utf-16")[:-1])
    assert decoded.unread == "holds bytes that are no UTF-16 text, which it begins as"
    assert decoded.line_no == 2


@given(st.binary(max_size=200))
def test_nothing_raises_and_what_cannot_be_read_is_told(content: bytes) -> None:
    decoded = decode(content)
    if "\ufffd".encode() not in content and b"\0" not in content:
        assert decoded.unread is not None or "\ufffd" not in decoded.text


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=100))
def test_utf_8_is_always_read_as_it_is(text: str) -> None:
    if "\0" not in text:
        assert decode(text.encode()).text == text.lstrip("\ufeff")
