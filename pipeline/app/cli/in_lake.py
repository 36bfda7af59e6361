"""What commands say and ask of the lake: the option --lake, a refresh that catches up, one that the lake has missed."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, NoReturn

import click
from rich.console import Console

from pipeline.base.problems import Problem, ValidationFailed

if TYPE_CHECKING:
    import duckdb

    from pipeline.base.settings import Settings
    from pipeline.publish.warehouse import Warehouse

lake_option = click.option("--lake", "in_lake", is_flag=True, help="In the lake of CCG_LAKE instead of the folder.")


def connect_for_queries(settings: Settings, in_lake: bool) -> duckdb.DuckDBPyConnection:
    """A connection that can read the current release, of the folder or of the lake, and nothing else."""
    from pipeline.publish.warehouse import Warehouse

    if not in_lake:
        return Warehouse(settings.warehouse_dir).connect_for_queries(settings.memory)
    from pipeline.app.lake import the_lake

    address = the_lake(settings)
    from pipeline.publish.lake.reading import connect

    return connect(address, memory=settings.memory)[0]


def refuse_but_questions(query: str) -> None:
    """PermissionException, as DuckDB has it, for what the lake is not asked."""
    import duckdb

    from pipeline.publish.lake.questions import objection

    if why := objection(query):
        raise duckdb.PermissionException(f"Permission Error: {why}")


def catch_up(out: Console, err: Console, warehouse: Warehouse, settings: Settings) -> None:
    """Publishes the current release to the lake, where one is set that has missed it."""
    from pipeline.app.lake import publish_to_lake

    try:
        outcome = publish_to_lake(warehouse, settings, logging.getLogger("pipeline").warning)
    except ValidationFailed as refused:
        end_without_lake(err, refused.problems)
    if outcome:
        out.print(f"{outcome}", markup=False, soft_wrap=True)


def end_without_lake(err: Console, problems: list[Problem]) -> NoReturn:
    """Says that the release is in force in the folder and not in the lake, and ends as a failure."""
    err.print("The release is in force in the folder, and the lake has not got it.", style="bold red", soft_wrap=True)
    for problem in problems:
        err.print(f"{problem}", markup=False, soft_wrap=True)
    sys.exit(1)
