"""Rows of mapped tables and lists to ratings and measure values with their organisations.

A blank cell gets the reason why it is blank. Everything is kept as columns, because tables have hundreds of thousands
of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, repeat
from operator import is_
from typing import Any

from pipeline.build.code_columns import REMEDY as REMEDY_OF_CODES
from pipeline.build.code_columns import contradicted
from pipeline.build.name_joining import Names
from pipeline.build.row_organisations import (
    REMEDY_OF_PLACES,
    SAYS_NOTHING,
    by_filled_days,
    joined_names,
    places_among_names,
    refuse_doubles,
    reject_of,
    resolve_rows,
)
from pipeline.build.subject_columns import REMEDY as REMEDY_OF_SUBJECTS
from pipeline.build.subject_columns import of_another_subject
from pipeline.parse.sidecar.mapping import subject_period
from pipeline.parse.sidecar.sidecar import BandList, Table, ValueList
from pipeline.parse.sidecar.subjects import MeasureSubject, RatingSubject
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.lists.band_lists import BandListRows
from pipeline.parse.text.lists.value_lists import ValueListRows
from pipeline.parse.text.tables.cells import BLANK, Cell
from pipeline.parse.text.tables.rows import CellColumn, TableRows
from pipeline.reference.organisations import Resolver
from pipeline.schema.values import ReasonCode

_REASONS = {
    "insufficient_data": "insufficient data",
    "not_applicable": "not applicable",
    "suppressed": "suppressed",
    "not_available": "not available",
}

# A column as a list, or the one value that it has in every row. `text` is what stands at `char_start`.
Columns = dict[str, Any]

NOT_PUBLISHED = "not published"


@dataclass
class Resolved:
    """Facts of one table or list: a block of equally long columns for each of its data columns, and the rejects.

    `rows_accepted` are the rows whose organisation is known; each of the others has a reject. `parts` are lines that
    hold a part of the name of a row on another line.
    """

    ratings: list[Columns] = field(default_factory=list)
    values: list[Columns] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rows_accepted: int = 0
    parts: set[int] = field(default_factory=set)


def resolve_table(rows: TableRows, table: Table, resolver: Resolver, scale_of: dict[str, str]) -> Resolved:
    """The ratings and values of a table's rows; `scale_of` gives the scale of each framework."""
    result = Resolved()
    names = rows.columns[rows.spec.organisation]
    codes_beside = next(
        (cells for cells, column in zip(rows.columns, table.columns, strict=True) if column.organisation == "code"),
        None,
    )
    subjects = [
        (cells, column.rating or column.measure)
        for cells, column in zip(rows.columns, table.columns, strict=True)
        if cells is not None and (column.rating or column.measure)
    ]
    if names is None or not rows.line_nos:
        return result
    if not subjects:
        result.rows_accepted = len(rows.line_nos)
        return result
    days = [table.organisations_on or subject_period(subject)[0].end for _, subject in subjects if subject]
    groups = by_filled_days([cells for cells, _ in subjects], days, len(rows.line_nos))
    called = joined_names(rows, names, groups, days, resolver)
    beside = codes_beside.texts if codes_beside else None
    if beside and rows.recoded:
        beside = [rows.recoded.get((line_no, text), text) for line_no, text in zip(rows.line_nos, beside, strict=True)]
    codes = resolve_rows(rows, names, called, groups, days, resolver, result.rejects, beside)
    doubts = [
        (contradicted(rows, called.names, codes, resolver), REMEDY_OF_CODES),
        (of_another_subject(rows, [subject for _, subject in subjects if subject]), REMEDY_OF_SUBJECTS),
        ({} if beside else places_among_names(rows, called.names), REMEDY_OF_PLACES),
    ]
    for found, remedy in doubts:
        for row, why in found.items():
            if codes[row] is not None:
                codes[row] = None
                result.rejects.append(reject_of(rows, names, row, why, remedy))
    refuse_doubles(rows, names, codes, resolver, result.rejects, [cells for cells, _ in subjects])
    result.rows_accepted = sum(code is not None for code in codes)
    result.parts = called.parts
    for (cells, subject), day in zip(subjects, days, strict=True):
        kept = _kept(cells.line_nos or rows.line_nos, called.names, codes, cells)
        reasons = _reasons(kept, day, resolver)
        if subject:
            _add_block(result, kept, reasons, subject, scale_of)
    return result


