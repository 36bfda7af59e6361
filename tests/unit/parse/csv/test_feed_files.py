"""The file of a feed: its encoding, its columns, and what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl
import pytest
from feed_samples import (
    MEASURES,
    REGISTER,
    SERVICES,
    SERVICES_HEADING,
    THERAPIES,
    THERAPIES_HEADING,
    read,
    read_bytes,
    refusal,
    service,
)
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.problems import ValidationFailed
from pipeline.parse.csv.columns import group_of
from pipeline.parse.csv.feed import read_feed
from pipeline.parse.csv.reasons import NO_MEASURE


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
    row = service("5", name="NHS KING’S LYNN – CAFÉ") + ("," if heading != SERVICES_HEADING else "")
    found = read_bytes(tmp_path, SERVICES, f"{heading}\n{row}\n".encode("cp1252"))
    assert found.values("org_name_published") == [("NHS KING’S LYNN – CAFÉ",)]


def test_the_encoding_of_windows_is_noticed_far_down_the_file_too(tmp_path: Path) -> None:
    rows = [service("5", code=f"R{number}", name="A" * 200, group="Provider") for number in range(4_000)]
    last = service("6", name="NHS KING’S LYNN")
    found = read_bytes(tmp_path, SERVICES, "\n".join([SERVICES_HEADING, *rows, last]).encode("cp1252"))
    assert found.values("locator", "org_name_published")[-1] == ("row 4002, MEASURE_VALUE", "NHS KING’S LYNN")


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


def test_of_a_file_of_which_no_row_can_be_taken_the_first_row_is_told(tmp_path: Path) -> None:
    message = refusal(tmp_path, SERVICES, "\n".join([SERVICES_HEADING, service("5", code="ZZ9"), service("y")]))
    assert "The first of them, row 2: no organisation of the register has the code 'ZZ9'" in message


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
