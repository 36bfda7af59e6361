"""`ccg-ratings sql`, `trace` and `make sql` read the published release: they write nothing and read nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import open_sql
import pytest
from effort import sampled
from installation import Installation, make

from pipeline.base.settings import SQL_DIR

# {file} is the published file, {folder} a folder with a file other.csv and one other.duckdb.
REFUSED = [
    "COPY (SELECT 1) TO '{file}' (FORMAT csv)",
    "COPY (SELECT 1) TO '{file}' (FORMAT csv, USE_TMP_FILE false)",
    "COPY (SELECT 1) TO '{file}' (FORMAT parquet, USE_TMP_FILE false)",
    "COPY (SELECT 1) TO '{file}.wal' (FORMAT csv)",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{file}' (FORMAT csv, USE_TMP_FILE false)",
    "PREPARE p AS COPY (SELECT 1) TO '{file}' (FORMAT csv, USE_TMP_FILE false); EXECUTE p",
    "COPY core.rating TO '{folder}/new.csv'",
    "COPY core.rating TO '{folder}/new.parquet' (FORMAT parquet)",
    "COPY core.rating TO '/dev/stderr'",
    "EXPORT DATABASE '{folder}/new'",
    "IMPORT DATABASE '{folder}'",
    "FROM read_csv('{folder}/other.csv')",
    "FROM '{folder}/other.csv'",
    "FROM read_text('/etc/hostname')",
    "FROM read_blob('{folder}/other.csv')",
    "FROM read_json('{folder}/other.csv')",
    "FROM read_parquet('{folder}/other.csv')",
    "FROM parquet_metadata('{folder}/other.csv')",
    "FROM sniff_csv('{folder}/other.csv')",
    "FROM glob('{folder}/*')",
    "FROM query('FROM read_text(''/etc/hostname'')')",
    "FROM read_duckdb('{folder}/other.duckdb')",
    "FROM read_parquet('https://127.0.0.1:9/x.parquet')",
    "INSTALL httpfs",
    "FORCE INSTALL httpfs FROM 'http://127.0.0.1:9'",
    "LOAD httpfs",
    "LOAD '{folder}/x.duckdb_extension'",
    "UPDATE EXTENSIONS",
    "ATTACH '{folder}/other.duckdb' AS other",
    "ATTACH '{folder}/new.duckdb' AS other",
    "ATTACH 'https://127.0.0.1:9/x.duckdb' AS other",
    "ATTACH ':memory:' AS m; USE m; DETACH ccg_ratings; ATTACH '{file}' AS w (READ_WRITE); DROP TABLE w.core.rating",
    "SET enable_external_access = true",
    "RESET enable_external_access",
    "SET disabled_filesystems = ''",
    "SET home_directory = '{folder}'",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "SET temp_directory = '{folder}/new'",
    "SET secret_directory = '{folder}/new'",
    "SET allowed_paths = ['{folder}/other.csv']",
    "PRAGMA profiling_output = '{folder}/new'",
    "PRAGMA log_query_path = '{folder}/new'",
    "CALL enable_logging('QueryLog', storage = 'file', storage_path = '{folder}/new')",
    "CREATE TABLE core.new AS SELECT 1",
    "CREATE OR REPLACE TABLE core.rating AS SELECT 1",
    "CREATE VIEW core.new AS SELECT 1",
    "INSERT INTO core.rating_scale SELECT * FROM core.rating_scale",
    "UPDATE core.rating SET band = 'Good'",
    "DELETE FROM core.rating",
    "TRUNCATE core.rating",
    "DROP TABLE core.rating",
    "DROP SCHEMA core CASCADE",
    "ALTER TABLE core.rating ADD COLUMN new INTEGER",
    "COMMENT ON TABLE core.rating IS 'new'",
    "CREATE SECRET s (TYPE http)",
    "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
]  # fmt: skip
COMMANDS = [
    ".shell rm {file}",
    ".system rm {file}",
    ".sh rm {file}",
    ".read {folder}/other.csv",
    ".output {file}",
    ".once {file}",
    ".output |rm {file}",
    ".excel",
    ".log {file}",
    ".open {folder}/new.duckdb",
    ".import {folder}/other.csv new",
    ".cd {folder}",
]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, dagster_home: Path, published: Installation) -> Installation:
    """A copy of `published`, with a folder beside it of files that are nobody's business."""
    installation = make(tmp_path_factory.mktemp("asked") / "installation", dagster_home, published)
    folder = installation.folder / "other"
    folder.mkdir()
    (folder / "other.csv").write_text("told\nsecret\n", encoding="utf-8")
    with duckdb.connect(str(folder / "other.duckdb")) as con:
        con.execute("CREATE TABLE secrets AS SELECT 'secret' AS told")
    return installation


def state(installation: Installation) -> tuple[object, list[Path]]:
    return installation.published_state(), sorted(installation.folder.rglob("*"))


@pytest.fixture(scope="module")
def before(asked: Installation) -> tuple[object, list[Path]]:
    return state(asked)


@pytest.fixture
def unchanged(asked: Installation, before: tuple[object, list[Path]]) -> Iterator[None]:
    """Whatever is asked, all files stay as they are, and none is added."""
    yield
    assert state(asked) == before


