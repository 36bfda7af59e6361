"""The series that area pages show, read from a release in a few set queries.

A series has the values of one area, measure and source in periods of one length. Of those of a measure the one with the
latest value is shown, of those alike that of quarters; the others stand in the opened row. Sums of counts are series
too, and are shown only where no source prints a value.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipeline.publish.site.areas.sums import SUMS, SumKey, read_parts, read_totals
from pipeline.publish.site.released_rows import Row, rows_of

# The kinds of organisation that have a page each; by the code of an STP or of a sub-ICB location people know its
# successor or predecessor, so that they share a page. 'unknown' are sums of no area.
PAGE = """
CASE
    WHEN org_type = 'national' THEN 'England'
    WHEN org_type = 'stp_2016' THEN 'stp-2016-' || org_code
    ELSE org_code
END
"""

# The last value of each series, or its last cell where it has none.
VALUES = f"""
CREATE OR REPLACE TEMP TABLE area_value AS
SELECT
    {PAGE} AS page,
    org_type, org_code, measure_id,
    coalesce(document.source_id, current.document_id) AS source_id,
    datediff('month', period_start, period_end) + 1 AS months,
    period_inferred AS inferred,
    period, period_start, period_end, value, decimals, status, reason, current.document_id, line_no, locator,
    correction, conflict, NOT period_inferred AND doubt.evidence IS NOT NULL AS doubted, false AS is_sum
FROM marts.measure_current AS current
LEFT JOIN (
    SELECT document_id, measure_id, period, org_type, org_code, any_value(evidence) AS evidence
    FROM marts.value_doubt GROUP BY ALL
) AS doubt USING (document_id, measure_id, period, org_type, org_code)
INNER JOIN core.document AS document ON current.document_id = document.document_id
WHERE org_type <> 'unknown'
"""
SERIES = """
CREATE OR REPLACE TEMP TABLE area_series AS
WITH part AS (
    SELECT document_id, measure_id, min(part_no) AS part_no, any_value(organisations_on) AS organisations_on
    FROM core.document_part GROUP BY ALL
),
cell AS (
    SELECT document_id, measure_id, period, org_type, org_code, char_start, char_end
    FROM core.measure_value WHERE char_start IS NOT NULL
),
series AS (
    SELECT
        page, org_type, org_code, measure_id, source_id, months, inferred, is_sum,
        list(
            struct_pack(
                period, value, decimals, suppressed := status = 'suppressed', doubted,
                ends := 12 * year(period_end) + month(period_end)
            ) ORDER BY period_end, period_start
        ) AS cells,
        count(value) AS points,
        count(DISTINCT document_id) = 1 AS is_one_document,
        max_by(rowid, period_end) FILTER (value IS NOT NULL) AS last_value,
        max_by(rowid, period_end) AS last_cell
    FROM area_value
    GROUP BY ALL
)
SELECT
    series.* EXCLUDE (cells, last_value, last_cell),
    list_transform(cells, lambda one: one.period) AS periods,
    list_transform(cells, lambda one: one.value) AS numbers,
    list_transform(cells, lambda one: one.decimals) AS decimals_of,
    list_transform(cells, lambda one: one.suppressed) AS suppressed,
    list_transform(cells, lambda one: one.doubted) AS doubted_of,
    list_transform(cells, lambda one: one.ends) AS ends,
    latest.* EXCLUDE (page, org_type, org_code, measure_id, source_id, months, inferred, is_sum),
    cell.char_start,
    cell.char_end,
    part.part_no,
    part.organisations_on,
    row_number() OVER (
        PARTITION BY series.page, series.measure_id
        ORDER BY points > 0 DESC, series.is_sum, latest.period_end DESC, series.inferred, series.months <> 3,
            series.months, points DESC, series.org_type, series.source_id
    ) = 1 AS is_shown
FROM series
INNER JOIN area_value AS latest ON latest.rowid = coalesce(last_value, last_cell)
LEFT JOIN cell
    ON latest.document_id = cell.document_id AND latest.measure_id = cell.measure_id AND latest.period = cell.period
    AND latest.org_type = cell.org_type AND latest.org_code = cell.org_code
