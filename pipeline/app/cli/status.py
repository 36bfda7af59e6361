"""`ccg-ratings status`: what is published, from what, and what comes next."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import click
import duckdb

from pipeline.app.cli.tables import print_table
from pipeline.app.cli.terminal import terminal
from pipeline.base.paths import shown
from pipeline.base.problems import Problem
from pipeline.base.settings import read_settings
from pipeline.build.input_files import hash_inputs
from pipeline.fetch.fetch_attempts import attempts, unreadable_attempts
from pipeline.fetch.snapshots import snapshots_of
from pipeline.publish.verification import records
from pipeline.publish.warehouse import Published, Warehouse
from pipeline.reference.cadences import next_due
from pipeline.reference.sources import read_sources

# What the latest version of a source has no longer, though the version before had it.
LOST = """
WITH latest AS (
    SELECT document_id, previous_document_id FROM marts.version_change WHERE previous_document_id IS NOT NULL
    AND document_id NOT IN (SELECT before.previous_document_id FROM marts.version_change AS before
        WHERE before.previous_document_id IS NOT NULL)
), measure AS (
    SELECT document_id, state, CASE state WHEN 'kept' THEN lost_of END AS lost_of,
        string_agg(measure_id, ', ' ORDER BY measure_id) AS measures
    FROM marts.version_change GROUP BY ALL
), loss AS (
    SELECT document_id, 1 AS place, 'no figures any more for ' || measures AS note FROM measure WHERE state = 'lost'
    UNION ALL
    SELECT document_id, 2, 'no row any more for ' || lost_of || ' (' || measures || ')' FROM measure
    WHERE state = 'kept' AND lost_of IS NOT NULL
    UNION ALL
    SELECT document_id, 3, reason FROM core.rejected_row AS now WHERE stage = 'group' AND text NOT IN (
        SELECT before.text FROM core.rejected_row AS before
        JOIN latest ON before.document_id = latest.previous_document_id
        WHERE before.stage = 'group' AND latest.document_id = now.document_id)
)
SELECT document_id, previous_document_id, note FROM latest JOIN loss USING (document_id)
GROUP BY ALL ORDER BY document_id, min(place), note
"""


@click.command("status")
def command() -> None:
    """Show the current release, its tables, what has changed since, and what is due.

    \b
    Example:
      ccg-ratings status
    """
    settings = read_settings()
    warehouse = Warehouse(settings.warehouse_dir)
    out = terminal()
    found = warehouse.current_or_problem()
    current = found if isinstance(found, Published) else None
    if isinstance(found, Problem):
        out.print(f"{shown(Path(found.path))}: {found.message}", markup=False, soft_wrap=True)
        out.print(f"{found.remedy}", markup=False, soft_wrap=True)
        out.print(f"{len(warehouse.releases())} releases kept: {', '.join(p.name for p in warehouse.releases())}")
        out.print()
    elif current is None:
        out.print("Nothing is published yet. Run: ccg-ratings refresh")
    else:
        out.print(f"Release {current.release_id}, as at {current.as_at}, built {current.built_at:%d %B %Y %H:%M} UTC")
        out.print(f"{shown(warehouse.current_link / current.file.name)}", soft_wrap=True)
        kept = [path.name for path in warehouse.releases()]
        out.print(f"{len(kept)} releases kept: {', '.join(kept)}", soft_wrap=True)
        verified = records(warehouse.folder).get(current.release_id, "not verified yet: ccg-ratings verify")
        out.print(f"The release was {verified}", markup=False, soft_wrap=True)
        out.print()
        with warehouse.connect() as con:
            tables = con.execute(
                "SELECT schema_name || '.' || table_name, rows, description FROM meta.table ORDER BY rowid"
            ).fetchall()
            calendar = con.execute(
                """SELECT product, edition, state, arrived_on, note FROM marts.release_calendar
                WHERE state <> 'not_yet_due' QUALIFY row_number() OVER (PARTITION BY product ORDER BY due_on DESC) <= 2
                ORDER BY product, due_on"""
            ).fetchall()
            lost = []
            # A release of before has not the columns that say so.
            with suppress(duckdb.BinderException):
                lost = con.execute(LOST).fetchall()
            failed = con.execute("SELECT table_name, check_name, outcome FROM meta.check WHERE NOT passed").fetchall()
        print_table(("table", "rows", "a row is"), tables, out)
        for table, name, outcome in failed:
            out.print(f"warning: {table} {name}: {outcome}", markup=False, soft_wrap=True)
        for document_id, previous, note in lost:
            out.print(f"lost: {document_id} has, after {previous}, {note}", markup=False, soft_wrap=True)
        out.print()
        print_table(("product", "edition", "state", "arrived", "note"), calendar, out)
        out.print()
    if sources := _sources(settings.raw_dir):
        print_table(("source", "cadence", "latest version", "last fetched", "outcome"), sources, out)
        out.print()
    if current is not None:
        now = hash_inputs(settings.raw_dir)
        changed = sorted(
            path for path in now.keys() | current.inputs.keys() if now.get(path) != current.inputs.get(path)
        )
        out.print(f"Changed in {shown(settings.raw_dir)} since: {', '.join(changed) or 'nothing'}", soft_wrap=True)
    if warehouse.rejected_csv.exists():
        out.print(f"The last refresh was refused: {shown(warehouse.rejected_csv)}", soft_wrap=True)
    for product, due in next_due(date.today()).items():
        out.print(f"Next {product} refresh: {due:%d %B %Y}")


def _sources(raw_dir: Path) -> list[tuple[object, ...]]:
    """Each source with its latest version and what came of fetching from it last."""
    known, _ = read_sources(raw_dir)
    rows: list[tuple[object, ...]] = []
    for source in known.fetched:
        snapshots = snapshots_of(raw_dir, source.source_id)
        unread = next(iter(unreadable_attempts(raw_dir, [source.source_id])), None)
        attempt = attempts(raw_dir, source.source_id).get(source.address)
        advice = str(unread) if unread else f"ccg-ratings fetch {source.source_id}"
        rows.append(
            (
                source.source_id,
                source.cadence,
                snapshots[-1].document_id if snapshots else "none",
                f"{attempt.asked_at:%Y-%m-%d}" if attempt else "not known" if unread else "never",
                f"{attempt.outcome}: {attempt.message}" if attempt else advice,
            )
        )
    return rows
