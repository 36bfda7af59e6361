"""Lines between rows that name a period alone: the rows below each are of that period and of no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_samples import read, rows, table

OF_2018 = replace(table("CCG", "Rating"), periods=("2017/18",))
BOTH = "{0}\nNHS Hull CCG,Good\nNHS Bury CCG,Good\n{1}\nNHS Hull CCG,Inadequate\n"


@pytest.mark.parametrize(
    "first", ["2016/17", "2016/17,", "2016-2017", "Ratings for 2016/17:", "Financial year 2016/17", "**2016/17**"]
)
def test_the_rows_below_another_period_are_listed_and_not_taken(first: str) -> None:
    found = read(f"CCG,Rating\n{BOTH.format(first, '2017/18')}", OF_2018)
    assert [row for row in rows(found) if row[1] == "NHS Hull CCG"] == [(6, "NHS Hull CCG", "Inadequate")]
    reasons = {reject.line_no: reject.reason for reject in found.rejects}
    assert reasons[2].startswith("names a period alone")
    assert reasons[3].startswith("stands under '") and reasons[3].endswith("on line 2, and is mapped to 2017/18")
    assert all(reject.mapped for reject in found.rejects)


def test_the_rows_of_the_last_period_are_listed_too() -> None:
    found = read(f"CCG,Rating\n{BOTH.format('2017/18', '2016/17')}", OF_2018)
    assert [row[0] for row in rows(found)] == [3, 4]
    assert {5, 6} <= {reject.line_no for reject in found.rejects}


@pytest.mark.parametrize("between", ["Published in 2016/17", "2018", "Page 2", "NHS Corby CCG,Good"])
def test_other_lines_between_rows_part_no_periods(between: str) -> None:
    found = read(f"CCG,Rating\nNHS Hull CCG,Good\n{between}\nNHS Bury CCG,Good\n", OF_2018)
    assert {"NHS Hull CCG", "NHS Bury CCG"} <= {row[1] for row in rows(found)}
