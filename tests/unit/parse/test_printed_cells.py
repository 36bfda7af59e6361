"""One printed cell: the forms of a number, what is printed around it, markers, and what is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.printed_cells import Mark, PrintedCell, read_cell, read_count, why_no_count, why_other_unit

MARKERS = {
    "*": Mark("suppressed", "a count under 5", 0, 4),
    "<5": Mark("suppressed", "fewer than 5", 1, 4),
    "9999": Mark("not_available", "a number that is none"),
    "not  collected": Mark("not_available", "not collected"),
}


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [
        ("12", 12, 0),
        ("007", 7, 0),
        ("12.50", 12.5, 2),
        ("12,345", 12345, 0),
        ("12,345,678.5", 12345678.5, 1),
        # no-break, narrow no-break, thin and figure space between thousands
        ("1\u00a0234", 1234, 0),
        ("12\u202f345.6", 12345.6, 1),
        ("1\u2009234\u2009567", 1234567, 0),
        ("1\u2007234", 1234, 0),
        # a minus of typography, and one before or after the pound
        ("\u22123.5", -3.5, 1),
        ("-3.5", -3.5, 1),
        ("-£5", -5, 0),
        ("£-5.25", -5.25, 2),
        ("£1,200", 1200, 0),
        # as R and Excel write large and small numbers
        ("1e+05", 100000, 0),
        ("1.2E-3", 0.0012, 4),
        ("1.23457E+11", 123457000000, 0),
        ("5e-04", 0.0005, 4),
        # a remark or a note's mark after it
        ("230 (r)", 230, 0),
        ("230(P)", 230, 0),
        ("58.8 [2]", 58.8, 1),
        ("58.8 [note 2]", 58.8, 1),
        ("58.8% (u)", 58.8, 1),
        ("58.8\u00b9", 58.8, 1),
        ("41†", 41, 0),
        # blanks and invisible characters around it
        (" \u00a012\ufeff", 12, 0),
        ("67.60\u00a0%", 67.6, 2),
    ],
)
def test_a_number_is_read_in_every_form_of_programs_and_publishers(printed: str, value: float, decimals: int) -> None:
    cell = read_cell(printed, {})
    assert (cell.value(), cell.decimals(), cell.programmed, cell.marker) == (value, decimals, False, None)


@pytest.mark.parametrize("printed", ["5.", ".5", "1e5", "+3", "25E3"])
def test_a_form_that_only_programs_write_is_marked_as_such(printed: str) -> None:
    assert read_cell(printed, {}).programmed


@pytest.mark.parametrize(
    "printed",
    [
        "", "n", "nan", "inf", "1e999", "9" * 101, "1e-999", "0x1F", "1_000", "٣", "12,34", "1,2345", "0,123", "1.2.3",
        "1 234", "12 34", "1,200e3", "--5", "-£-5", "£5%", "5%%", "(230)", "230 (5)", "230 (k)", "<5", "~50", "5 to 7",
        "5-7", "£1.2m", "230r", "Good",
    ],
)  # fmt: skip
def test_what_may_be_another_number_or_none_is_not_read(printed: str) -> None:
    assert read_cell(printed, {}) == PrintedCell()


def test_a_fraction_becomes_per_cent_without_the_dust_of_binary_numbers() -> None:
    assert (read_cell("0.57", {}).value(True), read_cell("0.57", {}).decimals(True)) == (57.0, 0)
    assert (read_cell("0.945", {}).value(True), read_cell("0.945", {}).decimals(True)) == (94.5, 1)
    # With its sign it is percent already.
    assert read_cell("57%", {}).value(True) == 57.0


@pytest.mark.parametrize(
    ("printed", "key"),
    [("*", "*"), (" * ", "*"), ("<5", "<5"), ("9999", "9999"), ("Not collected", "not  collected"), ("**", None)],
)
def test_a_declared_marker_counts_before_a_number(printed: str, key: str | None) -> None:
    assert read_cell(printed, MARKERS).marker == key


@pytest.mark.parametrize(
    ("printed", "is_whole", "why"),
    [
        ("1,237", True, ""),
        ("230.0", True, ""),
        ("1e+05", True, ""),
        ("1.237", False, "'1.237' is no count for certain: it may be written with a point between its thousands"),
        ("1.000", False, "'1.000' is no count for certain: it may be written with a point between its thousands"),
        ("12.5", False, "'12.5' is no whole number, and what is counted is whole"),
        ("1.2375", False, "'1.2375' is no whole number, and what is counted is whole"),
    ],
)
def test_a_count_is_a_whole_number_for_certain(printed: str, is_whole: bool, why: str) -> None:
    cell = read_cell(printed, {})
    assert (cell.is_whole, why_no_count(printed, cell)) == (is_whole, why)


@pytest.mark.parametrize(
    ("printed", "unit", "why"),
    [
        ("45%", "%", ""),
        ("45%", None, ""),
        ("45", "days", ""),
        ("£45", "£", ""),
        ("45%", "people", "'45%' is in %, and the measure is in people"),
        ("£45", "%", "'£45' is in £, and the measure is in %"),
    ],
)
def test_a_number_with_a_sign_is_of_that_unit(printed: str, unit: str | None, why: str) -> None:
    assert why_other_unit(printed, read_cell(printed, {}), unit) == why


@pytest.mark.parametrize(
    ("printed", "number", "note", "problem"),
    [
        ("", None, "", ""),
        ("  ", None, "", ""),
        ("12,345", 12345, "", ""),
        ("1e+05", 100000, "", ""),
        ("£1,200", 1200, "", ""),
        ("230 (r)", 230, "", ""),
        ("1\u00a0234", 1234, "", ""),
        ("141000.5", 141000.5, "", ""),
        ("*", None, "a count under 5", ""),
        ("12x", None, "", "'12x' is neither a number nor a marker"),
        ("-3", None, "", "'-3' is no count"),
        ("44%", None, "", "'44%' is no count"),
        ("1.237", None, "", "'1.237' is no count for certain: it may have a point between its thousands"),
    ],
)
def test_a_numerator_is_a_number_or_reported(printed: str, number: float | None, note: str, problem: str) -> None:
    count = read_count(printed, MARKERS)
    assert (count.number, count.note, count.problem) == (number, note, problem)


@given(st.text(max_size=40) | st.text(alphabet="0123456789.,+-eE£%()[]r* \u00a0\u2009", max_size=14))
def test_any_text_is_read_or_is_none(text: str) -> None:
    cell = read_cell(text, MARKERS)
    read_count(text, MARKERS)
    assert (cell.number is None) or (cell.value() is not None and cell.decimals() is not None)
