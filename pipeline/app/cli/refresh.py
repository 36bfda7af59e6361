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
from pipeline.app.cli.tables import print_table
from pipeline.app.cli.terminal import NamedFolder, terminal
from pipeline.base.problems import Problem

# The verdicts on claims, as the summary shows them.
VERDICTS = {
    "matches": "match the rows",
    "corroborated": "corroborated",
    "contradicts": "contradicted",
    "not_checkable": "not checkable",
}


@click.command("refresh")
@click.option(
    "--as-at",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _context, _option, day: _known_day(day),
    help="Day up to which editions are shown; today by default.",
)
@click.option("--output", type=NamedFolder(file_okay=False, path_type=Path), help="Build into this folder instead.")
@click.option("--no-site", is_flag=True, help="Leave the pages out; ccg-ratings site builds them later.")
@click.option("--plan", "is_plan", is_flag=True, help="Only show the tables and pages that would change.")
def command(as_at: datetime | None, output: Path | None, no_site: bool, is_plan: bool) -> None:
    """Read every document and every kept version of the sources, and publish the warehouse and its site.

    Nothing is fetched from the sources; ccg-ratings fetch does that.

    Nothing that is published changes unless every document is read without a problem. With nothing new, nothing is
    published.

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
            _show_success(out, warehouse, asdict(outcome))
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
        _show_success(out, run.warehouse, state["outcome"])
        end_without_lake(err, [Problem(**problem) for problem in state["lake_problems"]])
    if not succeeded:
        _show_refusal(err, state, messages, run.warehouse, before)
        sys.exit(1)
    _show_success(out, run.warehouse, state["outcome"])
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
    problems = problems or messages or ["it was interrupted"]
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


def _show_success(out: Console, warehouse: Any, outcome: dict[str, Any]) -> None:
    from pipeline.base.paths import shown
    from pipeline.publish.release_files import FILE_NAME, NOTE_NAME, SITE

    with warehouse.connect() as con:
        documents = con.execute(
            """SELECT document_id, text_kind, published_on, rows_parsed, claims_found, figures_found,
            (SELECT count(*) FROM core.rejected_row AS r WHERE r.document_id = d.document_id) FROM core.document AS d
            WHERE source_id IS NULL"""
        ).fetchall()
        versions = con.execute(
            """SELECT source_id, count(*), arg_max(document_id, publication_order(published_on, document_id)),
            sum(rows_parsed)::BIGINT,
            (SELECT count(*) FROM core.rejected_row JOIN core.document AS r USING (document_id)
             WHERE r.source_id = d.source_id)
            FROM core.document AS d WHERE source_id IS NOT NULL GROUP BY source_id ORDER BY source_id"""
        ).fetchall()
        sources = [name for (name,) in con.execute("SELECT source_id FROM core.source WHERE is_fetched").fetchall()]
        quarantined = con.execute(
            "SELECT document_id, reason FROM core.source_version WHERE state = 'quarantined' ORDER BY document_id"
        ).fetchall()
        verdicts = dict(con.execute("SELECT verdict, count(*) FROM marts.claim_check GROUP BY verdict").fetchall())
        contradicted = con.execute(
            """SELECT document_id, line_no, quote, evidence FROM marts.claim_check
            WHERE verdict = 'contradicts' ORDER BY document_id, line_no, claim_id"""
        ).fetchall()
        checks = con.execute("SELECT table_name, check_name, passed, outcome FROM meta.check ORDER BY rowid").fetchall()
    print_table(("document", "text", "published", "rows", "claims", "figures", "rejected"), documents, out)
    if versions:
        out.print()
        print_table(("source", "versions", "the latest", "rows", "rejected"), versions, out)
    out.print()
    failed = [check for check in checks if not check[2]]
    out.print(f"{len(checks) - len(failed)} of {len(checks)} checks passed")
    for table, name, _, result in failed:
        out.print(f"  warning: {table} {name}: {result}", markup=False, soft_wrap=True)
    for table, name, passed, result in checks:
        if name == "coverage" and passed:
            out.print(f"  {table} covers {result.replace('; ', chr(10) + ' ' * 21)}", markup=False, soft_wrap=True)
    counts = ", ".join(f"{verdicts.get(verdict, 0)} {label}" for verdict, label in VERDICTS.items())
    out.print(f"{sum(verdicts.values())} claims: {counts}")
    for document_id, line_no, quote, evidence in contradicted:
        out.print(f"  {document_id} line {line_no}, {quote}: {evidence}", markup=False, soft_wrap=True)
    out.print()
    _show_changes(out, outcome)
    for document_id, reason in quarantined:
        out.print(f"Quarantined, the version before stays: {document_id} {reason}", markup=False, soft_wrap=True)
    if sources:
        out.print(f"Sources not asked: {', '.join(sources)}. To ask them: ccg-ratings fetch", soft_wrap=True)
    out.print(f"The warehouse: {shown(warehouse.current_link / FILE_NAME)}", markup=False, soft_wrap=True)
    out.print(f"What is new: {shown(warehouse.current_link / NOTE_NAME)}", markup=False, soft_wrap=True)
    pages = warehouse.current_link / SITE / "index.html"
    if pages.is_file():
        out.print(f"Look at it: make open, or {shown(pages)}", markup=False, soft_wrap=True)
    out.print('Ask it: ccg-ratings sql "FROM marts.rating_distribution"', markup=False)


def _show_changes(out: Console, outcome: dict[str, Any]) -> None:
    """What the current release is, and what of it is new."""
    from pipeline.publish.changes import TableChange

    release_id, previous_id = outcome["release_id"], outcome["previous_id"]
    if outcome["damaged"]:
        out.print(f"Published anew, for {outcome['damaged']}", markup=False, soft_wrap=True)
    if not outcome["published"]:
        out.print(f"Nothing has changed since release {release_id}; nothing was published.")
    elif previous_id is None:
        out.print(f"Published release {release_id}, the first.")
    else:
        out.print(f"Published release {release_id}. Since {previous_id}:")
        found = [TableChange(**change) for change in outcome["changed"] or []]
        for change in found:
            out.print(f"  {change}", markup=False)
        if not found:
            out.print("  the tables hold the same rows")
