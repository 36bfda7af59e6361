"""What a refresh prints of the release that is current after it: what was read, what is new, and how to go on."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from pipeline.app.as_at import as_at_in_words
from pipeline.app.cli.tables import print_table

# The verdicts on claims, as the summary shows them.
VERDICTS = {
    "matches": "match the rows",
    "corroborated": "corroborated",
    "contradicts": "contradicted",
    "not_checkable": "not checkable",
}


def show_success(out: Console, warehouse: Any, settings: Any, outcome: dict[str, Any]) -> None:
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
    if more := as_at_in_words(warehouse.current()):
        out.print(more, markup=False, soft_wrap=True)
    if sources := [name for name in sources if not _asked_today(settings.raw_dir, name)]:
        out.print(f"Sources not asked today: {', '.join(sources)}. To ask them: ccg-ratings fetch", soft_wrap=True)
    _show_places(out, warehouse, settings)


def _asked_today(raw_dir: Path, source_id: str) -> bool:
    from pipeline.fetch.fetch_attempts import attempts

    return any(one.asked_at.astimezone().date() == date.today() for one in attempts(raw_dir, source_id).values())


def _show_places(out: Console, warehouse: Any, settings: Any) -> None:
    """Where the release is, and how it is asked."""
    from pipeline.base.paths import shown
    from pipeline.publish.release_files import FILE_NAME, NOTE_NAME, SITE

    is_elsewhere = warehouse.folder.absolute() != settings.warehouse_dir.absolute()
    out.print(f"The warehouse: {shown(warehouse.current_link / FILE_NAME)}", markup=False, soft_wrap=True)
    out.print(f"What is new: {shown(warehouse.current_link / NOTE_NAME)}", markup=False, soft_wrap=True)
    pages = warehouse.current_link / SITE / "index.html"
    if pages.is_file():
        opened = "" if is_elsewhere else "make open, or "
        out.print(f"Look at it: {opened}{shown(pages)}", markup=False, soft_wrap=True)
    there = f"CCG_WAREHOUSE_DIR={shlex.quote(shown(warehouse.folder))} " if is_elsewhere else ""
    out.print(f'Ask it: {there}ccg-ratings sql "FROM marts.rating_distribution"', markup=False, soft_wrap=True)


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