def filled(statement: str, asked: Installation) -> str:
    release = asked.warehouse.current()
    assert release
    return statement.replace("{file}", str(release.file)).replace("{folder}", str(asked.folder / "other"))


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("statement", sampled(REFUSED, 2))
def test_sql_refuses_it_plainly_and_nothing_changes(asked: Installation, statement: str) -> None:
    told = asked.command("sql", filled(statement, asked))
    assert told.exit_code == 1, told.out
    assert told.err.startswith("refused: here the published warehouse is read, and nothing is written or read besides.")
    assert "Traceback" not in told.err
    assert "secret" not in told.out


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("query", ["FROM query", "FROM form", "FROM PROMPT", "", ";", "SELEC", "FROM core"])
def test_what_is_no_question_is_told_without_a_traceback(asked: Installation, query: str) -> None:
    told = asked.command("sql", query)
    assert "Traceback" not in told.err
    assert told.exit_code == (0 if query in ("", ";") else 1)


def test_each_of_several_questions_is_answered(asked: Installation) -> None:
    told = asked.command("sql", "SELECT 1 AS a; SET VARIABLE b = 2; SELECT getvariable('b') AS b;")
    assert (told.exit_code, told.out.split(), told.err) == (0, ["a", "1", "b", "2"], "")
    assert asked.command("sql", "SELECT 1 AS a; SELECT no_column; SELECT 3").out.split() == ["a", "1"]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_programs_read_holds_one_answer(asked: Installation, form: str) -> None:
    told = asked.command("sql", "--format", form, "SELECT 1 AS a; SELECT 2 AS b")
    assert (told.exit_code, told.out) == (2, "")
    assert f"{form} holds one answer, and 2 questions are asked" in told.err
    pivot = "SET VARIABLE a = 3; PIVOT (SELECT getvariable('a') AS a) ON a USING max(a)"
    told = asked.command("sql", "--format", form, pivot)
    assert (told.exit_code, told.err) == (0, "")
    assert told.out.split() in (["3", "3"], ['[{"3":', "3}]"])


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_lists_of_days_are_printed_in_every_form(asked: Installation, form: str) -> None:
    told = asked.command("sql", "--format", form, "SELECT [DATE '2020-01-02'] AS days")
    assert (told.exit_code, told.err) == (0, "")
    assert "2020" in told.out


@pytest.mark.usefixtures("unchanged")
def test_every_example_and_macro_answers_as_without_a_lock(asked: Installation) -> None:
    questions = [path.read_text(encoding="utf-8") for path in sorted((SQL_DIR / "examples").glob("*.sql"))]
    questions += [
        "FROM find_organisation('leeds west')",
        "FROM ratings_as_at(DATE '2017-01-01') ORDER BY ALL",
        "FROM values_as_at(DATE '2017-01-01') ORDER BY ALL",
        "FROM league_table('iapt_recovery_rate')",
        "FROM line_of_descent('slough')",
        "SELECT now() > DATE '2020-01-01', strftime(DATE '2020-01-02', '%d/%m/%Y'), json_array_length('[1]')",
    ]
    with asked.warehouse.connect() as con:
        expected = [con.execute(question).fetchall() for question in questions]
    with asked.warehouse.connect_for_queries() as con:
        assert [con.execute(question).fetchall() for question in questions] == expected


@pytest.mark.usefixtures("unchanged")
def test_trace_asks_over_a_connection_that_reads_nothing_else(
    asked: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(asked.warehouse), "connect", lambda self: pytest.fail("may write"), raising=True)
    with pytest.raises(pytest.fail.Exception):
        asked.command("trace", "leeds west")
    monkeypatch.undo()
    hostile = "x'); COPY (SELECT 1) TO 'new.csv'; --"
    assert asked.command("trace", hostile).exit_code == 1
    assert asked.command("trace", "leeds west").exit_code == 0
    with asked.warehouse.connect_for_queries() as con:
        settings = con.execute(
            "SELECT current_setting('lock_configuration'), current_setting('enable_external_access')"
        )
        assert settings.fetchall() == [(True, False)]


# make sql


def ask_command_line(asked: Installation, question: str) -> subprocess.CompletedProcess[str]:
    if not open_sql.DUCKDB.is_file():
        pytest.skip("DuckDB's command line is installed by make sql")
    release = asked.warehouse.current()
    assert release
    return subprocess.run(
        [open_sql.DUCKDB, *open_sql.ARGUMENTS, release.file],
        input=question,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=asked.folder,
        env=os.environ | {"HOME": str(asked.folder / "other")},
    )


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("statement", sampled([*(f"{statement};" for statement in REFUSED), *COMMANDS], 8))
def test_the_command_line_refuses_it_and_nothing_changes(asked: Installation, statement: str) -> None:
    told = ask_command_line(asked, f"{filled(statement, asked)}\n")
    assert told.returncode != 0
    assert "secret" not in told.stdout


@pytest.mark.usefixtures("unchanged")
def test_the_command_line_answers_every_example(asked: Installation) -> None:
    examples = [path.read_text(encoding="utf-8") for path in sorted((SQL_DIR / "examples").glob("*.sql"))]
    told = ask_command_line(
        asked, "\n;".join([".mode csv", *examples, "FROM find_organisation('leeds west');"]).replace("csv\n;", "csv\n")
    )
    assert told.returncode == 0, told.stderr
    assert "03C" in told.stdout
