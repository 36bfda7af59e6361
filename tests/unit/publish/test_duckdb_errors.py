"""What errors of the installed DuckDB mean: each is provoked, so that another wording is noticed."""

from __future__ import annotations

import errno
import resource
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.publish.duckdb_errors import asks_for_more, is_locked, is_of_a_damaged_file, is_of_other_tables, lack_of
from pipeline.publish.warehouse import CLOSED

WRITER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE t AS SELECT 1 AS a")
    return path


def error_of(file: Path, statement: str) -> Exception:
    with duckdb.connect(str(file), read_only=True) as con:
        con.execute(f"{CLOSED}; SET lock_configuration = true")
        with pytest.raises(duckdb.Error) as caught:
            con.execute(statement)
    return caught.value


def test_a_file_that_another_program_writes_is_locked_and_no_other_is(file: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        writer.stdout.readline()
        with pytest.raises(duckdb.Error) as caught:
            duckdb.connect(str(file), read_only=True)
        writer.communicate()
    assert is_locked(caught.value)
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(duckdb.Error) as caught:
        duckdb.connect(str(file), read_only=True)
    assert not is_locked(caught.value)
    assert is_of_a_damaged_file(caught.value)


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE x AS SELECT 1", "INSERT INTO t VALUES (2)", "SET threads = 1", "FROM read_text('/etc/hostname')",
     "LOAD httpfs", "ATTACH 'y.duckdb'"],
)  # fmt: skip
def test_what_is_no_reading_asks_for_more(file: Path, statement: str) -> None:
    assert asks_for_more(error_of(file, statement))


@pytest.mark.parametrize(
    ("statement", "other_tables"),
    [("FROM u", True), ("SELECT b FROM t", True), ("SELEC", False), ("SELECT 'x'::INTEGER", False)],
)
def test_a_mistake_asks_for_no_more_and_a_missing_table_or_column_is_told_apart(
    file: Path, statement: str, other_tables: bool
) -> None:
    error = error_of(file, statement)
    assert not asks_for_more(error)
    assert not is_of_a_damaged_file(error)
    assert is_of_other_tables(error) is other_tables


def test_an_error_that_is_not_duckdbs_is_none_of_these() -> None:
    error = type("CatalogException", (Exception,), {})("Could not set lock, read-only")
    assert not any(asked(error) for asked in (is_locked, asks_for_more, is_of_other_tables, is_of_a_damaged_file))


def test_too_few_open_files_say_nothing_of_a_file(file: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with duckdb.connect() as con, Path("/dev/null").open() as highest:
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest.fileno() + 1, before[1]))
        try:
            with pytest.raises(duckdb.Error) as caught:
                con.execute(f"ATTACH '{file}' AS x (READ_ONLY)")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
    lack = lack_of(caught.value)
    assert isinstance(lack, OSError)
    assert lack.errno == errno.EMFILE
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(duckdb.Error) as caught:
        duckdb.connect(str(file), read_only=True)
    assert lack_of(caught.value) is None
