"""The periods and organisations of the rows of feeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from feed_samples import FINGERTIPS, FINGERTIPS_HEADING, SERVICES, SERVICES_HEADING, read, service, services


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
