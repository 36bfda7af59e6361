"""Rows below a second heading, or below a period of their own: they are of another table, or of another time.

Publishers print several tables below each other in one sheet, and several years under one heading. A heading that only
comes again, as on the next page, ends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from pipeline.base.period_alone import is_other_period, period_alone
from pipeline.base.shortening import shortened
from pipeline.base.sql_text import quoted
from pipeline.parse.csv.table import LONGEST_TEXT, MOST_LISTED, Lines, StrayRow
from pipeline.reference.layouts import LongLayout

_FEWEST_TITLES = 3
# A title of values: a word, a sign, a year; what stands for no value is shorter.
_LIKE_A_TITLE = "[A-Za-z]{3}|^[%£]$|[0-9]{2}/[0-9]{2}"


def cut_at_another_heading(con: duckdb.DuckDBPyConnection, lines: Lines, layout: LongLayout) -> None:
    """Takes the rows below another heading out of the table `line`; each is a stray, with the reason."""
    width = len(lines.columns.printed)
    codes = {lines.columns.place(group.code) for group in layout.groups.values() if group.code} - {None}
    values = {lines.columns.place(*names) for names in layout.valued}
    if not codes or not (values := values - {None}):
        return
    number = lines.number or f"rowid + {lines.first}"
    like_titles = " AND ".join(
        [
            *(f"trim(c{place}) <> '' AND NOT regexp_matches(c{place}, '[0-9]')" for place in codes),
            *(_like_a_title(place, layout) for place in values),
            f"{filled_cells(width)} >= {_FEWEST_TITLES}",
        ]
    )
    found = con.execute(f"SELECT rowid, {number} FROM line WHERE {like_titles} ORDER BY rowid").fetchall()
    for place, (row, printed) in enumerate(found):
        # Before the first row of data stands the rest of the heading: units, further titles.
        if row > place and not _comes_again(con, lines, layout, row, printed):
            _cut(con, lines, row, printed)
            return


def cut_other_periods(con: duckdb.DuckDBPyConnection, lines: Lines, layout: LongLayout) -> None:
    """Takes the rows below a period that is not the file's out of the table `line`; each is a stray."""
    if layout.period_is is None:
        return
    width = len(lines.columns.printed)
    number = lines.number or f"rowid + {lines.first}"
    texts = f"concat_ws('', {', '.join(f'trim(c{place})' for place in range(width))})"
    alone = con.execute(f"SELECT {number}, {texts} FROM line WHERE {filled_cells(width)} = 1").fetchall()
    headed = sorted([*alone, *((stray.number, stray.text) for stray in lines.stray if stray.cells == 1)])
    periods = [(place, text, period) for place, text in headed if (period := period_alone(text))]
    ends = [*(place for place, *_ in periods[1:]), None]
    others = [
        (place, text, end)
        for (place, text, period), end in zip(periods, ends, strict=False)
        if is_other_period(period, layout.period_is)
    ]
    if not others:
        return
    number_rows(con, lines)
    for place, text, end in others:
        below = f"row_no > {place}" + (f" AND row_no < {end}" if end else "")
        reason = f"stands below '{shortened(text.strip())}' in row {place}, and its layout says {layout.period_is}"
        set_aside(con, lines, below, reason, {})
        con.execute(f"CREATE OR REPLACE TABLE line AS FROM line WHERE NOT ({below})")


def _like_a_title(place: int | None, layout: LongLayout) -> str:
    """SQL of whether the cell of a column of values is like a title, and stands for no value."""
    markers = ", ".join(quoted(marker.strip().casefold()) for marker in layout.markers) or "''"
    return f"regexp_matches(trim(c{place}), '{_LIKE_A_TITLE}') AND lower(trim(c{place})) NOT IN ({markers})"


def filled_cells(width: int) -> str:
    return " + ".join(f"(trim(c{place}) <> '')::BIGINT" for place in range(width))


def _comes_again(con: duckdb.DuckDBPyConnection, lines: Lines, layout: LongLayout, row: int, printed: int) -> bool:
    """Whether a row has the titles of the heading in all columns that are read, and no caption stands above it."""
    width = len(lines.columns.printed)
    cells = con.execute(f"SELECT {', '.join(f'c{at}' for at in range(width))} FROM line WHERE rowid = {row}").fetchone()
    places = {lines.columns.place(*names) for names in layout.needed} - {None}
    pairs = [(lines.columns.printed[at], cells[at]) for at in places if at is not None and cells]
    if any(title.split() != cell.split() for title, cell in pairs):
        return False
    above = con.execute(f"SELECT {filled_cells(width)}, {lines.number or f'rowid + {lines.first}'} FROM line"
                        f" WHERE rowid = {row - 1}").fetchone()  # fmt: skip
    if above is None or above[0] == 1:
        return above is None
    return not any(above[1] < stray.number < printed for stray in lines.stray)


def _cut(con: duckdb.DuckDBPyConnection, lines: Lines, row: int, printed: int) -> None:
    below = f"stands below another heading, in row {printed}; write its table into a sheet or file of its own"
    heading = "is the heading of another table, and the rows below it are not taken"
    set_aside(con, lines, f"rowid >= {row}", below, {printed: heading})
    con.execute(f"CREATE OR REPLACE TABLE line AS FROM line WHERE rowid < {row}")


def number_rows(con: duckdb.DuckDBPyConnection, lines: Lines) -> None:
    """Writes the number of each row into `row_no`, since the rows that stay no longer follow one another."""
    exclude = "EXCLUDE (row_no)" if lines.number == "row_no" else ""
    number = lines.number or f"rowid + {lines.first}"
    con.execute(f"CREATE OR REPLACE TABLE line AS SELECT * {exclude}, {number} AS row_no FROM line")
    lines.number, lines.first = "row_no", 0


def set_aside(
    con: duckdb.DuckDBPyConnection, lines: Lines, which: str, reason: str, reasons: Mapping[int, str]
) -> None:
    """Counts the filled rows that `which` says as strays, the first of them one by one; `reasons` are those of some."""
    width = len(lines.columns.printed)
    text = f"concat_ws(' | ', {', '.join(f'c{place}' for place in range(width))})"
    number = lines.number or f"rowid + {lines.first}"
    filled = f"FROM line WHERE {which} AND {filled_cells(width)} > 0"
    rows = con.execute(f"SELECT {number}, {text} {filled} ORDER BY rowid LIMIT {MOST_LISTED}").fetchall()
    for place, words in rows:
        lines.add_stray(StrayRow(place, words[:LONGEST_TEXT], width, reasons.get(place, reason)))
    ((count,),) = con.execute(f"SELECT count(*) {filled}").fetchall()
    lines.strays += count - len(rows)
