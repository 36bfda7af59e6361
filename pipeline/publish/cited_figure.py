"""What a cited figure says now: its key looked up in a release, and why that is not what it said.

What it said then stands in the key, so no release of that time need be kept. Where the release is kept, or where the
document is still read, what they say is compared with the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipeline.base import memory_database
from pipeline.base.sql_text import parquet
from pipeline.publish.figure_keys import CLAIM, RATING, SUM, VALUE, FigureKey, key_of, organisation_of, parse_key
from pipeline.publish.summed_counts import SUMMED

Row = dict[str, Any]

# The row of the very document, with the line that states it and what of it was corrected.
_OWN = {
    VALUE: """
SELECT value.*, measure.measure_name, measure.unit, organisation.org_name, value.period_note IS NOT NULL AS inferred,
    source_line.text AS line, value.char_start - source_line.char_start AS first,
    value.char_end - source_line.char_start AS last, corrected.correction
FROM core.measure_value AS value
INNER JOIN core.measure AS measure USING (measure_id)
LEFT JOIN core.organisation AS organisation ON value.org_type = 'ccg' AND value.org_code = organisation.org_code
LEFT JOIN core.source_line AS source_line USING (document_id, line_no)
LEFT JOIN marts.corrected_cell AS corrected
    ON corrected.about = 'measure_value' AND value.document_id = corrected.document_id
    AND value.char_start = corrected.char_start
WHERE value.measure_id = $measure_id AND value.period = $period AND value.org_type = $org_type
    AND value.org_code = $org_code AND value.document_id = $document_id""",
    RATING: """
SELECT rating.*, organisation.org_name, source_line.text AS line,
    rating.char_start - source_line.char_start AS first, rating.char_end - source_line.char_start AS last,
    corrected.correction
FROM core.rating AS rating
INNER JOIN core.organisation AS organisation USING (org_code)
LEFT JOIN core.source_line AS source_line USING (document_id, line_no)
LEFT JOIN marts.corrected_cell AS corrected
    ON corrected.about = 'rating' AND rating.document_id = corrected.document_id
    AND rating.char_start = corrected.char_start
WHERE rating.area = $area AND rating.period = $period AND rating.org_code = $org_code
    AND rating.framework = $framework AND rating.document_id = $document_id""",
    CLAIM: """
SELECT verdict.*, source_line.text AS line, claim.char_start - source_line.char_start AS first,
    claim.char_end - source_line.char_start AS last
FROM marts.claim_check AS verdict
INNER JOIN core.claim AS claim USING (claim_id)
LEFT JOIN core.source_line AS source_line ON claim.document_id = source_line.document_id
    AND claim.line_no = source_line.line_no
WHERE verdict.claim_id = $claim_id""",
    SUM: f"""
SELECT total.*, measure.measure_name, measure.unit, area.area_name AS org_name, counted_type AS org_type
FROM ({SUMMED}) AS total
INNER JOIN core.measure AS measure USING (measure_id)
LEFT JOIN core.area AS area ON total.area_type = area.area_type AND total.area_code = area.area_code
WHERE total.measure_id = $measure_id AND total.period = $period AND total.area_type = $org_type
    AND total.area_code = $org_code AND total.source_id = $source_id""",
}
# What counts now for the same subject, whoever states it.
_CURRENT = {
    VALUE: """
SELECT current.*, measure.measure_name, measure.unit FROM marts.measure_current AS current
INNER JOIN core.measure AS measure USING (measure_id)
WHERE measure_id = $measure_id AND period = $period AND org_type = $org_type AND org_code = $org_code
ORDER BY period_inferred IS DISTINCT FROM $inferred, period_inferred LIMIT 1""",
    RATING: """
FROM marts.rating_current
WHERE area = $area AND period = $period AND org_code = $org_code AND framework = $framework""",
}
# The row in the Parquet files of another release.
_IN_RELEASE = {
    VALUE: """
FROM {} WHERE measure_id = $measure_id AND period = $period AND org_type = $org_type
    AND org_code = $org_code AND document_id = $document_id""",
    RATING: """
FROM {} WHERE area = $area AND period = $period AND org_code = $org_code AND framework = $framework
    AND document_id = $document_id""",
    CLAIM: "FROM {} WHERE claim_id = $claim_id",
    SUM: """
