"""`ccg-ratings refresh`: runs a refresh as a Dagster job, and prints a summary of what was read and published."""

from __future__ import annotations

import gc
import logging
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.status import Status

from pipeline.app.cli.in_lake import catch_up, end_without_lake
from pipeline.app.cli.plan import MAX_SHOWN, imports_kept, show_plan
from pipeline.app.cli.refreshed import show_success
from pipeline.app.cli.terminal import NamedFolder, terminal
from pipeline.base.problems import Problem

# What a run says of itself that was ended by ctrl-C or by the system.
INTERRUPTED = "it was interrupted"


@click.command("refresh")
@click.option(
    "--as-at",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _context, _option, day: _known_day(day),
    help="Day up to which editions are shown, and those alone; today by default.",
)
@click.option("--output", type=NamedFolder(file_okay=False, path_type=Path), help="Build into this folder instead.")
@click.option("--no-site", is_flag=True, help="Leave the pages out; ccg-ratings site builds them later.")
@click.option("--plan", "is_plan", is_flag=True, help="Only show the tables and pages that would change.")
def command(as_at: datetime | None, output: Path | None, no_site: bool, is_plan: bool) -> None:
    """Read every document and every kept version of the sources, and publish the warehouse and its site.

    Nothing is fetched from the sources; ccg-ratings fetch does that.

    Nothing that is published changes unless every document is read without a problem. With nothing new, nothing is
    published.

    With --as-at, marts.annual_ratings, marts.dashboard and marts.release_calendar stop at that day. Every other table,
    such as marts.rating_current, is of every document that is there, also of those published later; what was known
    on a day is asked of any release with FROM ratings_as_at(DATE '2017-01-01') and values_as_at.

    \b
    Examples:
      ccg-ratings refresh
      ccg-ratings refresh --plan
      ccg-ratings refresh --as-at 2017-01-01 --output past/
    """
    out, err = terminal(), terminal(stderr=True)
    with err.status("starting") as status, _shown_beside(status):
        with imports_kept():
            day, settings, warehouse, with_site = _asked_for(as_at, output, no_site)
            from pipeline.app.unchanged import unchanged
            from pipeline.app.work import work_of
        if is_plan:
            show_plan(out, settings.raw_dir, warehouse, day, with_site)
            return
        work_of(settings, settings.raw_dir, warehouse).begin()
        # Where nothing is new, neither Dagster nor what reads documents need be loaded to find that out.
        if outcome := unchanged(warehouse, settings.raw_dir, day, with_site, logging.getLogger("pipeline").warning):
            if settings.metrics:
                from pipeline.app.metrics import write_metrics

                write_metrics(warehouse, settings)
            show_success(out, warehouse, settings, asdict(outcome))
            catch_up(out, err, warehouse, settings)
            return
        with imports_kept():
            from pipeline.app.refresh import Run
            from pipeline.build.snapshot_reading import prepare_reading
        prepare_reading(settings.raw_dir, warehouse.read_dir)
        run = Run(str(uuid.uuid4()), settings.raw_dir, warehouse, day, with_site)
        with imports_kept():
            from pipeline.app.dagster.definitions import defs
            from pipeline.app.dagster.launch import run_job
        config = {
            "as_at": run.as_at.isoformat(),
            "warehouse_dir": str(run.warehouse.folder),
            "with_site": run.with_site,
        }
        before = run.warehouse.current_name()
        succeeded, messages = run_job(
            defs.resolve_job_def("refresh"), run.folder.name, {"resources": {"project": {"config": config}}}
        )
        state = run.state()
        run.discard()
        gc.unfreeze()
    if not succeeded and state.get("lake_problems") and state.get("outcome"):
        show_success(out, run.warehouse, settings, state["outcome"])
        end_without_lake(err, [Problem(**problem) for problem in state["lake_problems"]])
    if not succeeded:
        _show_refusal(err, state, messages, run.warehouse, before)
        sys.exit(1)
    show_success(out, run.warehouse, settings, state["outcome"])
    if state.get("lake"):
        out.print(state["lake"], markup=False, soft_wrap=True)


def _known_day(day: datetime | None) -> datetime | None:
    from pipeline.app.as_at import FIRST, objection

    if day and (why := objection(day.date(), date.today())):
        raise click.BadParameter(f"{why}. Name a day from {FIRST} to today, {date.today()}")
    return day


def _asked_for(as_at: datetime | None, output: Path | None, no_site: bool) -> tuple[date, Any, Any, bool]:
    """The day of the refresh, the settings, the warehouse that is published into, and whether with its site."""
    from pipeline.app.published_into import refuse_as_a_place
    from pipeline.base.settings import read_settings
    from pipeline.publish.warehouse import Warehouse

    settings = read_settings()
    warehouse = Warehouse(output.absolute() if output else settings.warehouse_dir)
    refuse_as_a_place(warehouse.folder, settings.raw_dir)
    return as_at.date() if as_at else date.today(), settings, warehouse, settings.with_site and not no_site


class _Progress(logging.Handler):
    """Shows the latest message of the run beside the spinner."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self.status = status

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING and not self.status.console.is_terminal:
            click.echo(record.getMessage(), err=True)
        else:
            self.status.update(record.getMessage())


@contextmanager
def _shown_beside(status: Status) -> Iterator[None]:
    """The messages of the run stand beside the spinner, for as long as it turns."""
    logger, progress = logging.getLogger("pipeline"), _Progress(status)
    level = logger.level
    logger.addHandler(progress)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(level)
        logger.removeHandler(progress)


def _show_refusal(err: Console, state: dict[str, Any], messages: list[str], warehouse: Any, before: str) -> None:
    from pipeline.base.paths import shown

    problems = [str(Problem(**problem)) for problem in state.get("problems", [])]
    for check in state.get("checks", []):
        spec = check["spec"]
        if not check["passed"] and spec["severity"] == "error" and spec["name"] != "no_problem":
            problems.append(f"core.{spec['table']} fails {spec['name']}: {check['outcome']}")
            problems += [f"  {row}" for row in check["sample"]]
    problems = problems or messages or [INTERRUPTED]
    if problems == [INTERRUPTED] and warehouse.current_name() in ("", before):
        err.print("Interrupted. What is published stays as it was.", style="bold red", soft_wrap=True)
        return
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    outcome = f"Refused: {count}. What is published stays as it was."
    if (in_force := warehouse.current_name()) not in ("", before):
        # As where no room is left to note what came of it.
        outcome = f"Release {in_force} is in force, and then there was {count}."
    err.print(outcome, style="bold red", soft_wrap=True)
    for problem in problems[:MAX_SHOWN]:
        err.print(problem, markup=False, soft_wrap=True)
    if len(problems) > MAX_SHOWN:
        err.print(f"… and {len(problems) - MAX_SHOWN} more")
    if state.get("problems"):
        err.print(f"All of them, with the rejected text: {shown(warehouse.rejected_csv)}", markup=False, soft_wrap=True)
