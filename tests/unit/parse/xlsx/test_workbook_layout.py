"""Where a sheet has its titles, columns and periods."""

from __future__ import annotations

from typing import Any

import pytest
from workbook_reading import KINDS, RECOVERY, SPEND
from workbooks import ABOUT, ENGLAND, ROTHERHAM, SHEFFIELD, Grid, figures


@pytest.mark.parametrize("above", [[], [["Title:", "A rate"]], [*ABOUT, [], ["a note"], [], []]])
def test_the_titles_are_found_wherever_they_stand(read: Any, above: Grid) -> None:
    found = read({RECOVERY: figures(["Q4 2021/22"], [*ENGLAND, 0.505], above=above)})
    assert found.value("England", "2021/22 Q4")["locator"] == f"{RECOVERY}!F{len(above) + 3}"


def test_columns_may_stand_in_another_order_and_further_ones_among_them(read: Any) -> None:
    titles = ["ORG TYPE", "ICB name", " Org  name", "Notes", "org code", "Q4 2021/22", "Comment", "Q3 2021/22"]
    england = ["National", "", "ENGLAND", "all of it", "Eng", 0.505, "revised", 0.5]
    sheffield = ["CCG", "South Yorkshire", "NHS SHEFFIELD CCG", None, "03N", 0.5, None, 0.49]
    found = read({RECOVERY: [["a rate"], titles, england, sheffield]})
    assert [(row["org_code"], row["period"], row["value"], row["locator"]) for row in found.values] == [
        ("England", "2021/22 Q4", 50.5, f"{RECOVERY}!F3"),
        ("03N", "2021/22 Q4", 50.0, f"{RECOVERY}!F4"),
        ("England", "2021/22 Q3", 50.0, f"{RECOVERY}!H3"),
        ("03N", "2021/22 Q3", 49.0, f"{RECOVERY}!H4"),
    ]
    assert found.rejected == [(f"{RECOVERY}!G3:G4", "revised", 1, "stands under 'Comment', which names no period")]
    assert found.part()["title"] == "a rate"


@pytest.mark.parametrize("kind", ["SubICB", "Sub ICB", "Sub-ICB"])
def test_editions_after_the_ccgs_have_boards_and_sub_icb_locations(read: Any, kind: str) -> None:
    board = ["Y63", "QOQ", "QOQ", "NHS HUMBER AND NORTH YORKSHIRE INTEGRATED CARE BOARD", "ICB"]
    location = ["Y63", "QOQ", "03K", "NHS HUMBER AND NORTH YORKSHIRE ICB - 03K", kind]
    found = read({RECOVERY: figures(["Q1 2023/24"], [*ENGLAND, 0.505], [*board, 0.51], [*location, 0.52])})
    assert [(row["org_type"], row["org_code"], row["value"]) for row in found.values] == [
        ("national", "England", 50.5),
        ("icb", "QOQ", 51.0),
        ("sub_icb", "03K", 52.0),
    ]
    assert found.rejected == []


def test_figures_before_the_organisations_are_no_labels(read: Any) -> None:
    titles = ["Region Code", "Q4 2021/22", "Org code", "Org name", "Org Type", "Q3 2021/22"]
    found = read({RECOVERY: [titles, ["EN", 0.505, "Eng", "ENGLAND", "National", 0.5]]})
    assert found.value("England", "2021/22 Q4")["locator"] == f"{RECOVERY}!B2"
    assert [found.part()[kind] for kind in KINDS] == [6 + 4, 2, 0, 0, 0]


def test_blank_rows_are_no_rows(read: Any) -> None:
    sheet = figures(["Q4 2021/22"], [], [*ENGLAND, 0.505], [], [], [*SHEFFIELD, 0.5], [])
    found = read({RECOVERY: sheet})
    assert [row["locator"] for row in found.values] == [f"{RECOVERY}!F12", f"{RECOVERY}!F15"]
    assert found.rejected == []


@pytest.mark.parametrize(
    ("printed", "period"),
    [
        ("Q4 2021/22", "2021/22 Q4"),
        ("2015/16 ", "2015/16"),
        ("  Q1 2014/15", "2014/15 Q1"),
        ("2005/6", "2005/06"),
        ("2018/2020", "2018-01 to 2020-12"),
        ("2016/17", "2016/17"),
        (2017, "2017"),
        ("Q4 2021-22", "2021/22 Q4"),
    ],
)
def test_periods_are_read_as_they_are_printed(read: Any, printed: Any, period: str) -> None:
    (row,) = read({RECOVERY: figures([printed], [*ENGLAND, 0.5])}).values
    assert (row["period"], row["period_published"], row["period_note"]) == (period, str(printed).strip(), None)


def test_a_planned_column_is_of_the_planned_measure(read: Any) -> None:
    sheet = figures(["2016/17", "2017/18 planned", "2017/18", "2018/19 Planned "], [*ENGLAND, 1, 2, 3, 4])
    found = read({SPEND: sheet})
    assert [(row["measure_id"], row["period"], row["period_published"], row["value"]) for row in found.values] == [
        ("mental_health_spend", "2016/17", "2016/17", 1.0),
        ("planned_mental_health_spend", "2017/18", "2017/18 planned", 2.0),
        ("mental_health_spend", "2017/18", "2017/18", 3.0),
        ("planned_mental_health_spend", "2018/19", "2018/19 Planned", 4.0),
    ]


