"""Rows of mapped tables and lists to ratings and measure values with their organisations.

Here: resolving each row's organisation at its date, the reasons of blank cells, two rows for one organisation.
Everything is kept as columns, for tables have hundreds of thousands of rows. Not here: frames.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, repeat
from operator import is_
from typing import Any

from pipeline.code_columns import REMEDY as REMEDY_OF_CODES
from pipeline.code_columns import contradicted
from pipeline.extract.band_lists import BandListRows
from pipeline.extract.cells import BLANK, Cell
from pipeline.extract.facts import Reject
from pipeline.extract.table_rows import CellColumn, TableRows
from pipeline.extract.value_lists import ValueListRows
from pipeline.name_joining import REMEDY as REMEDY_OF_DOUBT
from pipeline.name_joining import Names, join_names
from pipeline.organisation_of import OrganisationOf
from pipeline.organisations import Resolver
from pipeline.sidecar_mapping import subject_period
from pipeline.sidecar_subjects import MeasureSubject, RatingSubject
from pipeline.sidecars import BandList, Table, ValueList

# Naming the nearest candidates costs time; past this many, a table's names are told without them.
MOST_EXPLAINED = 100

_REASONS = {
    "insufficient_data": "insufficient data",
    "not_applicable": "not applicable",
    "suppressed": "suppressed",
    "not_available": "not available",
}

# What to do about a name, by what resolving it came to.
_REMEDIES = {
    "unknown": "correct the name, or add it to raw/reference/aliases.csv",
    "not_open": "correct the name or the period, or give the table's `organisations_on`",
    "contradicted": "correct the code or the name, or list the row under `accept` in the sidecar, with a reason",
    "not_ccg": "list the row under `accept` in the sidecar, with a reason",
}

# Cells that an organisation can have that did not exist then: nothing is said of it there.
_SAYS_NOTHING = ("blank", "not_applicable", "not_available")

# A column as a list, or the one value that it has in every row. `text` is what stands at `char_start`.
Columns = dict[str, Any]

NOT_PUBLISHED = "not published"

_Rows = TableRows | BandListRows | ValueListRows


@dataclass
class Resolved:
    """Facts of one table or list: a block of equally long columns for each of its data columns, and the rejects.

    `rows_taken` are the rows whose organisation is known; each of the others has a reject. `parts` are lines that hold
    a part of the name of a row on another line.
    """

    ratings: list[Columns] = field(default_factory=list)
    values: list[Columns] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rows_taken: int = 0
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
        result.rows_taken = len(rows.line_nos)
        return result
    days = [table.organisations_on or subject_period(subject)[0].end for _, subject in subjects if subject]
    groups = _by_filled_days([cells for cells, _ in subjects], days, len(rows.line_nos))
    called = _joined_names(rows, names, groups, days, resolver)
    beside = codes_beside.texts if codes_beside else None
    if beside and rows.recoded:
        beside = [rows.recoded.get((line_no, text), text) for line_no, text in zip(rows.line_nos, beside, strict=True)]
    codes = _resolve_rows(rows, names, called, groups, days, resolver, result, beside)
    for row, readings in contradicted(rows, called.names, codes, resolver).items():
        codes[row] = None
        result.rejects.append(_reject(rows, names, row, readings, REMEDY_OF_CODES))
    _refuse_doubles(rows, names, codes, resolver, result)
    result.rows_taken = sum(code is not None for code in codes)
    result.parts = called.parts
    for (cells, subject), day in zip(subjects, days, strict=True):
        kept = _kept(rows.line_nos, called.names, codes, cells)
        reasons = _reasons(kept, day, resolver)
        if isinstance(subject, RatingSubject):
            result.ratings.append(_rating_columns(kept, reasons, subject, scale_of[subject.framework]))
        elif subject:
            result.values.append(_value_columns(kept, reasons, subject))
    return result


def resolve_band_list(rows: BandListRows, listed: BandList, resolver: Resolver, scale: str) -> Resolved:
    """The ratings of organisations that are listed under bands."""
    result = Resolved()
    day = listed.organisations_on or subject_period(listed.rating)[0].end
    names = CellColumn(rows.names, rows.starts, [Cell("rated", band=band) for band in rows.bands])
    groups = _by_filled_days([names], [day], len(names.texts))
    codes = _resolve_rows(rows, names, Names(names.texts), groups, [day], resolver, result)
    _refuse_doubles(rows, names, codes, resolver, result)
    result.rows_taken = sum(code is not None for code in codes)
    kept = _kept(rows.line_nos, names.texts, codes, names)
    result.ratings.append(_rating_columns(kept, [None] * len(kept.codes), listed.rating, scale))
    return result


_Groups = list[tuple[list[date], Sequence[int]]]


def _joined_names(
    rows: TableRows, names: CellColumn, groups: _Groups, days: Sequence[date], resolver: Resolver
) -> Names:
    """The names of a table's rows, those joined that are printed over several lines and that nothing puts right."""
    renamed = {line_no for line_no, _ in rows.renamed}
    beside = {line_no: parts for line_no, parts in rows.beside.items() if line_no not in renamed}
    if not beside:
        return Names(names.texts)
    wanted_of = {row: wanted for wanted, indices in groups for row in indices if rows.line_nos[row] in beside}
    return join_names(
        rows.line_nos,
        names.texts,
        beside,
        lambda row: [wanted_of[row]] if wanted_of[row] else [[d] for d in days],
        resolver,
    )


