"""One file of a feed in DuckDB: its table `line`, the SQL of its columns, and where each of its rows stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipeline.base.sql_text import parquet
from pipeline.parse.csv.table import Lines
from pipeline.reference.layouts import LongLayout


class FeedFile:
    """One file as printed, in the table `line`; `lines` describe that table where it is there already."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        work: Path,
        path: Path,
        layout: LongLayout,
        lines: Lines,
    ) -> None:
        self.con, self.work, self.path, self.layout, self.lines = con, work, path, layout, lines
        self.columns = self.lines.columns

    def column(self, *names: str | None) -> str:
        """The first of some columns as SQL; NULL where the file has none of them."""
        return self.lines.column(*names)

    @property
    def row(self) -> str:
        """SQL of what names a row: its number in the file or, where that is of several rows, its place in `line`."""
        return f"line.rowid + {self.lines.first}"

    def row_texts(self, rows: Sequence[int]) -> dict[int, tuple[str, int | None]]:
        """The cells of each row with | between them, and how many of them are not empty."""
        if not rows:
            return {}
        names = [f"c{place}" for place in range(len(self.columns.printed))]
        filled = " + ".join(f"(trim({name}) <> '')::BIGINT" for name in names)
        found = self.query(
            f"SELECT {self.row}, concat_ws(' | ', {', '.join(names)}), nullif({filled}, 0) FROM line"
            f" WHERE {self.one_of(rows)}"
        )
        return {row: (text, cells) for row, text, cells in found}

    def places(self, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Where each row stands in the file: its cell where it is one cell of a row, and its row."""
        if not self.lines.number:
            return {row: (f"row {row}", f"row {row}") for row in rows}
        if not rows:
            return {}
        number = f"'row ' || {self.lines.number}"
        cell = self.lines.locator if self.lines.is_by_cell else number
        return {
            row: (cell, row_of_file)
            for row, cell, row_of_file in self.query(
                f"SELECT {self.row}, {cell}, {number} FROM line WHERE {self.one_of(rows)}"
            )
        }

    def row_numbers(self, rows: Sequence[int]) -> dict[int, int]:
        """The number that each row has in the file."""
        if not rows or not self.lines.number:
            return {row: row for row in rows}
        return dict(self.query(f"SELECT {self.row}, {self.lines.number} FROM line WHERE {self.one_of(rows)}"))

    def one_of(self, rows: Sequence[int]) -> str:
        """SQL that holds for some rows of `line`."""
        return f"rowid IN ({', '.join(str(row - self.lines.first) for row in rows)})"

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def table(self, name: str, schema: dict[str, Any], rows: Iterable[Sequence[Any]]) -> None:
        """A table of what was found out about texts."""
        path = self.work / f"{name}.parquet"
        pl.DataFrame(list(rows), schema=schema, orient="row").write_parquet(path)
        self.con.execute(f"CREATE TABLE {name} AS FROM {parquet(path)}")
