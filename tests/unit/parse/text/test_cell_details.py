"""What else a cell's text tells: footnote marks, a sidecar's markers, decimals, shares printed as fractions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_samples import FOUR_POINT, VOCABULARY, percentage, rating

from pipeline.base.lines import Line
from pipeline.parse.text.tables.cell_splitting import cut_cells, split_cells
from pipeline.parse.text.tables.cells import Cell, MeasureColumn, OrganisationColumn, RatingColumn
from pipeline.reference.layout_parts import Marker

WITHHELD = Marker(status="suppressed", reason="fewer than 8", lower=1, upper=7)


def read(column: RatingColumn | MeasureColumn, text: str) -> Cell:
    cell = column.read(text)
    assert isinstance(cell, Cell), cell
    return cell


@pytest.mark.parametrize(
    ("text", "mark"), [("Good", ""), ("Good*", "*"), ("Good †", " †"), ("GOOD[2]", "[2]"), ("Good¹", "¹")]
)
def test_a_band_is_read_without_its_footnote_mark_and_keeps_it(text: str, mark: str) -> None:
    cell = read(rating("Dementia"), text)
    assert (cell.status, cell.band, cell.mark) == ("rated", "Good", mark)


def test_what_is_no_band_without_its_mark_is_reported_as_printed() -> None:
    reason = rating("Dementia").read("Godo*")
    assert isinstance(reason, str) and reason.startswith("'Godo*' is no band")


@pytest.mark.parametrize(
    ("text", "value", "mark"),
    [
        ("58.8%", 58.8, ""),
        ("58.8%*", 58.8, "*"),
        ("58.8% [2]", 58.8, " [2]"),
        ("58.8%¹", 58.8, "¹"),
        ("58.8†", 58.8, "†"),
    ],
)
def test_a_number_is_read_without_its_footnote_mark_and_keeps_it(text: str, value: float, mark: str) -> None:
    cell = read(percentage("IAPT"), text)
    assert (cell.status, cell.value, cell.mark) == ("published", value, mark)


def test_a_marker_that_looks_like_a_mark_is_a_marker() -> None:
    column = replace(percentage("IAPT"), markers={"n/a*": WITHHELD})
    cell = read(column, "n/a*")
    assert (cell.status, cell.mark) == ("suppressed", "")


def test_what_is_no_number_without_its_mark_is_reported_as_printed() -> None:
    assert percentage("IAPT").read("Good*") == "'Good*' is no number"
    assert percentage("IAPT").read("Good ¹") == "'Good ¹' is no number"


def test_a_marker_has_its_reason_and_for_a_count_its_bounds() -> None:
    count = MeasureColumn("People", unit="people", counts=True, markers={"c": WITHHELD})
    assert [getattr(read(count, "C"), name) for name in ("status", "band", "value", "decimals")] == [
        "suppressed",
        None,
        None,
        None,
    ]
    assert (read(count, "c").reason, read(count, "c").lower, read(count, "c").upper) == ("fewer than 8", 1, 7)
    share = replace(count, unit="%", counts=False)
    assert (read(share, "c").reason, read(share, "c").lower, read(share, "c").upper) == ("fewer than 8", None, None)


def test_a_value_has_its_decimals_as_printed() -> None:
    assert [read(percentage("IAPT"), text).decimals for text in ("58", "58.0%", "58.80")] == [0, 1, 2]


def test_a_share_that_is_printed_as_a_fraction_is_a_percentage() -> None:
    column = replace(percentage("IAPT"), percentages="fractions")
    cell = read(column, "0.588")
    assert (cell.value, cell.decimals) == (58.8, 1)
    assert read(column, "58.8%").value == 58.8
    assert read(replace(column, unit="days", maximum=None), "0.588").value == 0.588


def test_a_fraction_out_of_range_is_reported_with_what_it_is_in_per_cent() -> None:
    column = replace(percentage("IAPT"), percentages="fractions")
    assert column.read("1.2") == "1.2, which is 120 %, is above 100, the most that this measure can be"
    assert column.read("-0.2") == "-0.2, which is -20 %, is below 0, the least that this measure can be"
    assert column.read("120%") == "120% is above 100, the most that this measure can be"
    assert percentage("IAPT").read("120") == "120 is above 100, the most that this measure can be"


@pytest.mark.parametrize("text", ["0", "100"])
def test_the_ends_of_a_range_are_within_it(text: str) -> None:
    assert read(percentage("IAPT"), text).value == float(text)


def test_a_count_is_a_whole_number() -> None:
    column = MeasureColumn("People", 0, None, "people", counts=True)
    assert column.read("12.5") == "'12.5' is no whole number, and what is counted is whole"
    pointed = "'1.237' is no count for certain: it may be written with a point between its thousands"
    assert column.read("1.237") == pointed
    assert read(column, "1,237").value == 1237


DOUBTED = MeasureColumn("Recovery", 0, 100, "%", percentages=None)


@pytest.mark.parametrize("texts", [["0.44", "0.5"], ["0", "1.2"], ["*", "0.44"], ["0.44", "Good"]])
def test_a_column_of_small_numbers_may_hold_fractions(texts: list[str]) -> None:
    assert DOUBTED.why_doubtful(texts) == (
        "Recovery: its measure is in %, and every number lies below 1.5, so these may be fractions: 0.44 for 44 %"
    )


@pytest.mark.parametrize("texts", [["0.44", "58.8"], ["0.44%", "0.5"], ["0", "0"], ["*"], []])
def test_a_sign_or_a_greater_number_settles_that_it_does_not(texts: list[str]) -> None:
    assert DOUBTED.why_doubtful(texts) == ""


def test_nothing_is_doubtful_of_another_unit_or_where_the_sidecar_says_how_it_is_printed() -> None:
    assert replace(DOUBTED, unit="days").why_doubtful(["0.44"]) == ""
    assert replace(DOUBTED, percentages="percent").why_doubtful(["0.44"]) == ""


def test_a_column_of_markers_alone_and_one_where_all_have_a_sign_have_lost_none() -> None:
    column = percentage("EIP")
    assert (
        column.unlike_others({"78%": 1, "10%": 1}) == column.unlike_others({"78": 1}) == column.unlike_others({}) == {}
    )


def test_a_fraction_among_percentages_is_unlike_the_others_unless_the_sidecar_says_that_it_is_none() -> None:
    counts = {"0.54": 1, "71.4": 2, "66.7*": 1, "100": 1, "*": 1}
    assert DOUBTED.unlike_others(counts) == {
        "0.54": "'0.54' is far below its column's other percentages, and a hundred times as much is like them, so it"
        " may be a fraction; if it is none, say `percentages: percent` under the `measure` in the sidecar"
    }
    assert replace(DOUBTED, percentages="percent").unlike_others(counts) == {}
    assert replace(DOUBTED, unit="days").unlike_others(counts) == {}


def test_a_footnote_mark_hides_no_sign() -> None:
    assert percentage("EIP").unlike_others({"78%*": 2, "10*": 1}).keys() == {"10*"}


def test_a_marker_that_is_a_number_has_lost_no_sign() -> None:
    column = replace(percentage("EIP"), markers={"999": WITHHELD})
    assert column.unlike_others({"78%": 2, "999": 1}) == {}


def test_names_that_lack_their_ending_are_cut_where_most_have_it() -> None:
    column = OrganisationColumn("CCG")
    assert column.cut_short(["NHS Bury CCG", "nhs leeds ccg*", "NHS Stoke on"]) == {"NHS Stoke on"}
    assert column.cut_short(["NHS Bury CCG", "NHS Leeds", "NHS Hull"]) == set()
    assert column.cut_short(["NHS Bury CCG", "NHS Leeds"]) == {"NHS Leeds"}
    assert column.cut_short([]) == set()


def test_bars_are_dropped_only_where_both_ends_have_one_and_a_cell_stands_between() -> None:
    assert split_cells(Line(1, 0, "| a | b"), "|") == [("", 0), ("a", 2), ("b", 6)]
    assert split_cells(Line(1, 0, "a | b |"), "|") == [("a", 0), ("b", 4), ("", 7)]
    assert split_cells(Line(1, 0, "|"), "|") == [("", 0), ("", 1)]
    assert split_cells(Line(1, 0, "| a |"), "|") == [("a", 2)]
    assert split_cells(Line(1, 0, ",a,b,"), ",") == [("", 0), ("a", 1), ("b", 3), ("", 5)]


def test_a_quotation_mark_alone_is_a_cell() -> None:
    assert cut_cells(Line(1, 0, '",b'), ",") == [('"', 0), ("b", 2)]
    assert cut_cells(Line(1, 0, '"a",b'), ",") == [("a", 1), ("b", 4)]


def test_the_longest_of_a_scales_labels_is_tried_first() -> None:
    """Or a cell of a row without delimiters would end after the first words of its label."""
    patterns = RatingColumn("Dementia", FOUR_POINT, VOCABULARY, {"good": Cell("a"), "good enough": Cell("b")}).pattern
    assert patterns.index("enough") < patterns.index("|good|")


@pytest.mark.parametrize(
    ("text", "value"),
    [("54.2 (51.0-57.3)", 54.2), ("54.2% (51.0% to 57.3%)", 54.2), ("54 [51, 57]", 54), ("54.2(95% CI: 51–57)", 54.2)],
)
def test_a_number_with_its_interval_is_the_number(text: str, value: float) -> None:
    cell = percentage("Rate").read(text)
    assert isinstance(cell, Cell) and cell.value == value and cell.mark


@pytest.mark.parametrize(
    "text",
    [
        "54.2 (12)",
        "54.2 (61.0-67.3)",
        "54.2 (51.0)",
        "54.2 (57.3-51.0)",
        "54.2 (51.0-57.3",
        "54.2 (2018-2019)",
        "51.0-57.3",
    ],
)
def test_what_does_not_hold_the_number_is_no_interval_of_it(text: str) -> None:
    assert isinstance(percentage("Rate").read(text), str)
