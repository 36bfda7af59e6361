"""The page that tells what a cited figure said and says, by its key, and the page of corrections."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from pipeline.publish.figure_keys import CLAIM
from pipeline.publish.site import addresses
from pipeline.publish.site.claim_evidence import evidence
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
# What every rating and claim says, by the part of its key before what it said, and why it may say something else than
# it did; of values those alone that were corrected.
SAID = """
SELECT string_split(key, '=')[1] AS subject, string_split(string_split(key, '=')[2], '~')[1] AS said, document_id,
    line_no, why
FROM (
    SELECT rating_key(area, period, org_code, framework, document_id, band, status) AS key, document_id, line_no,
        'corrected: ' || corrected.correction AS why
    FROM core.rating LEFT JOIN (
        FROM marts.corrected_cell WHERE about = 'rating'
    ) AS corrected USING (document_id, char_start)
    UNION ALL
    SELECT claim_key(claim_id, claimed, verdict), document_id, line_no, evidence
    FROM marts.claim_check
    UNION ALL
    SELECT value_key(measure_id, period, org_type, org_code, document_id, value, status), document_id, line_no,
        'corrected: ' || correction
    FROM marts.measure_current WHERE correction IS NOT NULL AND line_no IS NOT NULL
) ORDER BY ALL
"""


@dataclass(frozen=True)
class Cited:
    """What ratings and claims say, and the corrections with the documents that settle them."""

    said: list[Row]
    corrections: list[Row]


def read_cited(con: duckdb.DuckDBPyConnection) -> Cited:
    return Cited(rows_of(con, SAID), rows_of(con, CORRECTIONS_MADE))


def cited_pages(found: Cited, documents: Mapping[str, Row], scales: Sequence[Row]) -> Pages:
    """Both pages, and the script with what ratings and claims say; what measures say is in their own scripts."""
    said = {
        row["subject"]: [
            row["said"],
            addresses.document(row["document_id"], row["line_no"]) + f"#line-{row['line_no']}",
            *([_why(row, documents, scales)] if row["why"] else []),
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


def _why(row: Row, documents: Mapping[str, Row], scales: Sequence[Row]) -> str:
    """Why a figure may say something else than it did: its correction, or the evidence on a claim."""
    if not row["subject"].startswith(f"{CLAIM}:"):
        return str(row["why"])
    pieces = " ".join(piece for _, piece in evidence(row["why"], documents, scales))
    return f"checked anew: {pieces}".rstrip(".")