def test_a_planned_column_without_a_planned_measure_is_reported(read: Any) -> None:
    found = read({RECOVERY: figures(["2016/17", "2017/18 planned"], [*ENGLAND, 0.5, 0.6], [*SHEFFIELD, 0.4, None])})
    reason = "no measure in raw/reference/measures.yml has the code 'IAPT(ii_a) planned'"
    assert found.rejected == [(f"{RECOVERY}!G11:G12", "0.6", 1, reason)]


def test_the_end_of_a_quarter_is_taken_for_the_next_one_and_says_so(read: Any) -> None:
    titles = ["Q3 2020/21", "Q4 2020/21", "End of Q2 Position", "End of Q3 Position", "End of Q4 Position"]
    found = read({RECOVERY: figures(titles, [*ENGLAND, 0.1, 0.2, 0.3, 0.4, 0.5])})
    assert [(row["period"], row["period_note"]) for row in found.values] == [
        ("2020/21 Q3", None),
        ("2020/21 Q4", None),
        ("2021/22 Q2", "printed as 'End of Q2 Position', taken for the first Q2 after 2020/21 Q4"),
        ("2021/22 Q3", "printed as 'End of Q3 Position', taken for the first Q3 after 2021/22 Q2"),
        ("2021/22 Q4", "printed as 'End of Q4 Position', taken for the first Q4 after 2021/22 Q3"),
    ]


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("2020/21", ["2021/22 Q1", "2021/22 Q2", "2021/22 Q3", "2021/22 Q4"]),
        ("Q2 2021/22", ["2022/23 Q1", "2022/23 Q2", "2021/22 Q3", "2021/22 Q4"]),
        ("2020", ["2021/22 Q1", "2021/22 Q2", "2021/22 Q3", "2020/21 Q4"]),
    ],
)
def test_the_next_quarter_is_the_first_that_begins_later(
    read: Any, before: str, expected: list[str], quarter: int
) -> None:
    found = read({RECOVERY: figures([before, f"End of Q{quarter} Position"], [*ENGLAND, 0.1, 0.2])})
    assert found.values[1]["period"] == expected[quarter - 1]


def test_a_quarter_without_a_period_before_it_is_reported(read: Any) -> None:
    found = read({RECOVERY: figures(["End of Q4 Position", "Q4 2021/22"], [*ENGLAND, 0.1, 0.2])})
    reason = "stands under 'End of Q4 Position', which names no period"
    assert found.rejected == [(f"{RECOVERY}!F11:F11", "0.1", 1, reason)]


def test_a_quarter_that_is_concluded_and_then_printed_is_taken_once(read: Any) -> None:
    titles = ["Q3 2021/22", "End of Q4 Position", "Q4 2021/22"]
    found = read({RECOVERY: figures(titles, [*ENGLAND, 0.1, 0.2, 0.3])})
    assert [row["value"] for row in found.values] == [10.0, 20.0]
    reason = f"repeats the period of 'End of Q4 Position' in '{RECOVERY}'"
    assert found.rejected == [(f"{RECOVERY}!H11:H11", "0.3", 1, reason)]


def test_two_columns_of_one_period_are_not_both_taken(read: Any) -> None:
    found = read({RECOVERY: figures(["Q4 2021/22", "2021/22 Q4"], [*ENGLAND, 0.1, 0.2], [*SHEFFIELD, 0.3, "*"])})
    assert [row["value"] for row in found.values] == [10.0, 30.0]
    reason = f"repeats the period of 'Q4 2021/22' in '{RECOVERY}'"
    assert found.rejected == [(f"{RECOVERY}!G11:G12", "0.2 | *", 2, reason)]


def test_two_sheets_of_one_measure_are_not_both_taken(read: Any) -> None:
    first = figures(["Q3 2021/22"], [*ENGLAND, 0.1])
    second = figures(["Q3 2021/22", "Q4 2021/22"], [*ENGLAND, 0.2, 0.3])
    found = read({RECOVERY: first, "IAPT(ii.a)": second})
    assert [(row["period"], row["value"]) for row in found.values] == [("2021/22 Q3", 10.0), ("2021/22 Q4", 30.0)]
    assert found.rejected == [
        ("IAPT(ii.a)!F11:F11", "0.2", 1, f"repeats the period of 'Q3 2021/22' in '{RECOVERY}'"),
    ]


def test_columns_that_name_no_period_are_reported(read: Any) -> None:
    sheet = figures(
        ["Q4 2021/22", "To delete", None, "Q9 2021/22"],
        [*ENGLAND, 0.1, 0, "x", 1],
        [*SHEFFIELD, 0.3, None, "y", None, None, "further"],
        [*ROTHERHAM],
    )
    found = read({RECOVERY: sheet})
    assert found.rejected == [
        (f"{RECOVERY}!G11:G13", "0", 1, "stands under 'To delete', which names no period"),
        (f"{RECOVERY}!H11:H13", "x | y", 2, "stands in a column without a title"),
        (f"{RECOVERY}!I11:I13", "1", 1, "stands under 'Q9 2021/22', which names no period"),
        (f"{RECOVERY}!K11:K13", "further", 1, "stands in a column without a title"),
    ]
    assert [row["value"] for row in found.values] == [10.0, 30.0, None]


def test_a_title_without_cells_below_is_nothing(read: Any) -> None:
    found = read({RECOVERY: figures(["To delete", "Q4 2021/22"], [*ENGLAND, None, 0.1])})
    assert (found.rejected, len(found.values)) == ([], 1)
