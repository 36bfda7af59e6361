"""Rows of a feed that a column which is not read tells apart by people or by who cares for them: Age, Sex, Provider.

The figure of those aged 65 and over is not that of its organisation, even where it is the first of several, or where
two of them happen to be alike.
"""

from __future__ import annotations

import duckdb

from pipeline.base.notes_beside import is_one_of, says_nothing
from pipeline.base.parts_beside import WHOLE, tells_carers_apart, tells_people_apart
from pipeline.base.sql_text import quoted
from pipeline.parse.csv.notes import Note
from pipeline.parse.csv.table import Lines
from pipeline.reference.layouts import LongLayout

# A column of more texts tells no groups of people apart.
_MOST_GROUPS = 1_000


def rows_of_parts(con: duckdb.DuckDBPyConnection, lines: Lines, layout: LongLayout) -> list[Note]:
    """The rows that may be of a part of their organisation, by the columns that the layout does not read."""
    read = {lines.columns.place(*names) for names in layout.needed}
    found = []
    for place, title in enumerate(lines.columns.printed):
        if place in read:
            continue
        is_of_people = tells_people_apart(title)
        if not is_of_people and not tells_carers_apart(title):
            continue
        if parts := _parts(con, lines, layout, place, is_of_people):
            texts = [text for text in parts if not is_one_of(text, layout.notes)]
            if texts:
                found.append(Note(f"c{place} IN ({', '.join(map(quoted, texts))})", f"under '{title}'", f"c{place}"))
    return found


def _parts(
    con: duckdb.DuckDBPyConnection, lines: Lines, layout: LongLayout, place: int, is_of_people: bool
) -> list[str]:
    """The texts of a column that are not of the whole, where it tells rows of one measure apart.

    Who cares for the people of an organisation may stand beside its row; it is of one of them where there are several.
    """
    keys = {lines.columns.place(name) for name in layout.measure}
    if not is_of_people:
        of_row = [layout.period, layout.period_start, layout.period_end, layout.group]
        of_row += [group.code or group.name for group in layout.groups.values()]
        keys |= {lines.columns.place(name) for name in of_row if name}
    by = ", ".join(f"c{key}" for key in sorted(key for key in keys if key is not None)) or "()"
    several = f"SELECT 1 FROM line WHERE trim(c{place}) <> '' GROUP BY {by} HAVING count(DISTINCT c{place}) > 1 LIMIT 1"
    if con.execute(several).fetchone() is None:
        return []
    distinct = f"SELECT DISTINCT c{place} FROM line"
    texts = [text for (text,) in con.execute(distinct).fetchall() if not says_nothing(text)]
    numbers = sum(text.strip().replace(".", "", 1).isdecimal() for text in texts)
    # An average age is a number, and no group of people.
    if is_of_people and (2 * numbers >= len(texts) or len(texts) > _MOST_GROUPS):
        return []
    return [text for text in texts if not WHOLE.fullmatch(text.strip())]
