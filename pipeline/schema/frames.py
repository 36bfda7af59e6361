"""Frames of the core tables, with the columns and types that are declared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from pipeline.schema.tables import CORE_TABLES


def to_frame(table: str, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Rows of a core table, with its columns in their order and types."""
    return pl.DataFrame(rows, schema=schema_of(table), orient="row")


def schema_of(table: str) -> dict[str, Any]:
    """The polars type of each column of a core table."""
    return {name: column.dtype.type for name, column in CORE_TABLES[table].to_schema().columns.items()}
