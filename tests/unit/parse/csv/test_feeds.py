"""Files of measures, as each source lays them out: every row is a value, a status, a reject, or left out on purpose."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from feed_samples import (
    FINGERTIPS,
    FINGERTIPS_HEADING,
    SOURCE_FAULTS,
    THERAPIES,
    THERAPIES_HEADING,
    read,
    service,
    services,
)

from pipeline.schema.frames import schema_of


def test_the_shipped_sources_are_read() -> None:
    assert SOURCE_FAULTS == []


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


@pytest.mark.parametrize("status", ["Provisional", "Performance", "Final"])
def test_what_is_published_as_provisional_is_read(tmp_path: Path, status: str) -> None:
    """The monthly file calls itself provisional first; what it says later is a later version."""
    found = services(tmp_path, service("120").replace(",Final,", f",{status},"))
    assert found.values("org_code", "value") == [("03K", 120.0)]


@pytest.mark.parametrize(
    ("note", "values"),
    [
        ("Aggregated from all known lower geography values", [11.5, 9.9]),
        ("There is a data quality issue with this value", [9.9]),
    ],
)
def test_a_value_note_of_fingertips_is_looked_at(tmp_path: Path, note: str, values: list[float]) -> None:
    lincolnshire = "E38000122,NHS North Lincolnshire CCG,CCGs (since 4/2021)"
    found = read(
        tmp_path,
        FINGERTIPS,
        FINGERTIPS_HEADING,
        f"848,Depression,{lincolnshire},Persons,18+ yrs,,,2018/19,11.5,11.2,11.8,17250,150000,{note}",
        f"848,Depression,{lincolnshire},Persons,18+ yrs,,,2017/18,9.9,9.8,10.0,14850,150000,",
    )
    assert [value for (value,) in found.values("value")] == values
