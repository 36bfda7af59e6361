"""A refresh with a lake: the lake holds the folder's release, and the commands answer from there as from the folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest
from installation import CommandResult, Installation, make, read_only, replace_text
from lakes import Server, environment_of, lake_in, need_extensions, note_digests, running_server, small_release

from pipeline.app.lake import publish_to_lake
from pipeline.base.digests import digest
from pipeline.base.settings import PROJECT_DIR, SQL_DIR, read_settings
from pipeline.base.sql_functions import sql_functions
from pipeline.publish.lake import engine
from pipeline.publish.lake.address import Address, read_address
from pipeline.publish.lake.engine import open_engine
from pipeline.publish.lake.keeping import tidy
from pipeline.publish.lake.publishing import publish
from pipeline.publish.lake.reading import connect, releases
from pipeline.publish.lake.verifying import verify
from pipeline.publish.warehouse import Warehouse

EXAMPLES = sorted((SQL_DIR / "examples").glob("*.sql"))
DAY = "2021-07-01"


@dataclass(frozen=True)
class WithLake:
    """An installation whose settings name a lake."""

    installation: Installation
    lake: Address

    def command(self, *arguments: str) -> CommandResult:
        with patch.dict(os.environ, environment_of(self.lake)):
            return self.installation.command(*arguments)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    need_extensions()
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def with_lake(
    server: Server, published: Installation, tmp_path_factory: pytest.TempPathFactory, dagster_home: Path
) -> WithLake:
    """The documents, refreshed with a lake; tests leave its release in force."""
    folder = tmp_path_factory.mktemp("with_lake")
    found = WithLake(make(folder / "installation", dagster_home, published), lake_in(server, folder / "data"))
    told = found.command("refresh", "--as-at", DAY)
    assert told.exit_code == 0, told.err
    assert "The lake has it: release" in told.out
    return found


@pytest.fixture(scope="module")
def asked(with_lake: WithLake) -> Iterator[duckdb.DuckDBPyConnection]:
    con, _ = connect(with_lake.lake)
    with closing(con):
        yield con


@pytest.fixture(scope="module")
def file(with_lake: WithLake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy, for a command locks the configuration of the file that it has open in this process."""
    copied = tmp_path_factory.mktemp("file") / "ccg_ratings.duckdb"
    shutil.copyfile(with_lake.installation.warehouse.current_link / "ccg_ratings.duckdb", copied)
    with read_only(copied) as con:
        yield con


@pytest.fixture(autouse=True)
def _without_signatures(with_lake: WithLake, monkeypatch: pytest.MonkeyPatch) -> None:
    """To check the signatures of the extensions takes most of a question; the first refresh does."""
    monkeypatch.setitem(engine.CONFIG, "allow_unsigned_extensions", True)


def test_every_table_of_the_lake_has_the_digest_of_the_folders(
    asked: duckdb.DuckDBPyConnection, file: duckdb.DuckDBPyConnection
) -> None:
    recorded = file.execute("SELECT schema_name || '.' || table_name, rows, digest FROM meta.table").fetchall()
    assert len(recorded) > 60
    assert [(name, *digest(asked, name)) for name, _, _ in recorded] == recorded
    for name in ("release", "table", "column", "check", "release_history"):
        assert digest(asked, f'meta."{name}"') == digest(file, f'meta."{name}"')


def test_comments_types_and_macros_go_along(asked: duckdb.DuckDBPyConnection, file: duckdb.DuckDBPyConnection) -> None:
    for query in (
        "SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE schema_name IN ('core', 'marts', 'meta') "
        "AND database_name = 'ccg_ratings' ORDER BY ALL",
        "SELECT schema_name, table_name, column_name, data_type, comment FROM duckdb_columns() "
        "WHERE schema_name IN ('core', 'marts', 'meta') AND database_name = 'ccg_ratings' ORDER BY ALL",
        "SELECT function_name, function_type, parameters FROM duckdb_functions() "
        "WHERE database_name = 'ccg_ratings' ORDER BY ALL",
    ):
        found = asked.execute(query).fetchall()
        assert found == file.execute(query).fetchall()
        assert len(found) > 25


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_answers_as_in_the_folder(
    example: Path, asked: duckdb.DuckDBPyConnection, file: duckdb.DuckDBPyConnection
) -> None:
    query = example.read_text(encoding="utf-8")
    assert asked.execute(query).fetchall() == file.execute(query).fetchall()


