"""`ccg-ratings sql`: runs a query on the published warehouse, which it can only read, and prints the answer."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import Any

import click
import duckdb

from pipeline.app.cli.tables import print_table
from pipeline.base.settings import read_settings
from pipeline.publish.duckdb_errors import asks_for_more
from pipeline.publish.warehouse import Warehouse

MAX_SHOWN = 100
PROMPT = "sql> "
# A question may be no text at all, as bytes that no terminal shows.
_NOT_ANSWERED = (duckdb.Error, UnicodeError)


@click.command("sql")
@click.argument("query", required=False)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def command(query: str | None, form: str) -> None:
    """Ask the published warehouse; without QUERY, questions are read from the input or typed one by one.

    \b
    Examples:
      ccg-ratings sql "FROM marts.rating_distribution WHERE area = 'mental_health'"
      ccg-ratings sql "FROM find_organisation('leeds west')"
      ccg-ratings sql "SELECT table_name, description FROM meta.table"
      ccg-ratings sql --format csv "FROM core.rating" > ratings.csv
      ccg-ratings sql < sql/examples/bands_of_each_area.sql
    """
    with Warehouse(read_settings().warehouse_dir).connect_for_queries() as con:
        if query is None and sys.stdin.isatty():
            _ask_interactively(con, form)
            return
        try:
            _answer(con, query if query is not None else sys.stdin.read(), form)
        except _NOT_ANSWERED as error:
            _show_error(error)
            sys.exit(1)


def _show_error(error: Exception) -> None:
    if asks_for_more(error):
        click.echo("refused: here the published warehouse is read, and nothing is written or read besides.", err=True)
    click.echo(f"{error}", err=True)


def _answer(con: duckdb.DuckDBPyConnection, query: str, form: str) -> None:
    # What cannot be encoded is refused here: DuckDB would report it as a mistake of the program.
    query.encode()
    if not con.extract_statements(query):
        return
    cursor = con.execute(query)
    columns = [column[0] for column in cursor.description or ()]
    if form == "table":
        rows = cursor.fetchmany(MAX_SHOWN + 1)
        print_table(columns, rows[:MAX_SHOWN])
        if len(rows) > MAX_SHOWN:
            click.echo(f"The first {MAX_SHOWN} rows; --format csv gives all.", err=True)
    else:
        _write(columns, cursor.fetchall(), form)


def _write(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str) -> None:
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(
            [json.dumps(v, default=str, ensure_ascii=False) if isinstance(v, list | dict) else v for v in r]
            for r in rows
        )
    else:
        click.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], default=str, ensure_ascii=False))


def _ask_interactively(con: duckdb.DuckDBPyConnection, form: str) -> None:
    """Reads questions that end with a semicolon until the input ends."""
    import readline  # noqa: F401  gives input() a history and editing

    click.echo("Questions end with ; and ctrl-D ends the session. Tables: FROM meta.table;", err=True)
    lines: list[str] = []
    while True:
        try:
            lines.append(input(PROMPT if not lines else "...> "))
        except EOFError:
            return
        except KeyboardInterrupt:
            lines = []
            click.echo()
            continue
        if lines[-1].rstrip().endswith(";"):
            try:
                _answer(con, "\n".join(lines), form)
            except _NOT_ANSWERED as error:
                _show_error(error)
            lines = []
