"""One release: the file, its comments and meta tables, its keys, its digests, its exports; on two small tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl
import pytest
from installation import read_only

from pipeline.base.digests import digest
from pipeline.base.problems import ValidationFailed
from pipeline.base.sql_text import identifier, literal, quoted
from pipeline.publish.release import ReleaseFacts, assemble
from pipeline.publish.release_files import FILE_NAME
from pipeline.schema.check_outcome import CheckOutcome
from pipeline.schema.core_checks import COVERAGE, NO_PROBLEM
from pipeline.schema.dictionary import ColumnEntry, TableEntry
from pipeline.schema.version import SCHEMA_VERSION

ORGANISATION = TableEntry(
    "core",
    "organisation",
    "A clinical commissioning group's entry.",
    ("org_code",),
    (
        ColumnEntry("org_code", "VARCHAR", "NHS ODS code"),
        ColumnEntry("org_name", "VARCHAR", "Name", nullable=True),
    ),
)
VALUE = TableEntry(
    "marts",
    "value",
    "A value.",
    ("org_code", "order"),
    (
        ColumnEntry("org_code", "VARCHAR", "Whose", references="core.organisation.org_code"),
        ColumnEntry("order", "BIGINT", "Place, named by a word of SQL", unit="position"),
        ColumnEntry("value", "DOUBLE", "The organisation's value", nullable=True, unit="%"),
    ),
)
FACTS = ReleaseFacts(
    "r1", date(2021, 7, 1), datetime(2021, 7, 1, 6, 30), "0.1.0+abc", {"documents/b.txt": "b" * 64, "a.csv": "a" * 64}
)
ORGANISATIONS = pl.DataFrame(
    {"org_code": ["08Q", "03K"], "org_name": ["NHS Southwark CCG", "NHS North Lincs, 'N' CCG"]}
)
VALUES = pl.DataFrame({"org_code": ["08Q", "03K", "03K"], "order": [1, 2, 1], "value": [35.4, 67.6, None]})


def build(
    folder: Path,
    organisations: pl.DataFrame = ORGANISATIONS,
    values: pl.DataFrame = VALUES,
    checks: Sequence[CheckOutcome] = (),
    macros: str = "",
) -> Path:
    """The DuckDB file of a release of the two tables."""
    release = folder / "release"
    release.mkdir(parents=True)
    paths = {"core.organisation": folder / "organisation.parquet", "marts.value": folder / "value.parquet"}
    organisations.write_parquet(paths["core.organisation"])
    values.write_parquet(paths["marts.value"])
    assemble(release, paths, [ORGANISATION, VALUE], FACTS, checks, macros)
    return release / FILE_NAME


def test_rows_are_stored_in_the_order_of_the_key(tmp_path: Path) -> None:
    with read_only(build(tmp_path)) as con:
        assert con.execute("FROM marts.value").fetchall() == [("03K", 1, None), ("03K", 2, 67.6), ("08Q", 1, 35.4)]


def test_the_release_tells_what_it_is_made_from(tmp_path: Path) -> None:
    with read_only(build(tmp_path)) as con:
        assert con.execute("FROM meta.release").fetchall() == [
            (
                "r1",
                date(2021, 7, 1),
                datetime(2021, 7, 1, 6, 30),
                "0.1.0+abc",
                duckdb.__version__,
                [{"path": "a.csv", "sha256": "a" * 64}, {"path": "documents/b.txt", "sha256": "b" * 64}],
                SCHEMA_VERSION,
            )
        ]


def test_each_table_and_column_is_described_in_meta_and_in_comments(tmp_path: Path) -> None:
    with read_only(build(tmp_path)) as con:
        assert con.execute("SELECT schema_name, table_name, description, key, rows FROM meta.table").fetchall() == [
            ("core", "organisation", "A clinical commissioning group's entry.", ["org_code"], 2),
            ("marts", "value", "A value.", ["org_code", "order"], 3),
        ]
        columns = 'column_no, column_name, type, nullable, unit, "references", description'
        assert con.execute(f"SELECT {columns} FROM meta.column WHERE table_name = 'value'").fetchall() == [
            (1, "org_code", "VARCHAR", False, None, "core.organisation.org_code", "Whose"),
            (2, "order", "BIGINT", False, "position", None, "Place, named by a word of SQL"),
            (3, "value", "DOUBLE", True, "%", None, "The organisation's value"),
        ]
        comments = con.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 'value'").fetchall()
        assert comments == [
            ("Whose",), ("Place, named by a word of SQL [position]",), ("The organisation's value [%]",)
        ]  # fmt: skip


def test_the_outcome_of_each_check_is_published(tmp_path: Path) -> None:
    checks = [CheckOutcome(NO_PROBLEM, True, "no problem"), CheckOutcome(COVERAGE, False, "34 of 209; 'tails'", ("a",))]
    with read_only(build(tmp_path, checks=checks)) as con:
        assert con.execute("FROM meta.check").fetchall() == [
            ("core.document", "no_problem", "error", True, "no problem"),
            ("core.rating", "coverage", "warning", False, "34 of 209; 'tails'"),
        ]


def test_macros_are_there_for_readers(tmp_path: Path) -> None:
    macros = "CREATE MACRO twice(n) AS 2 * n; CREATE MACRO codes() AS TABLE SELECT org_code FROM core.organisation;"
    with read_only(build(tmp_path, macros=macros)) as con:
        assert con.execute("SELECT twice(max(value)) FROM marts.value").fetchall() == [(135.2,)]
        assert con.execute("FROM codes()").fetchall() == [("03K",), ("08Q",)]


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    with read_only(build(tmp_path)) as con, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        con.execute("DELETE FROM core.organisation")


def test_a_key_with_several_rows_refuses_the_release(tmp_path: Path) -> None:
    doubled = pl.concat([ORGANISATIONS, ORGANISATIONS[:1]])
    with pytest.raises(ValidationFailed, match=r'core.organisation: 1 keys \("org_code"\) with several rows'):
        build(tmp_path, organisations=doubled)


def test_a_reference_to_a_row_that_is_not_there_refuses_the_release(tmp_path: Path) -> None:
    lost = VALUES.with_columns(org_code=pl.Series(["08Q", "99Z", "99Z"]))
    with pytest.raises(
        ValidationFailed, match=r"marts.value: 2 rows whose org_code is not in core.organisation.org_code"
    ):
        build(tmp_path, values=lost)


def test_every_broken_key_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailed) as refused:
        build(tmp_path, pl.concat([ORGANISATIONS] * 2), VALUES.with_columns(org_code=pl.lit("99Z"), order=pl.lit(1)))
    assert [(problem.path, problem.message) for problem in refused.value.problems] == [
        ("core.organisation", '2 keys ("org_code") with several rows'),
        ("marts.value", '1 keys ("org_code", "order") with several rows'),
        ("marts.value", "3 rows whose org_code is not in core.organisation.org_code"),
    ]


def test_the_exports_hold_the_rows_of_the_file(tmp_path: Path) -> None:
    file = build(tmp_path)
    parquet, text = (file.parent / kind / "marts" / f"value.{kind}" for kind in ("parquet", "csv"))
    assert pl.read_parquet(parquet).rows() == [("03K", 1, None), ("03K", 2, 67.6), ("08Q", 1, 35.4)]
    assert text.read_bytes() == b"org_code,order,value\r\n03K,1,\r\n03K,2,67.6\r\n08Q,1,35.4\r\n"
    exported = sorted(path.relative_to(file.parent / "csv").as_posix() for path in (file.parent / "csv").rglob("*.csv"))
    meta = [f"meta/{name}.csv" for name in ("check", "column", "release", "release_history", "table")]
    assert exported == ["core/organisation.csv", "marts/value.csv", *meta]


def exported_names(folder: Path, names: Sequence[str | None]) -> tuple[str, list[str | None]]:
    """The text of the CSV of organisations with these names, and the names in the Parquet file beside it."""
    codes = [f"{number:02}X" for number in range(len(names))]
    organisations = pl.DataFrame(
        {"org_code": codes, "org_name": names}, schema={"org_code": pl.String, "org_name": pl.String}
    )
    release = build(folder, organisations, VALUES[:0]).parent
    parquet = pl.read_parquet(release / "parquet" / "core" / "organisation.parquet")
    return (release / "csv" / "core" / "organisation.csv").read_bytes().decode(), parquet["org_name"].to_list()


def test_the_csv_is_that_of_rfc_4180(tmp_path: Path) -> None:
    names = ["NHS Hull", "St Helen's, too", 'a "b"', "two\nlines", "a\r\nb", "", None, "É"]
    text, _ = exported_names(tmp_path, names)
    assert text == (
        'org_code,org_name\r\n00X,NHS Hull\r\n01X,"St Helen\'s, too"\r\n02X,"a ""b"""\r\n'
        '03X,"two\nlines"\r\n04X,"a\r\nb"\r\n05X,""\r\n06X,\r\n07X,É\r\n'
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'=", "''@"])
def test_a_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it(tmp_path: Path, start: str) -> None:
    formula = f'{start}cmd|"/c calc",!A1'
    text, parquet = exported_names(tmp_path, [formula, start])
    with io.StringIO(text, newline="") as file:
        assert [row[1] for row in csv.reader(file)] == ["org_name", f"'{formula}", f"'{start}"]
    assert parquet == [formula, start]


