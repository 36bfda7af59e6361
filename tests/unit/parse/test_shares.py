"""Shares that may be printed in another form than the others of their column."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.csv.sql import among_percentages as among_percentages_sql
from pipeline.parse.shares import among_percentages, without_points


@pytest.mark.parametrize(
    ("values", "fractions"),
    [
        # 54 % as a fraction, beside the others as they are
        ([0.54, 71.4, 100, 66.7, 0], {0.54}),
        ([52.1, 0.49, 50, 0.51, 47.3], {0.49, 0.51}),
        # 1 is 100 % or 1 %: nobody knows
        ([1, 71.4, 100, 66.7], {1}),
        # shares of small numbers are as small as that
        ([0.9, 2.1, 4.5, 5.2], set()),
        ([0.4, 0.8, 1.6, 12.0], set()),
        # a hundred times as much is unlike them: 3 and 900
        ([0.03, 40, 50, 60], set()),
        ([0.2, 1.9, 2.4, 3.1], set()),
        # without another percentage there is nothing to be unlike, and nought is nought in either form
        ([0.54, 0.61], set()),
        ([0, 54, 61], set()),
        ([], set()),
    ],
)
def test_a_fraction_among_percentages_is_told_by_the_others(values: list[float], fractions: set[float]) -> None:
    assert among_percentages(values) == fractions


@given(st.lists(st.sampled_from([0, 0.03, 0.1, 0.49, 0.54, 1, 1.2, 1.5, 2.1, 5, 9, 48.5, 54, 61, 100]), max_size=8))
def test_feeds_are_asked_the_same_in_sql(values: list[float]) -> None:
    con = duckdb.connect()
    con.execute("CREATE TABLE kept (value DOUBLE)")
    con.executemany("INSERT INTO kept VALUES (?)", [[value] for value in [*values, None]])
    found = con.execute(f"""
        SELECT DISTINCT value FROM kept, (SELECT {among_percentages_sql("true")} FROM kept)
        WHERE value > 0 AND value < below AND 100 * value BETWEEN least AND most""").fetchall()
    con.close()
    assert {value for (value,) in found} == among_percentages(values)


@pytest.mark.parametrize(
    ("values", "lost"),
    [
        ([67.1, 60.1, 697.0, 65.0], {697.0}),
        ([67.1, 60.1, 6970.0], {6970.0}),
        ([67.1, 101.2, 149.0], set()),
        ([300.0, 400.0], set()),
        ([2.1, 3.2, 697.0], set()),
        ([0.0, 697.0], set()),
    ],
)
def test_a_percentage_that_may_have_lost_its_point_is_told_by_the_others(values: list[float], lost: set[float]) -> None:
    assert without_points(values) == lost
