"""`ccg-ratings sql`: runs a query on the published warehouse, which it can only read, and prints the answer."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import click
import duckdb

from pipeline.app.cli import EXIT_INTERRUPTED
from pipeline.app.cli.answers import write_csv, write_json
from pipeline.app.cli.in_lake import connect_for_queries, lake_option, refuse_but_questions
from pipeline.app.cli.tables import print_table, shown
from pipeline.app.cli.terminal import Utf8
from pipeline.base.memory_limit import at_most
from pipeline.base.parallel import in_thread
from pipeline.base.settings import read_settings
from pipeline.base.visible import visible
from pipeline.publish.duckdb_errors import asks_for_more, wants_memory

MAX_SHOWN = 100
LONGEST_SHOWN = 10_000
LONGEST_QUESTION = 1_000_000
ROWS_AT_ONCE = 10_000
ASKED_AGAIN = 3
# How long DuckDB has to stop.
STOP_SECONDS = 2
LISTEN_SECONDS = 0.1
PROMPT = "sql> "
_COMMENT = re.compile(r"--(?:\s|.*\n)")
# A question may be no text at all, as bytes that no terminal shows.
_NOT_ANSWERED = (duckdb.Error, UnicodeError, MemoryError, OverflowError)

T = TypeVar("T")


class _Sql(click.Command):
    """A question may begin with a comment, which is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f"\n{one}" if _COMMENT.match(one) else one for one in args])


@click.command("sql", cls=_Sql)
@click.argument("query", required=False, type=Utf8())
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@lake_option
def command(query: str | None, form: str, in_lake: bool) -> None:
    """Ask the published warehouse; without QUERY, questions are read from the input or typed one by one.

    \b
    Examples:
      ccg-ratings sql "FROM marts.rating_distribution WHERE area = 'mental_health'"
      ccg-ratings sql "FROM find_organisation('leeds west')"
      ccg-ratings sql "SELECT table_name, description FROM meta.table"
      ccg-ratings sql --format csv "FROM core.rating" > ratings.csv
      ccg-ratings sql < sql/examples/bands_of_each_area.sql
    """
    settings = read_settings()
    # As much as DuckDB may have, and as much again for the rows that come out of it.
    with connect_for_queries(settings, in_lake) as con, at_most(2 * settings.memory_bytes):
        if query is None and sys.stdin.isatty():
            _ask_interactively(con, form, in_lake)
            return
        try:
            _answer(con, query if query is not None else _from_input(), form, in_lake)
        except _NOT_ANSWERED as error:
            _show_error(error)
            sys.exit(1)


def _from_input() -> str:
    if len(query := sys.stdin.read(LONGEST_QUESTION + 1)) > LONGEST_QUESTION:
        raise click.UsageError(f"The question is longer than {LONGEST_QUESTION:,} characters.")
    return query


def _show_error(error: Exception) -> None:
    if wants_memory(error):
        needs = f"refused: the answer needs more than the {read_settings().memory} of memory that CCG_MEMORY allows."
        click.echo(f"{needs} Ask for fewer rows or columns at a time, or allow more.", err=True)
        return
    if isinstance(error, OverflowError):
        click.echo("refused: the answer holds a length of time too long to be printed: cast it to VARCHAR.", err=True)
        return
    if isinstance(error, UnicodeError):
        click.echo("refused: the question is no text in UTF-8, or holds a NUL.", err=True)
        return
    if asks_for_more(error):
        click.echo("refused: here the published warehouse is read, and nothing is written or read besides.", err=True)
    click.echo(visible(f"{error}"), err=True)


