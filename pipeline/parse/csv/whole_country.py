"""Whether the rows of a file are those of all of England, or of a part of it that somebody took out of the file."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from pipeline.reference.register import Register

# Where nobody was counted publishers print no row, of one CCG in ten in some months.
FEWEST = 2 / 3


def sums_of_few(con: duckdb.DuckDBPyConnection, register: Register) -> Iterator[tuple[int, str]]:
    """The sums in `member` that would be England's, and are of too few of the CCGs that were open then; and why."""
    found = con.execute("""
        SELECT england.total, max(england.month + INTERVAL 1 MONTH - INTERVAL 1 DAY)::DATE,
            list(DISTINCT of_ccg.org_code)
        FROM member AS england
        LEFT JOIN added_body AS of_ccg ON england.org = of_ccg.org AND england.org_name = of_ccg.org_name
            AND of_ccg.org_type = 'ccg'
        WHERE england.org_type = 'national' GROUP BY england.total ORDER BY england.total""").fetchall()
    for total, day, codes in found:
        are_open = register.open_on(day)
        there = len(are_open & set(codes))
        if there < FEWEST * len(are_open):
            yield total, f"only {there} of the {len(are_open)} CCGs open on {day} have a row, so this is no sum of all"
