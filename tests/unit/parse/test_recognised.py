"""A file that comes near the layout of a known source says which, and what it lacks."""

from __future__ import annotations

from pathlib import Path

from pipeline.parse.recognised import near_misses
from pipeline.reference.sources import read_sources

SOURCES = read_sources(Path(__file__).parents[3] / "raw")[0].sources
TOTALS = ["reporting_period", "org_type", "org_code", "org_name", "measure_name", "measure_statistic", "value"]
REMEDY = "if it is of that source, correct its layout in raw/sources.yml, then add it again"


def test_a_column_that_was_renamed_is_named() -> None:
    heading = [title if title != "org_type" else "organisation_type" for title in TOTALS]
    assert near_misses([("", [heading])], SOURCES) == [
        f"it has the columns of iapt_annual_totals but org_type: {REMEDY}"
    ]


def test_a_sheet_that_was_renamed_is_named() -> None:
    rows = [["Physical health checks"], ["Period", "CCG Code", "Question", "Answer"]]
    assert near_misses([("Data", rows)], SOURCES) == [
        "it has the columns of smi_physical_health_checks on its sheet 'Data', and the layout names the sheet "
        f"'Sheet 1*': {REMEDY}"
    ]


def test_a_file_of_nobody_comes_near_nothing() -> None:
    assert near_misses([("", [["Organisation", "Value", "Period"], TOTALS[:3]])], SOURCES) == []
