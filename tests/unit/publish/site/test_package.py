"""The Data Package of a release: valid as its own tools see it, and true to every byte of the CSV files."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from effort import sampled
from installation import Installation, sha256

from pipeline.app.published_tables import published_entries
from pipeline.base.sql_text import quoted
from pipeline.publish.site.package import data_package
from pipeline.schema.dictionary import META_TABLES

EVERY = {entry.full_name: entry for entry in (*published_entries(), *META_TABLES.values())}


@pytest.fixture(scope="module")
def package(published: Installation) -> dict[str, Any]:
    return described(published)


def described(installation: Installation) -> dict[str, Any]:
    release = installation.warehouse.current()
    assert release
    with installation.warehouse.connect() as con:
        return dict(json.loads(data_package(con, release.folder)))


@pytest.fixture
def site(tmp_path: Path, published: Installation, package: dict[str, Any]) -> Path:
    """A folder with the package and the CSV files, as they lie in the site."""
    release = published.warehouse.current()
    assert release
    shutil.copytree(release.folder / "csv", tmp_path / "data" / "csv")
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return tmp_path


def validated(site: Path) -> tuple[bool, set[tuple[str, str]]]:
    """Whether Frictionless finds the package valid, and its errors, each with its resource."""
    command = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    ended = subprocess.run(command, cwd=site, capture_output=True, text=True, timeout=120, check=False)
    report = json.loads(ended.stdout)
    tasks = [(task["name"], error["type"]) for task in report["tasks"] for error in task["errors"]]
    assert not [task for task in report["tasks"] if task["warnings"]]
    return report["valid"], {*tasks, *(("", error["type"]) for error in report["errors"])}


def rewrite(site: Path, table: str, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Changes a CSV file, and says so in the package, so that nothing but the rows can be found wrong."""
    path = site / "data" / "csv" / f"{table.replace('.', '/')}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    package = json.loads((site / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = (resource for resource in package["resources"] if resource["name"] == table)
    resource |= {"bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}
    (site / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


def narrow(site: Path, table: str) -> None:
    """Leaves a table and those that it refers to in the package: so it takes a fraction of the time to look at."""
    package = json.loads((site / "datapackage.json").read_text(encoding="utf-8"))
    (changed,) = (resource for resource in package["resources"] if resource["name"] == table)
    kept = {table, *(key["reference"]["resource"] for key in changed["schema"].get("foreignKeys", []))}
    resources = [resource for resource in package["resources"] if resource["name"] in kept]
    for resource in resources:
        if resource is not changed:
            resource["schema"].pop("foreignKeys", None)
    (site / "datapackage.json").write_text(json.dumps(package | {"resources": resources}), encoding="utf-8")


@pytest.mark.nightly
def test_the_package_of_a_release_is_valid(site: Path) -> None:
    assert validated(site) == (True, set())


@pytest.mark.nightly
def test_a_byte_that_changes_makes_it_invalid(site: Path) -> None:
    path = site / "data" / "csv" / "core" / "organisation.csv"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"NHS Leeds CCG", b"NHS Leedz CCG", 1))
    assert path.stat().st_size == len(content)
    assert validated(site) == (False, {("core.organisation", "hash-count")})


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("table", "change", "error"),
    sampled(
        [
            ("core.rating", lambda rows: rows[0].update(org_code="99Z"), "foreign-key"),
            ("core.organisation", lambda rows: rows.append(rows[0]), "primary-key"),
            ("core.rating", lambda rows: rows[0].update(line_no=""), "constraint-error"),
            ("core.rating", lambda rows: rows[0].update(line_no="seven"), "type-error"),
            ("core.document", lambda rows: rows[0].update(published_on="28/10/2016"), "type-error"),
            ("meta.release", lambda rows: rows[0].update(built_at="yesterday"), "type-error"),
            ("marts.rating_current", lambda rows: rows[0].update(band_complete="perhaps"), "type-error"),
        ],
        3,
    ),
)
def test_a_row_that_is_not_as_described_makes_it_invalid(
    site: Path, table: str, change: Callable[[list[dict[str, str]]], None], error: str
) -> None:
    rewrite(site, table, change)
    narrow(site, table)
    assert validated(site) == (False, {(table, error)})


