"""The dictionary: every published table and column is described, and the written page is the code's."""

from __future__ import annotations

import pytest

from pipeline.app.published_tables import published_entries
from pipeline.base.settings import PROJECT_DIR
from pipeline.schema.dictionary import META_TABLES, ColumnEntry, TableEntry, core_entries, written
from pipeline.schema.tables import CORE_TABLES

EVERY = [*published_entries(), *META_TABLES.values()]


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.full_name)
def test_a_table_says_what_a_row_is_and_what_tells_rows_apart(entry: TableEntry) -> None:
    assert entry.description.endswith(".")
    assert entry.key
    assert set(entry.key) <= {column.name for column in entry.columns}


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.full_name)
def test_a_column_has_a_type_and_says_what_it_holds(entry: TableEntry) -> None:
    for column in entry.columns:
        assert column.description, column.name
        assert not column.description.endswith("."), column.name
        assert column.type in {
            "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP", "VARCHAR[]",
            "STRUCT(path VARCHAR, sha256 VARCHAR)[]",
        }  # fmt: skip


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.full_name)
def test_what_a_column_refers_to_is_a_column(entry: TableEntry) -> None:
    columns = {f"{table.full_name}.{column.name}" for table in EVERY for column in table.columns}
    assert {column.references for column in entry.columns if column.references} <= columns


def test_every_number_has_a_unit() -> None:
    bare = {
        f"{entry.full_name}.{column.name}"
        for entry in EVERY
        for column in entry.columns
        if column.type in ("BIGINT", "DOUBLE") and column.unit is None
    }
    assert bare == set()


def test_the_core_entries_are_those_of_the_declared_tables() -> None:
    assert list(core_entries()) == list(CORE_TABLES)
    rating = core_entries()["rating"]
    assert rating.full_name == "core.rating"
    assert rating.description == "A published rating, or a cell that has none with the reason."
    assert rating.key == ("document_id", "org_code", "framework", "area", "period")
    columns = {column.name: column for column in rating.columns}
    assert columns["line_no"] == ColumnEntry("line_no", "BIGINT", "Line of the document, from 1", unit="line")
    assert columns["band"].nullable
    assert columns["period_end"].type == "DATE"
    assert columns["org_code"].references == "core.organisation.org_code"
    assert {c.name: c.type for c in core_entries()["claim"].columns}["bands"] == "VARCHAR[]"


def test_a_table_is_written_as_a_section_with_its_columns() -> None:
    entry = TableEntry(
        "core",
        "organisation",
        "An organisation.",
        ("org_code",),
        (
            ColumnEntry("org_code", "VARCHAR", "Code", references="core.x.y"),
            ColumnEntry("codes", "VARCHAR", "Codes joined with |", nullable=True, unit="codes"),
        ),
    )
    assert written([entry]).split("\n\n", 2)[2] == (
        "## core.organisation\n\nAn organisation.\n\nKey: org_code.\n\n"
        "| column | type | unit | description |\n|---|---|---|---|\n"
        "| org_code | VARCHAR not null |  | Code (in core.x.y) |\n"
        "| codes | VARCHAR | codes | Codes joined with \\| |\n"
    )


def test_the_data_dictionary_in_docs_is_up_to_date() -> None:
    page = PROJECT_DIR / "docs" / "users" / "data_dictionary.md"
    assert page.read_text(encoding="utf-8") == written(EVERY), "run: make dictionary"
