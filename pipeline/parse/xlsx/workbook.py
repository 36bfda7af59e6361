"""A workbook with a sheet for each indicator, read into values, statuses and rejects: every cell is accounted for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.parse.xlsx.catalogue import plain_code, read_catalogue
from pipeline.parse.xlsx.cells import Sheet
from pipeline.parse.xlsx.outcomes import WAS_CLOSED
from pipeline.parse.xlsx.sheet_reading import SheetReader, rejected_row
from pipeline.parse.xlsx.values import (
    ORG_CODE,
    PERIOD_END,
    CellsFound,
    as_measure_values,
    classify_cells,
    count_cells,
)
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.organisation_of import OrganisationOf
from pipeline.reference.organisations import Resolver
from pipeline.reference.register import Register

_COUNTED = ("published", "without_value", "rejected", "left_out")


@dataclass(frozen=True)
class WorkbookReading:
    """What a workbook gave: rows of core.measure_value, document_part, indicator and rejected_row."""

    values: pl.DataFrame
    parts: list[dict[str, Any]]
    indicators: list[dict[str, Any]]
    rejects: list[dict[str, Any]]


def read_workbook(
    sheets: Sequence[Sheet],
    layout: WorkbookLayout,
    document_id: str,
    measures: Mapping[str, Measure],
    register: Register,
    counted: Collection[str] = (),
) -> WorkbookReading:
    """Everything that the sheets state; `measures` are those of the source by their codes.

    `counted` are the ids of those that count, whose values are whole numbers.
    """
    by_code = {plain_code(code): measure for code, measure in measures.items()}
    found = CellsFound()
    parts, rejects = [], []
    # Where the figures of a measure and a period stand: a key of core.measure_value holds for all sheets.
    seen: dict[tuple[str, str], str] = {}
    organisations = OrganisationOf(Resolver(register), layout.misnamed)
    for number, sheet in enumerate(sheets):
        reader = SheetReader(sheet, number, layout, by_code, register, organisations, counted, found, seen)
        reader.read()
        parts.append(reader.part)
        rejects += reader.rejects
    values, refused = classify_cells(found, layout)
    is_stated = layout.organisations_on is not None
    for _, locator, text, (row_no, column_no), why in refused:
        code, ends = found.rows[row_no][ORG_CODE], found.columns[column_no][PERIOD_END]
        reason = organisations.when_open(code, ends, is_stated) if why == WAS_CLOSED else why
        rejects.append(rejected_row(locator, text, 1, reason))
    for number, *_ in refused:
        parts[number]["rejected"] += 1
    for number, published, without_value in count_cells(values):
        parts[number] |= {"published": published, "without_value": without_value}
    indicators, entries = read_catalogue(sheets, layout, by_code)
    for entry in entries:
        rejects.append(rejected_row(*entry))
        part = next(part for part in parts if part["part"] == layout.catalogue_sheet)
        part["rejected"] += rejects[-1]["cells"]
        part["left_out"] -= rejects[-1]["cells"]
    for part in parts:
        # All other cells say what these are: what stands above, the titles, the organisations.
        part["labels"] = part["cells"] - sum(part[kind] for kind in _COUNTED)
        part["part_no"] += 1
    rows = [parts, indicators, rejects]
    for table in rows:
        for row in table:
            row["document_id"] = document_id
    return WorkbookReading(as_measure_values(values, document_id, measures.values()), parts, indicators, rejects)
