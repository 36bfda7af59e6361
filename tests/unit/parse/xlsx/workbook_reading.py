"""Reading sheets that a test makes up, by the layout of the dashboard; every cell is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from the_reference import REFERENCE

from pipeline.base.settings import PROJECT_DIR
from pipeline.parse.xlsx.cells import Sheet
from pipeline.parse.xlsx.workbook import WorkbookReading, read_workbook
from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.sources import read_sources
from pipeline.schema.frames import schema_of, to_frame
from pipeline.schema.tables import CORE_TABLES

RAW = PROJECT_DIR / "raw"
MEASURES = REFERENCE.measures_of("mh_dashboard")
LAYOUT = read_sources(RAW)[0].by_id["mh_dashboard"].layout


assert isinstance(LAYOUT, WorkbookLayout)


RECOVERY, EIP, SPEND, ACHIEVED = "IAPT(ii_a)_FINAL CALC", "EIP(i)_FINAL CALC", "MHF(ii_a)_FINAL CALC", "MHF(iii)"
NOT_REGISTERED = (
    "no organisation of the register has the code '99Z'; add it to raw/reference/organisations.csv, or to"
    " bodies_not_ccgs.csv if it is no CCG"
)
KINDS = ("labels", "published", "without_value", "rejected", "left_out")


@dataclass(frozen=True)
class Read:
    reading: WorkbookReading

    @property
    def values(self) -> list[dict[str, Any]]:
        return self.reading.values.rows(named=True)

    def value(self, org_code: str, period: str, measure_id: str = "iapt_recovery_rate") -> dict[str, Any]:
        """The only value of an organisation, period and measure."""
        (found,) = [
            row
            for row in self.values
            if (row["org_code"], row["period"], row["measure_id"]) == (org_code, period, measure_id)
        ]
        return found

    @property
    def rejected(self) -> list[tuple[str, str, int, str]]:
        return [(row["locator"], row["text"], row["cells"], row["reason"]) for row in self.reading.rejects]

    def part(self, name: str = RECOVERY) -> dict[str, Any]:
        (found,) = [part for part in self.reading.parts if part["part"] == name]
        return found


def read_rows(sheets: Sequence[Sheet]) -> Read:
    assert isinstance(LAYOUT, WorkbookLayout)
    read = Read(read_workbook(sheets, LAYOUT, "an_edition", MEASURES, REFERENCE.register))
    conserved(read.reading, {sheet.name: sum(cell != "" for row in sheet.rows for cell in row) for sheet in sheets})
    return read


def conserved(reading: WorkbookReading, cells: dict[str, int]) -> None:
    """Every cell is of one kind, and every rejected one in a row of core.rejected_row; tables are as declared.

    A row of core.measure_value for an empty cell is of no cell.
    """
    rejected: Counter[str] = Counter()
    for row in reading.rejects:
        rejected[row["locator"].rpartition("!")[0]] += row["cells"]
    valued = Counter(
        (locator.rpartition("!")[0], status == "published")
        for locator, status, printed in reading.values.select("locator", "status", "value_published").rows()
        if printed
    )
    assert {part["part"]: part["cells"] for part in reading.parts} == cells
    assert [part["part_no"] for part in reading.parts] == list(range(1, len(cells) + 1))
    for part in reading.parts:
        assert part["cells"] == sum(part[kind] for kind in KINDS), part
        assert min(part[kind] for kind in KINDS) >= 0, part
        assert part["rejected"] == rejected[part["part"]], part
        assert (part["published"], part["without_value"]) == (valued[part["part"], True], valued[part["part"], False])
    CORE_TABLES["measure_value"].to_schema().validate(reading.values)
    for table in ("parts", "indicators", "rejects"):
        name = {"parts": "document_part", "indicators": "indicator", "rejects": "rejected_row"}[table]
        assert all(set(row) <= set(schema_of(name)) for row in getattr(reading, table))
        CORE_TABLES[name].to_schema().validate(to_frame(name, getattr(reading, table)))