@pytest.mark.parametrize("name", ["'it is'", "a=1", "1-2", " =", "two\n=1", "’=", "'", ""])
def test_any_other_text_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    text, _ = exported_names(tmp_path, [name])
    with io.StringIO(text, newline="") as file:
        assert list(csv.reader(file))[1] == ["00X", name]


def test_a_negative_number_is_a_number(tmp_path: Path) -> None:
    values = pl.DataFrame({"org_code": ["08Q"], "order": [-1], "value": [-0.5]})
    text = build(tmp_path, values=values).parent / "csv" / "marts" / "value.csv"
    assert text.read_bytes() == b"org_code,order,value\r\n08Q,-1,-0.5\r\n"


def digest_of(rows: pl.DataFrame) -> tuple[int, str]:
    with TemporaryDirectory() as folder, duckdb.connect() as con:
        path = Path(folder) / "rows.parquet"
        rows.write_parquet(path)
        con.execute("CREATE TABLE t AS FROM read_parquet(?)", [str(path)])
        return digest(con, "t")


def test_a_digest_does_not_depend_on_the_order_of_rows() -> None:
    assert digest_of(VALUES) == digest_of(VALUES.reverse())
    assert digest_of(VALUES)[0] == 3


@pytest.mark.parametrize(
    "other",
    [
        VALUES.with_columns(value=pl.Series([35.4, 67.6, 0.0])),
        VALUES.with_columns(value=pl.Series([67.6, 35.4, None])),
        VALUES.with_columns(value=pl.Series([35.4, 67.60000000000001, None])),
        VALUES.with_columns(org_code=pl.Series(["08Q", "03K", "03k"])),
        pl.concat([VALUES, VALUES[:1]]),
        pl.concat([VALUES, VALUES]),
        VALUES[:2],
        VALUES[:0],
    ],
    ids=["null-to-0", "cells-swapped", "last-digit", "letter-case", "row-twice", "all-twice", "row-less", "empty"],
)
def test_a_digest_changes_with_any_cell_or_row(other: pl.DataFrame) -> None:
    assert digest_of(other)[1] != digest_of(VALUES)[1]


