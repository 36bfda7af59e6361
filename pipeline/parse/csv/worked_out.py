"""Shares that a feed does not print, worked out of two counts that each have a row: `shares` of its layout.

Only counts that were both read make a share, so what is doubtful of them never comes into it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipeline.base.periods import Period
from pipeline.base.sql_text import quoted
from pipeline.parse.csv.columns import KEEPS, refused
from pipeline.parse.csv.reasons import READ
from pipeline.parse.csv.row_outcomes import FeedRows
from pipeline.parse.csv.sums import DECIMALS, NOTHING_COUNTED
from pipeline.parse.csv.sums_account import empty_part
from pipeline.parse.shares import ROUNDED_TO
from pipeline.reference.entries import Measure
from pipeline.reference.windows import first_day

# Each row of a share: the rows of its two counts, and what these are; NULL where nothing was counted.
_WORKED_OUT = f"""
    CREATE TABLE worked_out AS
    SELECT share.measure_id, part.period, part.body, part.row AS part_row, whole.row AS whole_row,
        part.value AS numerator, whole.value AS denominator,
        CASE WHEN whole.value > 0 THEN round(100 * part.value / whole.value, {DECIMALS}) END AS value,
        part.printed || ' of ' || whole.printed AS printed, part.rounded OR whole.rounded AS rounded
    FROM share
    JOIN counted_row AS part ON share.numerator = part.part
    JOIN counted_row AS whole ON share.denominator = whole.part
        AND part.of_period = whole.of_period AND part.of_body = whole.of_body
    WHERE part.value BETWEEN 0 AND whole.value
        AND part.value = floor(part.value) AND whole.value = floor(whole.value)"""
# The counts that were read, but for those of which another row says the same or something else.
_COUNTED_ROW = f"""
    CREATE TABLE counted_row AS
    SELECT kept.*, period.target AS of_period, body.target AS of_body
    FROM kept
    JOIN period ON kept.period = period.id
    JOIN (SELECT DISTINCT id, target FROM body) AS body ON kept.body = body.id
    ANTI JOIN repeated ON kept.row = repeated.row
    WHERE kept.outcome = {READ} AND kept.value IS NOT NULL"""


def work_out(feed: FeedRows, measures: Mapping[str, Measure], document_id: str, parts: list[dict[str, Any]]) -> int:
    """Makes the table `worked_out` and adds a part for each share; gives how many rows it has.

    ValidationFailed where a share is of no known measure in per cent, or where the file has no row of a count.
    """
    rows = []
    for code, counts in feed.layout.shares.items():
        measure = measures.get(code)
        if measure is None or measure.unit != "%":
            message = f"`shares` in its layout makes '{code}', which no measure in % has as its code"
            raise refused(feed.path, None, message, f"Add it to the codes of one in measures.yml; {KEEPS}")
        place_of = {part["code"]: place for place, part in enumerate(feed.parts) if part["measure"]}
        if missing := [name for name in (counts.numerator, counts.denominator) if name not in place_of]:
            message = f"has no row of {', '.join(map(str, missing))}, which `shares` in its layout names"
            raise refused(feed.path, None, message, f"Correct `shares` in raw/sources.yml; {KEEPS}")
        rows.append((measure.measure_id, place_of[str(counts.numerator)], place_of[str(counts.denominator)]))
    feed.table("share", {"measure_id": pl.String, "numerator": pl.Int64, "denominator": pl.Int64}, rows)
    _write_first_days(feed, [measures[code] for code in feed.layout.shares])
    feed.con.execute(_COUNTED_ROW)
    feed.con.execute(_WORKED_OUT)
    counted = feed.query("SELECT measure_id, count(*), count(value) FROM worked_out GROUP BY ALL")
    found = {measure_id: (made, published) for measure_id, made, published in counted}
    for code in feed.layout.shares:
        measure_id = measures[code].measure_id
        made, published = found.get(measure_id, (0, 0))
        part = empty_part(document_id, code, len(parts) + 1, measure_id)
        parts.append(part | {"cells": made, "published": published, "without_value": made - published})
    return sum(made for made, _ in found.values())


def _write_first_days(feed: FeedRows, shares: Sequence[Measure]) -> None:
    """Makes the table `first_day`: the first day that a share of a period and a kind of organisation is about."""
    kinds = [kind for (kind,) in feed.query("SELECT DISTINCT org_type FROM body WHERE org_type IS NOT NULL")]
    rows = [
        (measure.measure_id, place, kind, first_day(measure, kind, period))
        for measure in shares
        for place, period in enumerate(feed.periods)
        if isinstance(period, Period)
        for kind in kinds
    ]
    feed.table("first_day", {"measure_id": pl.String, "period": pl.Int64, "org_type": pl.String, "day": pl.Date}, rows)


def columns_of_shares(values: Mapping[str, str]) -> dict[str, str]:
    """SQL of each column of core.measure_value for the rows of `worked_out`; `values` are those of printed rows."""
    same = ("document_id", "org_type", "org_code", "org_name_published", "period", "period_published", "period_end")
    return {name: values[name] for name in same} | {
        "measure_id": "worked_out.measure_id",
        "period_start": "first_day.day",
        # The two cells stand on one sheet.
        "locator": "of_part.locator || ' of ' || regexp_replace(of_whole.locator, '^.*!', '')",
        "value": "worked_out.value",
        "value_published": "worked_out.printed",
        "decimals": f"{DECIMALS}",
        "status": "CASE WHEN worked_out.value IS NULL THEN 'not_applicable' ELSE 'published' END",
        "reason": f"CASE WHEN worked_out.value IS NULL THEN {quoted(NOTHING_COUNTED)} END",
        # Nobody knows whether none of none was counted or nothing was sent, so no sum over areas takes it for counts.
        "numerator": "CASE WHEN worked_out.value IS NOT NULL THEN worked_out.numerator END",
        "denominator": "CASE WHEN worked_out.value IS NOT NULL THEN worked_out.denominator END",
        "counts_rounded_to": f"CASE WHEN worked_out.rounded THEN {ROUNDED_TO} END",
    }
