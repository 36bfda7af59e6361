"""The sums of marts.area_value with what they are made of: the days of their period, the kind of organisation whose
counts are added, and how many of these counts are doubtful.

Here: the one query that pages, `trace` and keys of sums share. Not here: what each of them shows.
"""

from __future__ import annotations

# A row for each sum of England, a region or a board, with the columns of marts.area_value and those named above; it
# stands in another query's FROM, in brackets.
SUMMED = """
WITH stated AS (
    SELECT measure_id, period, source_id, min(period_start) AS period_start, min(period_end) AS period_end,
        min(org_type) AS counted_type, max_by(document_id, document_id) AS document_id
    FROM marts.area_part GROUP BY ALL
),
doubted AS (
    SELECT measure_id, period, source_id, area_code, count(*) AS doubtful
    FROM (
        SELECT *, unnest(['England', region_code, icb_code]) AS area_code FROM marts.area_part WHERE is_doubtful
    ) GROUP BY ALL
)
SELECT total.*, coalesce(doubtful, 0) AS doubtful, period_start, period_end, counted_type, document_id
FROM marts.area_value AS total
INNER JOIN stated USING (measure_id, period, source_id)
LEFT JOIN doubted USING (measure_id, period, source_id, area_code)
WHERE area_type IN ('England', 'region', 'icb')
"""