LEFT JOIN part ON latest.document_id = part.document_id AND latest.measure_id = part.measure_id
"""
ALL_SERIES = "FROM area_series ORDER BY page, measure_id, is_shown DESC, months, period_end DESC, source_id, org_type"
BENCHMARKS = """
SELECT benchmark.*
FROM (
    SELECT org_code, measure_id, period, period_inferred, standard, comparator, standard_met, against_standard,
        standard_note, rank, ranked, tied, withheld, rank_note, interval_lower, interval_upper, smallest_denominator
    FROM marts.measure_benchmark
) AS benchmark
INNER JOIN area_series AS series
    ON benchmark.org_code = series.org_code AND benchmark.measure_id = series.measure_id
    AND benchmark.period = series.period AND benchmark.period_inferred = series.inferred
WHERE series.is_shown AND series.org_type = 'ccg'
"""
# All CCGs at the periods that are shown, with the median and the standard of each.
PEERS = """
SELECT benchmark.measure_id, benchmark.period, benchmark.period_inferred,
    list(benchmark.value ORDER BY benchmark.value) AS numbers, any_value(benchmark.england_median) AS median,
    any_value(benchmark.standard) AS standard, any_value(own.period_start) AS period_start
FROM marts.measure_benchmark AS benchmark
INNER JOIN (
    SELECT measure_id, period, period_inferred, min(period_start) AS period_start
    FROM marts.measure_current WHERE org_type = 'ccg' AND value IS NOT NULL GROUP BY ALL
) AS own USING (measure_id, period, period_inferred)
SEMI JOIN (SELECT * FROM area_series WHERE is_shown) AS series
    ON benchmark.measure_id = series.measure_id AND benchmark.period = series.period
    AND benchmark.period_inferred = series.inferred
WHERE benchmark.value IS NOT NULL
GROUP BY ALL
"""
# What a region, a board or England is held to; single organisations are not to an aim of England as a whole.
STANDARDS = """
SELECT DISTINCT in_force.measure_id, in_force.period, in_force.standard, in_force.comparator, in_force.applies_to
FROM marts.measure_standard_in_force AS in_force
SEMI JOIN (SELECT * FROM area_series WHERE is_shown AND org_type <> 'ccg') AS series
    ON in_force.measure_id = series.measure_id AND in_force.period = series.period
    AND in_force.period_start = series.period_start
WHERE in_force.standard IS NOT NULL
"""
CHARTS = """
SELECT chart.org_type, chart.org_code, chart.measure_id, chart.variation_icon, chart.assurance
FROM marts.spc_series AS chart
SEMI JOIN (SELECT * FROM area_series WHERE is_shown) AS series
    ON chart.org_type = series.org_type AND chart.org_code = series.org_code
    AND chart.measure_id = series.measure_id AND chart.source_id = series.source_id
    AND chart.period_months = series.months AND chart.last_period = series.period