@pytest.mark.nightly
def test_the_commands_answer_from_the_lake(with_lake: WithLake) -> None:
    query = "SELECT org_name FROM find_organisation('leeds west')"
    assert with_lake.command("sql", "--lake", query).out == with_lake.command("sql", query).out
    assert with_lake.command("trace", "--lake", "05W").out == with_lake.command("trace", "05W").out
    folder, lake = with_lake.command("status"), with_lake.command("status", "--lake")
    assert lake.exit_code == 0, lake.err
    assert folder.out.partition("\n\nDue")[2] == lake.out.partition("\n\nDue")[2] != ""
    assert "in the lake ducklake:postgres:host=127.0.0.1" in lake.out
    assert "password=…" in lake.out
    verified = with_lake.command("verify", "--lake")
    assert verified.exit_code == 0, verified.err
    assert "holds in the lake: " in verified.out


@pytest.mark.parametrize(
    "query",
    ["COPY (SELECT 1) TO '{data}new.csv'", "FROM ducklake_snapshots('ccg_ratings')", "FROM read_text('/etc/hostname')"],
)
def test_the_lake_is_only_read(with_lake: WithLake, query: str) -> None:
    before = sorted(Path(with_lake.lake.data).rglob("*"))
    told = with_lake.command("sql", "--lake", query.format(data=with_lake.lake.data))
    assert told.exit_code == 1
    assert "refused: here the published warehouse is read" in told.err, told.err
    assert sorted(Path(with_lake.lake.data).rglob("*")) == before


def test_the_connection_itself_refuses_what_the_command_does(
    with_lake: WithLake, asked: duckdb.DuckDBPyConnection
) -> None:
    """What a question may be is looked at before; these are what the engine refuses if it got through."""
    for query in (
        "DELETE FROM core.rating",
        "FROM ducklake_expire_snapshots('ccg_ratings', versions => [0])",
        "FROM ducklake_delete_orphaned_files('ccg_ratings', cleanup_all => true)",
        "COPY (SELECT 1) TO '/tmp/ccg-lake-evil.csv'",
        "FROM read_text('/etc/hostname')",
        "FROM glob('/etc/*')",
        "FROM 'https://example.org/x.parquet'",
        "INSTALL postgres",
        "SET allowed_directories = ['/']",
        f"ATTACH '{with_lake.lake.catalogue}' AS mine (TYPE postgres)",
        "FROM postgres_query('catalogue', 'SELECT 1')",
    ):
        with pytest.raises(duckdb.Error):
            asked.execute(query).fetchall()


def test_a_refresh_without_news_finds_the_lake_as_it_is_and_follows_after_going_back(with_lake: WithLake) -> None:
    told = with_lake.command("refresh", "--as-at", DAY)
    assert (told.exit_code, told.err) == (0, "")
    assert "nothing was published" in told.out
    assert "is in force there." in told.out


@pytest.mark.nightly
@pytest.mark.parametrize("is_changed", [False, True])
def test_what_the_lake_misses_is_told_and_made_up_for(
    installation: Installation, tmp_path: Path, is_changed: bool
) -> None:
    lake = read_address(f"ducklake:{tmp_path / 'lake.ducklake'}", str(tmp_path / "data"))
    with_lake = WithLake(installation, lake)
    if is_changed:
        replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Article 3881380, seen again.")
    # A file where the folder of the data is to be.
    (tmp_path / "data").touch()
    told = with_lake.command("refresh", "--as-at", DAY)
    assert told.exit_code == 1
    assert ("Published release" if is_changed else "nothing was published") in told.out
    assert "The release is in force in the folder, and the lake has not got it." in told.err
    assert "cannot be written: File exists" in told.err
    current = installation.warehouse.current()
    assert current
    assert len(installation.warehouse.releases()) == (2 if is_changed else 1)
    (tmp_path / "data").unlink()
    again = with_lake.command("refresh", "--as-at", DAY)
    assert again.exit_code == 0, again.err
    assert "nothing was published" in again.out
    in_force, _ = releases(lake)
    assert in_force
    assert in_force.release_id == current.release_id

    # The folder goes back, and the lake stays.
    if is_changed:
        assert with_lake.command("rollback").exit_code == 0
        before = installation.warehouse.releases()[1].name
        assert f"The folder has release {before} in force" in with_lake.command("status", "--lake").out
    refused = with_lake.command("rollback", "--lake")
    assert refused.exit_code == 1
    assert "no earlier release is kept there" in refused.err
    # A trial in another folder goes to no lake.
    with installation.entered(), patch.dict(os.environ, environment_of(lake)):
        assert publish_to_lake(Warehouse(tmp_path / "past"), read_settings(), pytest.fail) is None
    assert len(releases(lake)[1]) == 1


