"""Feeds as their sources print them, read by the layouts that the project ships, and what a test asks of them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from the_reference import REFERENCE

from pipeline.base.problems import ValidationFailed
from pipeline.build.snapshot_file import rows_of_feed
from pipeline.parse.csv.feed import FeedReading, read_feed
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import CsvLayout, LongLayout
from pipeline.reference.sources import read_sources

RAW = Path(__file__).parents[4] / "raw"
REGISTER = REFERENCE.register
SOURCES, SOURCE_FAULTS = read_sources(RAW)


def layout_of(source_id: str) -> CsvLayout:
    layout = SOURCES.by_id[source_id].layout
    assert isinstance(layout, CsvLayout)
    return layout


def measure(measure_id: str, unit: str, maximum: float | None = None) -> Measure:
    return Measure(
        measure_id=measure_id,
        measure_name=measure_id,
        area="mental_health",
        unit=unit,
        polarity="none",
        description="d",
        minimum=0,
        maximum=maximum,
    )


RECOVERY, PEOPLE, DEPRESSION = (
    measure("recovery", "%", 100),
    measure("people", "people"),
    measure("depression", "%", 100),
)
DAYS = measure("days", "days")
# Counts that are measures of their own too, as in the annual totals of IAPT.
COUNTED = {code: measure(code.lower(), "referrals") for code in ("RECOVERED", "FINISHED", "NO_CASE")}
MEASURES = COUNTED | {
    "M7": DAYS,
    "M192": RECOVERY,
    "M001": PEOPLE,
    "MHS01": PEOPLE,
    "MHS86": RECOVERY,
    "848": DEPRESSION,
}
THERAPIES, SERVICES, FINGERTIPS = map(
    layout_of, ("talking_therapies_monthly", "mental_health_services_monthly", "fingertips_depression")
)
THERAPIES_HEADING = (
    "REPORTING_PERIOD_START,REPORTING_PERIOD_END,GROUP_TYPE,ORG_CODE1,ORG_NAME1,ORG_CODE2,ORG_NAME2,"
    "MEASURE_ID,MEASURE_NAME,MEASURE_VALUE_SUPPRESSED"
)
SERVICES_HEADING = (
    "REPORTING_PERIOD_START,REPORTING_PERIOD_END,STATUS,BREAKDOWN,PRIMARY_LEVEL,PRIMARY_LEVEL_DESCRIPTION,"
    "SECONDARY_LEVEL,SECONDARY_LEVEL_DESCRIPTION,MEASURE_ID,MEASURE_NAME,MEASURE_VALUE"
)
FINGERTIPS_HEADING = (
    "Indicator ID,Indicator Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,Time period,Value,"
    "Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator,Value note"
)
NORTH_LINCOLNSHIRE = "03K,NHS NORTH LINCOLNSHIRE CCG"


@dataclass(frozen=True)
class Read:
    """A reading with the values that it wrote, in the order of their rows."""

    reading: FeedReading
    frame: pl.DataFrame

    def values(self, *names: str) -> list[tuple[Any, ...]]:
        return self.frame.select(names).rows()

    @property
    def rejects(self) -> list[tuple[str, str]]:
        return [(reject["locator"], reject["reason"]) for reject in self.rejected]

    @property
    def rejected(self) -> list[dict[str, Any]]:
        """The rows that were not taken; the groups that the layout does not name are told beside them."""
        return [reject for reject in self.reading.rejects if reject["stage"] != "group"]

    @property
    def groups(self) -> list[tuple[str, str, str]]:
        groups = (reject for reject in self.reading.rejects if reject["stage"] == "group")
        return [(group["locator"], group["text"], group["reason"]) for group in groups]

    def part(self, code: str) -> dict[str, Any]:
        return next(part for part in self.reading.parts if part["part"] == code)


def assert_whole(path: Path, reading: FeedReading) -> None:
    """All that the file holds, counted without its reader, is told in a part."""
    assert rows_of_feed(path, reading) == sum(part["cells"] for part in reading.parts)


def read_bytes(folder: Path, layout: LongLayout, content: bytes) -> Read:
    path, target = folder / "feed.csv", folder / "values.parquet"
    path.write_bytes(content)
    reading = read_feed(path, layout, "doc", MEASURES, {"people"}, REGISTER, target)
    assert_whole(path, reading)
    row = pl.col("locator").str.extract(r"^row (\d+),").cast(pl.Int64)
    return Read(reading, pl.read_parquet(target).sort(row))


def read(folder: Path, layout: CsvLayout, *lines: str) -> Read:
    return read_bytes(folder, layout, "\n".join(lines).encode())


def refusal(folder: Path, layout: LongLayout, content: str | bytes) -> str:
    folder.mkdir(exist_ok=True)
    with pytest.raises(ValidationFailed) as refused:
        read_bytes(folder, layout, content.encode() if isinstance(content, str) else content)
    assert not (folder / "values.parquet").exists()
    (problem,) = refused.value.problems
    assert Path(problem.path).name == "feed.csv"
    return str(problem)


def service(
    value: str,
    *,
    code: str = "03K",
    name: str | None = None,
    measure: str = "MHS01",
    start: str = "01/04/2019",
    end: str = "30/04/2019",
    group: str = "CCG - GP Practice or Residence",
    level: str = "NONE",
) -> str:
    """A row of the mental health services' layout, by default with the name that goes with its code."""
    if name is None:
        known = REGISTER.by_code.get(code.strip())
        name = known.org_name.upper() if known else "A BODY"
    cells = [start, end, "Final", group, code, name, level, level, measure, f"Name of {measure}", value]
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def services(folder: Path, *rows: str) -> Read:
    return read(folder, SERVICES, SERVICES_HEADING, *rows)
