"""Lines and their offsets: what a line is, where it begins, and which lines cannot be read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.lines import LONGEST_LINE, Line, damaged_lines, split_lines

SPECIAL = st.sampled_from("\n\r\t\v\f\x00\x85\ufeff\ufffd\u2028\u2029")
TEXTS = st.text(st.characters(codec="utf-8") | SPECIAL, max_size=60)


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


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\r\nb\r\n", [Line(1, 0, "a"), Line(2, 3, "b")]),
        ("a\rb\r", [Line(1, 0, "a"), Line(2, 2, "b")]),
        ("a\r\rb", [Line(1, 0, "a"), Line(2, 2, ""), Line(3, 3, "b")]),
        ("a\nb\r\nc\rd", [Line(1, 0, "a"), Line(2, 2, "b"), Line(3, 5, "c"), Line(4, 7, "d")]),
        ("a\r\r\nb", [Line(1, 0, "a"), Line(2, 2, ""), Line(3, 4, "b")]),
        ("a\n\rb", [Line(1, 0, "a"), Line(2, 2, ""), Line(3, 3, "b")]),
    ],
)
def test_a_line_ends_where_an_editor_ends_it(text: str, lines: list[Line]) -> None:
    """At LF, CRLF and CR, also where a text has several of them."""
    assert list(split_lines(text)) == lines


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_other_separators_end_a_line_where_text_stands_on_both_sides(separator: str) -> None:
    text = f"Barnet\t1{separator}Brent\t2{separator}{separator}Bury\t3\nHull\t4"
    found = [(line.number, line.start, line.text) for line in split_lines(text)]
    assert found == [(1, 0, "Barnet\t1"), (2, 9, "Brent\t2"), (3, 17, ""), (4, 18, "Bury\t3"), (5, 25, "Hull\t4")]


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_beside_another_line_end_they_are_white_space_as_at_a_page_break(separator: str) -> None:
    """So that the numbers of the lines are those of an editor."""
    text = f"{separator}one{separator}\n{separator}two\r\n{separator}\nthree\n{separator}"
    lines = split_lines(text)
    assert [line.text.strip() for line in lines] == ["one", "two", "", "three", ""]
    assert [line.start for line in lines] == [0, 6, 12, 14, 20]


def test_offsets_count_code_points() -> None:
    assert [line.start for line in split_lines("’é\n😀\nx")] == [0, 3, 5]


@given(TEXTS)
def test_a_line_is_the_text_between_its_offsets(text: str) -> None:
    lines = split_lines(text)
    assert [text[line.start : line.end] for line in lines] == [line.text for line in lines]
    ends = [text[line.end : after.start] for line, after in pairwise(lines)]
    assert set("".join(ends)) <= set("\r\n\x0b\x0c\x85\u2028\u2029")
    assert "".join(line.text + end for line, end in zip(lines, [*ends, ""], strict=False)) == text.removesuffix(
        text[lines[-1].end :] if len(lines) else text
    )
    assert not any(char in line.text for line in lines for char in "\r\n")
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


@pytest.mark.parametrize(
    "misread",
    ["England\u00e2\u20ac\u2122s", "\u00c2\u00a35", "caf\u00c3\u00a9", "it\x92s", "\u00e2\x80\x93"],
)
def test_a_line_with_what_is_left_of_a_wrongly_read_character_is_damaged(misread: str) -> None:
    text = f"whole\n{misread}\nwhole"
    found = damaged_lines(text, split_lines(text))
    assert list(found) == [2]
    assert "was read in another encoding than it had" in found[2]


@pytest.mark.parametrize("whole", ["Château d'If", "ÂGE", "São João", "£5 – ‘so’ “it” is… €5", "Ã la carte"])
def test_accented_letters_and_typographic_marks_are_no_damage(whole: str) -> None:
    assert damaged_lines(whole, split_lines(whole)) == {}


def test_white_space_characters_of_text_files_are_no_damage() -> None:
    text = "a\tb\r\n\fc\x0bd\x85e\n"
    assert damaged_lines(text, split_lines(text)) == {}


def test_a_line_longer_than_is_read_is_damaged() -> None:
    text = "x" * LONGEST_LINE + "\n" + "x" * (LONGEST_LINE + 1)
    reason = "a line of 100,001 characters; the longest that is read has 100,000"
    assert damaged_lines(text, split_lines(text)) == {2: reason}
