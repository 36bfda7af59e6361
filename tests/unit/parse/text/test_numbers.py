"""Numbers in prose: what is one, what it is worth, and what compares it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.lines import Line
from pipeline.parse.text.lines.sentences import split_sentences
from pipeline.parse.text.numbers import Number, numbers_in
from pipeline.schema.values import COMPARATORS


def numbers(text: str) -> list[tuple[str, Number]]:
    return [
        (sentence.text[number.start : number.end], number)
        for sentence in split_sentences(Line(1, 0, text))
        for number in numbers_in(sentence)
    ]


def values(text: str) -> list[tuple[str, float, str]]:
    return [(printed, number.value, number.unit) for printed, number in numbers(text)]


@pytest.mark.parametrize(
    ("text", "printed", "value", "unit"),
    [
        ("106 boards", "106", 106, ""),
        ("21,000 posts", "21,000", 21_000, ""),
        ("21\N{NO-BREAK SPACE}000 posts", "21\N{NO-BREAK SPACE}000", 21_000, ""),
        ("1,234,567 calls", "1,234,567", 1_234_567, ""),
        ("a rate of 2.5 then", "2.5", 2.5, ""),
        ("£3.97bn for care", "£3.97bn", 3_970_000_000, "£"),
        ("£1bn", "£1bn", 1_000_000_000, "£"),
        ("£10 million", "£10 million", 10_000_000, "£"),
        ("£250k", "£250k", 250_000, "£"),
        ("€5m", "€5m", 5_000_000, "€"),
        ("US$3.5bn", "US$3.5bn", 3_500_000_000, "$"),
        ("1.5m people", "1.5m", 1_500_000, ""),
        ("15%", "15%", 15, "%"),
        ("15 per cent", "15 per cent", 15, "%"),
        ("15 percent", "15 percent", 15, "%"),
        ("2 percentage points", "2 percentage points", 2, "percentage points"),
        ("thirteen boards", "thirteen", 13, ""),
        ("twenty-one boards", "twenty-one", 21, ""),
        ("one hundred and six boards", "one hundred and six", 106, ""),
        ("two hundred and nine", "two hundred and nine", 209, ""),
        ("three million two hundred thousand", "three million two hundred thousand", 3_200_000, ""),
        ("a million extra people", "a million", 1_000_000, ""),
        ("a billion pounds", "a billion", 1_000_000_000, ""),
        ("a dozen boards", "a dozen", 12, ""),
        ("half a dozen boards", "half a dozen", 6, ""),
        ("half a million people", "half a million", 500_000, ""),
        ("two and a half years", "two and a half", 2.5, ""),
        ("fifteen per cent", "fifteen per cent", 15, "%"),
        ("five-year plan", "five", 5, ""),
        ("106-strong", "106", 106, ""),
        ("(106)", "106", 106, ""),
        ("“106”", "106", 106, ""),
        ("rose to 106.", "106", 106, ""),
    ],
)
def test_a_number_is_read_with_its_sign_and_multiplier(text: str, printed: str, value: float, unit: str) -> None:
    assert values(text) == [(printed, value, unit)]


@pytest.mark.parametrize(
    ("text", "printed", "share"),
    [
        ("half of them", "half", 1 / 2),
        ("a third of trusts", "a third", 1 / 3),
        ("nearly two thirds of trusts", "two thirds", 2 / 3),
        ("two-thirds said so", "two-thirds", 2 / 3),
        ("three quarters were", "three quarters", 3 / 4),
        ("a quarter (24%", "a quarter", 1 / 4),
        ("fell by a tenth", "a tenth", 1 / 10),
        ("one in four adults", "one in four", 1 / 4),
        ("1 in 10 adults", "1 in 10", 1 / 10),
        ("nine out of ten boards", "nine out of ten", 9 / 10),
        ("three in every ten boards", "three in every ten", 3 / 10),
    ],
)
def test_a_fraction_is_a_share_of_one(text: str, printed: str, share: float) -> None:
    assert values(text)[0] == (printed, share, "share")


@pytest.mark.parametrize(
    "text",
    [
        "every quarter", "once a quarter", "the first quarter of the year", "the first half", "a third party",
        "the second half", "half an hour", "two and a half", "a quarter century ago",
    ],
)  # fmt: skip
def test_stretches_of_time_and_ordinals_are_no_shares(text: str) -> None:
    assert "share" not in [number.unit for _, number in numbers(text)]


@pytest.mark.parametrize(
    "text",
    [
        "in 2016/17", "in 2016", "on 27 January 2020", "by 2020 to 2021", "December 2016 – February 2017",
        "since 2014/15",
        "coins-1523383_1920", "dehjx3ju0ain6zx", "CCG 07M", "the 11M area", "Covid-19", "Q1 and Q4", "version 3.2.1",
        "the under-18s",
        "the 1990s", "21st in the list", "page 12", "Figure 2", "tier 4 beds", "Section 136", "step two", "24/7 care",
        "a ratio of 1:8", "at 10.30am", "10:30", "call 0800 123 4567", "as it says.<sup>1</sup>", "as it says [2, 3]",
        "https://www.example.org/2016/106", "<https://example.org/106>", "no one", "each one", "one another",
        "the Five Year Forward View", "1-2-1 talks", "106_7", "50p", "ring NHS 111",
    ],
)  # fmt: skip
def test_dates_names_and_marks_are_no_numbers(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("words", "comparator"),
    [
        ("{}", "="), ("only {}", "="), ("just {}", "="), ("exactly {}", "="),
        ("more than {}", "more than"), ("over {}", "more than"), ("just over {}", "more than"),
        ("above {}", "more than"),
        ("at least {}", "at least"), ("no fewer than {}", "at least"), ("{} or more", "at least"), ("{}+", "at least"),
        ("fewer than {}", "fewer than"), ("less than {}", "fewer than"), ("under {}", "fewer than"),
        ("up to {}", "at most"), ("no more than {}", "at most"), ("{} or fewer", "at most"),
        ("as many as {}", "at most"),
        ("almost {}", "almost"), ("nearly {}", "almost"), ("just under {}", "almost"), ("close to {}", "almost"),
        ("about {}", "about"), ("some {}", "about"), ("around {}", "about"), ("{} or so", "about"),
        ("roughly {}", "about"),
        ("c. {}", "about"), ("~{}", "about"), (">{}", "more than"), ("≤ {}", "at most"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("figure", ["106", "£3bn", "15%", "sixty", "two thirds"])
def test_the_words_beside_a_number_compare_it(words: str, comparator: str, figure: str) -> None:
    text = words.format(figure)
    [(printed, number)] = numbers(text)
    assert (printed, number.comparator) == (figure, comparator)
    covered = text if comparator != "=" else figure
    assert text[number.outer_start : number.outer_end] == covered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10-20% of boards", [("10", 10, "%"), ("20%", 20, "%")]),
        ("10 to 20 per cent", [("10", 10, "%"), ("20 per cent", 20, "%")]),
        ("£20–30m", [("£20", 20_000_000, "£"), ("30m", 30_000_000, "£")]),
        ("5 to 10 million people", [("5", 5_000_000, ""), ("10 million", 10_000_000, "")]),
        ("from 17% to 24%", [("17%", 17, "%"), ("24%", 24, "%")]),
        ("13, or 6%", [("13", 13, ""), ("6%", 6, "%")]),
        ("rose by 4.7% to £9.7bn", [("4.7%", 4.7, "%"), ("£9.7bn", 9_700_000_000, "£")]),
    ],
)
def test_both_ends_of_a_range_have_its_unit_and_multiplier(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13 and 69", [13, 69]),
        ("one, two and three", [1, 2, 3]),
        ("one two", [1, 2]),
        ("127 of the 209", [127, 209]),
        ("13 out of 209", [13, 209]),
        ("13 per 1,000", [13, 1_000]),
        ("twenty thirty", [20, 30]),
        ("twenty twelve", [20, 12]),
        ("in 2016 some 106 boards and 2,000 people", [106, 2_000]),
    ],
)
def test_numbers_that_only_stand_near_each_other_are_not_joined(text: str, expected: list[float]) -> None:
    assert [number.value for _, number in numbers(text)] == expected


_WORDS = """
    a half one zero third thirds quarters and hundred million dozen 13 1,000 £ % bn -–/ .,( in out of every more than
    or so 2016 2016/17 per cent twenty 0 00 99 ½ ² ４２ to
"""
_PIECES = st.lists(st.sampled_from(_WORDS.split()))


@given(st.one_of(st.text(), _PIECES.map(" ".join), _PIECES.map("".join)))
def test_numbers_of_any_text_are_in_order_apart_and_finite(text: str) -> None:
    for sentence in split_sentences(Line(1, 0, text.replace("\n", " "))):
        last = 0
        for number in numbers_in(sentence):
            assert last <= number.start < number.end <= len(sentence.text)
            assert number.outer_start <= number.start and number.end <= number.outer_end
            assert 0 <= number.value < 1e30
            assert number.comparator in COMPARATORS
            last = number.end
