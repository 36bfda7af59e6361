"""A feed with a column for each measure, set out as one with a row for each value."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipeline.base.sql_text import quoted
from pipeline.parse.csv.table import Lines, OtherPart, note
from pipeline.reference.layouts import LongLayout


def set_below_each_other(
    con: duckdb.DuckDBPyConnection, lines: Lines, layout: LongLayout, letters: Sequence[str], place_of: str
) -> None:
    """Makes a row of each cell of a measure's column, and adds a part for each column that the layout does not name."""
    number = lines.number or f"rowid + {lines.first}"
    width = len(lines.columns.printed)
    filled = " + ".join(f"(trim(c{place}) <> '')::BIGINT" for place in range(width))
    bare = ", ".join(f"nullif(trim(c{place}), '')" for place in range(width))
    texts = f"concat_ws(' | ', {bare})"
    printed = "* EXCLUDE (row_no)" if lines.number else "*"
    con.execute(f"CREATE TABLE printed AS SELECT {printed}, {number} AS row_no, {filled} AS filled FROM line")
    for row, text in con.execute(f"SELECT row_no, {texts} FROM printed WHERE filled = 1 ORDER BY 1").fetchall():
        lines.add_stray(note(row, text))
    cases: dict[str, list[str]] = {name: [] for name in ("code", "title", "cell", "value", "numerator", "denominator")}
    for place, (title, measure) in enumerate(layout.measures.items()):
        at = lines.columns.place(title) or 0
        cell = f"{quoted(place_of + letters[at])} || row_no" if letters else None
        title_sql = quoted(lines.columns.printed[at])
        for name, sql in (
            ("code", quoted(measure.code)),
            ("title", title_sql),
            ("cell", cell or f"'row ' || row_no || ', ' || {title_sql}"),
            ("value", f"c{at}"),
            ("numerator", lines.column(measure.numerator)),
            ("denominator", lines.column(measure.denominator)),
        ):
            cases[name].append(f"WHEN {place} THEN {sql}")
    chosen = ", ".join(
        f"CASE place {' '.join(whens)} END AS {name}_" if any(not when.endswith(" NULL") for when in whens)
        else f"NULL::VARCHAR AS {name}_"
        for name, whens in cases.items()
    )  # fmt: skip
    con.execute(
        f"CREATE OR REPLACE TABLE line AS SELECT printed.* EXCLUDE (filled), {chosen} FROM printed,"
        f" range({len(layout.measures)}) AS measure(place) WHERE filled > 1 ORDER BY row_no, place"
    )
    counted = "count(*) FILTER (filled > 1), count(*) FILTER (filled = 0)"
    ((rows, empty),) = con.execute(f"SELECT {counted} FROM printed").fetchall()
    lines.add_empty(empty)
    lines.beyond_rows = rows * (len(layout.measures) - 1) + _add_other_columns(con, lines, layout)
    con.execute("DROP TABLE printed")
    lines.first, lines.number, lines.locator = 0, "row_no", "cell_"
    lines.is_by_cell = True
    lines.measure, lines.value = "code_", "value_"
    lines.numerator, lines.denominator = (
        f"{name}_" if any(getattr(measure, name) for measure in layout.measures.values()) else "NULL"
        for name in ("numerator", "denominator")
    )


def _add_other_columns(con: duckdb.DuckDBPyConnection, lines: Lines, layout: LongLayout) -> int:
    """Adds a part for each column that is named nowhere; gives how many filled cells they have together."""
    named = {lines.columns.place(*names) for names in layout.needed}
    others = [place for place in range(len(lines.columns.printed)) if place not in named]
    if not others:
        return 0
    counted = ", ".join(f"count(*) FILTER (trim(c{place}) <> '')" for place in others)
    counts = con.execute(f"SELECT {counted} FROM printed WHERE filled > 1").fetchall()[0]
    for place, count in zip(others, counts, strict=True):
        if count:
            name = lines.columns.printed[place] or f"column {place + 1}"
            lines.parts.append(OtherPart(name, count, "the layout names no measure for this column"))
    return sum(counts)
