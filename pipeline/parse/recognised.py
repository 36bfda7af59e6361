"""Which source a file is of, by the layouts in raw/sources.yml: of each, whether it fits and how that shows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.base.problems import ValidationFailed
from pipeline.parse.csv.columns import Columns, group_of
from pipeline.parse.csv.file_bytes import HEADING_ROWS, open_csv
from pipeline.parse.csv.sheets import cell_text
from pipeline.parse.xlsx.catalogue import find_titles, plain_code, sheet_code
from pipeline.parse.xlsx.cells import Sheet
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import CsvLayout, LongLayout, TableLayout, WorkbookLayout
from pipeline.reference.sources import Source

_ROWS_LOOKED_AT = 2_000
# A file that lacks one of so many columns of a layout comes near it.
_OF_COLUMNS = 4


@dataclass(frozen=True)
class Match:
    """A source whose layout a file fits: `why` says how, `measures` how many of its known codes the file has."""

    source: Source
    measures: int
    why: str


def sources_of_sheets(
    sheets: Sequence[Sheet], sources: Iterable[Source], measures: Mapping[str, Mapping[str, Measure]]
) -> list[Match]:
    """The sources that a workbook may be of, the one with the most known codes first; `measures` are by source."""
    found = []
    for source in sources:
        layout, codes = source.layout, measures[source.source_id]
        if isinstance(layout, WorkbookLayout):
            found.append(_of_workbook(sheets, source, layout, codes))
        elif isinstance(layout, TableLayout):
            pattern = re.compile(".*".join(map(re.escape, layout.sheet.strip().split("*"))), re.IGNORECASE)
            for sheet in sheets:
                if pattern.fullmatch(sheet.name.strip()):
                    rows = [[cell_text(cell) for cell in row] for row in sheet.rows[:_ROWS_LOOKED_AT]]
                    found.append(_of_rows(rows, source, layout, codes, f"its sheet '{sheet.name}'"))
    return _best(found)


def sources_of_text(
    path: Path, sources: Iterable[Source], measures: Mapping[str, Mapping[str, Measure]]
) -> list[Match]:
    """The sources that a CSV may be of, the one with the most known codes first."""
    found = []
    for source in sources:
        if isinstance(source.layout, CsvLayout):
            with TemporaryDirectory() as work:
                try:
                    opened = open_csv(path, source.layout, Path(work))
                except ValidationFailed:
                    continue
                with opened.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                    rows = list(islice(csv.reader(file, delimiter=opened.delimiter), _ROWS_LOOKED_AT))
            found.append(_of_rows(rows, source, source.layout, measures[source.source_id], "it"))
    return _best(found)


def near_misses(tables: Iterable[tuple[str, Sequence[Sequence[str]]]], sources: Iterable[Source]) -> list[str]:
    """For people, the sources whose layouts the tables of a file, by their sheets' names, all but fit, and why not."""
    notes: dict[str, str] = {}
    long = [(source, source.layout) for source in sources if isinstance(source.layout, LongLayout)]
    for name, rows in tables:
        for row in rows[:HEADING_ROWS]:
            columns = Columns(tuple(cell.strip() for cell in row))
            for source, layout in long:
                missing = columns.missing(layout)
                if len(missing) * _OF_COLUMNS > len(layout.needed):
                    continue
                lacks = f"but {', '.join(missing)}" if missing else ""
                if not missing and isinstance(layout, TableLayout):
                    lacks = f"on its sheet '{name}', and the layout names the sheet '{layout.sheet}'"
                if lacks:
                    notes.setdefault(source.source_id, f"it has the columns of {source.source_id} {lacks}")
    remedy = "if it is of that source, correct its layout in raw/sources.yml, then add it again"
    return [f"{note}: {remedy}" for note in notes.values()]


def _of_workbook(
    sheets: Sequence[Sheet], source: Source, layout: WorkbookLayout, measures: Mapping[str, Measure]
) -> Match | None:
    titles = [layout.org_code, layout.org_name, layout.org_type]
    codes = {plain_code(code) for code in measures}
    data = [sheet.name for sheet in sheets if find_titles(sheet, titles)]
    known = [name for name in data if plain_code(sheet_code(name, layout)) in codes]
    if not known:
        return None
    why = f"{len(data)} of its {len(sheets)} sheets have the titles {', '.join(titles)}, {len(known)} of known measures"
    return Match(source, len(known), why)


def _of_rows(
    rows: Sequence[Sequence[str]], source: Source, layout: LongLayout, measures: Mapping[str, Measure], what: str
) -> Match | None:
    for number, row in enumerate(rows[:HEADING_ROWS]):
        columns = Columns(tuple(cell.strip() for cell in row))
        if columns.missing(layout):
            continue
        below = rows[number + 1 :]
        named = [name for names in layout.needed for name in names]
        codes = _codes(below, columns, layout) & measures.keys() if layout.measure else layout.measures.keys()
        if layout.group and not _has_group(below, columns, layout):
            return None
        return Match(source, len(codes), f"{what} has the columns {', '.join(named)}, and {len(codes)} known measures")
    return None


def _codes(rows: Sequence[Sequence[str]], columns: Columns, layout: LongLayout) -> set[str]:
    places = [columns.place(name) for name in layout.measure]
    return {
        " ".join(row[place].strip() if place is not None and place < len(row) else "" for place in places)
        for row in rows
    }


def _has_group(rows: Sequence[Sequence[str]], columns: Columns, layout: LongLayout) -> bool:
    place = columns.place(layout.group)
    cells = {row[place] for row in rows if place is not None and place < len(row)}
    return any(group_of(cell, layout.groups) for cell in cells)


def _best(found: Iterable[Match | None]) -> list[Match]:
    matches = [match for match in found if match]
    return sorted(matches, key=lambda match: (-match.measures, match.source.source_id))
