"""What is new in a release, for people: release-note.md, with the query behind each of its sections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipeline.base.sql_functions import sql_functions
from pipeline.base.sql_text import parquet
from pipeline.base.visible import visible
from pipeline.publish.changes import TableChange

# Longer lists end with a count of what is left out.
MAX_SHOWN = 50

_DAY = "strftime({}, '%-d %B %Y')"

ARRIVED = f"""
SELECT title, publisher, CASE published_precision
        WHEN 'day' THEN {_DAY.format("published_on")}
        WHEN 'month' THEN strftime(published_on, '%B %Y')
        ELSE strftime(published_on, '%Y') END,
    document_id, rows_parsed, claims_found, figures_found,
    document_id IN (SELECT document_id FROM before.document)
FROM core.document
WHERE (document_id, sha256, sidecar_sha256) NOT IN (SELECT (document_id, sha256, sidecar_sha256) FROM before.document)
ORDER BY publication_order(published_on, document_id)
"""
REVISED = """
SELECT edition, org_name, measure_id, period, previous_value, value, document_id,
    coalesce('line ' || line_no, locator)
FROM marts.dashboard WHERE change IN ('revised', 'withdrawn') ORDER BY edition DESC, measure_id, org_name
"""
RERATED = """
SELECT edition, org_name, area, period, coalesce(previous_band, previous_status), coalesce(band, status),
    document_id, 'line ' || line_no
FROM marts.annual_ratings WHERE change IN ('revised', 'withdrawn') ORDER BY edition DESC, area, org_name
"""
CORRECTED = """
SELECT document_id, line_no, printed, right_value, reason, authority
FROM core.correction ORDER BY document_id, line_no, printed
"""
CONTRADICTED = """
SELECT quote, document_id, line_no, evidence FROM marts.claim_check
WHERE verdict = 'contradicts' ORDER BY document_id, line_no, claim_id
"""
CONFLICTING = """
SELECT org_name, area, period, coalesce(band, status), document_id, 'line ' || line_no, conflict
FROM marts.rating_current WHERE conflict IS NOT NULL
UNION ALL
-- Versions of one source restate each other, which is listed under the sources.
SELECT org_name_published, measure_id, period, coalesce(value::VARCHAR, status), document_id,
    coalesce('line ' || line_no, locator), conflict
FROM marts.measure_current INNER JOIN core.document USING (document_id)
WHERE conflict IS NOT NULL AND source_id IS NULL
ORDER BY ALL
"""
DUE = f"""
SELECT product, state, count(*), {_DAY.format("min(due_on)")}, {_DAY.format("max(due_on)")}
FROM marts.release_calendar GROUP BY product, state ORDER BY product, max(due_on)
"""
SOURCES = f"""
SELECT source.source_id, source.title, source.cadence, count(version.document_id),
    arg_max(version.document_id, publication_order(version.published_on, version.document_id)),
    {_DAY.format("max(version.published_on)")}, {_DAY.format("max(version.fetched_on)")},
    max(version.published_on) + CASE any_value(source.cadence)
        WHEN 'monthly' THEN INTERVAL 2 MONTH WHEN 'quarterly' THEN INTERVAL 6 MONTH
        WHEN 'half-yearly' THEN INTERVAL 12 MONTH WHEN 'annual' THEN INTERVAL 24 MONTH END
        <= (SELECT as_at FROM meta.release)
FROM core.source AS source
LEFT JOIN core.source_version AS version ON source.source_id = version.source_id AND version.state = 'read'
WHERE source.is_fetched GROUP BY ALL ORDER BY source.source_id
"""
QUARANTINED = f"""
SELECT document_id, {_DAY.format("fetched_on")}, reason FROM core.source_version
WHERE state = 'quarantined' ORDER BY document_id
"""
VERSIONS = """
SELECT change.document_id, change.previous_document_id,
    string_agg(measure_id || ' (' || previous_part || ')', ', ' ORDER BY measure_id) FILTER (change.state = 'lost'),
    string_agg(measure_id || ' (' || part || ')', ', ' ORDER BY measure_id) FILTER (change.state = 'new'),
    sum(restated)::BIGINT,
    string_agg(measure_id || ' (' || lost_of || ')', ', ' ORDER BY measure_id) FILTER (change.state = 'kept'),
    (SELECT string_agg('“' || text || '”', ', ' ORDER BY text) FROM core.rejected_row AS rejected
     WHERE stage = 'group' AND rejected.document_id = change.document_id AND text NOT IN (
        SELECT text FROM core.rejected_row WHERE stage = 'group' AND document_id = change.previous_document_id))