def resolve_value_list(rows: ValueListRows, listed: ValueList, resolver: Resolver) -> Resolved:
    """The values of organisations that are listed with them."""
    result = Resolved()
    day = listed.organisations_on or subject_period(listed.measure)[0].end
    names = CellColumn(rows.names, rows.name_starts, rows.cells)
    groups = _by_filled_days([names], [day], len(names.texts))
    codes = _resolve_rows(rows, names, Names(names.texts), groups, [day], resolver, result)
    _refuse_doubles(rows, names, codes, resolver, result)
    result.rows_taken = sum(code is not None for code in codes)
    kept = _kept(rows.line_nos, names.texts, codes, CellColumn(rows.texts, rows.starts, rows.cells))
    result.values.append(_value_columns(kept, _reasons(kept, day, resolver), listed.measure))
    return result


def _resolve_rows(
    rows: _Rows,
    names: CellColumn,
    called: Names,
    groups: _Groups,
    days: Sequence[date],
    resolver: Resolver,
    result: Resolved,
    beside: Sequence[str] | None = None,
) -> list[str | None]:
    """Each row's organisation: open on the days of all its filled cells; a row of blanks, on any of its days.

    `beside` are the codes that stand in a column of their own: a code says whose a row is, and the name must agree.
    """
    codes: list[str | None] = [None] * len(rows.line_nos)
    explained = 0
    texts = called.names
    if rows.renamed:
        texts = [rows.renamed.get((line_no, text), text) for line_no, text in zip(rows.line_nos, texts, strict=True)]
    disagreeing: dict[int, str] = {}
    if beside is not None:
        texts, disagreeing = OrganisationOf(resolver).agreed(beside, texts)
    for wanted, indices in groups:
        whole = len(indices) == len(codes)
        chosen = texts if whole else [texts[i] for i in indices]
        found = resolver.resolve_many(chosen, wanted or days[:1])
        for day in [] if wanted else days[1:]:
            found = [code or other for code, other in zip(found, resolver.resolve_many(chosen, [day]), strict=True)]
        if whole:
            codes = found
        else:
            for i, code in zip(indices, found, strict=True):
                codes[i] = code
        unknown = [i for i, code in zip(indices, found, strict=True) if code is None] if None in found else []
        for i in unknown:
            if i in disagreeing:
                result.rejects.append(_reject(rows, names, i, disagreeing[i], _REMEDIES["contradicted"]))
            elif i not in called.doubts and rows.line_nos[i] not in called.parts:
                explained += 1
                why = _why_unknown(texts[i], wanted or days, resolver, explained <= MOST_EXPLAINED)
                result.rejects.append(_reject(rows, names, i, *why))
    for i, doubt in called.doubts.items():
        codes[i] = None
        result.rejects.append(_reject(rows, names, i, doubt, REMEDY_OF_DOUBT))
    for i, line_no in enumerate(rows.line_nos) if called.parts else ():
        codes[i] = None if line_no in called.parts else codes[i]
    return codes


def _why_unknown(name: str, days: Sequence[date], resolver: Resolver, is_explained: bool) -> tuple[str, str]:
    """Why a name is of no organisation on these days, and what to do; the nearest ones only where `is_explained`."""
    if not is_explained:
        return f"no CCG is called '{name[:80]}'", _REMEDIES["unknown"]
    found = resolver.resolve(name, days)
    return found.reason, _REMEDIES[found.outcome]


def _by_filled_days(
    data: Sequence[CellColumn], days: Sequence[date], size: int
) -> list[tuple[list[date], Sequence[int]]]:
    """The rows, by index, that are filled in the same columns, with the days of those columns."""
    partly = [any(cell.status in _SAYS_NOTHING for cell in set(column.cells)) for column in data]
    always = [day for day, is_partly in zip(days, partly, strict=True) if not is_partly]
    if not any(partly):
        return [(always, range(size))]
    sometimes = [day for day, is_partly in zip(days, partly, strict=True) if is_partly]
    filled = [
        [cell.status not in _SAYS_NOTHING for cell in column.cells]
        for column, is_partly in zip(data, partly, strict=True)
        if is_partly
    ]
    groups: dict[tuple[bool, ...], list[int]] = {}
    for i, pattern in enumerate(zip(*filled, strict=True)):
        groups.setdefault(pattern, []).append(i)
    return [(always + list(compress(sometimes, pattern)), indices) for pattern, indices in groups.items()]