def resolve_band_list(rows: BandListRows, listed: BandList, resolver: Resolver, scale: str) -> Resolved:
    """The ratings of organisations that are listed under bands."""
    result = Resolved()
    day = listed.organisations_on or subject_period(listed.rating)[0].end
    names = CellColumn(rows.names, rows.starts, [Cell("rated", band=band) for band in rows.bands])
    groups = by_filled_days([names], [day], len(names.texts))
    codes = resolve_rows(rows, names, Names(names.texts), groups, [day], resolver, result.rejects)
    refuse_doubles(rows, names, codes, resolver, result.rejects, [names])
    result.rows_accepted = sum(code is not None for code in codes)
    kept = _kept(rows.line_nos, names.texts, codes, names)
    result.ratings.append(_rating_columns(kept, _Reasons(), listed.rating, scale))
    return result


def resolve_value_list(
    rows: ValueListRows, listed: ValueList, resolver: Resolver, scale_of: dict[str, str]
) -> Resolved:
    """The values or ratings of organisations that are listed with them."""
    result = Resolved()
    subject = listed.subject
    day = listed.organisations_on or subject_period(subject)[0].end
    names = CellColumn(rows.names, rows.name_starts, rows.cells)
    groups = by_filled_days([names], [day], len(names.texts))
    codes = resolve_rows(rows, names, Names(names.texts), groups, [day], resolver, result.rejects)
    refuse_doubles(rows, names, codes, resolver, result.rejects, [names])
    result.rows_accepted = sum(code is not None for code in codes)
    kept = _kept(rows.line_nos, names.texts, codes, CellColumn(rows.texts, rows.starts, rows.cells))
    _add_block(result, kept, _reasons(kept, day, resolver), subject, scale_of)
    return result


def _add_block(
    result: Resolved, kept: _Kept, reasons: _Reasons, subject: RatingSubject | MeasureSubject, scale_of: dict[str, str]
) -> None:
    """Adds the cells of one column to the ratings or to the values."""
    if isinstance(subject, RatingSubject):
        result.ratings.append(_rating_columns(kept, reasons, subject, scale_of[subject.framework]))
    else:
        result.values.append(_value_columns(kept, reasons, subject))


@dataclass
class _Kept:
    """The rows that have an organisation, columnwise."""

    line_nos: list[int]
    names: list[str]
    codes: list[str]
    texts: list[str]
    starts: list[int]
    cells: list[Cell]
    distinct: set[Cell] = field(init=False)

    def __post_init__(self) -> None:
        self.distinct = set(self.cells)

    def each(self, attribute: Callable[[Cell], Any]) -> list[Any]:
        """An attribute of every cell, computed once for each distinct one."""
        by_cell = {cell: attribute(cell) for cell in self.distinct}
        return list(map(by_cell.__getitem__, self.cells))

    def each_or_all(self, attribute: Callable[[Cell], Any]) -> Any:
        """The same, or the one value that the attribute has in all cells."""
        values = {attribute(cell) for cell in self.distinct}
        return values.pop() if len(values) == 1 else self.each(attribute)


def _kept(line_nos: list[int], names: list[str], codes: Sequence[str | None], cells: CellColumn) -> _Kept:
    if None not in codes:
        return _Kept(line_nos, names, list(codes), cells.texts, cells.starts, cells.cells)  # type: ignore[arg-type]
    kept = [i for i, code in enumerate(codes) if code is not None]
    return _Kept(
        [line_nos[i] for i in kept],
        [names[i] for i in kept],
        [code for code in codes if code is not None],
        [cells.texts[i] for i in kept],
        [cells.starts[i] for i in kept],
        [cells.cells[i] for i in kept],
    )