KEPT = ("core.document", "core.measure", "core.measure_value", "core.organisation", "core.rating")


def release_up_to(source: Path, folder: Path, release_id: str, day: str) -> Path:
    """A release of the core tables that values_as_at and ratings_as_at read, with what had been published by a day."""
    release = folder / release_id
    release.mkdir()
    with duckdb.connect(str(release / "ccg_ratings.duckdb")) as con:
        con.execute(
            f"ATTACH '{source}' AS whole (READ_ONLY); CREATE SCHEMA core; CREATE SCHEMA marts; CREATE SCHEMA meta"
        )
        for name in (*KEPT, "meta.release", 'meta."table"', 'meta."column"'):
            con.execute(f"CREATE TABLE {name} AS FROM whole.{name}")
        keys = dict(con.execute("SELECT schema_name || '.' || table_name, key FROM meta.table").fetchall())
        con.execute(
            f"""UPDATE meta.release SET release_id = '{release_id}';
            -- A later document gives other values for some of the same organisations.
            INSERT INTO core.measure_value
            SELECT * REPLACE (value + 1 AS value, (
                SELECT arg_max(document_id, published_on) FROM core.document WHERE published_on < '2018-12-31'
            ) AS document_id) FROM core.measure_value WHERE org_code < '05';
            DELETE FROM core.document WHERE published_on > '{day}';
            DELETE FROM core.measure_value WHERE document_id NOT IN (SELECT document_id FROM core.document);
            DELETE FROM core.rating WHERE document_id NOT IN (SELECT document_id FROM core.document);
            UPDATE meta."column" SET "references" = NULL WHERE NOT list_contains({list(KEPT)!r},
                array_to_string("references".string_split('.')[1:2], '.'))"""
        )
        note_digests(con, {name: keys[name] for name in KEPT})
    return release


def as_at_macros() -> str:
    """values_as_at and ratings_as_at, with the functions that they call."""
    text = (SQL_DIR / "macros.sql").read_text(encoding="utf-8")
    macros = re.split(r"^(?=create macro )", text, flags=re.MULTILINE)
    return sql_functions() + "".join(one for one in macros if re.match(r"create macro (values|ratings)_as_at", one))


@pytest.mark.nightly
def test_going_back_in_time_in_the_lake_is_what_the_macros_say_was_known(
    published: Installation, tmp_path: Path
) -> None:
    need_extensions()
    source = published.warehouse.current_link.resolve() / "ccg_ratings.duckdb"
    lake = read_address(f"ducklake:{tmp_path / 'lake.ducklake'}", str(tmp_path / "data"))
    days = ("2016-12-31", "2018-12-31", "2100-01-01")
    for number, day in enumerate(days):
        publish(lake, release_up_to(source, tmp_path, f"R{number}", day), as_at_macros())
    _, kept = releases(lake)
    snapshots = {one.release_id: one.snapshot_id for one in kept}
    now, _ = connect(lake)
    counts = []
    with closing(now):
        at_first, later = (now.execute(f"FROM values_as_at(DATE '{day}') ORDER BY ALL").fetchall() for day in days[:2])
        for number, day in enumerate(days):
            then, _ = connect(lake, f"R{number}")
            with closing(then):
                for macro in ("values_as_at", "ratings_as_at"):
                    at_that_time = then.execute(f"FROM {macro}(DATE '2100-01-01') ORDER BY ALL").fetchall()
                    assert now.execute(f"FROM {macro}(DATE '{day}') ORDER BY ALL").fetchall() == at_that_time
                    counts.append(len(at_that_time))
            # The same without the macro, by the lake's own words for it.
            version = f"AT (VERSION => {snapshots[f'R{number}']})"
            assert (
                now.execute(f"SELECT count(*) FROM core.rating {version}").fetchall()
                == now.execute(
                    f"SELECT count(*) FROM core.rating WHERE document_id IN "
                    f"(SELECT document_id FROM core.document WHERE published_on <= DATE '{day}')"
                ).fetchall()
            )
    # Something was known at first, and more or other things later.
    assert 0 < counts[1] < counts[5]
    assert (counts[0] > 0, at_first == later) == (True, False)


