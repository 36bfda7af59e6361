"""The page that tells what a cited figure said and says, by its key, and the page of corrections."""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb

from pipeline.publish.site import addresses
from pipeline.publish.site.measure_data import registered
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row, rows_of

# A correction is settled where a later document states the figure itself; until then what is shown rests on it.
CORRECTIONS_MADE = """
WITH place AS (
    SELECT document_id, line_no, char_start, org_code, 'rating' AS about, framework || '|' || area AS what, period
    FROM core.rating
    UNION ALL
    SELECT document_id, line_no, char_start, org_code, 'measure_value', measure_id, period FROM core.measure_value
    WHERE org_type = 'ccg' AND line_no IS NOT NULL
),
stated AS (
    SELECT org_code, 'rating' AS about, framework || '|' || area AS what, period, document_id FROM marts.rating_current
    UNION ALL
    SELECT org_code, 'measure_value', measure_id, period, document_id FROM marts.measure_current WHERE org_type = 'ccg'
)
SELECT correction.*, document.title, list(DISTINCT stated.document_id ORDER BY stated.document_id) FILTER (
    stated.document_id <> correction.document_id
) AS settled_by, count(DISTINCT (place.about, place.org_code, place.what, place.period)) AS figures
FROM core.correction AS correction
INNER JOIN core.document AS document USING (document_id)
LEFT JOIN place ON correction.document_id = place.document_id AND correction.line_no = place.line_no
    AND (
        correction.about = 'organisation'
        OR (correction.about = place.about AND correction.char_start = place.char_start)
    )
LEFT JOIN stated ON place.org_code = stated.org_code AND place.about = stated.about AND place.what = stated.what
    AND place.period = stated.period
GROUP BY ALL ORDER BY correction.document_id, correction.char_start, correction.printed
"""
# What every rating and claim says, by the part of its key before what it said.
SAID = """
SELECT string_split(key, '=')[1] AS subject, string_split(string_split(key, '=')[2], '~')[1] AS said, document_id,
    line_no
FROM (
    SELECT rating_key(area, period, org_code, framework, document_id, band, status) AS key, document_id, line_no
    FROM core.rating
    UNION ALL
    SELECT claim_key(claim_id, claimed, verdict), document_id, line_no FROM marts.claim_check
) ORDER BY ALL
"""


@dataclass(frozen=True)
class Cited:
    """What ratings and claims say, and the corrections with the documents that settle them."""

    said: list[Row]
    corrections: list[Row]


def read_cited(con: duckdb.DuckDBPyConnection) -> Cited:
    return Cited(rows_of(con, SAID), rows_of(con, CORRECTIONS_MADE))


def cited_pages(found: Cited) -> Pages:
    """Both pages, and the script with what ratings and claims say; what measures say is in their own scripts."""
    said = {
        row["subject"]: [
            row["said"],
            addresses.document(row["document_id"], row["line_no"]) + f"#line-{row['line_no']}",
        ]
        for row in found.said
    }
    yield Page(
        addresses.CITED,
        "cited.html",
        {"title": "A cited figure", "said": addresses.SAID},
        [(addresses.SAID, registered("said", json.dumps(said, ensure_ascii=False, separators=(",", ":"))))],
    )
    yield Page(
        addresses.CORRECTIONS,
        "corrections.html",
        {
            "title": "Corrections",
            "open": [row for row in found.corrections if not row["settled_by"]],
            "settled": [row for row in found.corrections if row["settled_by"]],
        },
    )
