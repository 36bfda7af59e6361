"""The SQL that reads plain numbers where they stand gives what the one way to read a cell gives."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.csv.sql import PLAIN, PLAIN_COUNT, count_of, decimals_of, is_no_count, printed_otherwise, value_of
from pipeline.parse.csv.sql import counts_agree as counts_agree_sql
from pipeline.parse.printed_cells import read_cell, read_count
from pipeline.parse.shares import are_fractions, counts_agree

CON = duckdb.connect()
CON.execute("CREATE TABLE nobody AS SELECT NULL::VARCHAR AS text, NULL::DOUBLE AS number WHERE false")


def evaluated(expression: str, columns: str, *values: Any) -> Any:
    """An expression over one row of given values."""
    found = CON.execute(f"SELECT {expression} FROM (SELECT {columns}) LEFT JOIN nobody ON false", values).fetchone()
    assert found is not None
    return found[0]


PLAIN_TEXTS = st.from_regex(re.compile(PLAIN, re.ASCII), fullmatch=True)


@given(PLAIN_TEXTS, st.booleans())
def test_a_plain_number_is_worth_the_same_to_both(text: str, as_share: bool) -> None:
    cell = read_cell(text, {})
    row = "?::VARCHAR AS t, ?::BOOLEAN AS as_share"
    con = duckdb.connect()
    con.execute("CREATE TABLE special (text VARCHAR, number DOUBLE, share DOUBLE, decimals BIGINT,"
                " share_decimals BIGINT, is_whole BOOLEAN)")  # fmt: skip
    value, decimals, no_count = con.execute(
        f"SELECT {value_of('t')}, {decimals_of('t')}, {is_no_count('t')}"
        f" FROM (SELECT {row}) LEFT JOIN special ON t = text",
        [text, as_share],
    ).fetchall()[0]
    con.close()
    assert (value, decimals, not no_count) == (cell.value(as_share), cell.decimals(as_share), cell.is_whole)


@given(st.from_regex(re.compile(PLAIN_COUNT, re.ASCII), fullmatch=True))
def test_a_plain_count_is_the_same_to_both(text: str) -> None:
    count = read_count(text, {})
    assert evaluated(count_of("t", "nobody"), "?::VARCHAR AS t", text) == count.number
    assert not count.problem


SHARES = st.decimals(0, 120, places=1).map(float)


@given(
    SHARES,
    st.integers(0, 3),
    st.none() | st.integers(0, 400),
    st.none() | st.integers(0, 400),
    st.booleans(),
)
def test_whether_counts_agree_is_the_same_to_both(
    value: float, decimals: int, numerator: int | None, denominator: int | None, rounded: bool
) -> None:
    columns = "?::DOUBLE AS value, ?::BIGINT AS decimals, ?::DOUBLE AS numerator, ?::DOUBLE AS denominator"
    columns += ", ?::BOOLEAN AS rounded"
    result = evaluated(counts_agree_sql(), columns, value, decimals, numerator, denominator, rounded)
    if numerator is None or not denominator:
        assert result is None
    else:
        assert result == counts_agree(value, decimals, numerator, denominator, rounded)


@given(st.lists(st.sampled_from([0.0, 0.3, 0.44, 1.0, 1.49, 1.5, 47.0]), min_size=1))
def test_whether_a_column_may_be_of_fractions_is_the_same_to_both(values: list[float]) -> None:
    result = CON.execute(
        f"SELECT {printed_otherwise()} FROM (SELECT unnest(?::DOUBLE[]) AS value, false AS as_share, false AS proved)",
        [values],
    ).fetchall()
    assert result == [(are_fractions(values),)]


@pytest.mark.parametrize(
    ("value", "decimals", "numerator", "denominator", "agrees"),
    [
        (44, 0, 22, 50, True),
        (0.44, 2, 22, 50, False),
        (33.3, 1, 1, 3, True),
        (33.4, 1, 1, 3, False),
        (33, 0, 1, 3, True),
        (45, 0, 20, 50, False),
        (100, 0, 7, 7, True),
    ],
)
def test_a_share_is_that_of_its_counts_but_for_rounding(
    value: float, decimals: int, numerator: float, denominator: float, agrees: bool
) -> None:
    assert counts_agree(value, decimals, numerator, denominator) is agrees


def test_counts_that_are_rounded_to_fives_leave_their_share_some_room() -> None:
    """20 of 50 may be 22 of 48, which is 45.8 %; 60 % they cannot be."""
    assert counts_agree(45.8, 1, 20, 50, rounded=True)
    assert not counts_agree(60, 0, 20, 50, rounded=True)
