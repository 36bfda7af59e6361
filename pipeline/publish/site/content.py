"""The rows of a release's DuckDB file that the pages are made from, each query run once for all pages.

The rows are given by organisation, area, measure or document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.publish.site.released_rows import Row, rows_of

RELEASE = "SELECT * EXCLUDE inputs FROM meta.release"
ORGANISATIONS = """
SELECT organisation.*, profile.ratings, profile.values_published, profile.not_rated,
    coalesce(spelling.names, []) AS names
FROM core.organisation AS organisation
INNER JOIN marts.ccg_profile AS profile USING (org_code)
LEFT JOIN (
    SELECT org_code, list(name ORDER BY name) AS names FROM (
        SELECT DISTINCT org_code, org_name_published AS name FROM core.rating
        UNION SELECT org_code, org_name_published FROM marts.measure_current WHERE org_type = 'ccg'
        UNION SELECT org_code, alias FROM core.organisation_alias
    ) GROUP BY org_code
) AS spelling USING (org_code)
ORDER BY organisation.org_name, organisation.org_code
"""
LINEAGE = "FROM marts.organisation_lineage ORDER BY org_code, relation, steps, joined_on, related_org_name"
# The words of a document that state a rating are in core.rating alone.
RATINGS = """
SELECT rating.*, cell.char_start, cell.char_end, benchmark.rated, benchmark.better, benchmark.equal,
    benchmark.worse, benchmark.withheld, benchmark.relative_position,
    benchmark.relative_position_lower, benchmark.relative_position_upper, benchmark.note AS benchmark_note
FROM marts.rating_current AS rating
INNER JOIN core.rating AS cell USING (document_id, org_code, framework, area, period)
LEFT JOIN marts.rating_benchmark AS benchmark USING (org_code, framework, area, period)
ORDER BY rating.area, rating.period_end DESC, rating.framework, rating.org_name
"""
HISTORY = """
SELECT history.*, cell.char_start, cell.char_end
FROM marts.rating_history AS history
INNER JOIN core.rating AS cell
    ON history.document_id = cell.document_id AND history.rated_org_code = cell.org_code
    AND history.framework = cell.framework AND history.area = cell.area AND history.period = cell.period
ORDER BY history.org_code, history.area, history.period_end, history.steps, history.rated_org_name
"""
DISTRIBUTION = """
SELECT distribution.* FROM marts.rating_distribution AS distribution
INNER JOIN (
    SELECT framework, area, period, max(period_end) AS period_end FROM marts.rating_current GROUP BY ALL
) AS rated USING (framework, area, period)
ORDER BY area, period_end, period, framework, position
"""
TRANSITIONS = """
SELECT * FROM marts.rating_transition
ORDER BY area, from_period_end, from_period, from_framework, to_period_end, to_period, to_framework, from_band,
    to_status <> 'rated', to_band
"""
MEASURES = """
SELECT measure.*, measure_id IN (SELECT measure_id FROM core.rating_rule_condition) AS is_behind_ratings,
    measure_id IN (SELECT measure_id FROM core.measure_standard) AS has_standard,
    coalesce(counted.values, 0) AS published, coalesce(counted.of_ccgs, 0) AS published_of_ccgs,
    coalesce(counted.periods, 0) AS periods
FROM core.measure AS measure
LEFT JOIN (
    SELECT measure_id, count(value) AS values, count(value) FILTER (org_type = 'ccg') AS of_ccgs,
        count(DISTINCT period) AS periods
    FROM marts.measure_current GROUP BY measure_id
) AS counted USING (measure_id)
ORDER BY measure.area, measure.measure_name
"""
SIMILAR = "FROM marts.similar_peer ORDER BY org_code, list, rank"
STANDARDS = "FROM core.measure_standard ORDER BY measure_id, from_period NULLS FIRST"
LISTINGS = "FROM core.measure_listing ORDER BY measure_id, document_id, char_start"
CLAIMS = """
SELECT verdict.*, claim.char_start, claim.char_end
FROM marts.claim_check AS verdict INNER JOIN core.claim AS claim USING (claim_id)
ORDER BY verdict.document_id, claim.char_start, verdict.claim_id
"""
DOCUMENTS = "FROM core.document ORDER BY published_on DESC, document_id"
LINES = "FROM core.source_line ORDER BY document_id, line_no"
SPANS = """
SELECT DISTINCT document_id, char_start, char_end FROM (
    FROM core.rating SELECT document_id, char_start, char_end
    UNION ALL FROM core.measure_value SELECT document_id, char_start, char_end
    UNION ALL FROM core.claim SELECT document_id, char_start, char_end
    UNION ALL FROM core.figure SELECT document_id, char_start, char_end
    UNION ALL FROM core.publication SELECT document_id, char_start, char_end
    UNION ALL FROM core.refresh_policy SELECT document_id, char_start, char_end
    UNION ALL FROM core.measure_listing SELECT document_id, char_start, char_end
    UNION ALL FROM core.correction SELECT document_id, char_start, char_end
) WHERE char_start IS NOT NULL ORDER BY ALL
"""
PARTS = "FROM core.document_part ORDER BY document_id, part_no"
# Longer lists are in the CSV.
REJECTED = """
SELECT *, count(*) OVER (PARTITION BY document_id) AS all_rejected FROM core.rejected_row
QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY line_no, locator, char_start, reason) <= 100
ORDER BY document_id, line_no, locator, char_start, reason
"""
CORRECTIONS = "FROM core.correction ORDER BY document_id, char_start"
VERSIONS = "FROM core.source_version ORDER BY source_id, published_on DESC, document_id DESC"
VERSION_CHANGES = """
SELECT document_id, previous_document_id, state, count(*) AS measures, sum(restated)::BIGINT AS restated,
    max(organisations_lost) AS organisations_lost
