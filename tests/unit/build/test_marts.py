"""The marts' files: what a header declares is what the query must return, or nothing is built."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipeline.base.problems import ValidationFailed
from pipeline.base.settings import SQL_DIR
from pipeline.build.marts import read_marts, run_marts

AS_AT = date(2021, 7, 1)

HEADER = """\
-- How many organisations have each band.
--
-- More words.
--
-- key: band
--   band VARCHAR -- Band
--   organisations BIGINT [organisations] -- How many
--   note VARCHAR? -- A note
"""
QUERY = "SELECT band, count(*) AS organisations, NULL::VARCHAR AS note FROM core.rating GROUP BY band\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    marts = tmp_path / "marts"
    marts.mkdir()
    return marts


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, Path]:
    path = tmp_path / "rating.parquet"
    pl.DataFrame({"org_code": ["03K", "08Q", "05W"], "band": ["Good", "Good", "Inadequate"]}).write_parquet(path)
    return {"core.rating": path}


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.sql"
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(folder: Path, inputs: dict[str, Path]) -> list[str]:
    with pytest.raises(ValidationFailed) as refused:
        run_marts(read_marts(folder), inputs, folder / "built", AS_AT)
    return [str(problem) for problem in refused.value.problems]


def test_a_header_declares_the_table(folder: Path) -> None:
    write(folder, "band_count", HEADER + QUERY)
    (mart,) = read_marts(folder)
    assert (mart.entry.full_name, mart.entry.description) == (
        "marts.band_count",
        "How many organisations have each band.",
    )
    assert mart.entry.key == ("band",)
    assert [(c.name, c.type, c.nullable, c.unit, c.description) for c in mart.entry.columns] == [
        ("band", "VARCHAR", False, None, "Band"),
        ("organisations", "BIGINT", False, "organisations", "How many"),
        ("note", "VARCHAR", True, None, "A note"),
    ]
    assert mart.reads == {"core.rating"}


def test_a_mart_is_built_as_its_query_says(folder: Path, inputs: dict[str, Path]) -> None:
    write(folder, "band_count", HEADER + QUERY)
    assert run_marts(read_marts(folder), inputs, folder / "built", AS_AT) == {"band_count": 2}
    assert sorted(pl.read_parquet(folder / "built" / "band_count.parquet").rows()) == [
        ("Good", 2, None),
        ("Inadequate", 1, None),
    ]


def test_what_a_mart_reads_is_found_in_its_joins_and_subqueries_too(folder: Path) -> None:
    query = """WITH mine AS (SELECT * FROM core.rating), other AS (SELECT * FROM mine)
    SELECT band, (SELECT count(*) FROM core.organisation) AS organisations, NULL::VARCHAR AS note
    FROM other LEFT JOIN core.document USING (document_id) WHERE band IN (SELECT band FROM core.rating_scale)"""
    write(folder, "band_count", HEADER + query)
    (mart,) = read_marts(folder)
    assert mart.reads == {"core.rating", "core.organisation", "core.document", "core.rating_scale"}


def test_marts_are_run_after_those_that_they_read(folder: Path, inputs: dict[str, Path]) -> None:
    write(folder, "c", HEADER + QUERY)
    write(folder, "a", HEADER + QUERY.replace("core.rating", "marts.b"))
    write(folder, "b", HEADER + QUERY.replace("core.rating", "marts.c"))
    marts = read_marts(folder)
    assert [mart.entry.name for mart in marts] == ["c", "b", "a"]
    assert run_marts(marts, inputs, folder / "built", AS_AT) == {"a": 2, "b": 2, "c": 2}


def test_a_step_is_read_by_marts_and_is_no_table(folder: Path, inputs: dict[str, Path]) -> None:
    steps = folder / "steps"
    steps.mkdir()
    write(steps, "good", "-- The good ones.\nSELECT * FROM steps.rated WHERE band = 'Good'\n")
    write(steps, "rated", "-- All.\nFROM core.rating\n")
    write(folder, "b", HEADER + QUERY.replace("core.rating", "steps.good"))
    write(folder, "a", HEADER + QUERY.replace("core.rating", "steps.good INNER JOIN marts.b USING (band)"))
    marts = read_marts(folder)
    assert [(mart.entry.name, mart.reads) for mart in marts] == [
        ("b", {"core.rating"}),
        ("a", {"core.rating", "marts.b"}),
    ]
    assert [step.full_name for step in marts[0].steps] == ["steps.rated", "steps.good"]
    assert run_marts(marts, inputs, folder / "built", AS_AT) == {"b": 1, "a": 1}
    assert sorted(path.name for path in (folder / "built").glob("*.parquet")) == ["a.parquet", "b.parquet"]
    # One mart alone has the step behind it as well.
    assert run_marts(marts[:1], inputs, folder / "again", AS_AT) == {"b": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT 1", "steps/good.sql:1: the header needs a description"),
        ("-- Good.\nSELECT", "steps/good.sql: is no query that DuckDB reads: "),
        ("-- Good.\nFROM steps.gone", "steps/good.sql: reads steps.gone, which no file defines"),
        ("-- Good.\nFROM marts.band_count", "marts read each other: "),
    ],
)
def test_a_step_that_does_not_read_is_told(folder: Path, inputs: dict[str, Path], text: str, message: str) -> None:
    (folder / "steps").mkdir()
    write(folder / "steps", "good", text)
    write(folder, "band_count", HEADER + QUERY.replace("core.rating", "steps.good"))
    (problem,) = problems_of(folder, inputs)
    assert message in problem


@pytest.mark.nightly
def test_marts_stand_in_one_order_in_every_process() -> None:
    names = "from pipeline.app.published_tables import all_marts; print([mart.entry.name for mart in all_marts()])"
    orders = {
        subprocess.run(
            [sys.executable, "-c", names],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(orders) == 1


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            QUERY.replace(", NULL::VARCHAR AS note", ""),
            "does not return note VARCHAR, which the header declares",
        ),
        (QUERY.replace("AS note", "AS note, 1 AS extra"), "returns extra INTEGER, which the header does not declare"),
        (
            QUERY.replace("count(*)", "count(*)::INTEGER"),
            "returns organisations INTEGER, which the header does not declare "
            "and does not return organisations BIGINT, which the header declares",
        ),
        (
            "SELECT count(*) AS organisations, band, NULL::VARCHAR AS note FROM core.rating GROUP BY band",
            "returns the columns in another order than the header declares",
        ),
        (
            QUERY.replace("SELECT band", "SELECT 'x' AS label"),
            "returns label VARCHAR, which the header does not declare "
            "and does not return band VARCHAR, which the header declares",
        ),
        (
            QUERY.replace("count(*)", "nullif(count(*), 2)"),
            "organisations is NULL in 1 rows, and the header says that it never is",
        ),
        (QUERY.replace("GROUP BY band", "GROUP BY band, org_code"), "1 keys (band) have several rows"),
        (QUERY.replace("core.rating", "core.nothing"), "does not run: Catalog Error"),
        (QUERY.replace("count(*)", "counted"), "does not run: Binder Error"),
    ],
    ids=[
        "column-missing",
        "column-more",
        "type",
        "order",
        "key-missing",
        "null",
        "double-key",
        "no-table",
        "no-column",
    ],
)
def test_a_result_that_is_not_what_the_header_says_is_refused_naming_the_file(
    folder: Path, inputs: dict[str, Path], query: str, message: str
) -> None:
    path = write(folder, "band_count", HEADER + query)
    (problem,) = problems_of(folder, inputs)
    assert problem.startswith(f"{path}: ")
    assert message in problem
    assert not (folder / "built" / "band_count.parquet").exists()


def test_every_mart_that_disagrees_is_told(folder: Path, inputs: dict[str, Path]) -> None:
    write(folder, "a", HEADER + QUERY.replace("count(*)", "count(*)::INTEGER"))
    write(folder, "b", HEADER + QUERY)
    write(folder, "c", HEADER + QUERY.replace("GROUP BY band", "GROUP BY band, org_code"))
    assert [Path(problem.partition(".sql")[0]).name for problem in problems_of(folder, inputs)] == ["a", "c"]


def test_a_header_of_columns_that_may_all_be_null_is_no_problem(folder: Path, inputs: dict[str, Path]) -> None:
    write(folder, "band_count", (HEADER + QUERY).replace("VARCHAR --", "VARCHAR? --").replace("BIGINT ", "BIGINT? "))
    assert run_marts(read_marts(folder), inputs, folder / "built", AS_AT) == {"band_count": 2}


def test_a_header_may_say_what_a_table_is_about(folder: Path) -> None:
    write(folder, "band_count", HEADER.replace("-- key", "-- group: ratings\n-- key") + QUERY)
    (mart,) = read_marts(folder)
    assert (mart.entry.group, mart.entry.description) == ("ratings", "How many organisations have each band.")


def test_a_key_must_hold_for_null_too(folder: Path, inputs: dict[str, Path]) -> None:
    header = HEADER.replace("--   band VARCHAR", "--   band VARCHAR?")
    write(folder, "band_count", header + QUERY.replace("SELECT band", "SELECT NULL::VARCHAR AS band"))
    (problem,) = problems_of(folder, inputs)
    assert "1 keys (band) have several rows" in problem


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (QUERY, 1, "the header needs a description, a line '-- key: ...' and its columns"),
        (HEADER.replace("-- key: band\n", "") + QUERY, 1, "the header needs a description"),
        (HEADER.replace("key: band", "key: label") + QUERY, 1, "the header needs a description"),
        (HEADER.replace("BIGINT [org", "bigint [org") + QUERY, 7, "a column line that does not read"),
        (HEADER.replace("-- A note", "") + QUERY, 8, "a column line that does not read"),
        (HEADER.replace("-- key", "-- group: sundry\n-- key") + QUERY, 5, "no group is named sundry"),
        (HEADER + "SELECT band FROM WHERE", None, "is no query that DuckDB reads: "),
        (HEADER + "SELECT 'band", None, "is no query that DuckDB reads: "),
        (HEADER + "DROP TABLE core.rating", None, "is no query that DuckDB reads: "),
        (HEADER, None, "does not run: "),
    ],
    ids=[
        "no-header",
        "no-key",
        "key-no-column",
        "type",
        "no-description",
        "group",
        "no-sql",
        "no-end",
        "no-query",
        "nothing",
    ],
)
def test_a_file_that_does_not_read_is_refused_with_its_line(
    folder: Path, inputs: dict[str, Path], text: str, line: int | None, message: str
) -> None:
    path = write(folder, "band_count", text)
    problems = problems_of(folder, inputs)
    assert any(
        problem.startswith(f"{path}:{line}: {message}" if line else f"{path}: {message}") for problem in problems
    )


def test_problems_of_several_files_are_told_at_once(folder: Path, inputs: dict[str, Path]) -> None:
    write(folder, "a", QUERY)
    write(folder, "b", HEADER + QUERY.replace("core.rating", "marts.gone"))
    write(folder, "c", HEADER + QUERY.replace("core.rating", "marts.a"))
    problems = problems_of(folder, inputs)
    assert len(problems) == 2
    assert "a.sql:1: the header needs" in problems[0]
    assert "b.sql: reads marts.gone, which no file defines" in problems[1]


def test_marts_that_read_each_other_are_refused(folder: Path, inputs: dict[str, Path]) -> None:
    write(folder, "a", HEADER + QUERY.replace("core.rating", "marts.b"))
    write(folder, "b", HEADER + QUERY.replace("core.rating", "marts.a"))
    (problem,) = problems_of(folder, inputs)
    assert "marts read each other: marts." in problem


def test_a_mart_knows_the_day_up_to_which_editions_are_shown(folder: Path, inputs: dict[str, Path]) -> None:
    header = "-- A day.\n-- key: as_at\n--   as_at DATE -- A day\n"
    write(folder, "a_day", f"{header}SELECT as_at FROM meta.release WHERE EXISTS (FROM core.rating)")
    (mart,) = read_marts(folder)
    assert mart.reads == {"core.rating"}
    run_marts([mart], inputs, folder / "built", AS_AT)
    assert pl.read_parquet(folder / "built" / "a_day.parquet").rows() == [(AS_AT,)]


def test_a_path_with_a_quote_in_it_is_read(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "St Helen's" / "rating.parquet"
    path.parent.mkdir()
    pl.DataFrame({"band": ["Good"]}).write_parquet(path)
    write(folder, "band_count", HEADER + QUERY)
    assert run_marts(read_marts(folder), {"core.rating": path}, path.parent / "built", AS_AT) == {"band_count": 1}


@pytest.mark.parametrize("path", sorted((SQL_DIR / "marts").glob("*.sql")), ids=lambda path: path.stem)
def test_each_of_the_projects_marts_has_a_header_that_reads(path: Path) -> None:
    mart = next(mart for mart in read_marts(SQL_DIR / "marts") if mart.entry.name == path.stem)
    assert mart.reads
    assert all(column.description for column in mart.entry.columns)
    numbers = [column for column in mart.entry.columns if column.type in ("BIGINT", "DOUBLE")]
    assert [column.name for column in numbers if not column.unit] == [], "a number without a unit"


@pytest.mark.parametrize("path", sorted(SQL_DIR.rglob("marts/**/*.sql")), ids=lambda path: path.stem)
def test_periods_and_days_are_those_of_the_tables(path: Path) -> None:
    query = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("--"))
    # A period is read in Python alone, and a day such as that of the abolition is one of the register.
    assert not re.search(r"make_date|like '____|\bdate '|'\d{4}-\d\d", query, re.IGNORECASE)


def test_no_query_numbers_rows_in_the_order_in_which_they_come() -> None:
    """Another engine, or the same one with more threads, would number them otherwise."""
    numbered = re.compile(
        r"\b(?:row_number|rank|dense_rank|ntile|lag|lead|first_value|last_value)\([^()]*\)\s+over\s*"
        r"\((?:(?!order by)[^()])*\)",
        re.IGNORECASE,
    )
    for path in sorted(SQL_DIR.rglob("*.sql")):
        text = path.read_text(encoding="utf-8")
        assert [text[: found.start()].count("\n") + 1 for found in numbered.finditer(text)] == [], path
