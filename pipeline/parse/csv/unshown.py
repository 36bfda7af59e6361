"""What a sheet does not show as its own is not taken: hidden rows and columns, and cells that are struck through.

Somebody took such a figure out of sight or crossed it out, and nobody can say whether it still holds.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.base.sql_text import quoted
from pipeline.parse.csv.columns import KEEPS, refused
from pipeline.parse.csv.second_headings import number_rows, set_aside
from pipeline.parse.csv.table import Lines
from pipeline.parse.xlsx.unshown import Unshown
from pipeline.reference.layouts import LongLayout

_REMEDY = f"Add a copy of the file that shows it, if it holds; {KEEPS}"


def cut_unshown_rows(
    con: duckdb.DuckDBPyConnection, path: Path, lines: Lines, layout: LongLayout, unshown: Unshown
) -> None:
    """Takes the rows that are hidden, or of which a cell that is read is struck through, out of the table `line`.

    Each is a stray. ValidationFailed where rows are added up, since no sum is whole without them.
    """
    if not (unshown.rows or unshown.cells):
        return
    read = {place for names in (*layout.needed, *layout.valued) if (place := lines.columns.place(*names)) is not None}
    number_rows(con, lines)
    suspected = unshown.rows | {row for row, column in unshown.cells if column in read}
    reasons = {
        number: unshown.why_row(number - 1, sorted(read))
        for (number,) in con.execute("SELECT row_no FROM line ORDER BY rowid").fetchall()
        if number - 1 in suspected
    }
    if not reasons:
        return
    number, reason = next(iter(reasons.items()))
    if layout.add_up:
        message = f"adds its rows up, and one of them cannot be taken, row {number}: {reason}"
        raise refused(path, None, message, _REMEDY)
    which = f"row_no IN ({', '.join(map(str, reasons))})"
    set_aside(con, lines, which, reason, reasons)
    con.execute(f"CREATE OR REPLACE TABLE line AS FROM line WHERE NOT ({which})")


def cut_unshown_columns(
    con: duckdb.DuckDBPyConnection, path: Path, lines: Lines, layout: LongLayout, unshown: Unshown, heading: int
) -> None:
    """Takes the values below a title that is hidden or struck through out of the table `line`.

    `heading` is the row of the titles, from 0. ValidationFailed where values are not told apart by their titles.
    """
    if not unshown:
        return
    for title, columns in _columns_of_values(layout).items():
        places = (lines.columns.place(*names) for names in columns)
        why = (unshown.why_column(place, heading) for place in places if place is not None)
        if not (reason := next(filter(None, why), "")):
            continue
        if len(layout.measures) < 2:
            raise refused(path, None, f"does not show all that its values rest on: {reason}", _REMEDY)
        which = f"title_ = {quoted(lines.columns.printed[lines.columns.place(title) or 0])}"
        set_aside(con, lines, which, reason, {})
        con.execute(f"CREATE OR REPLACE TABLE line AS FROM line WHERE NOT ({which})")


def _columns_of_values(layout: LongLayout) -> dict[str, list[tuple[str, ...]]]:
    """The columns on which the values of each measure rest, by its title, with those of its counts."""
    counts: dict[str, list[tuple[str, ...]]] = {
        title: [(name,) for name in (title, measure.numerator, measure.denominator) if name]
        for title, measure in layout.measures.items()
    }
    return counts or {"": [layout.value, layout.numerator, layout.denominator]}
