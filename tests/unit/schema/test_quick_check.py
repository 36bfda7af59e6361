"""The quick question whether a table is as declared: a yes is sure, and all that is odd goes to pandera."""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl
import pytest
from mart_samples import real_tables

from pipeline.schema.columns import CoreTable, column
from pipeline.schema.quick_check import surely_as_declared
from pipeline.schema.tables import CORE_TABLES


class Sample(CoreTable):
    """A table with one of each check."""

    code: str = column("A code", str_matches=r"^[A-Z]{2}")
    kind: str = column("A kind", isin=["a", "b"])
    count: int = column("A count", ge=0, le=10)
    note: str = column("A note", nullable=True, isin=["x"])

    class Config(CoreTable.Config):
        unique = ("code", "kind")


SCHEMA = Sample.to_schema()
GOOD = {"code": ["AA", "AA", "BB"], "kind": ["a", "b", "a"], "count": [0, 5, 10], "note": [None, "x", None]}


def to_frame(**changed: Any) -> pl.DataFrame:
    return pl.DataFrame(GOOD | changed)


@pytest.mark.parametrize("table", CORE_TABLES)
def test_every_table_of_the_documents_is_sure_to_be_as_declared(table: str) -> None:
    assert surely_as_declared(CORE_TABLES[table].to_schema(), real_tables()[table])


def test_a_table_as_declared_is_so_for_pandera_too() -> None:
    assert surely_as_declared(SCHEMA, to_frame())
    SCHEMA.validate(to_frame(), lazy=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ["AA", "AA", "Bb"]},
        {"code": ["AA", "AA", None]},
        {"code": ["AA", "AA", "xAA"]},
        {"kind": ["a", "b", "c"]},
        {"count": [-1, 5, 10]},
        {"count": [0, 5, 11]},
        {"count": [0, None, 10]},
        {"count": [0.0, 5.0, 10.0]},
        {"note": [None, "y", None]},
        {"kind": ["a", "a", "a"]},
        {"more": [1, 2, 3]},
    ],
    ids=["pattern", "null", "not-from-the-beginning", "isin", "least", "most", "null-number", "type", "nullable-isin",
         "key", "column-more"],
)  # fmt: skip
def test_anything_wrong_is_not_sure_and_pandera_tells_it(wrong: dict[str, list[Any]]) -> None:
    rows = to_frame(**wrong)
    assert not surely_as_declared(SCHEMA, rows)
    with pytest.raises(pa.errors.SchemaErrors):
        SCHEMA.validate(rows, lazy=True)


def test_missing_and_reordered_columns_are_not_sure() -> None:
    assert not surely_as_declared(SCHEMA, to_frame().drop("note"))
    assert not surely_as_declared(SCHEMA, to_frame().select("kind", "code", "count", "note"))


def test_a_check_that_is_not_known_is_left_to_pandera() -> None:
    schema = pa.DataFrameSchema({"name": pa.Column(pl.String, pa.Check.str_startswith("A"))})
    assert not surely_as_declared(schema, pl.DataFrame({"name": ["A"]}))


def test_an_empty_table_is_as_declared() -> None:
    assert surely_as_declared(SCHEMA, to_frame().clear())
