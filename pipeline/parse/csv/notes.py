"""What is said beside or between the rows of a feed, so that they may be of something else than the other rows.

That is a note in a column of its own, 'Figure for 2017/18', a comment on a cell of a workbook, and a line of words
alone below which further rows stand, 'Aged 65 and over'. Such rows are not taken, unless the layout says that the words
change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.base.notes_beside import NOT_MEASURED_WORDS, OTHER_FIGURE_WORDS, is_of_notes, is_one_of, may_change
from pipeline.base.shortening import shortened
from pipeline.base.sql_text import quoted
from pipeline.base.words_between import may_head, puts_right
from pipeline.parse.csv.columns import KEEPS, refused
from pipeline.parse.csv.second_headings import filled_cells, number_rows, set_aside
from pipeline.parse.csv.table import MOST_LISTED, Lines
from pipeline.reference.layouts import LongLayout

REMEDY = "if that changes nothing, write it under `notes` of its layout in raw/sources.yml"


@dataclass(frozen=True)
class Note:
    """Rows, as SQL, beside which a note stands; `where` it stands, and SQL of its text or, of one row, the text."""

    rows: str
    where: str
    text: str


def cut_noted(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    lines: Lines,
    layout: LongLayout,
    comments: Mapping[int, tuple[str, str]],
    beside: Sequence[Note] = (),
) -> None:
    """Takes the rows with a value beside which a note stands out of the table `line`; each is a stray.

    `comments` are those on cells of a sheet, by the number of the row, each with its cell, and `beside` what else is
    said of some. ValidationFailed where rows are added up, since no sum is whole without them.
    """
    noted = [*_in_columns(con, lines, layout), *_on_cells(layout, comments), *beside]
    if not noted:
        return
    number_rows(con, lines)
    valued = has_value(lines, layout)
    reasons: dict[int, str] = {}
    for note in noted:
        rows = f"FROM line WHERE {note.rows} AND {valued} ORDER BY rowid LIMIT {MOST_LISTED}"
        for row, text in con.execute(f"SELECT row_no, {note.text} {rows}").fetchall():
            says = f"'{shortened(text.strip())}' {note.where} may say that the row is of something else"
            reasons.setdefault(row, f"{says}; {REMEDY}")
    if not reasons:
        return
    if layout.add_up:
        row, reason = next(iter(reasons.items()))
        message = f"adds its rows up, and one of them cannot be taken, row {row}: {reason}"
        raise refused(path, None, message, f"Correct the layout in raw/sources.yml; {KEEPS}")
    which = f"({' OR '.join(f'({note.rows})' for note in noted)}) AND {valued}"
    set_aside(con, lines, which, f"has a note beside it; {REMEDY}", reasons)
    con.execute(f"CREATE OR REPLACE TABLE line AS FROM line WHERE NOT ({which})")


def _in_columns(con: duckdb.DuckDBPyConnection, lines: Lines, layout: LongLayout) -> list[Note]:
    read = {lines.columns.place(*names) for names in layout.needed}
    found = []
    for place, title in enumerate(lines.columns.printed):
        if place in read:
            continue
        distinct = f"FROM (SELECT DISTINCT c{place} AS text FROM line)"
        if title and not is_of_notes(title):
            # Of a million texts hardly any are left to look at.
            distinct += f" WHERE regexp_matches(text, {quoted(f'(?i){NOT_MEASURED_WORDS}|{OTHER_FIGURE_WORDS}')})"
        said = [text for (text,) in con.execute(distinct).fetchall() if may_change(title, text, layout.notes)]
        if said:
            rows = f"c{place} IN ({', '.join(map(quoted, said))})"
            found.append(Note(rows, f"under '{title}'" if title else f"in column {place + 1}", f"c{place}"))
    return found


def _on_cells(layout: LongLayout, comments: Mapping[int, tuple[str, str]]) -> list[Note]:
    return [
        Note(f"row_no = {row}", f"in the comment on {cell}", quoted(text))
        for row, (cell, text) in comments.items()
        if not is_one_of(text, layout.notes)
    ]


def has_value(lines: Lines, layout: LongLayout) -> str:
    """SQL of whether a row states a number; what stands in its place says enough itself."""
    values = {lines.columns.place(*names) for names in layout.valued} - {None}
    return "(" + (" OR ".join(f"regexp_matches(c{place}, '[0-9]')" for place in sorted(values)) or "true") + ")"  # type: ignore[type-var]


def cut_below_words(
    con: duckdb.DuckDBPyConnection,
    lines: Lines,
    layout: LongLayout,
    alone: Sequence[tuple[int, str]],
    is_place: Callable[[str], bool],
) -> None:
    """Takes the rows below a line of words alone out of the table `line`; each is a stray.

    `alone` are such lines; `is_place` says whether words are the name of a place or a sum, which only divide the rows.
    A period is looked at elsewhere, and what stands above the first row or below the last one heads nothing.
    """
    number = lines.number or f"rowid + {lines.first}"
    own = {" ".join(text.split()).casefold() for text in _titles(lines, layout)}
    headed = [
        (row, text.strip(" \t|,;:.-"))
        for row, text in alone
        if may_head(text.strip(" \t|,;:.-"), own, layout.notes, is_place)
    ]
    if not headed:
        return
    ends = con.execute(f"SELECT min({number}), max({number}) FROM line WHERE {has_value(lines, layout)}").fetchone()
    first, last = ends or (None, None)
    headed = [words for words in headed if last is not None and words[0] < last]
    # One note alone above the first row is of all rows, as a title is.
    if not headed or (len(headed) == 1 and headed[0][0] < first):
        return
    row, words = headed[0]
    number_rows(con, lines)
    which = "true" if puts_right(words) else f"row_no > {row}"
    place = "above or below" if which == "true" else "below"
    reason = f"stands {place} '{shortened(words)}' in row {row}, which may say what it is of; {REMEDY}"
    set_aside(con, lines, which, reason, {})
    con.execute(f"CREATE OR REPLACE TABLE line AS FROM line WHERE NOT ({which})")


def _titles(lines: Lines, layout: LongLayout) -> Iterable[str]:
    return [*lines.columns.printed, *(measure.code for measure in layout.measures.values())]


def words_alone(con: duckdb.DuckDBPyConnection, lines: Lines, layout: LongLayout) -> list[tuple[int, str]]:
    """The rows that hold words in one cell alone, or words in place of a code and neither name nor value, in order."""
    number = lines.number or f"rowid + {lines.first}"
    width = len(lines.columns.printed)
    texts = f"concat_ws('', {', '.join(f'trim(c{place})' for place in range(width))})"
    # Of two columns that are filled in every row one is empty here; that is sooner seen than how many of all are.
    read = sorted({place for names in layout.needed if (place := lines.columns.place(*names)) is not None})
    is_thin = " OR ".join(map(_is_empty, (*read[:1], *read[-1:])))
    which = f"({is_thin}) AND {filled_cells(width)} = 1"
    found = con.execute(f"SELECT {number}, {texts} FROM line WHERE {which}").fetchall()
    found += [(stray.number, stray.text) for stray in lines.stray if stray.cells == 1]
    values = {lines.columns.place(*names) for names in layout.valued} - {None}
    coded = {(lines.columns.place(group.code), lines.columns.place(group.name)) for group in layout.groups.values()}
    for code, name in coded if values else ():
        if code is None or name is None or name == code:
            continue
        empty = " AND ".join(_is_empty(place) for place in (name, *values))
        which = f"{empty} AND trim(c{code}) <> '' AND NOT regexp_matches(c{code}, '[0-9]')"
        found += con.execute(f"SELECT {number}, trim(c{code}) FROM line WHERE {which}").fetchall()
    return sorted(dict(found).items())


def _is_empty(place: int | None) -> str:
    """SQL of whether a cell holds blanks alone; what begins with another sign is not looked at further."""
    return f"(c{place} < '!' AND trim(c{place}) = '')"