def fences(page: str, language: str) -> list[str]:
    text = (PROJECT_DIR / "docs" / "users" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_recipe_attaches_the_lake_for_a_reader_who_may_change_nothing(server: Server, with_lake: WithLake) -> None:
    connection = with_lake.lake.catalogue
    database = connection.partition("dbname=")[2].split()[0]
    (grants,) = fences("operations.md", "sql")
    # The publisher of the tests is the user ccg.
    for statement in grants.replace("PASSWORD '…'", "PASSWORD 'asks'").replace("publisher", "ccg").split(";\n"):
        server.psql(database, statement)
    as_reader = re.sub(r"user=\S+ password=\S+", "user=reader password=asks", connection)
    (recipe,) = fences("asking.md", "duckdb")
    # The extensions are those of the wheels, for the tests need no network.
    written = re.sub(r"(INSTALL|LOAD) \w+;", "", recipe)
    assert written.count("host=db.example dbname=ccg_lake user=reader") == 2
    with open_engine(with_lake.lake) as con:
        for statement in con.extract_statements(
            written.replace("host=db.example dbname=ccg_lake user=reader", as_reader)
        ):
            rows = con.execute(statement).fetchall()
        assert rows == [("03C", "NHS Leeds West CCG", None, "NHS Leeds CCG (15F)")]
        assert con.execute("SELECT count(*) FROM core.rating AT (TIMESTAMP => now())").fetchall() == [(894,)]
        for refused in (
            "DELETE FROM core.rating",
            "CALL postgres_execute('catalogue', 'COMMIT; DELETE FROM ccg_ratings.in_force')",
            "CALL postgres_execute('catalogue', 'COMMIT; DELETE FROM public.ducklake_snapshot')",
        ):
            with pytest.raises(duckdb.Error):
                con.execute(refused)
    assert releases(with_lake.lake)[0]


@pytest.mark.nightly
def test_a_dump_and_a_copy_of_the_data_restore_the_lake(server: Server, tmp_path: Path) -> None:
    lake = lake_in(server, tmp_path / "data")
    database = lake.catalogue.partition("dbname=")[2].split()[0]
    macros = "create macro twice(n) as n * 2;"
    publish(lake, small_release(tmp_path, "R1", [("a", 1, 10)]), macros)
    server.run("pg_dump", "--format=custom", f"--file={tmp_path / 'lake.dump'}", f"--dbname={lake.catalogue}")
    # What is published between the dump and the copy is not restored, and harms nothing.
    publish(lake, small_release(tmp_path, "R2", [("b", 1, 20)]), macros)
    shutil.copytree(lake.data, tmp_path / "copy")
    shutil.rmtree(lake.data)
    server.psql("postgres", f"DROP DATABASE {database}")

    server.psql("postgres", f"CREATE DATABASE {database}")
    shutil.copytree(tmp_path / "copy", lake.data)
    server.run("pg_restore", "--no-owner", f"--dbname={lake.catalogue}", str(tmp_path / "lake.dump"))
    assert verify(lake).problems == []
    con, release = connect(lake)
    with closing(con):
        assert release.release_id == "R1"
        assert con.execute("SELECT document_id, twice(value) FROM core.stated").fetchall() == [("a", 20)]
    assert publish(lake, tmp_path / "R2", macros).written
    tidy(lake, timedelta(0))
    assert verify(lake, "R1").problems == []
    con, _ = connect(lake)
    with closing(con):
        assert con.execute("FROM core.stated").fetchall() == [("b", 1, 20)]