def _refuse_doubles(
    rows: _Rows,
    names: CellColumn,
    codes: list[str | None],
    resolver: Resolver,
    result: Resolved,
) -> None:
    """Takes out every row but the first of an organisation, as rejects."""
    if len(set(codes)) == len(codes) and None not in codes:
        return
    first: dict[str, int] = {}
    for i, code in enumerate(codes):
        if code is None:
            continue
        if code in first:
            codes[i] = None
            reason = f"a second row for {resolver.register.by_code[code]}, which has one on line {first[code]}"
            remedy = "keep the right one, or list this one under `accept` with a reason"
            result.rejects.append(_reject(rows, names, i, reason, remedy))
        else:
            first[code] = rows.line_nos[i]


def _reject(rows: _Rows, names: CellColumn, index: int, reason: str, remedy: str) -> Reject:
    text, start = names.texts[index], names.starts[index]
    line_no = rows.line_nos[index]
    accepted = rows.accepted.get(line_no)
    place = (line_no, start, start + len(text))
    return Reject(*place, text, "organisation", accepted or reason, accepted is None, remedy)


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
        """An attribute of every cell, asked once of each distinct one."""
        by_cell = {cell: attribute(cell) for cell in self.distinct}
        return list(map(by_cell.__getitem__, self.cells))

    def each_or_all(self, attribute: Callable[[Cell], Any]) -> Any:
        """The same, or the one value that the attribute has in all cells."""
        values = {attribute(cell) for cell in self.distinct}
        return values.pop() if len(values) == 1 else self.each(attribute)


def _kept(line_nos: list[int], names: list[str], codes: Sequence[str | None], cells: CellColumn) -> _Kept:
    if None not in codes:
        return _Kept(line_nos, names, list(codes), cells.texts, cells.starts, cells.cells)  # type: ignore[arg-type]
    taken = [i for i, code in enumerate(codes) if code is not None]
    return _Kept(
        [line_nos[i] for i in taken],
        [names[i] for i in taken],
        [code for code in codes if code is not None],
        [cells.texts[i] for i in taken],
        [cells.starts[i] for i in taken],
        [cells.cells[i] for i in taken],
    )


def _reason(cell: Cell) -> str | None:
    """What a marker's own declaration says, or else what its status does."""
    return cell.reason or _REASONS.get(cell.status)


def _reasons(kept: _Kept, day: date, resolver: Resolver) -> list[str | None] | str | None:
    """For each cell without a band or a value, why; None for the others. One value where it is that of all cells."""
    unsaid = {cell: _reason(cell) or NOT_PUBLISHED for cell in kept.distinct if cell.status in _SAYS_NOTHING}
    if not unsaid:
        reason: list[str | None] | str | None = kept.each_or_all(_reason)
        return reason
    reasons = kept.each(_reason)
    was_open = resolver.register.open_on(day)
    for i in compress(range(len(reasons)), map(unsaid.__contains__, kept.cells)):
        code = kept.codes[i]
        is_open = code in was_open
        reasons[i] = unsaid[kept.cells[i]] if is_open else resolver.register.why_not_open(code, day)
    return reasons


def _statuses(kept: _Kept, reasons: list[str | None] | str | None) -> list[str] | str:
    """Each cell's status; a blank one is not published where the organisation was open, else not applicable."""
    if BLANK not in kept.distinct or not isinstance(reasons, list):
        status: list[str] | str = kept.each_or_all(lambda cell: cell.status)
        return status
    statuses: list[str] = kept.each(lambda cell: cell.status)
    for i in compress(range(len(statuses)), map(is_, kept.cells, repeat(BLANK))):
        statuses[i] = "not_published" if reasons[i] == NOT_PUBLISHED else "not_applicable"
    return statuses


def _common(kept: _Kept, reasons: list[str | None] | str | None, subject: RatingSubject | MeasureSubject) -> Columns:
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
        "status": _statuses(kept, reasons),
        "reason": reasons,
    }


def _rating_columns(kept: _Kept, reasons: list[str | None] | str | None, subject: RatingSubject, scale: str) -> Columns:
    return _common(kept, reasons, subject) | {
        "framework": subject.framework,
        "area": subject.area,
        "scale": scale,
        "band": kept.each_or_all(lambda cell: cell.band),
        "band_complete": kept.each_or_all(lambda cell: cell.band in subject.complete_bands),
    }


def _value_columns(kept: _Kept, reasons: list[str | None] | str | None, subject: MeasureSubject) -> Columns:
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
    }


def _decimals(cell: Cell, subject: MeasureSubject) -> int | None:
    if cell.value is None:
        return None
    return cell.decimals if subject.decimals is None else subject.decimals