FROM marts.version_change AS change
WHERE previous_document_id IS NOT NULL AND change.document_id NOT IN (SELECT document_id FROM before.document)
GROUP BY change.source_id, change.document_id, change.published_on, change.previous_document_id
ORDER BY change.source_id, publication_order(change.published_on, change.document_id)
"""
WARNED = """SELECT table_name, check_name, outcome FROM meta.check WHERE NOT passed ORDER BY ALL"""

Row = tuple[Any, ...]


def release_note(folder: Path, previous: Path | None, changed: Sequence[TableChange] | None) -> str:
    """The note of the release in `folder`; `previous` is the folder of the one that it follows, if there is one.

    `changed` are the tables that differ between the two, None where there is nothing to compare with.
    """
    with duckdb.connect() as con:
        con.execute(sql_functions())
        _read(con, folder, previous)
        release_id, as_at, built_at, version = con.execute(
            f"SELECT release_id, {_DAY.format('as_at')}, strftime(built_at, '%-d %B %Y %H:%M'), code_version "
            "FROM meta.release"
        ).fetchall()[0]
        follows = f"It follows {previous.name}." if previous else "It is the first."
        parts = [
            f"# Release {release_id}",
            f"As at {as_at}, built {built_at} UTC by ccg-ratings {version}. {follows}",
            _section(con, "Arrived", ARRIVED, _arrived, "No document is new or changed."),
            _changed(changed),
            _section(con, "Revised values", REVISED, _revised, "No edition shows another value than the one before."),
            _section(con, "Revised ratings", RERATED, _revised, "No edition shows another band than the one before."),
            _section(con, "Corrected", CORRECTED, _correction, "No known error of a document is corrected."),
            _section(con, "Contradicted claims", CONTRADICTED, _contradicted, "No claim is contradicted."),
            _section(con, "Documents that disagree", CONFLICTING, _conflicting, "No documents disagree."),
            _section(con, "Sources", SOURCES, _source, "No source is fetched."),
            _section(con, "New versions against those before", VERSIONS, _version, "No source has a further version."),
            _section(con, "Quarantined", QUARANTINED, _quarantined, "Every version that was fetched could be read."),
            _section(con, "Due", DUE, _due, "No product has a stated cadence."),
            _section(con, "Warnings", WARNED, lambda row: "{} {}: {}".format(*row), "Every check passed."),
        ]
    return "\n\n".join(parts) + "\n"


def _read(con: duckdb.DuckDBPyConnection, folder: Path, previous: Path | None) -> None:
    for schema in ("core", "marts", "meta"):
        con.execute(f"CREATE SCHEMA {schema}")
        for path in sorted((folder / "parquet" / schema).glob("*.parquet")):
            con.execute(f'CREATE VIEW {schema}."{path.stem}" AS FROM {parquet(path)}')
    before = previous / "parquet" / "core" / "document.parquet" if previous else None
    rows = f"FROM {parquet(before)}" if before and before.is_file() else "FROM core.document LIMIT 0"
    con.execute(f"CREATE SCHEMA before; CREATE VIEW before.document AS {rows}")


def _section(
    con: duckdb.DuckDBPyConnection, title: str, query: str, line_of: Callable[[Row], str], nothing: str
) -> str:
    return _titled(title, [line_of(row) for row in con.execute(query).fetchall()], nothing)


def _titled(title: str, lines: Sequence[str], nothing: str) -> str:
    if not lines:
        return f"## {title}\n\n{nothing}"
    shown = [f"- {visible(' '.join(line.split()))}" for line in lines[:MAX_SHOWN]]
    if len(lines) > MAX_SHOWN:
        shown.append(f"- and {len(lines) - MAX_SHOWN} more")
    return f"## {title}\n\n" + "\n".join(shown)


def _changed(changed: Sequence[TableChange] | None) -> str:
    if changed is None:
        return _titled("Changed tables", [], "There is no earlier release to compare with.")
    return _titled("Changed tables", list(map(str, changed)), "Every table holds the same rows.")


def _arrived(row: Row) -> str:
    title, publisher, published, document_id, rows, claims, figures, known = row
    again = ", changed" if known else ""
    return f"{title} ({publisher}, {published}; {document_id}{again}): {rows} rows, {claims} claims, {figures} figures"


def _revised(row: Row) -> str:
    edition, name, subject, period, old, new, document_id, place = row
    old, new = ("no value" if value is None else value for value in (old, new))
    return f"edition {edition}: {name}, {subject} {period}: {old} before, {new} now ({document_id} {place})"


def _correction(row: Row) -> str:
    return "{} line {}: printed {}, corrected to {}: {} ({})".format(*row)


def _contradicted(row: Row) -> str:
    quote, document_id, line_no, evidence = row
    return f"{document_id} line {line_no}, {quote}: {evidence}"


def _conflicting(row: Row) -> str:
    name, subject, period, value, document_id, place, conflict = row
    return f"{name}, {subject} {period}: {value} ({document_id} {place}); against it {conflict}"


def _source(row: Row) -> str:
    source_id, title, cadence, versions, latest, published, fetched, is_late = row
    if not versions:
        return (
            f"{source_id} ({title}, {cadence}): no version was fetched yet; ccg-ratings fetch {source_id} asks for one"
        )
    late = "; late, for more than a release should have come since" if is_late else ""
    count = "1 version" if versions == 1 else f"{versions} versions"
    dates = f"published by {published}, fetched {fetched}"
    return f"{source_id} ({title}, {cadence}): {count}, the latest {latest}, {dates}{late}"


def _version(row: Row) -> str:
    document_id, previous, lost, new, restated, without, groups = row
    notes = [f"{restated} values restated"]
    notes += [f"no figures any more for {lost}"] if lost else []
    notes += [f"organisations without a row any more: {without}"] if without else []
    notes += [f"groups that its layout does not name and the version before had not: {groups}"] if groups else []
    notes += [f"for the first time {new}"] if new else []
    return f"{document_id} after {previous}: {'; '.join(notes)}"


def _quarantined(row: Row) -> str:
    return "{}, fetched {}, {}; the version before stays current".format(*row)


def _due(row: Row) -> str:
    product, state, count, first, last = row
    days = first if count == 1 else f"{count} from {first} to {last}"
    return f"{product}, {state.replace('_', ' ')}: {days}"
