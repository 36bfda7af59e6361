"""Sentences and clauses of a line, with their offsets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.parse.text.lines.sentences import clause_starts, split_sentences, starts_after, stretch_at


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(Line(1, 0, text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Only 13 did well. The rest did not.", ["Only 13 did well.", "The rest did not."]),
        ("Is it so? Yes! 13 did well.", ["Is it so?", "Yes!", "13 did well."]),
        ("no stop at the end", ["no stop at the end"]),
        ("It is so. ", ["It is so."]),
        ("", []),
        ("   ", []),
    ],
)
def test_a_sentence_ends_at_a_stop_before_what_may_begin_one(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It spent £3.97bn on 2.5 beds",
        "So say Dr. Adams and Prof. Brown",
        "Written by J. Adams of the board",
        "Some bodies, e.g. Trusts and CCGs, were rated",
        "It is at No. 10 today",
        "See www.example.org for more",
        "“Why now?” she asked",
        "He paused … and went on",
    ],
)
def test_no_sentence_ends_inside_a_decimal_an_abbreviation_or_a_quoted_question(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said: “It is so.” He agreed.", ["She said: “It is so.”", "He agreed."]),
        ("It is so (we hope.) “Good,” he said.", ["It is so (we hope.)", "“Good,” he said."]),
        (
            "A framework (IAF).<sup>1</sup> This paper shows it.",
            ["A framework (IAF).<sup>1</sup>", "This paper shows it."],
        ),
        ("The answer was no. He left.", ["The answer was no.", "He left."]),
        ("It cost £5m. £3m is left.", ["It cost £5m.", "£3m is left."]),
    ],
)
def test_closing_quotes_brackets_and_footnotes_belong_to_the_sentence_before(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("mark", ["  • ", "- ", "  - ", "## ", "1. ", "2) "])
def test_the_mark_of_a_list_item_or_heading_is_no_part_of_the_sentence(mark: str) -> None:
    [sentence] = split_sentences(Line(4, 100, f"{mark}While 21 did badly"))
    assert (sentence.text, sentence.start, sentence.line_no) == ("While 21 did badly", 100 + len(mark), 4)


def test_offsets_count_from_the_beginning_of_the_document() -> None:
    first, second = split_sentences(Line(3, 50, "It rose.  They fell. "))
    assert [(first.start, first.end), (second.start, second.end)] == [(50, 58), (60, 70)]


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("‘Top’ “Well” «Good»", '\'top\' "well" "good"'),
        ("one\N{NO-BREAK SPACE}of", "one of"),
        ("21\N{NARROW NO-BREAK SPACE}000", "21,000"),
        ("co\N{NON-BREAKING HYPHEN}production — 13", "co-production – 13"),
        ("İ", "İ"),
    ],
)
def test_folding_evens_out_what_printing_varies(printed: str, folded: str) -> None:
    assert fold(printed) == folded


def clauses(text: str) -> list[str]:
    starts = clause_starts(text)
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a quarterly, while b yearly", ["a quarterly,", " while b yearly"]),
        ("a was, and b was", ["a was, ", "and b was"]),
        ("a was; b was", ["a was;", " b was"]),
        ("a was – up from b", ["a was – ", "up from b"]),
        ("a, b and c were", ["a, b and c were"]),
    ],
)
def test_clauses_are_cut_at_conjunctions_after_a_comma_semicolons_and_dashes(text: str, expected: list[str]) -> None:
    assert [clause.strip() for clause in clauses(text)] == [clause.strip() for clause in expected]


def test_a_stretch_holds_its_first_character_and_not_the_next_ones() -> None:
    starts = starts_after(re.compile("; "), "a; bc; d")
    assert [stretch_at(starts, place, 8) for place in (0, 2, 3, 4, 7)] == [(0, 3), (0, 3), (3, 7), (3, 7), (7, 8)]


@given(st.text(alphabet=st.characters(exclude_characters="\n")), st.integers(0, 10_000))
def test_sentences_of_any_line_stand_where_they_say_and_overlap_nowhere(text: str, start: int) -> None:
    last = start
    for sentence in split_sentences(Line(1, start, text)):
        assert sentence.text == text[sentence.start - start : sentence.end - start] != ""
        assert sentence.start >= last
        assert sentence.plain == fold(text)[sentence.start - start : sentence.end - start]
        last = sentence.end


@given(st.text())
def test_folding_keeps_every_offset_and_leaves_no_capital(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert not any("A" <= char <= "Z" for char in folded)
