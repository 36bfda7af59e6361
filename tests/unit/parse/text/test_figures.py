"""Figures: which numbers in prose are figures, and what they count."""

from __future__ import annotations

import time

import pytest
from effort import sampled
from hypothesis import given
from hypothesis import strategies as st
from prose_samples import CPU_SECONDS, DOCUMENTS, LONG, PROVOKING, project_vocabulary, prose_lines, truth

from pipeline.base.lines import Line, split_lines
from pipeline.parse.text.claims.reading import find_claims
from pipeline.parse.text.facts import Figure, NumberRead
from pipeline.parse.text.figures import find_figures
from pipeline.schema.values import COMPARATORS


def figures(text: str, *claimed: tuple[int, int]) -> list[Figure]:
    return find_figures(split_lines(text), [NumberRead(*span, None) for span in claimed])


@pytest.mark.parametrize(
    ("text", "printed", "value", "comparator", "unit"),
    [
        # counted nouns
        ("in six clinical priority areas", "six", 6, "=", "areas"),
        ("two national standards – and more", "two", 2, "=", "standards"),
        ("21,000 new posts in areas of growth", "21,000", 21_000, "=", "posts"),
        ("21,000 more nurses, therapists and others", "21,000", 21_000, "=", "nurses"),
        ("209 CCGs replied", "209", 209, "=", "CCGs"),
        ("106 of the CCGs replied", "106", 106, "=", "CCGs"),
        ("5,000 extra GPs", "5,000", 5_000, "=", "GPs"),
        ("300 additional mental health beds", "300", 300, "=", "beds"),
        ("three overdue reviews of patients", "three", 3, "=", "reviews"),
        ("forty widgets", "forty", 40, "=", "widgets"),
        ("1 patient died", "1", 1, "=", "patients"),
        ("the number of posts rose to 21,000", "21,000", 21_000, "=", "posts"),
        ("106 need it", "106", 106, "=", "count"),
        ("more than a million extra people", "a million", 1_000_000, "more than", "people"),
        ("a dozen staff", "a dozen", 12, "=", "staff"),
        ("200 or more beds", "200", 200, "at least", "beds"),
        # time and ages
        ("within two weeks of it", "two", 2, "=", "weeks"),
        ("the next five years, we hope", "five", 5, "=", "years"),
        ("a five-year plan", "five", 5, "=", "years"),
        ("a 12-month wait", "12", 12, "=", "months"),
        ("an 18-bed unit", "18", 18, "=", "beds"),
        ("people aged 65 or over", "65", 65, "at least", "years"),
        # money
        ("a promised £3.97bn of it", "£3.97bn", 3_970_000_000, "=", "£"),
        ("£1.2 million a year", "£1.2 million a year", 1_200_000, "=", "£ per year"),
        ("£250 per patient", "£250 per patient", 250, "=", "£ per patient"),
        ("more than a billion pounds a year", "a billion pounds a year", 1_000_000_000, "more than", "£ per year"),
        ("two million euros", "two million euros", 2_000_000, "=", "€"),
        # rates
        ("13 babies per 1,000 die", "13 babies per 1,000", 13, "=", "per 1,000"),
        ("5 per 100,000 people", "5 per 100,000", 5, "=", "per 100,000"),
        ("nearly 3 in every 100 births", "3 in every 100", 3, "almost", "per 100"),
        ("66,000 women per year", "66,000 women per year", 66_000, "=", "women per year"),
        ("three times a week", "three times a week", 3, "=", "times per week"),
        # shares
        ("15% of CCGs", "15%", 15, "=", "%"),
        ("2.5 per cent", "2.5 per cent", 2.5, "=", "%"),
        ("2 percentage points", "2 percentage points", 2, "=", "percentage points"),
        ("nearly two thirds of trusts", "two thirds", 2 / 3, "almost", "share"),
        ("more than half of all trusts", "half", 0.5, "more than", "share"),
        ("one in four adults", "one in four", 0.25, "=", "share"),
    ],
)
def test_a_figure_has_its_value_its_comparator_and_its_unit(
    text: str, printed: str, value: float, comparator: str, unit: str
) -> None:
    [figure] = figures(text)
    assert (figure.text, figure.value, figure.comparator, figure.unit) == (printed, value, comparator, unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nearly a quarter (24%) of units, up from 17%", [(0.25, "share"), (24, "%"), (17, "%")]),
        ("two to three weeks", [(2, "weeks"), (3, "weeks")]),
        ("between 10 and 15 trusts", [(10, "trusts"), (15, "trusts")]),
        ("aged 18 to 25", [(18, "years"), (25, "years")]),
        ("£1bn for 21,000 nurses", [(1_000_000_000, "£"), (21_000, "nurses")]),
        ("106 of the 209 CCGs", [(106, "CCGs"), (209, "CCGs")]),
        ("13 deaths per 1,000 births and 3 per 100", [(13, "per 1,000"), (3, "per 100")]),
        ("December 2016 – February 2017 42% higher", [(42, "%")]),
    ],
)
def test_each_of_several_numbers_is_a_figure_of_its_own(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(figure.value, figure.unit) for figure in figures(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "one of them", "a first step", "the first try", "no one knows", "cut in two",
        "the Five Year Forward View", "the Five year forward view", "“Five Year Forward View” says", "zero tolerance",
        "Seven Dials is near", "He met the Seven Sisters", "in 2016/17", "by 2020 to 2021", "coins-1523383_1920",
        "see page 12", "as shown.<sup>1</sup>", "every quarter", "https://example.org/106",
    ],
)  # fmt: skip
def test_what_counts_nothing_is_no_figure(text: str) -> None:
    assert figures(text) == []


