"""Files of measures, as each source lays them out: every row is a value, a status, a reject, or left out on purpose."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.problems import ValidationFailed
from pipeline.build.snapshot_file import rows_of_feed
from pipeline.parse.csv import row_outcomes
from pipeline.parse.csv.columns import group_of
from pipeline.parse.csv.feed import FeedReading, read_feed
from pipeline.parse.csv.reasons import NO_MEASURE
from pipeline.reference.entries import Measure
from pipeline.reference.layout_parts import Marker
from pipeline.reference.layouts import CsvLayout, LongLayout
from pipeline.reference.reading import read_reference
from pipeline.reference.sources import read_sources
from pipeline.schema.frames import schema_of

RAW = Path(__file__).parents[4] / "raw"
REGISTER = read_reference(RAW / "reference").register
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
MEASURES = {"M7": DAYS, "M192": RECOVERY, "M001": PEOPLE, "MHS01": PEOPLE, "MHS86": RECOVERY, "848": DEPRESSION}

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


def test_the_shipped_sources_are_read() -> None:
    assert SOURCE_FAULTS == []


# -- each layout, whole ----------------------------------------------------------------------------------------------


def test_a_file_of_the_talking_therapies(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        THERAPIES,
        THERAPIES_HEADING,
        "01/07/2019,31/07/2019,England,,,,,M192,Recovery rate,50.2",
        "01/07/2019,31/07/2019,CCG,03K,NHS NORTH LINCOLNSHIRE CCG,,,M192,Recovery rate,47",
        "01/07/2019,31/07/2019,CCG,03K,NHS NORTH LINCOLNSHIRE CCG,,,M001,People,*",
        "01/07/2019,31/07/2019,Provider,,,RV3,CENTRAL AND NORTH WEST LONDON,M001,People,1205",
        "01/07/2019,31/07/2019,Commissioning Region,Y56,LONDON,,,M001,People,5",
        "01/07/2019,31/07/2019,SubICB,QMJ-93C,NORTH CENTRAL LONDON,,,M001,People,-",
        "01/07/2019,31/07/2019,ICB,QMJ,NORTH CENTRAL LONDON,,,M001,People,NULL",
        "01/07/2019,31/07/2019,CCG-Provider,03K,N,RV3,C,M001,People,9",
        "01/07/2019,31/07/2019,England,,,,,M999,Not of ours,7",
    )
    assert found.values("org_type", "org_code", "org_name_published", "measure_id", "value", "decimals", "status") == [
        ("national", "England", "England", "recovery", 50.2, 1, "published"),
        ("ccg", "03K", "NHS NORTH LINCOLNSHIRE CCG", "recovery", 47.0, 0, "published"),
        ("ccg", "03K", "NHS NORTH LINCOLNSHIRE CCG", "people", None, None, "suppressed"),
        ("provider", "RV3", "CENTRAL AND NORTH WEST LONDON", "people", 1205.0, 0, "published"),
        ("commissioning_region", "Y56", "LONDON", "people", 5.0, 0, "published"),
        ("sub_icb", "QMJ-93C", "NORTH CENTRAL LONDON", "people", None, None, "not_available"),
        ("icb", "QMJ", "NORTH CENTRAL LONDON", "people", None, None, "not_available"),
    ]
    assert set(found.values("period", "period_published", "period_start", "period_end")) == {
        ("2019-07", "01/07/2019 to 31/07/2019", date(2019, 7, 1), date(2019, 7, 31))
    }
    assert found.values("locator")[0] == ("row 2, MEASURE_VALUE_SUPPRESSED",)
    assert (found.reading.values, found.rejected) == (7, [])
    empty = dict.fromkeys(("organisations_on", "source_published", "updated_published"))
    assert found.reading.parts == [
        {
            "document_id": "doc",
            "part": "M192",
            "part_no": 1,
            "title": "Recovery rate",
            "state": "read",
            "reason": None,
            "measure_id": "recovery",
            "latest_period_published": "31/07/2019",
            "cells": 2,
            "labels": 0,
            "published": 2,
            "without_value": 0,
            "rejected": 0,
            "left_out": 0,
        }
        | empty,
        {
            "document_id": "doc",
            "part": "M001",
            "part_no": 2,
            "title": "People",
            "state": "read",
            "reason": None,
            "measure_id": "people",
            "latest_period_published": "31/07/2019",
            "cells": 6,
            "labels": 0,
            "published": 2,
            "without_value": 3,
            "rejected": 0,
            "left_out": 1,
        }
        | empty,
        {
            "document_id": "doc",
            "part": "M999",
            "part_no": 3,
            "title": "Not of ours",
            "state": "left_out",
            "reason": "no measure in raw/reference/measures.yml has this code",
            "measure_id": None,
            "latest_period_published": "31/07/2019",
            "cells": 1,
            "labels": 0,
            "published": 0,
            "without_value": 0,
            "rejected": 0,
            "left_out": 1,
        }
        | empty,
    ]


def test_the_one_month_in_which_the_value_stands_under_another_heading(tmp_path: Path) -> None:
    heading = THERAPIES_HEADING.replace("_SUPPRESSED", "")
    found = read(tmp_path, THERAPIES, heading, "2019-07-01,2019-07-31,England,,,,,M192,Recovery rate,50.2")
    assert found.values("value", "locator") == [(50.2, "row 2, MEASURE_VALUE")]


def test_a_file_of_the_mental_health_services(tmp_path: Path) -> None:
    found = services(
        tmp_path,
        service("1,380", code="England", name="England", group="England"),
        service("15", start="2019-04-01", end="2019-04-30"),
        service("20", level="18 to 24"),
        service("25", level="NULL", code="00L"),
        service("30", group="Age Group", code="18"),
        service("35", group="STP - Residence", code="E54000008", name="CHESHIRE"),
        service("40", group="Provider", code="RV3", name='THE "CENTRAL", AND\nNORTH TRUST'),
    )
    assert found.values("org_type", "org_code", "org_name_published", "value", "period") == [
        ("national", "England", "England", 1380.0, "2019-04"),
        ("ccg", "03K", "NHS NORTH LINCOLNSHIRE CCG", 15.0, "2019-04"),
        ("ccg", "00L", "NHS NORTHUMBERLAND CCG", 25.0, "2019-04"),
        ("stp", "E54000008", "CHESHIRE", 35.0, "2019-04"),
        ("provider", "RV3", 'THE "CENTRAL", AND\nNORTH TRUST', 40.0, "2019-04"),
    ]
    part = found.part("MHS01")
    assert (part["cells"], part["published"], part["left_out"], part["reason"]) == (7, 5, 2, None)


def test_a_file_of_fingertips(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        FINGERTIPS,
        FINGERTIPS_HEADING,
        "848,Depression,E92000001,England,England,Persons,18+ yrs,,,2017/18,9.88,9.87,9.89,4526000,45800000,",
        "848,Depression,E38000122,NHS North Lincolnshire CCG,CCGs (since 4/2021),Persons,18+ yrs,,,2017/18,12.3456,1,2,"
        '"17,000",137700.5,',
        "848,Depression,E38000093,NHS Lancashire North CCG,CCGs (2018/19),Persons,18+ yrs,,,2017/18,,,,,n/a,withheld",
        "848,Depression,E38000122,NHS North Lincolnshire CCG,CCGs (since 4/2021),Male,18+ yrs,,,2017/18,8,1,2,3,4,",
        "848,Depression,E92000001,England,England,Persons,18+ yrs,Deprivation,1,2017/18,9,1,2,3,4,",
        "848,Depression,E12000007,London,Region,Persons,18+ yrs,,,2018/19,7.9,1,2,3,38,",
        "848,Depression,E40000003,Lond,Regions of the NHS,Persons,18+ yrs,,,2018/19,8.0,1,2,2,25,",
    )
    assert found.values(
        "org_type", "org_code", "value", "decimals", "status", "numerator", "denominator", "period", "period_published"
    ) == [
        ("national", "England", 9.88, 2, "published", 4526000.0, 45800000.0, "2017/18", "2017/18"),
        ("ccg", "03K", 12.3456, 4, "published", 17000.0, 137700.5, "2017/18", "2017/18"),
        ("ccg", "01K", None, None, "not_available", None, None, "2017/18", "2017/18"),
        ("region", "E12000007", 7.9, 1, "published", 3.0, 38.0, "2018/19", "2018/19"),
        ("region", "E40000003", 8.0, 1, "published", 2.0, 25.0, "2018/19", "2018/19"),
    ]
    part = found.part("848")
    assert (part["cells"], part["left_out"], part["latest_period_published"]) == (7, 2, "2018/19")


def test_the_values_have_the_declared_columns_and_types(tmp_path: Path) -> None:
    found = services(tmp_path, service("5"))
    assert dict(found.frame.schema) == {name: kind() for name, kind in schema_of("measure_value").items()}
    assert list(found.frame.columns) == list(schema_of("measure_value"))
    row = found.frame.row(0, named=True)
    absent = (
        "line_no",
        "char_start",
        "char_end",
        "period_note",
        "reason",
        "lower",
        "upper",
        "numerator",
        "denominator",
    )
    assert {name: row[name] for name in absent} == dict.fromkeys(absent)
    assert row["document_id"] == "doc"


def test_nothing_but_the_values_is_left_beside_them(tmp_path: Path) -> None:
    services(tmp_path, service("5"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feed.csv", "values.parquet"]


# -- values and markers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "status", "reason", "lower", "upper"),
    [
        ("*", "suppressed", "suppressed as a count under 5", 0.0, 4.0),
        (" * ", "suppressed", "suppressed as a count under 5", 0.0, 4.0),
        ("NULL", "not_available", "printed as NULL", None, None),
        ("null", "not_available", "printed as NULL", None, None),
        ("-", "not_available", "printed as -", None, None),
        ("", "not_available", "the cell is empty", None, None),
        ("   ", "not_available", "the cell is empty", None, None),
        ("N/A", "not_available", "printed as N/A", None, None),
        ("n/a", "not_available", "printed as N/A", None, None),
        ("NONE", "not_available", "printed as NONE", None, None),
    ],
)
@pytest.mark.parametrize("layout", ["therapies", "services"])
def test_a_marker_gives_a_status(
    tmp_path: Path, printed: str, status: str, reason: str, lower: float | None, upper: float | None, layout: str
) -> None:
    if layout == "services":
        found = services(tmp_path, service(printed))
    else:
        row = f"01/07/2019,31/07/2019,CCG,{NORTH_LINCOLNSHIRE},,,M001,People,{printed}"
        found = read(tmp_path, THERAPIES, THERAPIES_HEADING, row)
    assert found.values("value", "decimals", "value_published", "status", "reason", "lower", "upper") == [
        (None, None, printed, status, reason, lower, upper)
    ]


def test_bounds_hold_for_what_is_counted_and_not_for_shares(tmp_path: Path) -> None:
    found = services(tmp_path, service("*"), service("*", measure="MHS86"))
    assert found.values("measure_id", "lower", "upper") == [("people", 0.0, 4.0), ("recovery", None, None)]


def test_a_marker_is_found_by_its_case_first(tmp_path: Path) -> None:
    markers = {
        "NA": Marker(status="not_applicable", reason="upper"),
        "na": Marker(status="not_available", reason="lower"),
        "9999": Marker(status="suppressed", reason="a number that is none"),
    }
    layout = SERVICES.model_copy(update={"markers": markers})
    rows = [service("na"), service("NA", code="00L"), service("Na", code="01K"), service("9999", code="01H")]
    found = read(tmp_path, layout, SERVICES_HEADING, *rows)
    assert [reason for (reason,) in found.values("reason")] == ["lower", "upper", "upper", "a number that is none"]


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [
        ("0", 0.0, 0),
        ("12", 12.0, 0),
        ("007", 7.0, 0),
        (" 12.50 ", 12.5, 2),
        ("+3.5", 3.5, 1),
        (".5", 0.5, 1),
        ("5.", 5.0, 0),
        ("-0", 0.0, 0),
        ("1,234", 1234.0, 0),
        ("1,234,567.8", 1234567.8, 1),
        ("1.5e3", 1500.0, 0),
        ("25E-1", 2.5, 1),
        ("1e+05", 100_000.0, 0),
        ("1.2E-3", 0.0012, 4),
        ("230 (r)", 230.0, 0),
        ("230 [1]", 230.0, 0),
        ("1\u00a0234", 1234.0, 0),
        ("1\u202f234.5", 1234.5, 1),
        ("12345678901234567890", 12345678901234567890.0, 0),
        ("0.30000000000000004", 0.30000000000000004, 17),
    ],
)
def test_a_number_is_read_as_printed(tmp_path: Path, printed: str, value: float, decimals: int) -> None:
    found = services(tmp_path, service(printed, measure="M7"))
    assert found.values("value", "decimals", "value_published", "status") == [(value, decimals, printed, "published")]


@pytest.mark.parametrize(
    "printed", ["nan", "inf", "-inf", "1e999", "12,34", "1.2.3", "5 to 7", "<5", "1_000", "٣", "0x1F"]
)
def test_what_is_neither_a_number_nor_a_marker_is_rejected(tmp_path: Path, printed: str) -> None:
    found = services(tmp_path, service("5"), service(printed, code="00L"))
    (reject,) = found.rejected
    assert reject == {
        "document_id": "doc",
        "line_no": None,
        "char_start": None,
        "char_end": None,
        "locator": "row 3",
        "text": "01/04/2019 | 30/04/2019 | Final | CCG - GP Practice or Residence | 00L | NHS NORTHUMBERLAND CCG"
        f" | NONE | NONE | MHS01 | Name of MHS01 | {printed}",
        "cells": 11,
        "stage": "feed",
        "reason": f"'{printed}' is neither a number nor a marker; name it under `markers` in raw/sources.yml if it is"
        " one",
    }
    assert (found.part("MHS01")["rejected"], found.part("MHS01")["published"]) == (1, 1)


def test_a_value_outside_of_its_measure_is_rejected(tmp_path: Path) -> None:
    rows = [service(value, code=code, measure="MHS86") for value, code in (("100", "03K"), ("100.1", "00L"))]
    found = services(tmp_path, *rows, service("-1", code="01K"))
    assert found.values("value") == [(100.0,)]
    assert found.rejects == [
        ("row 3", "'100.1' is no value of recovery, which is at least 0 and at most 100; ask its publisher"),
        ("row 4", "'-1' is no value of people, which is at least 0; ask its publisher"),
    ]


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [("0.57", 57.0, 0), ("0.945", 94.5, 1), ("1", 100.0, 0), ("0.9", 90.0, 0), (" 0.57 ", 57.0, 0), ("57%", 57.0, 0)],
)
def test_shares_printed_as_fractions_become_percent(tmp_path: Path, printed: str, value: float, decimals: int) -> None:
    layout = SERVICES.model_copy(update={"percentages": "fractions"})
    found = read(tmp_path, layout, SERVICES_HEADING, service(printed, measure="MHS86"), service("0.5", measure="M7"))
    assert found.values("measure_id", "value", "decimals", "value_published") == [
        ("recovery", value, decimals, printed),
        ("days", 0.5, 1, "0.5"),
    ]


# -- periods ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        ("01/04/2019", "30/04/2019", "2019-04"),
        ("2019-04-01", "2019-06-30", "2019/20 Q1"),
        ("1/4/2018", "31/3/2019", "2018/19"),
        (" 01/12/2018 ", "28/02/2019", "2018-12 to 2019-02"),
    ],
)
def test_days_make_a_period(tmp_path: Path, start: str, end: str, period: str) -> None:
    found = services(tmp_path, service("5", start=start, end=end))
    assert found.values("period", "period_published") == [(period, f"{start} to {end}")]
    assert found.part("MHS01")["latest_period_published"] == end


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (
            "02/04/2019",
            "30/04/2019",
            "02/04/2019 to 30/04/2019 is no run of whole months; such a period cannot be taken",
        ),
        (
            "30/04/2019",
            "01/04/2019",
            "30/04/2019 to 01/04/2019 is no run of whole months; such a period cannot be taken",
        ),
        (
            "31/02/2019",
            "30/04/2019",
            "'31/02/2019' is no day as dd/mm/yyyy or yyyy-mm-dd; correct the period's columns in sources.yml",
        ),
        (
            "01/04/2019",
            "",
            "'' is no day as dd/mm/yyyy or yyyy-mm-dd; correct the period's columns in sources.yml",
        ),
    ],
)
def test_a_period_that_does_not_read_is_a_reject(tmp_path: Path, start: str, end: str, reason: str) -> None:
    found = services(tmp_path, service("5"), service("6", start=start, end=end))
    assert found.rejects == [("row 3", reason)]


def test_a_label_that_names_no_period_is_a_reject(tmp_path: Path) -> None:
    row = "848,Depression,E92000001,England,England,Persons,18+ yrs,,,{},9.88,9.87,9.89,4526000,45800000,"
    found = read(tmp_path, FINGERTIPS, FINGERTIPS_HEADING, row.format("2017/18"), row.format("2017/19"))
    assert found.rejects == [("row 3", "'2017/19' names no period for certain; leave it, or ask its publisher")]


def test_the_latest_period_of_a_part_is_the_latest_not_the_last(tmp_path: Path) -> None:
    found = services(
        tmp_path, service("5", start="01/05/2019", end="31/05/2019"), service("5"), service("5", start="x", end="y")
    )
    assert found.part("MHS01")["latest_period_published"] == "31/05/2019"


# -- organisations ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name", "org_type", "org_code"),
    [
        ("03K", "North Lincolnshire", "ccg", "03K"),
        (" 03k ", "North Lincolnshire", "ccg", "03K"),
        ("E38000122", "North Lincolnshire", "ccg", "03K"),
        ("E38000216", "Morecambe Bay by its second code", "ccg", "01K"),
        ("13Q", "NATIONAL COMMISSIONING HUB 1", "commissioning_hub", "13Q"),
        ("14E", "A hub", "commissioning_hub", "14E"),
        ("UNKNOWN", "UNKNOWN", "unknown", "UNKNOWN"),
        ("Unknown", "Unknown code", "unknown", "UNKNOWN"),
        ("Invalid", "Invalid", "unknown", "UNKNOWN"),
        ("", "Unknown", "unknown", "UNKNOWN"),
        ("XXX", "Unknown", "unknown", "UNKNOWN"),
        ("03K", "UNKNOWN", "ccg", "03K"),
    ],
)
def test_a_code_in_a_group_of_ccgs(tmp_path: Path, code: str, name: str, org_type: str, org_code: str) -> None:
    found = services(tmp_path, service("5", code=code, name=name))
    assert found.values("org_type", "org_code", "org_name_published") == [(org_type, org_code, name)]


def test_a_code_that_no_ccg_has_is_a_reject(tmp_path: Path) -> None:
    found = services(tmp_path, service("5"), service("5", code="ZZ9"), service("5", code=" "))
    assert found.rejects == [
        (
            "row 3",
            "no organisation of the register has the code 'ZZ9'; add it to raw/reference/organisations.csv, or to"
            " bodies_not_ccgs.csv if it is no CCG",
        ),
        ("row 4", "the row has no code of an organisation in PRIMARY_LEVEL; ask its publisher"),
    ]


def test_a_hub_is_one_only_among_ccgs_and_other_kinds_keep_their_codes(tmp_path: Path) -> None:
    found = services(
        tmp_path,
        service("5", code="13Q", name="A trust", group="Provider"),
        service("5", code="rX2", name="", group="Provider"),
        service("5", code="UNKNOWN", group="Provider"),
    )
    assert found.values("org_type", "org_code", "org_name_published") == [
        ("provider", "13Q", "A trust"),
        ("provider", "rX2", "rX2"),
        ("unknown", "UNKNOWN", "A BODY"),
    ]


def test_a_name_wins_over_a_pattern_and_the_first_pattern_over_others(tmp_path: Path) -> None:
    groups = {
        "C*": SERVICES.groups["STP*"],
        "CCG*": SERVICES.groups["CCG*"],
        "CCG - Residence": SERVICES.groups["Provider*"],
        "[ab]": SERVICES.groups["ICB*"],
    }
    layout = SERVICES.model_copy(update={"groups": groups})
    rows = [service("5", group=group) for group in ("CCG - GP", "CCG - Residence", " ccg - residence", "a", "[ab]")]
    found = read(tmp_path, layout, SERVICES_HEADING, *rows)
    assert found.values("locator", "org_type") == [
        ("row 2, MEASURE_VALUE", "stp"),
        ("row 3, MEASURE_VALUE", "provider"),
        ("row 6, MEASURE_VALUE", "icb"),
    ]
    assert found.rejects == [("row 4", "repeats row 3; nothing is to be done")]
    assert found.part("MHS01")["left_out"] == 1


# -- rows that repeat others -----------------------------------------------------------------------------------------


def test_of_two_rows_for_one_value_the_first_stays(tmp_path: Path) -> None:
    found = services(
        tmp_path,
        service("5"),
        service("6"),
        service("5", start="2019-04-01", end="2019-04-30"),
        service("7", code="E38000122"),
        service("x", code="00L"),
        service("8", code="00L"),
    )
    assert found.values("locator", "value") == [("row 2, MEASURE_VALUE", 5.0), ("row 7, MEASURE_VALUE", 8.0)]
    differs = "a second row for what row 2 says otherwise, which stays; ask its publisher which is right"
    assert found.rejects == [
        ("row 3", differs),
        ("row 4", "repeats row 2; nothing is to be done"),
        ("row 5", differs),
        ("row 6", "'x' is neither a number nor a marker; name it under `markers` in raw/sources.yml if it is one"),
    ]
    assert found.part("MHS01")["rejected"] == 4


def test_repeated_rows_are_found_also_where_there_are_too_many_keys_for_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_outcomes, "_MOST_BITS", 0)
    found = services(tmp_path, service("5"), service("5"), service("6", code="00L"))
    assert found.values("value") == [(5.0,), (6.0,)]
    assert found.rejects == [("row 3", "repeats row 2; nothing is to be done")]


def test_two_codes_of_one_measure_are_one_measure(tmp_path: Path) -> None:
    found = services(tmp_path, service("5"), service("*", measure="M001"))
    assert found.rejects == [
        ("row 3", "a second row for what row 2 says otherwise, which stays; ask its publisher which is right")
    ]
    assert [(part["part"], part["published"], part["rejected"]) for part in found.reading.parts] == [
        ("MHS01", 1, 0),
        ("M001", 0, 1),
    ]


def test_several_unknown_organisations_are_one(tmp_path: Path) -> None:
    found = services(tmp_path, service("5", code="UNKNOWN"), service("6", code="Invalid"))
    assert found.values("org_code", "value") == [("UNKNOWN", 5.0)]
    assert [locator for locator, _ in found.rejects] == ["row 3"]


# -- many rejects ----------------------------------------------------------------------------------------------------


def test_past_a_thousand_rejects_each_reason_has_one_row(tmp_path: Path) -> None:
    rows = [service("x", code="00L") for _ in range(1_001)]
    rows += [service("5"), service("6"), service("7", start="x"), service("y")]
    found = services(tmp_path, *rows)
    assert len(found.rejected) == 1_003
    assert [(r["locator"], r["text"], r["cells"], r["reason"]) for r in found.reading.rejects[1_000:]] == [
        ("row 1005", "… and 1 more row", None, "a period that does not read"),
        ("row 1002 to row 1006", "… and 2 more rows", None, "a value that is neither a number nor a marker"),
        ("row 1004", "… and 1 more row", None, "a further row of one measure, period and organisation"),
    ]
    keys = {(r["locator"], r["stage"], r["reason"]) for r in found.reading.rejects}
    assert len(keys) == len(found.reading.rejects)
    assert found.part("MHS01")["rejected"] == 1_004


# -- the file --------------------------------------------------------------------------------------------------------


def test_forms_of_the_file_do_not_matter(tmp_path: Path) -> None:
    lines = [SERVICES_HEADING, service("5", name="A, B"), service("*", code="00L")]
    plain = read(tmp_path, SERVICES, *lines)
    for content in (
        "\ufeff" + "\r\n".join(lines) + "\r\n",
        "\r\n".join(['"' + '","'.join(SERVICES_HEADING.split(",")) + '"', *lines[1:]]),
        "\n".join([SERVICES_HEADING.lower().replace(",", " , "), *lines[1:]]) + "\n\n",
    ):
        found = read_bytes(tmp_path, SERVICES, content.encode())
        assert found.frame.drop("locator").equals(plain.frame.drop("locator"))


@pytest.mark.parametrize("heading", [SERVICES_HEADING, SERVICES_HEADING + ",Größe"])
def test_a_file_in_the_encoding_of_windows_is_read(tmp_path: Path, heading: str) -> None:
    row = service("5", name="KING’S LYNN – CAFÉ") + ("," if heading != SERVICES_HEADING else "")
    found = read_bytes(tmp_path, SERVICES, f"{heading}\n{row}\n".encode("cp1252"))
    assert found.values("org_name_published") == [("KING’S LYNN – CAFÉ",)]


def test_the_encoding_of_windows_is_noticed_far_down_the_file_too(tmp_path: Path) -> None:
    rows = [service("5", code=f"R{number}", name="A" * 200, group="Provider") for number in range(4_000)]
    last = service("6", name="KING’S LYNN")
    found = read_bytes(tmp_path, SERVICES, "\n".join([SERVICES_HEADING, *rows, last]).encode("cp1252"))
    assert found.values("locator", "org_name_published")[-1] == ("row 4002, MEASURE_VALUE", "KING’S LYNN")


def test_a_group_may_hold_any_character(tmp_path: Path) -> None:
    layout = THERAPIES.model_copy(update={"groups": THERAPIES.groups | {"Prov*": THERAPIES.groups["Provider"]}})
    rows = [f"01/07/2019,31/07/2019,{group},03K,A,RV3,B,M001,People,5" for group in ("CCG", "ICB", "Prov\0'\"er")]
    found = read(tmp_path, layout, THERAPIES_HEADING, *rows)
    assert found.values("org_type", "org_code") == [("ccg", "03K"), ("icb", "03K"), ("provider", "RV3")]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    with_columns = list(csv.reader([SERVICES_HEADING, service("5")]))
    lines = [",".join([*reversed(row), "more"]) for row in with_columns]
    assert read(tmp_path, SERVICES, *lines).values("value", "org_code") == [(5.0, "03K")]


@pytest.mark.parametrize(
    "lost", ["REPORTING_PERIOD_END", "BREAKDOWN", "PRIMARY_LEVEL", "SECONDARY_LEVEL", "MEASURE_NAME"]
)
def test_a_file_that_has_lost_a_column_is_refused(tmp_path: Path, lost: str) -> None:
    columns = SERVICES_HEADING.split(",")
    kept = [place for place, name in enumerate(columns) if name != lost]
    row = next(csv.reader([service("5")]))
    lines = [",".join(cells[place] for place in kept) for cells in (columns, row)]
    assert refusal(tmp_path, SERVICES, "\n".join(lines)).split("feed.csv")[1] == (
        f":1: has no column {lost}; its columns are {lines[0].replace(',', ', ')}. If its publisher renamed it, correct"
        " the layout in raw/sources.yml; the version before stays current"
    )


def test_a_file_with_renamed_columns_is_refused_by_all_their_names(tmp_path: Path) -> None:
    heading = THERAPIES_HEADING.replace("MEASURE_VALUE_SUPPRESSED", "VALUE").replace("GROUP_TYPE", "GROUPS")
    message = refusal(tmp_path, THERAPIES, f"{heading}\n")
    assert "has no column GROUP_TYPE, MEASURE_VALUE_SUPPRESSED or MEASURE_VALUE; its columns are" in message


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, SERVICES, f"{SERVICES_HEADING},measure_value\n{service('5')},6\n")
    assert "has more than one column MEASURE_VALUE; its columns are REPORTING_PERIOD_START" in message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "feed.csv: is empty. Ask for it again"),
        ("\n \n", "feed.csv: is empty. Ask for it again"),
        (SERVICES_HEADING, "feed.csv: has no row below its heading. Ask for it again"),
        (f"{SERVICES_HEADING}\r\n\r\n", "feed.csv: has no row below its heading. Ask for it again"),
        (f"{SERVICES_HEADING}\na,b\nc,d\n{service('5')}\n", "feed.csv:2: a row of 2 cells where the heading has 11"),
        (f'{SERVICES_HEADING}\n"{service("5")}\n', "feed.csv:2: a quotation mark is not closed"),
        ("\n" + SERVICES_HEADING, "feed.csv: has no row below its heading. Ask for it again"),
        ("PK\x03\x04\x00\x00", "its columns are PK"),
        (f"{SERVICES_HEADING}\n{service('5', name='A' * 3_000_000)}", "feed.csv:2: a row is longer than any row of"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: str, expected: str) -> None:
    message = refusal(tmp_path, SERVICES, content)
    assert expected in message
    assert message.endswith("the version before stays current")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [service("5", measure="X1"), service("5", measure="X2")],
            f"2 rows could be taken; of 2 the reason is: {NO_MEASURE}",
        ),
        (
            [service("5", group="Age Group"), service("5", level="18 to 24"), service("5", measure="X")],
            "3 rows could be taken, 2 of them of a known measure; of 2 the reason is: a group that the layout does not "
            "name, or a breakdown that it leaves out",
        ),
        (
            [service("5", code="ZZ9"), service("6", code=""), service("y")],
            "3 rows could be taken; of 2 the reason is: an organisation that is not known",
        ),
        # The codes around it that no measure has are not the reason.
        (
            [service("x"), *(service("5", measure=f"X{number}") for number in range(5))],
            "6 rows could be taken, 1 of them of a known measure; of 1 the reason is: a value that is neither a number "
            "nor a marker",
        ),
        (
            [service("5", end="?"), *(service("5", measure=f"X{number}") for number in range(5))],
            "6 rows could be taken, 1 of them of a known measure; of 1 the reason is: a period that does not read",
        ),
    ],
)
def test_a_file_of_which_no_row_can_be_taken_is_refused(tmp_path: Path, rows: list[str], expected: str) -> None:
    message = refusal(tmp_path, SERVICES, "\n".join([SERVICES_HEADING, *rows]))
    assert f"not one of its {expected}. Correct the layout" in message


@pytest.mark.nightly
def test_rows_keep_their_numbers_in_a_long_file(tmp_path: Path) -> None:
    """Long enough to be read in several pieces at once, with line ends in cells, and with little room."""
    with duckdb.connect() as con:
        con.execute(
            f"""COPY (SELECT '01/04/2019' AS REPORTING_PERIOD_START, '30/04/2019' AS REPORTING_PERIOD_END,
            'Provider' AS BREAKDOWN, 'R' || i AS PRIMARY_LEVEL, E'Trust\nof ' || i AS PRIMARY_LEVEL_DESCRIPTION,
            'NONE' AS SECONDARY_LEVEL, 'MHS01' AS MEASURE_ID, repeat('Name ', 50) AS MEASURE_NAME, i AS MEASURE_VALUE
            FROM range(300000) AS t(i)) TO '{tmp_path / "long.csv"}' (HEADER)"""
        )
    target = tmp_path / "long.parquet"
    reading = read_feed(tmp_path / "long.csv", SERVICES, "doc", MEASURES, (), REGISTER, target)
    assert (reading.values, reading.rejects) == (300_000, [])
    wrong = pl.scan_parquet(target).filter(
        (pl.col("locator") != pl.format("row {}, MEASURE_VALUE", pl.col("value").cast(pl.Int64) + 2))
        | (pl.col("org_code") != pl.format("R{}", pl.col("value").cast(pl.Int64)))
    )
    assert wrong.collect().height == 0


# -- any table -------------------------------------------------------------------------------------------------------

DAYS = ["01/04/2019", "2019-04-01", "30/04/2019", "31/05/2019", "02/04/2019", "", "soon"]
CHOICES: Sequence[Sequence[str]] = [
    DAYS,
    DAYS,
    ["Final", ""],
    ["England", "CCG - Residence", "Provider", "STP*", "Age", "CCG\0x"],
    ["03K", "E38000122", "13Q", "UNKNOWN", "ZZ9", ""],
    ["A name", "Unknown", ""],
    ["NONE", "18 to 24", ""],
    ["NONE", "x"],
    ["MHS01", "MHS86", " MHS01", "X9", ""],
    ["A measure", ""],
    ["5", "5.0", "*", "", "101", "-1", "x", "1,000", "9" * 400],
]
CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
ROWS = st.tuples(*(st.sampled_from(choice) | CELLS for choice in CHOICES))


@given(st.lists(st.tuples(*(st.sampled_from(choice) for choice in CHOICES)) | ROWS, max_size=12), st.booleans())
def test_every_row_of_any_table_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], quoted: bool
) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerows([SERVICES_HEADING.split(","), *rows])
    try:
        found = read_bytes(folder, SERVICES, text.getvalue().encode())
    except ValidationFailed as refused:
        assert refused.problems
        return
    reading = found.reading
    assert sum(part["cells"] for part in reading.parts) == len(rows)
    for part in reading.parts:
        accounted = (part[name] for name in ("labels", "published", "without_value", "rejected", "left_out"))
        assert sum(accounted) == part["cells"]
        assert part["title"] == next((row[9] or None) for row in rows if row[8].strip() == part["part"])
    assert reading.values == found.frame.height == sum(p["published"] + p["without_value"] for p in reading.parts)
    assert len(found.rejected) == sum(part["rejected"] for part in reading.parts)
    left_out = {row[3] for row in rows if group_of(row[3], SERVICES.groups) is None}
    assert sorted(text for _, text, _ in found.groups) == sorted(text or "(empty)" for text in left_out)
    assert found.frame.select("measure_id", "period", "org_type", "org_code").is_duplicated().sum() == 0
    numbers = [int(locator.removeprefix("row ").partition(",")[0]) for (locator,) in found.values("locator")]
    assert [rows[number - 2][10] for number in numbers] == [printed for (printed,) in found.values("value_published")]
    assert not {f"row {number}" for number in numbers} & {reject["locator"] for reject in found.rejected}
    assert found.frame.filter((pl.col("status") == "published") != pl.col("value").is_not_null()).is_empty()
