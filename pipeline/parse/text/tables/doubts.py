"""What is in doubt of a table's rows once they are read: the form of numbers, merged cells, fractions or per cent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from pipeline.base.carrying_down import carried_down
from pipeline.base.lines import Line, Lines
from pipeline.base.shortening import shortened
from pipeline.parse.printed_cells import read_cell
from pipeline.parse.scales import scale_of, why_scaled
from pipeline.parse.shares import LOST_POINT, SAY_PERCENTAGES, without_points
from pipeline.parse.text.corrections import Corrections
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.tables.beside_values import beside_of
from pipeline.parse.text.tables.cells import MeasureColumn, RatingColumn
from pipeline.parse.text.tables.rows import TableRows

REMEDY = "put the row right, or list its text under `accept` with a reason"


def row_reject(line: Line, reason: str, remedy: str) -> Reject:
    text = line.text if len(line.text) <= 300 else line.text[:300]
    return Reject(line.number, line.start, line.start + len(text), text, "table", reason, True, remedy)


def of_one_form(table: TableRows, lines: Lines, corrections: Corrections, rejects: list[Reject]) -> TableRows:
    """`table` without the rows that print a measure's numbers otherwise than its other rows do."""
    reasons: dict[int, str] = {}
    for column, cells in zip(table.spec.columns, table.columns, strict=True):
        if not cells or not isinstance(column, MeasureColumn):
            continue
        texts = corrections.meant(table.line_nos, cells.texts)
        if unlike := _without_points(column, set(texts)) | column.unlike_others(Counter(texts)):
            for number, text in zip(table.line_nos, texts, strict=True):
                if text in unlike:
                    reasons.setdefault(number, f"{column.title}: {unlike[text]}")
    if not reasons:
        return table
    rejects += [row_reject(lines[number - 1], reason, REMEDY) for number, reason in reasons.items()]
    return table.kept([number not in reasons for number in table.line_nos])


def _without_points(column: MeasureColumn, texts: Collection[str]) -> dict[str, str]:
    """The percentages that may have lost their point, each with why."""
    cells = {text: read_cell(text.removesuffix(beside_of(text)), column.markers) for text in texts}
    values = {text: cell.value() or 0.0 for text, cell in cells.items()} if column.unit == "%" else {}
    lost = without_points(values.values())
    return {text: f"'{shortened(text)}' {LOST_POINT}" for text in values if values[text] in lost}


def without_merged(table: TableRows, order: Sequence[int | None], lines: Lines, rejects: list[Reject]) -> TableRows:
    """`table` without the rows of which a merged cell to the left of the names may hold the band.

    A spreadsheet has its text in the first of its rows only: each band stands once, and the cells below it are empty.
    """
    columns = table.spec.columns
    data = [place for place, column in enumerate(columns) if isinstance(column, RatingColumn | MeasureColumn)]
    cells = table.columns[data[0]] if len(data) == 1 and isinstance(columns[data[0]], RatingColumn) else None
    if not cells or not any(cells.texts[:1]) or order.index(data[0]) > order.index(table.spec.organisation):
        return table
    printed = [text for text in cells.texts if text]
    if len(printed) == len(cells.texts) or len(set(printed)) < len(printed):
        return table
    remedy = "write the band into each of its rows, or list the row's text under `accept` with a reason"
    for number, text, band in zip(table.line_nos, cells.texts, carried_down(cells.texts), strict=True):
        if not text:
            reason = f"{columns[data[0]].title}: empty below '{band}', as where cells were merged"
            rejects.append(row_reject(lines[number - 1], reason, remedy))
    return table.kept([bool(text) for text in cells.texts])


_WRITE_OUT = "write the numbers out in full in the text, or leave the column out with that as `ignore`"


def doubt_of(column: MeasureColumn, texts: Sequence[str], above: Sequence[str] = ()) -> tuple[str, str] | None:
    """Why none of a column's numbers can be taken, and what to do: they are in thousands, or perhaps fractions.

    `above` are the words that stand over its title.
    """
    if reason := why_scaled(column.title, column.unit):
        return f"{column.title}: {reason}", _WRITE_OUT
    for words in above if "(£)" not in column.title else ():
        if scale := scale_of(words, column.unit):
            return f"{column.title}: stands under '{shortened(words.strip())}', and {scale}", _WRITE_OUT
    reason = column.why_doubtful(texts)
    return (reason, SAY_PERCENTAGES) if reason else None


def without_doubtful(
    table: TableRows, heading: Line, corrections: Corrections, above: Sequence[str] = ()
) -> list[Reject]:
    """Empties the columns of which nobody knows how large their numbers are; gives a reject for each."""
    rejects = []
    for index, (column, cells) in enumerate(zip(table.spec.columns, table.columns, strict=True)):
        if not cells or not isinstance(column, MeasureColumn):
            continue
        if doubt := doubt_of(column, corrections.meant(table.line_nos, cells.texts), above):
            table.columns[index] = None
            rejects.append(row_reject(heading, *doubt))
    return rejects