def _reason(cell: Cell) -> str | None:
    """What a marker's own declaration says, or else what its status does."""
    return cell.reason or _REASONS.get(cell.status)


def _reason_code(cell: Cell) -> ReasonCode | None:
    """What kind of reason a cell has whose organisation was open."""
    if cell.status == BLANK.status:
        return "left_blank"
    return "printed" if _reason(cell) else None


@dataclass(frozen=True)
class _Reasons:
    """For each cell without a band or a value why, and what kind of reason that is; None for the others.

    Each is one value where that is the one of all cells.
    """

    texts: list[str | None] | str | None = None
    codes: list[ReasonCode | None] | ReasonCode | None = None


def _reasons(kept: _Kept, day: date, resolver: Resolver) -> _Reasons:
    unsaid = {cell: _reason(cell) or NOT_PUBLISHED for cell in kept.distinct if cell.status in SAYS_NOTHING}
    if not unsaid:
        return _Reasons(kept.each_or_all(_reason), kept.each_or_all(_reason_code))
    texts = kept.each(_reason)
    codes = kept.each(_reason_code)
    was_open = resolver.register.open_on(day)
    for i in compress(range(len(texts)), map(unsaid.__contains__, kept.cells)):
        code = kept.codes[i]
        if code in was_open:
            texts[i] = unsaid[kept.cells[i]]
        else:
            texts[i], codes[i] = resolver.register.why_not_open(code, day), "not_open"
    return _Reasons(texts, codes)


def _statuses(kept: _Kept, codes: list[ReasonCode | None] | ReasonCode | None) -> list[str] | str:
    """Each cell's status; a blank one is not published where the organisation was open, else not applicable."""
    if BLANK not in kept.distinct or not isinstance(codes, list):
        status: list[str] | str = kept.each_or_all(lambda cell: cell.status)
        return status
    statuses: list[str] = kept.each(lambda cell: cell.status)
    for i in compress(range(len(statuses)), map(is_, kept.cells, repeat(BLANK))):
        statuses[i] = "not_applicable" if codes[i] == "not_open" else "not_published"
    return statuses


def _common(kept: _Kept, reasons: _Reasons, subject: RatingSubject | MeasureSubject) -> Columns:
    period, printed = subject_period(subject)
    return {
        "line_no": kept.line_nos,
        "char_start": kept.starts,
        "text": kept.texts,
        "org_code": kept.codes,
        "org_name_published": kept.names,
        "period": period.period,
        "period_published": printed,
        "period_start": period.start,
        "period_end": period.end,
        "status": _statuses(kept, reasons.codes),
        "reason": reasons.texts,
    }


def _rating_columns(kept: _Kept, reasons: _Reasons, subject: RatingSubject, scale: str) -> Columns:
    return _common(kept, reasons, subject) | {
        "reason_code": reasons.codes,
        "stated_in": "list",
        "framework": subject.framework,
        "area": subject.area,
        "scale": scale,
        "band": kept.each_or_all(lambda cell: cell.band),
        "band_complete": kept.each_or_all(lambda cell: cell.band in subject.complete_bands),
    }


def _value_columns(kept: _Kept, reasons: _Reasons, subject: MeasureSubject) -> Columns:
    return _common(kept, reasons, subject) | {
        "measure_id": subject.measure_id,
        "period_note": subject.period_inferred,
        "value": kept.each_or_all(lambda cell: cell.value),
        "decimals": kept.each_or_all(lambda cell: _decimals(cell, subject)),
        "lower": kept.each_or_all(lambda cell: cell.lower),
        "upper": kept.each_or_all(lambda cell: cell.upper),
        "numerator": None,
        "denominator": None,
        "count_note": None,
        "counts_rounded_to": None,
    }


def _decimals(cell: Cell, subject: MeasureSubject) -> int | None:
    if cell.value is None:
        return None
    return cell.decimals if subject.decimals is None else subject.decimals