def test_texts_that_would_run_together_have_different_digests() -> None:
    one, other = ({"a": ["x,y"], "b": ["z"]}, {"a": ["x"], "b": ["y,z"]})
    assert digest_of(pl.DataFrame(one)) != digest_of(pl.DataFrame(other))
    assert digest_of(pl.DataFrame({"a": [""]})) != digest_of(pl.DataFrame({"a": [None]}, schema={"a": pl.String}))


def test_the_digest_of_a_table_stands_in_meta(tmp_path: Path) -> None:
    with read_only(build(tmp_path)) as con:
        stored = con.execute("SELECT table_name, digest FROM meta.table").fetchall()
    assert stored == [("organisation", digest_of(ORGANISATIONS)[1]), ("value", digest_of(VALUES)[1])]


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        -7,
        2.5,
        1e-9,
        1e300,
        "",
        "it's",
        'a "b"',
        "two\nlines",
        ["a", "b'c"],
        [],
        {"k": "v'", "n": 1},
    ],
)
def test_a_literal_is_read_back_as_the_value_it_was(value: object) -> None:
    with duckdb.connect() as con:
        assert con.execute(f"SELECT {literal(value)}").fetchall() == [(value,)]


def test_dates_are_written_as_texts_that_sql_takes_for_dates() -> None:
    with duckdb.connect() as con:
        query = f"SELECT {literal(date(2021, 7, 1))}::DATE, {literal(datetime(2021, 7, 1, 6, 30))}::TIMESTAMP"
        assert con.execute(query).fetchall() == [(date(2021, 7, 1), datetime(2021, 7, 1, 6, 30))]


def test_quoting_holds_any_text() -> None:
    assert quoted("St Helen's") == "'St Helen''s'"
    assert identifier('a "b"') == '"a ""b"""'
