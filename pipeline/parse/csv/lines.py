"""The table `line` of a feed's file: all its cells as texts, loaded into DuckDB from a CSV or a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from pipeline.base.notes_beside import is_one_of
from pipeline.base.sql_text import quoted
from pipeline.parse.csv.columns import KEEPS, refused
from pipeline.parse.csv.file_bytes import Opened, has_empty_line, in_utf8, is_utf8, open_csv
from pipeline.parse.csv.foot_notes import cut_commented, notes_on_rows, notes_on_titles
from pipeline.parse.csv.notes import cut_below_words, cut_noted, words_alone
from pipeline.parse.csv.parts_beside import rows_of_parts
from pipeline.parse.csv.row_by_row import damaged, whole_rows
from pipeline.parse.csv.second_headings import cut_at_another_heading, cut_other_periods, filled_cells
from pipeline.parse.csv.sheets import load_sheet
from pipeline.parse.csv.table import Lines, OtherPart, note
from pipeline.parse.csv.unshown import cut_unshown_columns, cut_unshown_rows
from pipeline.parse.csv.wide import set_below_each_other
from pipeline.parse.xlsx.cells import Sheet, read_sheets
from pipeline.parse.xlsx.unshown import Unshown
from pipeline.reference.known_names import KnownNames
from pipeline.reference.layouts import LongLayout, TableLayout

ABOVE = "above the heading"
NO_NAMES = KnownNames()
# What DuckDB raises for such a file; the second where it cuts the line that it quotes within a character.
_NO_CSV = (duckdb.InvalidInputException, UnicodeDecodeError)


def load_lines(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    layout: LongLayout,
    work: Path,
    sheets: Sequence[Sheet] | None = None,
    is_place: Callable[[str], bool] = lambda words: False,
    names: KnownNames = NO_NAMES,
) -> Lines:
    """Makes the table `line` of all cells as texts, in the file's order; `sheets` hold those carried from the file.

    `is_place` says whether words are the name of an organisation, an area or a sum of them; `names` are those of CCGs.

    ValidationFailed when needed columns are not there, and for a file that is no such table or has no rows.
    """
    is_sheet = isinstance(layout, TableLayout)
    if is_sheet or sheets is not None:
        sheet = load_sheet(con, path, layout, read_sheets(path) if sheets is None else sheets, work)
        lines = Lines(sheet.columns, sheet=sheet.name if is_sheet else None, number="row_no")
        lines.add_empty(sheet.empty)
        lines.parts += [OtherPart(name, cells, "the layout names another sheet") for name, cells in sheet.others]
        above, letters, place_of = sheet.above, sheet.letters if is_sheet else [], f"{sheet.name}!"
        comments, elsewhere, unshown, heading = sheet.comments, sheet.elsewhere, sheet.unshown, sheet.heading
        on_titles = sheet.on_titles
        for number, cells in sheet.notes:
            lines.add_stray(note(number, cells))
    else:
        lines, above = _load_csv(con, path, layout, work)
        comments, elsewhere, unshown, heading, on_titles, letters, place_of = {}, [], Unshown(), 0, [], [], ""
    if above:
        lines.parts.append(OtherPart(ABOVE, len(above), "stands above the heading", labels=len(above)))
    if con.execute("FROM line LIMIT 1").fetchone() is None:
        raise refused(path, None, "has no row below its heading", f"Ask for it again; {KEEPS}")
    width = len(lines.columns.printed)
    cut_unshown_rows(con, path, lines, layout, unshown)
    cut_at_another_heading(con, lines, layout)
    cut_other_periods(con, lines, layout)
    words = words_alone(con, lines, layout)
    lines.beside = [text for text in (*above, *(text for _, text in words)) if not is_one_of(text, layout.notes)]
    cut_below_words(con, lines, layout, words, is_place)
    said = [(f"in row {row}", text) for row, text in words] + elsewhere
    on_titles = [*on_titles, *notes_on_titles(lines, layout, said)]
    beside = [*notes_on_rows(con, lines, layout, said, names), *rows_of_parts(con, lines, layout)]
    cut_noted(con, path, lines, layout, comments, beside)
    if lines.stray and con.execute(f"FROM line WHERE {filled_cells(width)} > 1 LIMIT 1").fetchone() is None:
        last = lines.stray[-1]
        message = f"has no row that can be taken; of row {last.number} it is told: {last.reason}"
        raise refused(path, None, message, f"Correct the layout in raw/sources.yml; {KEEPS}")
    lines.measure = " || ' ' || ".join(f"trim({lines.column(name)})" for name in layout.measure)
    if len(layout.measure) == 1:
        lines.measure = lines.column(*layout.measure)
    if layout.measures:
        set_below_each_other(con, lines, layout, letters, place_of)
        cut_unshown_columns(con, path, lines, layout, unshown, heading)
        cut_commented(con, path, lines, layout, on_titles)
        return lines
    cut_unshown_columns(con, path, lines, layout, unshown, heading)
    cut_commented(con, path, lines, layout, on_titles)
    lines.value = lines.column(*layout.value)
    place = lines.columns.place(*layout.value) or 0
    lines.value_title = lines.columns.printed[place]
    lines.numerator, lines.denominator = lines.column(*layout.numerator), lines.column(*layout.denominator)
    if lines.number:
        cell = f"{quoted(place_of + letters[place])} || row_no" if letters else None
        lines.locator = cell or f"'row ' || row_no || {quoted(', ' + lines.value_title)}"
        lines.is_by_cell = bool(letters)
    return lines


# -- the rows of a CSV ------------------------------------------------------------------------------------------------


def _load_csv(con: duckdb.DuckDBPyConnection, path: Path, layout: LongLayout, work: Path) -> tuple[Lines, list[str]]:
    """The table and the rows that stand above the heading."""
    opened = open_csv(path, layout, work)
    lines = Lines(opened.columns, opened.delimiter, first=opened.row + 1)
    width = len(opened.columns.printed)
    is_read = not has_empty_line(opened.path) and _read_as_it_is(con, opened, width)
    if not is_read and not opened.is_copy and not is_utf8(opened.path):
        opened = in_utf8(opened, work)
        is_read = not has_empty_line(opened.path) and _read_as_it_is(con, opened, width)
    if not is_read:
        rows = whole_rows(path, opened, lines, work)
        try:
            _read_csv(con, rows, ",", width, numbered=True)
        except _NO_CSV:
            raise damaged(path, None, "a row is longer than any row of figures") from None
        lines.first, lines.number = 0, "row_no"
    return lines, list(opened.above)


def _read_as_it_is(con: duckdb.DuckDBPyConnection, opened: Opened, width: int) -> bool:
    """Whether all rows could be read at once; where not, each has to be looked at."""
    try:
        _read_csv(con, opened.path, opened.delimiter, width)
    except _NO_CSV:
        return False
    return True


def _read_csv(
    con: duckdb.DuckDBPyConnection, path: Path, delimiter: str, width: int, *, numbered: bool = False
) -> None:
    names = [f"'c{place}'" for place in range(width)]
    types = ", ".join([f"{name}: 'VARCHAR'" for name in names] + ["'row_no': 'BIGINT'"] * numbered)
    con.execute(
        f"CREATE OR REPLACE TABLE line AS FROM read_csv({quoted(str(path))}, columns = {{{types}}}, header = true,"
        f" auto_detect = false, hive_partitioning = false, delim = {quoted(delimiter)}, quote = '\"', escape = '\"',"
        f" force_not_null = [{', '.join(names)}])"
    )
