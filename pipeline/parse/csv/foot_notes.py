"""What notes at the foot of a feed say of its rows, and comments of a sheet on the titles above its values.

A note is on the rows that have its mark, 'NHS Bury CCG*' or '71.2†', and on those whose CCG it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb

from pipeline.base.notes_beside import is_one_of
from pipeline.base.shortening import shortened
from pipeline.base.sql_text import quoted
from pipeline.parse.csv.columns import KEEPS, refused
from pipeline.parse.csv.notes import REMEDY, Note
from pipeline.parse.csv.second_headings import set_aside
from pipeline.parse.csv.sheets import TitleComment
from pipeline.parse.csv.table import Lines
from pipeline.parse.foot_notes import (
    leaves_as_it_is,
    mark_at_end,
    marked_note,
    may_change,
    may_change_cell,
    names_noted,
)
from pipeline.reference.known_names import KnownNames
from pipeline.reference.layouts import LongLayout

# What a name or a value with a mark may end in; few of a million texts do.
_MAY_BE_MARKED = r"[*†‡§¶⁰¹²³⁴-⁹)\]>]$|[^0-9.,][0-9]{1,2}$"


def notes_on_rows(
    con: duckdb.DuckDBPyConnection,
    lines: Lines,
    layout: LongLayout,
    said: Sequence[tuple[str, str]],
    names: KnownNames,
) -> list[Note]:
    """The rows that a note has its mark on, or whose CCG it names; `said` are all notes, each with where it stands."""
    notes = [(where, text) for where, text in said if not is_one_of(text, layout.notes)]
    by_mark: dict[str, tuple[str, str]] = {}
    for where, text in notes:
        # A letter or a number at the end of a text may be no mark at all.
        if (note := marked_note(text)) and (
            may_change(note[1], _any_period) or not (note[0].isalnum() or leaves_as_it_is(note[1], _any_period))
        ):
            by_mark.setdefault(note[0], (where, text))
    by_name = {
        name: (notes[place][0], sentence)
        for name, place, sentence in names_noted(enumerate(text for _, text in notes), names, _any_period)
        if not is_one_of(sentence, layout.notes)
    }
    found: list[Note] = []
    if by_mark:
        found += _on_texts(con, lines, f"regexp_matches(trim(text), '{_MAY_BE_MARKED}')",
                           lambda text: by_mark.get(mark_at_end(text)))  # fmt: skip
    if by_name:
        found += _on_texts(con, lines, "regexp_matches(text, '[A-Za-z]{2}')", lambda text: by_name.get(names.key(text)))
    return found


def _any_period(_period: object) -> bool:
    """Rows have periods of their own, so a note that names one says which is meant instead."""
    return True


def _on_texts(
    con: duckdb.DuckDBPyConnection, lines: Lines, which: str, note_on: Callable[[str], tuple[str, str] | None]
) -> Iterator[Note]:
    """The notes on the rows with some texts, whatever the column; `which` is SQL of the texts that may have one."""
    for place in range(len(lines.columns.printed)):
        distinct = f"SELECT text FROM (SELECT DISTINCT c{place} AS text FROM line) WHERE {which}"
        texts: dict[tuple[str, str], list[str]] = {}
        for (text,) in con.execute(distinct).fetchall():
            if note := note_on(text.strip()):
                texts.setdefault(note, []).append(text)
        for (where, words), of_note in texts.items():
            yield Note(f"c{place} IN ({', '.join(map(quoted, of_note))})", where, quoted(words))


def notes_on_titles(lines: Lines, layout: LongLayout, said: Sequence[tuple[str, str]]) -> list[TitleComment]:
    """The notes whose mark stands at the end of a title of values: 'Recovery*'; a letter or number may be none."""
    marks: dict[str, list[int]] = {}
    for names in layout.valued:
        place = lines.columns.place(*names)
        mark = "" if place is None else mark_at_end(lines.columns.printed[place])
        if place is not None and mark and not mark.isalnum():
            marks.setdefault(mark, []).append(place)
    noted = [(where, text, note[0]) for where, text in said if marks and (note := marked_note(text))]
    return [TitleComment(place, True, where, text) for where, text, mark in noted for place in marks.get(mark, ())]


def cut_commented(
    con: duckdb.DuckDBPyConnection, path: Path, lines: Lines, layout: LongLayout, comments: Sequence[TitleComment]
) -> None:
    """Takes the values below a title with a comment that may say they are of something else out of the table `line`.

    A comment above the titles is on all values where it stands above none. ValidationFailed where no value is left.
    """
    valued = {place for names in layout.valued if (place := lines.columns.place(*names)) is not None}
    period = lines.columns.place(layout.period)
    for comment in comments:
        is_on_all = comment.place == period or not comment.is_on_title
        if (comment.place not in valued and not is_on_all) or not may_change_cell(comment.text, layout.notes):
            continue
        says = f"'{shortened(comment.text)}' {comment.where}"
        reason = f"{says} may say that the values are of something else; {REMEDY}"
        if comment.place not in valued or len(layout.measures) < 2:
            raise refused(path, None, reason, f"Correct the layout in raw/sources.yml; {KEEPS}")
        which = f"title_ = {quoted(lines.columns.printed[comment.place])}"
        set_aside(con, lines, which, reason, {})
        con.execute(f"CREATE OR REPLACE TABLE line AS FROM line WHERE NOT ({which})")