def test_every_table_is_a_resource_with_its_size_and_hash(published: Installation, package: dict[str, Any]) -> None:
    assert [resource["name"] for resource in package["resources"]] == list(EVERY)
    for resource in package["resources"]:
        file = published.warehouse.current_link / resource["path"].removeprefix("data/")
        assert resource["path"] == f"data/csv/{resource['name'].replace('.', '/')}.csv"
        assert resource["hash"] == f"sha256:{sha256(file)}", resource["name"]
        assert resource["bytes"] == file.stat().st_size
        with file.open(newline="", encoding="utf-8") as content:
            header = next(csv.reader(content))
        assert header == [field["name"] for field in resource["schema"]["fields"]]


def test_a_resource_is_described_as_its_table_is_declared(package: dict[str, Any]) -> None:
    for resource in package["resources"]:
        entry = EVERY[resource["name"]]
        assert (resource["description"], resource["schema"]["primaryKey"]) == (entry.description, list(entry.key))
        references = {
            (key["fields"][0], f"{key['reference']['resource']}.{key['reference']['fields'][0]}")
            for key in resource["schema"].get("foreignKeys", [])
        }
        assert references == {(c.name, c.references) for c in entry.columns if c.references and not c.of_rows}
        for field, column in zip(resource["schema"]["fields"], entry.columns, strict=True):
            assert field["description"].startswith(column.description)
            assert field.get("unit") == column.unit
            assert ("constraints" not in field) == column.nullable


def test_a_reference_of_some_rows_is_none_of_the_package(package: dict[str, Any]) -> None:
    (values,) = (resource for resource in package["resources"] if resource["name"] == "core.measure_value")
    fields = [key["fields"] for key in values["schema"]["foreignKeys"]]
    assert ["measure_id"] in fields
    assert ["org_code"] not in fields


def test_the_package_names_the_release_and_its_sources(published: Installation, package: dict[str, Any]) -> None:
    release = published.warehouse.current()
    assert release
    assert (package["name"], package["version"]) == ("ccg-ratings", release.release_id)
    assert package["created"].startswith(f"{release.built_at:%Y-%m-%dT%H:%M:%S}")
    assert "homepage" not in package
    documents = published.rows("SELECT title, publisher, licence FROM core.document")
    assert {(s["title"], s["publisher"], s["licence"]) for s in package["sources"]} == set(documents)
    titles = [licence["title"] for licence in package["licenses"]]
    assert titles[0].startswith("MIT")
    assert set(titles[1:]) == {licence for _, _, licence in documents}


def test_a_source_is_named_once_whatever_its_versions(published: Installation) -> None:
    release = published.warehouse.current()
    assert release
    with duckdb.connect() as con:
        con.execute(f"ATTACH {quoted(str(release.file))} AS release (READ_ONLY)")
        con.execute("CREATE SCHEMA core; CREATE SCHEMA meta")
        for table in ("core.document", "core.source", "meta.release", "meta.table", "meta.column"):
            con.execute(f"CREATE TABLE {table} AS FROM release.{table}")
        con.execute(
            """INSERT INTO core.document
            SELECT document.* REPLACE ('feed_' || i AS document_id, 'mh_dashboard' AS source_id)
            FROM core.document, range(3) AS r (i) WHERE document_id = 'rcpsych_2020'"""
        )
        package = json.loads(data_package(con, release.folder))
    (source,) = (source for source in package["sources"] if "dashboard" in source["title"])
    assert source["publisher"] == "NHS England"
    (licence,) = (licence for licence in package["licenses"] if licence["title"] == source["licence"])
    assert licence["name"] == "OGL-UK-3.0"