def test_a_number_word_at_the_beginning_of_a_sentence_counts() -> None:
    assert [figure.text for figure in figures("Six trusts failed. “Five boards did not,” he said.")] == ["Six", "Five"]


def test_a_figure_has_its_sentence_as_it_stands() -> None:
    text = "It rose.  • He said “21,000 posts” are new. They are not."
    [figure] = figures(text)
    assert figure.sentence == "• He said “21,000 posts” are new."
    assert (figure.char_start, figure.char_end) == (text.index("21,000"), text.index(" posts"))


def test_a_number_inside_a_claim_is_no_figure() -> None:
    text = "Only 13 of 209 did so, and 7 did not"
    assert [figure.value for figure in figures(text, (5, 7), (11, 14))] == [7]


def test_offsets_and_lines_are_those_of_the_document() -> None:
    text = "It rose.\n\nBy 15% or so\nand 7%"
    assert [(figure.line_no, text[figure.char_start : figure.char_end]) for figure in figures(text)] == [
        (3, "15%"),
        (4, "7%"),
    ]


@pytest.mark.parametrize("kind", ["original", "abstract"])
@pytest.mark.parametrize("document_id", DOCUMENTS)
def test_a_document_states_the_figures_found_in_it_by_hand(document_id: str, kind: str) -> None:
    text, lines = prose_lines(document_id, kind)
    _, contexts, default = DOCUMENTS[document_id]
    found = find_figures(lines, find_claims(lines, project_vocabulary(), contexts, default).numbers)
    assert [(str(figure.line_no), figure.text, figure.value, figure.comparator, figure.unit) for figure in found] == [
        (row["line_no"], row["text"], pytest.approx(float(row["value"])), row["comparator"], row["unit"])
        for row in truth("figures", document_id)
    ]
    assert [text[figure.char_start : figure.char_end] for figure in found] == [figure.text for figure in found]


@pytest.mark.parametrize("beginning", sampled(PROVOKING, 8))
def test_a_line_as_long_as_lines_may_be_is_read_in_linear_time(beginning: str) -> None:
    line = Line(1, 0, (beginning * LONG)[:LONG])
    before = time.process_time()
    find_figures([line], [NumberRead(start, start + 3, None) for start in range(0, LONG, 50)])
    assert time.process_time() - before < CPU_SECONDS


_PIECES = st.lists(
    st.sampled_from(
        [
            "13", "one", "Five", "Year", "a million", "half", "24%", "£1bn", "1,000", "per", "in every", "a year", "a",
            "people", "weeks", "-year", "pounds", "of", "the", "aged", "to", "or more", "more than", ",", ".", "–",
            "(", ")",
            "“", "were", "2016/17", "İ", "\n", "<", ">",
        ]
    )
)  # fmt: skip


@given(
    st.one_of(st.text(), _PIECES.map(" ".join), _PIECES.map("".join)), st.lists(st.tuples(*[st.integers(0, 99)] * 2))
)
def test_figures_of_any_text_quote_it_in_order_and_lie_in_no_claim(text: str, spans: list[tuple[int, int]]) -> None:
    ends = sorted({end for span in spans for end in span})
    claimed = list(zip(ends[::2], ends[1::2], strict=False))
    last = 0
    for figure in find_figures(split_lines(text), [NumberRead(*span, None) for span in claimed]):
        assert figure.text == text[figure.char_start : figure.char_end] != ""
        assert figure.sentence in text
        assert figure.char_start >= last
        assert not any(start <= figure.char_start < end for start, end in claimed)
        assert figure.comparator in COMPARATORS
        assert figure.unit
        last = figure.char_end
