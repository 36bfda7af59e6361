"""The periods of a series as small tables."""

from __future__ import annotations

from typing import Any

from pipeline.publish.site.areas import tables


def series(
    *cells: tuple[str, float | None],
    suppressed: tuple[str, ...] = (),
    doubted: tuple[str, ...] = (),
    is_sum: bool = False,
) -> dict[str, Any]:
    return {
        "periods": [period for period, _ in cells],
        "numbers": [value for _, value in cells],
        "decimals_of": [None] * len(cells),
        "suppressed": [period in suppressed for period, _ in cells],
        "doubted_of": [period in doubted for period, _ in cells],
        "is_sum": is_sum,
    }


def test_years_stand_below_one_another_and_quarters_side_by_side() -> None:
    found = tables.cells(
        series(
            ("2015/16 Q3", None), ("2015/16 Q4", 42.8), ("2016/17 Q1", 38.2), ("2016/17 Q2", None),
            ("2016/17 Q3", None), ("2016/17 Q4", 43.0), ("2017/18 Q1", None), suppressed=("2016/17 Q2",),
        ),
        "%",
    )  # fmt: skip
    # Before the first and after the last value nothing is shown; between them a gap says what it is.
    heads = ("Q1", "Q2", "Q3", "Q4")
    assert found == [(heads, [("2015/16", ["", "", "", "42.8%"]), ("2016/17", ["38.2%", "*", "–", "43%"])])]


def test_months_have_a_table_of_twelve_columns() -> None:
    ((heads, rows),) = tables.cells(series(("2019-12", 1.0), ("2020-01", 2.0)), "people")
    assert (heads[0], heads[11], len(heads)) == ("Jan", "Dec", 12)
    assert [(year, [text for text in row if text]) for year, row in rows] == [("2019", ["1"]), ("2020", ["2"])]


def test_periods_of_other_forms_stand_in_a_line_and_none_is_lost() -> None:
    found = tables.cells(series(("2019/20", 7.0), ("2020/21", 8.0), ("2021/22 Q4", 9.0)), "%")
    assert found == [
        (("2019/20", "2020/21"), [("", ["7%", "8%"])]),
        (("Q1", "Q2", "Q3", "Q4"), [("2021/22", ["", "", "", "9%"])]),
    ]


def test_a_series_without_a_value_has_no_table() -> None:
    assert tables.html(series(("2019/20", None)), "%", "Years") == ""


def test_suppressed_cells_after_the_last_value_are_shown_and_signs_have_a_key() -> None:
    # EIP of NHS Hull CCG: 29% in 2020/21 Q4, then four quarters of *, and what was never published after them.
    cells = [
        ("2020/21 Q2", 30.0),
        ("2020/21 Q3", None),
        ("2020/21 Q4", 29.0),
        ("2021/22 Q1", None),
        ("2021/22 Q2", None),
    ]
    found = series(*cells, suppressed=("2021/22 Q1",), doubted=("2020/21 Q4",))
    ((_, rows),) = tables.cells(found, "%")
    assert rows == [("2020/21", ["", "30%", "–", "29% (?)"]), ("2021/22", ["*", "", "", ""])]
    assert "Quarters; * suppressed (small numbers), – no value, (?) doubtful</caption>" in tables.html(
        found, "%", "Quarters"
    )


def test_a_series_is_called_by_the_length_of_its_periods() -> None:
    assert tables.length("2018/19 Q3", 3) == "Quarters"
    # Health checks within the twelve months to the end of the quarter.
    assert tables.length("2018/19 Q3", 12) == "12 months to the end of each quarter"
    assert tables.length("2018/19", 36) == "36 months to the end of each year"
    assert tables.length("2016/17 H1", 6) == "Periods"


def test_a_period_without_a_sum_between_two_says_why_there_is_none() -> None:
    found = tables.html(series(("2019/20", 7.0), ("2020/21", None), ("2021/22", 8.0), is_sum=True), "%", "Years")
    assert "Years; – no sum, for some have no counts</caption>" in found
    assert 'class="periods sums"' in found
