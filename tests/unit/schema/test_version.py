"""The schema's version is raised with every change of the published tables' shape; the software's stands once."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from importlib.metadata import version

import pytest
import yaml

from pipeline.app.published_tables import published_entries
from pipeline.base.settings import PROJECT_DIR
from pipeline.schema.dictionary import META_TABLES, ColumnEntry, TableEntry
from pipeline.schema.version import SCHEMA_VERSION, SHAPE, shape_digest

TABLE = TableEntry(
    "core",
    "rating",
    "A rating.",
    ("org_code",),
    (ColumnEntry("org_code", "VARCHAR", "Whose"), ColumnEntry("share", "DOUBLE", "How much", unit="%")),
)


def test_the_published_tables_have_the_shape_of_the_version() -> None:
    found = shape_digest([*published_entries(), *META_TABLES.values()])
    assert found == SHAPE, (
        f"a published table's shape has changed: in pipeline/schema/version.py make SCHEMA_VERSION "
        f'{SCHEMA_VERSION + 1} if no release has version {SCHEMA_VERSION + 1} yet, and SHAPE = "{found}"; '
        "tell the change in CHANGELOG.md"
    )


def column(number: int, **changes: object) -> TableEntry:
    columns = list(TABLE.columns)
    columns[number] = dataclasses.replace(columns[number], **changes)
    return dataclasses.replace(TABLE, columns=tuple(columns))


@pytest.mark.parametrize(
    "changed",
    [
        column(1, name="percentage"),
        column(1, type="BIGINT"),
        column(1, unit="fraction"),
        column(1, nullable=True),
        dataclasses.replace(TABLE, columns=TABLE.columns[:1]),
        dataclasses.replace(TABLE, columns=TABLE.columns[::-1]),
        dataclasses.replace(TABLE, key=("org_code", "share")),
        dataclasses.replace(TABLE, name="band"),
        dataclasses.replace(TABLE, schema="marts"),
    ],
    ids=["name", "type", "unit", "nullable", "gone", "order", "key", "table", "schema"],
)
def test_whatever_a_query_leans_on_is_of_the_shape(changed: TableEntry) -> None:
    assert shape_digest([changed]) != shape_digest([TABLE])


def test_words_and_the_order_of_tables_are_not_of_the_shape() -> None:
    other = dataclasses.replace(TABLE, name="other")
    told = dataclasses.replace(column(0, description="Of which body"), description="A cell.")
    assert shape_digest([other, told]) == shape_digest([TABLE, other])


def test_the_version_of_the_software_stands_in_pyproject_and_all_else_agrees() -> None:
    declared = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text())["project"]["version"]
    assert version("ccg-ratings") == declared
    citation = yaml.safe_load((PROJECT_DIR / "CITATION.cff").read_text())
    assert str(citation["version"]) == declared
    released = re.search(r"^## ([\d.]+) ", (PROJECT_DIR / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert released
    assert released[1] == declared
