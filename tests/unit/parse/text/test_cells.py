"""Cells: where a delimited line is cut, and what a text means in a column of bands or of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_samples import BASELINE, FOUR_POINT, VOCABULARY, percentage, rating

from pipeline.base.lines import Line
from pipeline.parse.text.tables.cell_splitting import cut_cells, split_cells
from pipeline.parse.text.tables.cells import Cell, MeasureColumn, RatingColumn


def meaning(column: RatingColumn | MeasureColumn, text: str) -> tuple[str, object]:
    cell = column.read(text)
    assert isinstance(cell, Cell), cell
    return cell.status, cell.band if cell.value is None else cell.value


@pytest.mark.parametrize(
    ("text", "delimiter", "cells"),
    [
        ("a\tb\tc", "\t", [("a", 0), ("b", 2), ("c", 4)]),
        (" a \t\tc\r", "\t", [("a", 1), ("", 4), ("c", 5)]),
        ("", "\t", [("", 0)]),
        ("a\t", "\t", [("a", 0), ("", 2)]),
        ('"Dartford, Gravesham and Swanley",Good', ",", [("Dartford, Gravesham and Swanley", 1), ("Good", 34)]),
        ('a, " b, c " ,d', ",", [("a", 0), ("b, c", 5), ("d", 13)]),
        ('"say ""a, b"" twice",c', ",", [('say ""a, b"" twice', 1), ("c", 21)]),
        ('"",b', ",", [("", 1), ("b", 3)]),
        ('"Good"\r', ",", [("Good", 1)]),
        # a quotation mark that nothing closes, or that stands within a cell, quotes nothing
        ('"a,b', ",", [('"a', 0), ("b", 3)]),
        ('5" pipe,b', ",", [('5" pipe', 0), ("b", 8)]),
        # Markdown has a bar within a cell as backslash and bar
        (r"a \| b|c", "|", [(r"a \| b", 0), ("c", 7)]),
    ],
)
def test_cells_are_stripped_and_know_where_they_begin(text: str, delimiter: str, cells: list[tuple[str, int]]) -> None:
    assert cut_cells(Line(1, 0, text), delimiter) == cells


def test_offsets_of_cells_are_those_of_the_document() -> None:
    assert cut_cells(Line(3, 100, "a; b"), ";") == [("a", 100), ("b", 103)]


def test_the_outer_bars_of_a_markdown_row_make_no_cells() -> None:
    assert split_cells(Line(1, 0, "| a | b |"), "|") == [("a", 2), ("b", 6)]
    assert split_cells(Line(1, 0, "a | b"), "|") == [("a", 0), ("b", 4)]


@given(st.text(st.sampled_from('ab ",\t|'), max_size=30), st.sampled_from(["\t", "|", ","]))
def test_the_text_at_a_cells_offset_is_the_cell(text: str, delimiter: str) -> None:
    for content, start in cut_cells(Line(1, 0, text), delimiter):
        assert text[start : start + len(content)] == content


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("Good", "Good"),
        ("GOOD", "Good"),
        ("requires  improvement", "Requires improvement"),
        ("Requires\xa0improvement", "Requires improvement"),
        ("requiring improvement", "Requires improvement"),
        ("RI", "Requires improvement"),
    ],
)
def test_a_band_is_read_whatever_its_case_spaces_and_wording(text: str, band: str) -> None:
    assert meaning(rating("Dementia"), text) == ("rated", band)


@pytest.mark.parametrize(
    ("text", "status"),
    [("", "blank"), ("INSUFFICIENT DATA", "insufficient_data"), ("N/A", "not_applicable")],
)
def test_what_stands_in_place_of_a_band_is_a_status(text: str, status: str) -> None:
    assert meaning(rating("Dementia"), text) == (status, None)


def test_a_band_of_another_scale_is_reported_with_its_scale() -> None:
    reason = "'Good' is a band of the scale iaf_four_point, not of iaf_baseline_2016"
    assert rating("Overall", BASELINE).read("Good") == reason


@pytest.mark.parametrize(
    "text", ["Requires", "Goo", "Good Good", "55%", "G\tood", pytest.param("x" * 100_000, id="long")]
)
def test_another_text_is_no_band(text: str) -> None:
    reason = rating("Dementia").read(text)
    assert isinstance(reason, str)
    assert reason.endswith(
        "is no band of the scale iaf_four_point (Outstanding, Good, Requires improvement, Inadequate)"
    )
    assert len(reason) < 250


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("67.60%", 67.6),
        ("67.60 %", 67.6),
        ("67.60\xa0%", 67.6),
        ("100", 100),
        ("0.00%", 0),
        ("0", 0),
    ],
)
def test_a_number_is_a_value_with_and_without_its_sign(text: str, value: float) -> None:
    assert meaning(percentage("IAPT"), text) == ("published", value)


@pytest.mark.parametrize(
    ("text", "value"), [("1,234", 1234), ("12,345,678.5", 12_345_678.5), ("-3.5", -3.5), ("−3.5", -3.5)]
)
def test_thousands_and_minus_signs_are_read(text: str, value: float) -> None:
    assert meaning(MeasureColumn("Days"), text) == ("published", value)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", "blank"),
        ("*", "suppressed"),
        ("-", "not_available"),
        ("–", "not_available"),
        ("#N/A", "not_available"),
        ("NULL", "suppressed"),
        ("Insufficient  data", "insufficient_data"),
    ],
)
def test_what_stands_in_place_of_a_value_is_a_status(text: str, status: str) -> None:
    assert meaning(percentage("IAPT"), text) == (status, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("104%", "104% is above 100, the most that this measure can be"),
        ("-1%", "-1% is below 0, the least that this measure can be"),
        ("Good", "'Good' is no number"),
        ("1,23", "'1,23' is no number"),
        ("100.", "'100.' is no number"),
        ("5.", "'5.' is no number"),
        (".5", "'.5' is no number"),
        ("67.6%%", "'67.6%%' is no number"),
        ("1e5", "'1e5' is no number"),
        ("£5%", "'£5%' is no number"),
        ("nan", "'nan' is no number"),
    ],
)
def test_another_text_or_a_number_out_of_range_is_no_value(text: str, reason: str) -> None:
    assert percentage("IAPT").read(text) == reason


def test_a_number_too_great_to_be_one_is_no_value() -> None:
    reason = MeasureColumn("People").read("9" * 1_000)
    assert isinstance(reason, str)
    assert reason.endswith("is no number")
    assert len(reason) < 120


def test_a_number_in_another_unit_is_not_read_as_the_measures() -> None:
    """45 days are not 45%; a sum of money is no percentage."""
    assert MeasureColumn("Stay", 0, None, "days").read("45%") == "'45%' is in %, and the measure is in days"
    assert percentage("IAPT").read("£45") == "'£45' is in £, and the measure is in %"
    assert meaning(MeasureColumn("Spend", 0, None, "£"), "£1,234.50") == ("published", 1234.5)
    assert meaning(MeasureColumn("Stay", 0, None, "days"), "45") == ("published", 45)


def test_numbers_that_have_lost_the_sign_of_the_others_are_reported() -> None:
    """A row cut in its last cell leaves another number: 10 of 100.00%."""
    column = percentage("EIP")
    assert column.unlike_others({"78.30%": 1, "100.00%": 3, "10": 1, "*": 5}) == {
        "10": "'10' has no %, which the column's other numbers have"
    }
    assert column.unlike_others({"78.3": 2, "100": 1, "55%": 1}) == {
        "55%": "'55%' has a %, which the column's other numbers have not"
    }
    assert column.unlike_others({"78.3%": 1, "10": 1}).keys() == {"10"}
    assert column.unlike_others({"78.30%": 1, "*": 1, "": 9}) == column.unlike_others({"78.3": 1, "-": 1}) == {}


def test_a_rating_column_knows_the_labels_of_every_scale() -> None:
    labels = rating("Dementia").labels
    assert {"good", "top performing", "insufficient data"} <= set(labels)
    assert labels == sorted(labels, key=len, reverse=True)
    assert {label for scale in VOCABULARY.scales for label in scale.by_label} <= set(labels)
    assert FOUR_POINT.by_label.keys() <= set(labels)


@given(st.text(max_size=40))
def test_no_text_makes_reading_a_cell_fail(text: str) -> None:
    rating("Dementia").read(text.strip())
    percentage("IAPT").read(text.strip())


@pytest.mark.parametrize("dash", ["-", "–", "—", "--"])
def test_a_dash_in_a_column_of_bands_is_a_blank_cell(dash: str) -> None:
    assert meaning(rating("Rating"), dash) == ("blank", None)


@pytest.mark.parametrize(
    "text", ["Out\u00adstanding", "Out\u200bstanding", "\ufeffOutstanding", "outstanding (1)", "Outstanding(12)"]
)
def test_signs_that_nobody_sees_and_footnote_numbers_change_no_band(text: str) -> None:
    assert meaning(rating("Rating"), text) == ("rated", "Outstanding")


@pytest.mark.parametrize("text", ["Good (2016)", "Good (RI)", "Good (1) or better", "(1)", "Good 1"])
def test_what_is_more_than_a_footnote_number_is_no_band(text: str) -> None:
    assert isinstance(rating("Rating").read(text), str)


@pytest.mark.parametrize("text", ["—", ".."])
def test_more_signs_of_a_missing_number(text: str) -> None:
    assert meaning(percentage("Rate"), text) == ("not_available", None)