FROM {} WHERE measure_id = $measure_id AND period = $period AND area_type = $org_type
    AND area_code = $org_code AND source_id = $source_id""",
}
_FILES = {
    VALUE: "core/measure_value",
    RATING: "core/rating",
    CLAIM: "marts/claim_check",
    SUM: "marts/area_value",
}
_NAMES = """
SELECT (SELECT measure_name FROM core.measure WHERE measure_id = $measure_id) AS measure_name,
    (SELECT unit FROM core.measure WHERE measure_id = $measure_id) AS unit,
    (SELECT org_name FROM core.organisation WHERE $org_type = 'ccg' AND org_code = $org_code) AS org_name"""


@dataclass(frozen=True)
class CitedFigure:
    """`own` is the document's row now, `current` what counts now; each None where there is none.

    `kept` is what the release of the citation itself says of it, None where that release is not kept or not named. Of a
    sum of counts, which no document states, both are the sum as it is worked out now. `outcome` says in a sentence
    whether the figure is another one now, and why. `document` is None if it is gone.
    """

    key: FigureKey
    own: Row | None
    current: Row | None
    document: Row | None
    names: Row
    outcome: str
    changed: bool
    kept: str | None
    cited_on: date | None


def look_up(con: duckdb.DuckDBPyConnection, key: FigureKey, releases: Path) -> CitedFigure:
    """The figure of `key` in the release that `con` has open; `releases` is the folder of the kept ones."""
    subject = _subject_values(key)
    own = _one(con, _OWN[key.kind], subject)
    inferred = own["inferred"] if own and key.kind == VALUE else None
    current = _one(con, _CURRENT[key.kind], subject | {"inferred": inferred}) if key.kind in _CURRENT else own
    stated = "document_id" in subject
    document = _one(con, "FROM core.document WHERE document_id = $document_id", subject) if stated else None
    names = _one(con, _NAMES, {"measure_id": None, "org_type": None, "org_code": None} | subject) or {}
    changed, outcome = _outcome(con, key, own, current, document) if stated else _outcome_of_sum(key, own)
    return CitedFigure(
        key, own, current, document, names, outcome, changed, _said_in(key, subject, releases), _cited_on(con, key)
    )


def said(row: Row) -> str:
    """What a row says, as its key has it."""
    return parse_key(key_of(row)).said


def _subject_values(key: FigureKey) -> Row:
    values: Row = dict(key.subject)
    if key.kind == CLAIM:
        values["claim_id"] = f"{values['document_id']}:{values.pop('place')}"
    else:
        values["org_type"], values["org_code"] = organisation_of(values.pop("organisation"))
    return values


def _outcome(
    con: duckdb.DuckDBPyConnection, key: FigureKey, own: Row | None, current: Row | None, document: Row | None
) -> tuple[bool, str]:
    document_id = key.subject["document_id"]
    if document is None:
        why = _one(con, "FROM core.source_version WHERE document_id = $document_id", {"document_id": document_id})
        what = (
            f"withdrawn: {why['state']}, {why['reason']}" if why else f"withdrawn: {document_id} is not read any more"
        )
        return True, what + _instead(current, key)
    if own is None:
        return True, f"withdrawn: it is not taken from {document_id} any more{_instead(current, key)}"
    now = said(own)
    if now != key.said:
        if own.get("correction"):
            return True, f"corrected: {own['correction']}"
        if key.kind == CLAIM:
            return True, f"checked anew: {own['evidence']}"
        return True, f"read otherwise: nothing is restated, but {document_id} is now read as saying {now}"
    if current is None or current["document_id"] == document_id:
        return False, "unchanged"
    later = f"{current['document_id']} of {current['published_on']}"
    if current["published_on"] < document["published_on"]:
        return said(current) != now, f"what counts is stated by {later}, for the later one has no figure"
    if said(current) == now:
        return False, f"unchanged, and stated again by {later}"
    return True, f"restated by {later}"


def _outcome_of_sum(key: FigureKey, own: Row | None) -> tuple[bool, str]:
    if own is None:
        return True, "withdrawn: no sum is made of these counts any more"
    if said(own) == key.said:
        return False, "unchanged"
    if own["percent"] is None:
        return True, f"worked out anew: there is no sum now, {own['note']}"
    counts = f"{own['numerator']:,.0f} of {own['denominator']:,.0f}"
    return True, f"worked out anew: the counts that are read now come to {counts}"


def _instead(current: Row | None, key: FigureKey) -> str:
    if current is None:
        return "; no other document that is read states it"
    how = "the same" if said(current) == key.said else "another figure"
    return f"; {current['document_id']} states {how}"


def _said_in(key: FigureKey, subject: Row, releases: Path) -> str | None:
    """What the release of the citation says, if it is kept; its tables may be of an earlier shape."""
    folder = releases / key.release_id if key.release_id and key.release_id.isalnum() else None
    file = folder / "parquet" / f"{_FILES[key.kind]}.parquet" if folder else None
    if file is None or not file.is_file():
        return None
    query = _IN_RELEASE[key.kind].format(parquet(file))
    with memory_database.cursor() as con:
        try:
            row = _one(con, query, subject)
        except duckdb.Error:
            return None
    return said(row) if row else "nothing of it"


def _cited_on(con: duckdb.DuckDBPyConnection, key: FigureKey) -> date | None:
    """The day of the release of the citation: that of the history, or else the day in its name."""
    if key.release_id is None:
        return None
    query = "SELECT as_at FROM meta.release_history WHERE release_id = $release_id"
    if found := _one(con, query, {"release_id": key.release_id}):
        return date.fromisoformat(str(found["as_at"]))
    try:
        return date.fromisoformat(key.release_id[:8])
    except ValueError:
        return None


def _one(con: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any]) -> Row | None:
    """The first row; of `values` those that the query names."""
    cursor = con.execute(query, {name: value for name, value in values.items() if f"${name}" in query})
    row = cursor.fetchone()
    return dict(zip([column[0] for column in cursor.description or ()], row, strict=True)) if row else None