FROM marts.version_change GROUP BY ALL ORDER BY ALL
"""
SOURCES = "FROM core.source ORDER BY source_id"
CALENDAR = "FROM marts.release_calendar ORDER BY product, due_on DESC"
RATING_EDITIONS = """
SELECT edition, area, change, count(*) AS organisations, count(band) AS with_band
FROM marts.annual_ratings GROUP BY ALL ORDER BY ALL
"""
DASHBOARD_EDITIONS = """
SELECT edition, measure_id, measure_name, change, status,
    count(org_code) FILTER (org_type = 'ccg') AS organisations, count(value) FILTER (org_type = 'ccg') AS with_value,
    max_by(period, period_end) AS period, count(DISTINCT period) AS periods,
    if(count(DISTINCT reason) = 1, max(reason), NULL) AS reason
FROM marts.dashboard GROUP BY ALL ORDER BY ALL
"""
RULES = "FROM core.rating_rule ORDER BY rule_id, period"
RULE_TESTS = "FROM marts.rating_rule_test ORDER BY rule_id, period, period_inferred, position"
SCALES = "FROM core.rating_scale ORDER BY scale, position"
TABLES = "FROM meta.table ORDER BY rowid"
COLUMNS = 'FROM meta."column" ORDER BY schema_name, table_name, column_no'
CHECKS = 'FROM meta."check" ORDER BY rowid'


@dataclass(frozen=True)
class Content:
    """The answers; those that a page needs only a part of lie under the key of that page."""

    release: Row
    organisations: dict[str, Row]
    lineage: dict[str, list[Row]]
    ratings: dict[str, list[Row]]
    history: dict[str, list[Row]]
    distribution: dict[str, list[Row]]
    transitions: dict[str, list[Row]]
    measures: dict[str, Row]
    standards: dict[str, list[Row]]
    similar: dict[str, list[Row]]
    listings: dict[str, list[Row]]
    claims: list[Row]
    documents: dict[str, Row]
    lines: dict[str, list[Row]]
    spans: dict[str, list[Row]]
    parts: dict[str, list[Row]]
    rejected: dict[str, list[Row]]
    corrections: dict[str, list[Row]]
    versions: list[Row]
    version_changes: dict[str, list[Row]]
    sources: list[Row]
    calendar: list[Row]
    rating_editions: dict[Any, list[Row]]
    dashboard_editions: dict[Any, list[Row]]
    rules: list[Row]
    rule_tests: list[Row]
    scales: list[Row]
    tables: list[Row]
    columns: dict[str, list[Row]]
    checks: list[Row]


def read(con: duckdb.DuckDBPyConnection) -> Content:
    """All that the pages show, from an open release file."""

    return Content(
        release=rows_of(con, RELEASE)[0],
        organisations={row["org_code"]: row for row in rows_of(con, ORGANISATIONS)},
        lineage=_by(rows_of(con, LINEAGE), "org_code"),
        ratings=_by(rows_of(con, RATINGS), "area"),
        history=_by(rows_of(con, HISTORY), "org_code"),
        distribution=_by(rows_of(con, DISTRIBUTION), "area"),
        transitions=_by(rows_of(con, TRANSITIONS), "area"),
        measures={row["measure_id"]: row for row in rows_of(con, MEASURES)},
        standards=_by(rows_of(con, STANDARDS), "measure_id"),
        similar=_by(rows_of(con, SIMILAR), "org_code"),
        listings=_by(rows_of(con, LISTINGS), "measure_id"),
        claims=rows_of(con, CLAIMS),
        documents={row["document_id"]: row for row in rows_of(con, DOCUMENTS)},
        lines=_by(rows_of(con, LINES), "document_id"),
        spans=_by(rows_of(con, SPANS), "document_id"),
        parts=_by(rows_of(con, PARTS), "document_id"),
        rejected=_by(rows_of(con, REJECTED), "document_id"),
        corrections=_by(rows_of(con, CORRECTIONS), "document_id"),
        versions=rows_of(con, VERSIONS),
        version_changes=_by(rows_of(con, VERSION_CHANGES), "document_id"),
        sources=rows_of(con, SOURCES),
        calendar=rows_of(con, CALENDAR),
        rating_editions=_by(rows_of(con, RATING_EDITIONS), "edition"),
        dashboard_editions=_by(rows_of(con, DASHBOARD_EDITIONS), "edition"),
        rules=rows_of(con, RULES),
        rule_tests=rows_of(con, RULE_TESTS),
        scales=rows_of(con, SCALES),
        tables=rows_of(con, TABLES),
        columns=_by_table(rows_of(con, COLUMNS)),
        checks=rows_of(con, CHECKS),
    )


def _by(rows: Sequence[Row], name: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return dict(found)


def _by_table(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[f"{row['schema_name']}.{row['table_name']}"].append(row)
    return dict(found)
