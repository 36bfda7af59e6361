"""`ccg-ratings status`: what is published, what is due, what has changed since, and the sources."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import click
import duckdb
from rich.console import Console
from rich.text import Text

from pipeline.app.as_at import as_at_in_words
from pipeline.app.cli.in_lake import connect_for_queries, lake_option
from pipeline.app.cli.lines import say
from pipeline.app.cli.tables import print_table
from pipeline.app.cli.terminal import terminal
from pipeline.base.paths import shown
from pipeline.base.problems import Problem
from pipeline.base.settings import read_settings
from pipeline.build.input_files import hash_inputs
from pipeline.fetch.fetch_attempts import attempts, unreadable_attempts
from pipeline.fetch.snapshots import found_of
from pipeline.publish.verification_records import records
from pipeline.publish.warehouse import REPUBLISH_OR_ROLL_BACK, Published, Warehouse
from pipeline.reference.cadences import next_due
from pipeline.reference.sources import read_sources

Rows = list[tuple[Any, ...]]

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


# What the release has, beside the release before it; an earlier one had not these columns.
HISTORY = """
SELECT history.documents, history.ratings, history.measure_values, history.claims, history.claims_contradicted,
    history.previous_release_id, history.arrived, history.ratings - before.ratings,
    history.measure_values - before.measure_values
