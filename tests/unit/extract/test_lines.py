"""Lines and their offsets: what a line is, where it begins, and which lines cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.lines import LONGEST_LINE, Line, damaged_lines, split_lines

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("\n\r\t\f\x00\ufeff\ufffd\u2028"), max_size=60)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", [Line(1, 0, "a")]),
        ("a\n", [Line(1, 0, "a")]),
        ("a\n\nb", [Line(1, 0, "a"), Line(2, 2, ""), Line(3, 3, "b")]),
        ("\n", [Line(1, 0, "")]),
        ("\n\n", [Line(1, 0, ""), Line(2, 1, "")]),
    ],
)
def test_lines_are_counted_from_1_and_a_last_line_needs_no_end(text: str, lines: list[Line]) -> None:
    assert list(split_lines(text)) == lines


def test_lines_end_at_line_feeds_alone() -> None:
    """A carriage return, a form feed and Unicode's separators are characters of their line."""
    assert [line.text for line in split_lines("a\r\nb\x0cc\x85d\u2028e\rf")] == ["a\r", "b\x0cc\x85d\u2028e\rf"]


def test_offsets_count_code_points() -> None:
    assert [line.start for line in split_lines("’é\n😀\nx")] == [0, 3, 5]


@given(TEXTS)
def test_a_line_is_the_text_between_its_offsets(text: str) -> None:
    lines = split_lines(text)
    assert [text[line.start : line.end] for line in lines] == [line.text for line in lines]
    assert "\n".join(line.text for line in lines) == text.removesuffix("\n")
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


def test_lines_are_had_by_index_and_by_slice() -> None:
    lines = split_lines("a\nb\nc")
    assert lines[0] == Line(1, 0, "a")
    assert lines[-1] == Line(3, 4, "c")
    assert lines[1:] == [Line(2, 2, "b"), Line(3, 4, "c")]
    with pytest.raises(IndexError):
        lines[3]


def test_lines_without_some_keep_their_numbers() -> None:
    assert split_lines("a\nb\nc").without({2}) == [Line(1, 0, "a"), Line(3, 4, "c")]


@pytest.mark.parametrize("blank", ["", " ", "\t\t", "\r", "\f", "\xa0"])
def test_a_line_of_white_space_is_blank(blank: str) -> None:
    assert Line(1, 0, blank).is_blank
    assert not Line(1, 0, f"{blank}.").is_blank


@pytest.mark.parametrize("damage", ["\x00", "\x1b", "\x7f", "\ufffd"])
def test_a_line_with_what_no_text_carries_is_damaged(damage: str) -> None:
    text = f"whole\nbro{damage}ken\nwhole"
    assert damaged_lines(text, split_lines(text)) == {2: "holds bytes that are no UTF-8 text"}


def test_white_space_characters_of_text_files_are_no_damage() -> None:
    text = "a\tb\r\n\fc\x0bd\n"
    assert damaged_lines(text, split_lines(text)) == {}


def test_a_line_longer_than_is_read_is_damaged() -> None:
    text = "x" * LONGEST_LINE + "\n" + "x" * (LONGEST_LINE + 1)
    reason = "a line of 100,001 characters; the longest that is read has 100,000"
    assert damaged_lines(text, split_lines(text)) == {2: reason}