def _answer(con: duckdb.DuckDBPyConnection, query: str, form: str, in_lake: bool) -> None:
    # What is no text is refused here: DuckDB would report it as a mistake of the program, or read up to the NUL.
    query.encode()
    if "\0" in query:
        raise UnicodeError
    if in_lake:
        refuse_but_questions(query)
    questions = con.extract_statements(query)
    answered = [one for one in questions if one.expected_result_type == [duckdb.ExpectedResultType.QUERY_RESULT]]
    if form != "table" and len(answered) > 1:
        raise click.UsageError(f"{form} holds one answer, and {len(answered)} questions are asked: ask one at a time.")
    for question in questions:
        if question in answered or question is questions[-1]:
            _answer_one(con, question, form)
        else:
            _interruptible(con, partial(con.execute, question))


def _answer_one(con: duckdb.DuckDBPyConnection, question: duckdb.Statement, form: str) -> None:
    cursor = _interruptible(con, lambda: con.execute(question))
    columns = [column[0] for column in cursor.description or ()]
    if form == "table":
        rows = _fetch(con, cursor, question, MAX_SHOWN + 1)
        cells = [[_cut(value) for value in row] for row in rows[:MAX_SHOWN]]
        print_table(columns, cells)
        if len(rows) > MAX_SHOWN:
            click.echo(f"The first {MAX_SHOWN} rows; --format csv gives all.", err=True)
        if any(isinstance(value, _Cut) for row in cells for value in row):
            click.echo(f"The first {LONGEST_SHOWN:,} characters of a cell; --format csv gives all.", err=True)
    else:
        (write_csv if form == "csv" else write_json)(columns, _rows(con, cursor, question))


class _Cut(str):
    """The beginning of a text that is too long for a table."""


def _cut(value: Any) -> Any:
    # To fold a text of millions of words takes minutes.
    if isinstance(value, str | list | tuple | dict | bytes) and len(text := shown(value)) > LONGEST_SHOWN:
        return _Cut(f"{text[:LONGEST_SHOWN]}…")
    return value


def _rows(
    con: duckdb.DuckDBPyConnection, cursor: duckdb.DuckDBPyConnection, question: duckdb.Statement
) -> Iterator[tuple[Any, ...]]:
    """All rows, of which only some are in memory at a time."""
    while rows := _fetch(con, cursor, question, ROWS_AT_ONCE):
        yield from rows


def _fetch(
    con: duckdb.DuckDBPyConnection, cursor: duckdb.DuckDBPyConnection, question: duckdb.Statement, rows: int
) -> list[tuple[Any, ...]]:
    """The next rows.

    Where one of DuckDB's threads fails, another may say that it was interrupted, and no more (seen in 1 of 60 failing
    queries of DuckDB 1.5): the question is then asked again until the reason is told.
    """
    try:
        return _interruptible(con, lambda: cursor.fetchmany(rows))
    except duckdb.InterruptException as unexplained:
        for _ in range(ASKED_AGAIN):
            with suppress(duckdb.InterruptException):
                _interruptible(con, lambda: _run_to_the_end(con, question))
        raise duckdb.Error("the query broke off, and DuckDB does not say why: ask again") from unexplained


def _run_to_the_end(con: duckdb.DuckDBPyConnection, question: duckdb.Statement) -> None:
    cursor = con.execute(question)
    while cursor.fetchmany(ROWS_AT_ONCE):
        pass


def _interruptible(con: duckdb.DuckDBPyConnection, work: Callable[[], T]) -> T:
    """What `work` gives. At ctrl-C DuckDB is told to stop; where it does not hear, the program ends all the same."""
    doing = in_thread(work, "query")
    try:
        # A signal that another thread gets does not end a wait without end.
        while not wait([doing], LISTEN_SECONDS).done:
            pass
        return doing.result()
    except KeyboardInterrupt:
        con.interrupt()
        if not wait([doing], STOP_SECONDS).done:
            click.echo("interrupted", err=True)
            os._exit(EXIT_INTERRUPTED)
        raise


def _ask_interactively(con: duckdb.DuckDBPyConnection, form: str, in_lake: bool) -> None:
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
                _answer(con, "\n".join(lines), form, in_lake)
            except KeyboardInterrupt:
                click.echo("interrupted", err=True)
            except _NOT_ANSWERED as error:
                _show_error(error)
            lines = []