FROM meta.release_history AS history INNER JOIN meta.release USING (release_id)
LEFT JOIN meta.release_history AS before ON before.release_id = history.previous_release_id
"""
CALENDAR = """
SELECT product, edition, state, arrived_on, note FROM marts.release_calendar
WHERE state <> 'not_yet_due' QUALIFY row_number() OVER (PARTITION BY product ORDER BY due_on DESC) <= 2
ORDER BY product, due_on
"""
TABLES = "SELECT schema_name || '.' || table_name, rows, description FROM meta.table ORDER BY rowid"
QUARANTINED = "SELECT document_id, reason FROM core.source_version WHERE state = 'quarantined' ORDER BY document_id"
FAILED = "SELECT table_name, check_name, outcome FROM meta.check WHERE NOT passed"


@click.command("status")
@click.option("--tables", "with_tables", is_flag=True, help="List the tables of the release too, with their rows.")
@lake_option
def command(with_tables: bool, in_lake: bool) -> None:
    """Show the current release, what is due, what has changed since, and the sources.

    \b
    Examples:
      ccg-ratings status
      ccg-ratings status --tables
      ccg-ratings status --lake
    """
    settings = read_settings()
    warehouse = Warehouse(settings.warehouse_dir)
    out = terminal()
    calendar: Rows = []
    tables: Rows = []
    changed: list[str] = []
    found: Published | Problem | None = None
    _heading("State", out)
    if in_lake:
        from pipeline.app.cli.lake_told import print_lake_state

        is_published = print_lake_state(settings, out)
    else:
        found = warehouse.current_or_problem()
        is_published = isinstance(found, Published)
        _print_state(warehouse, found, out)
    if is_published:
        with connect_for_queries(settings, in_lake) as con:
            holds, changed = _history(con)
            if holds:
                say(holds, out)
            for name, reason in con.execute(QUARANTINED).fetchall():
                say(f"Quarantined, the version before stays: {name} {reason}", out)
            for table, name, outcome in con.execute(FAILED).fetchall():
                say(f"warning: {table} {name}: {outcome}", out)
            calendar = con.execute(CALENDAR).fetchall()
            changed = [_files_changed(settings.raw_dir, con), *changed, *_lost(con)]
            tables = con.execute(TABLES).fetchall() if with_tables else []

    _print_due(calendar, found if isinstance(found, Published) else None, out)
    if is_published:
        _heading("Changed", out)
        for line in changed:
            say(line, out)
    _print_sources(settings.raw_dir, out)
    if tables:
        _heading("Tables", out)
        print_table(("table", "rows", "a row is"), tables, out)


def _print_due(calendar: Rows, release: Published | None, out: Console) -> None:
    _heading("Due", out)
    if calendar:
        print_table(("product", "edition", "state", "arrived", "note"), calendar, out)
    if more := as_at_in_words(release):
        say(more, out)
        return
    for product, due in next_due(date.today()).items():
        say(f"Next {product} refresh: {due:%d %B %Y}", out)


def _print_state(warehouse: Warehouse, found: Published | Problem | None, out: Console) -> None:
    """The release in force and the ones that are kept, or what is wrong with it."""
    if found is None:
        say(f"Nothing is published yet. {warehouse.nothing_in_force().remedy}", out)
    elif isinstance(found, Problem):
        say(f"{shown(Path(found.path))}: {found.message}", out)
        say(f"{found.remedy}", out)
    else:
        say(f"Release {found.release_id}, as at {found.as_at}, built {found.built_at:%d %B %Y %H:%M} UTC", out)
        say(f"{shown(warehouse.current_link / found.file.name)}", out)
    if kept := [path.name for path in warehouse.releases()]:
        say(f"{len(kept)} {'release' if len(kept) == 1 else 'releases'} kept: {', '.join(kept)}", out)
    if isinstance(found, Published):
        verified = records(warehouse.folder).get(found.release_id)
        say(f"The release was {verified or 'not verified yet: ccg-ratings verify'}", out)
        if verified and verified.problem:
            say(REPUBLISH_OR_ROLL_BACK, out)
    if warehouse.rejected_csv.exists():
        say(f"The last refresh was refused: {shown(warehouse.rejected_csv)}", out)


def _files_changed(raw_dir: Path, con: duckdb.DuckDBPyConnection) -> str:
    now = hash_inputs(raw_dir)
    query = "SELECT unnest(inputs, recursive := true) FROM meta.release"
    then: dict[str, str] = dict(con.execute(query).fetchall())
    files = sorted(path for path in now.keys() | then.keys() if now.get(path) != then.get(path))
    return f"Changed in {shown(raw_dir)} since: {', '.join(files) or 'nothing'}"


def _heading(title: str, out: Console) -> None:
    if title != "State":
        out.print()
    out.print(Text(title, style="bold"))


def _history(con: duckdb.DuckDBPyConnection) -> tuple[str, list[str]]:
    """What the release holds, and what it has beside the one before it."""
    try:
        row = con.execute(HISTORY).fetchone()
    except (duckdb.BinderException, duckdb.CatalogException):
        return "", []
    if row is None:
        return "", []
    documents, ratings, values, claims, contradicted, before, arrived, more_ratings, more_values = row
    holds = (
        f"{documents:,} documents, {ratings:,} ratings, {values:,} values, "
        f"{claims:,} claims of which rows contradict {contradicted:,}"
    )
    if before is None:
        return holds, []
    new = "; ".join(arrived) if arrived else "no document"
    counts = f": {more_ratings:+,} ratings, {more_values:+,} values" if more_values is not None else ""
    return holds, [f"In this release, since {before}{counts}; new or changed: {new}"]


def _lost(con: duckdb.DuckDBPyConnection) -> list[str]:
    # A release of before has not the columns that say so.
    with suppress(duckdb.BinderException):
        return [f"lost: {name} has, after {before}, {note}" for name, before, note in con.execute(LOST).fetchall()]
    return []


def _print_sources(raw_dir: Path, out: Console) -> None:
    """Each source with the day of its latest version and what came of fetching from it last."""
    rows, notes = [], []
    for source in read_sources(raw_dir)[0].fetched:
        name = source.source_id
        found = found_of(raw_dir, name)
        unread = next(iter(unreadable_attempts(raw_dir, [name])), None)
        attempt = attempts(raw_dir, name).get(source.address)
        latest = found.snapshots[-1].document_id.removeprefix(f"{name}_") if found.snapshots else "none"
        never = "carried" if found.snapshots and found.snapshots[-1].grids else "never"
        fetched = f"{attempt.asked_at:%Y-%m-%d}" if attempt else "not known" if unread else never
        rows.append((name, source.cadence, latest, fetched, attempt.outcome if attempt else ""))
        if unread or attempt:
            notes.append(f"{name}: {unread or (attempt and attempt.message)}")
        notes += [f"{name}: {problem}" for problem in [*found.not_whole, *found.not_carried]]
    if rows:
        _heading("Sources", out)
        print_table(("source", "cadence", "latest", "fetched", "outcome"), rows, out)
        for note in notes:
            say(note, out)
        if any(fetched in ("never", "carried") for *_, fetched, _ in rows):
            say("To ask those that were never asked: ccg-ratings fetch", out)