WHERE chart.state <> 'refused'
"""
# The latest period in which a CCG can be held against the ten most like it, if one of the length that is shown there is
# one of that; and why it cannot in the period that is shown.
SIMILAR = """
WITH series AS (SELECT * FROM area_series WHERE is_shown AND org_type = 'ccg'),
dated AS (
    SELECT DISTINCT measure_id, period, period_end, datediff('month', period_start, period_end) + 1 AS months
    FROM marts.measure_current WHERE org_type = 'ccg' AND NOT period_inferred
),
ranked AS (
    SELECT org_code, measure_id,
        max_by(
            struct_pack(alike.period, rank, ranked, tied, median),
            (dated.period_end, dated.months = series.months, dated.months)
        ) AS latest
    FROM marts.similar_benchmark AS alike
    INNER JOIN dated USING (measure_id, period)
    INNER JOIN series USING (org_code, measure_id)
    WHERE rank IS NOT NULL AND NOT period_inferred
    GROUP BY ALL
),
refused AS (
    SELECT org_code, measure_id, any_value(alike.note) AS reason
    FROM marts.similar_benchmark AS alike
    INNER JOIN series USING (org_code, measure_id, period)
    WHERE rank IS NULL AND alike.period_inferred = series.inferred
    GROUP BY ALL
)
SELECT org_code, measure_id, latest, refused.reason, coalesce(latest.period, '') = series.period AS is_of_shown
FROM series
LEFT JOIN ranked USING (org_code, measure_id)
LEFT JOIN refused USING (org_code, measure_id)
WHERE latest IS NOT NULL OR refused.reason IS NOT NULL
"""
# The year around a period that is shown, where numbers of people give it an interval.
YEARS = """
SELECT org_code, measure_id, max_by(
    struct_pack(
        benchmark.period, benchmark.value, benchmark.interval_lower, benchmark.interval_upper, doubted := year.doubted
    ),
    year.period_end
) AS year
FROM marts.measure_benchmark AS benchmark
INNER JOIN (SELECT * FROM area_series WHERE is_shown AND org_type = 'ccg') AS series USING (org_code, measure_id)
INNER JOIN (FROM area_value WHERE org_type = 'ccg' AND NOT inferred) AS year
    ON benchmark.org_code = year.org_code AND benchmark.measure_id = year.measure_id
    AND benchmark.period = year.period
WHERE benchmark.interval_lower IS NOT NULL AND NOT benchmark.period_inferred
    AND year.period_start <= series.period_start AND year.period_end >= series.period_end
    AND year.months = 12 AND series.months < 12
GROUP BY ALL
"""

# What is doubtful of the latest values; of several doubts the strongest.
DOUBTS = """
SELECT doubt.org_type, doubt.org_code, doubt.measure_id,
    max_by(concat_ws('; ', doubt.evidence, doubt.note), abs(doubt.score)) AS evidence
FROM marts.value_doubt AS doubt
SEMI JOIN (SELECT * FROM area_series WHERE is_shown AND NOT inferred) AS series
    ON doubt.org_type = series.org_type AND doubt.org_code = series.org_code
    AND doubt.measure_id = series.measure_id AND doubt.period = series.period
    AND doubt.document_id = series.document_id
GROUP BY ALL
"""

PeerKey = tuple[str, str, bool]


@dataclass(frozen=True)
class AreaSeries:
    """The series of each page and measure, the shown one first, and what is known of the shown one's latest value."""

    of_page: dict[str, dict[str, list[Row]]]
    benchmarks: dict[tuple[str, str], Row]
    peers: dict[PeerKey, Row]
    standards: dict[tuple[str, str], Row]
    charts: dict[tuple[str, str, str], Row]
    similar: dict[tuple[str, str], Row]
    years: dict[tuple[str, str], Row]
    doubts: dict[tuple[str, str, str], str]
    totals: dict[SumKey, Row]
    parts: dict[SumKey, list[Row]]


def read_series(con: duckdb.DuckDBPyConnection) -> AreaSeries:
    """All series, from an open release file."""
    con.execute(VALUES)
    con.execute(SUMS)
    con.execute(SERIES)
    of_page: dict[str, dict[str, list[Row]]] = {}
    for row in rows_of(con, ALL_SERIES):
        of_page.setdefault(row["page"], {}).setdefault(row["measure_id"], []).append(row)
    return AreaSeries(
        of_page,
        {(row["org_code"], row["measure_id"]): row for row in rows_of(con, BENCHMARKS)},
        {(row["measure_id"], row["period"], row["period_inferred"]): row for row in rows_of(con, PEERS)},
        {(row["measure_id"], row["period"]): row for row in rows_of(con, STANDARDS)},
        {(row["org_type"], row["org_code"], row["measure_id"]): row for row in rows_of(con, CHARTS)},
        {(row["org_code"], row["measure_id"]): row for row in rows_of(con, SIMILAR)},
        {(row["org_code"], row["measure_id"]): row["year"] for row in rows_of(con, YEARS)},
        {(row["org_type"], row["org_code"], row["measure_id"]): row["evidence"] for row in rows_of(con, DOUBTS)},
        read_totals(con),
        read_parts(con),
    )
