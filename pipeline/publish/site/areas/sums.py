"""The sums of counts of England, regions and boards, as series beside those that sources print, and their parts.

Here: rows of marts.area_value and marts.area_part. Not here: the sums on the pages of measures (measure_sums.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
from markupsafe import Markup, escape

from pipeline.base.sql_text import quoted
from pipeline.publish.figure_keys import organisation_part, said_of
from pipeline.publish.site import addresses, words
from pipeline.publish.site.citing import Citation
from pipeline.publish.site.measure_data import registered
from pipeline.publish.site.released_rows import Row, rows_of
from pipeline.publish.summed_counts import SUMMED

# The page, the measure, the source of the counts and the period.
SumKey = tuple[str, str, str, str]

# Each sum as if it were a printed value, but marked; of months only where a source has no longer periods. Where not one
# period has a sum there is no series.
SUMS = f"""
CREATE OR REPLACE TEMP TABLE area_sum AS
SELECT *, datediff('month', period_start, period_end) + 1 AS months FROM ({SUMMED})
QUALIFY count(percent) OVER (PARTITION BY measure_id, source_id, area_code, months) > 0
    AND (months > 1 OR max(months) OVER (PARTITION BY measure_id, source_id) = 1);
INSERT INTO area_value BY NAME
SELECT area_code AS page, area_type AS org_type, area_code AS org_code, measure_id, source_id, months,
    false AS inferred, period, period_start, period_end, percent AS value,
    if(percent IS NULL, 'not_available', 'worked_out') AS status, note AS reason, document_id, doubtful > 0 AS doubted,
    true AS is_sum
FROM area_sum
"""
TOTALS = """
SELECT area_code AS page, measure_id, source_id, period, area_type, area_code, numerator, denominator, percent,
    organisations_open, organisations_counted, note, counted_type AS org_type, document_id, doubtful
FROM area_sum WHERE percent IS NOT NULL
"""
# Of boards alone: those of a region or of England are too many for a page.
PARTS = """
SELECT total.area_code AS page, part.measure_id, part.source_id, part.period, part.org_code, part.org_name,
    part.numerator, part.denominator
FROM marts.area_part AS part
INNER JOIN area_sum AS total
    ON total.area_type = 'icb' AND part.icb_code = total.area_code
    AND part.measure_id = total.measure_id AND part.source_id = total.source_id AND part.period = total.period
WHERE total.percent IS NOT NULL
ORDER BY part.org_name
"""


@dataclass(frozen=True)
class WorkedOut:
    """A sum of counts: its row, its parts where they are few, its citation, and the tables of all periods."""

    total: Row
    parts: list[Row]
    citation: Citation
    tables: Markup

    @property
    def query(self) -> Markup:
        """What gives its parts in `ccg-ratings sql`, as a text within a page."""
        query = parts_query(*(self.total[name] for name in ("measure_id", "period", "area_code")))
        return Markup(escape(query).replace("&#39;", "'"))  # a quotation mark needs no other form within a text


def parts_query(measure_id: str, period: str, area_code: str) -> str:
    """The query of the counts that make a sum."""
    return f"FROM area_parts({', '.join(map(quoted, (measure_id, period, area_code)))})"


def caption(length: str, series: Row, document: Row) -> str:
    """The heading of a table of sums; it leads to the cells whose counts are added up."""
    place = addresses.cells(series["document_id"], series["measure_id"])
    return (
        f'Worked out, {length.lower()}: sums of counts of <a href="../{escape(place)}">{escape(document["title"])}</a>'
    )


def total_to_tell(sums: Sequence[Row], period: str, totals: Mapping[SumKey, Row]) -> SumKey:
    """Of the sums of a measure that of the period, if there is one, or else the latest of the first series."""
    keys = [
        (one["page"], one["measure_id"], one["source_id"], of) for of in (period, sums[0]["period"]) for one in sums
    ]
    return next(key for key in keys if key in totals)


def read_totals(con: duckdb.DuckDBPyConnection) -> dict[SumKey, Row]:
    """Each sum with its counts; the temporary table area_sum must be there."""
    return {_key(row): row for row in rows_of(con, TOTALS)}


def read_parts(con: duckdb.DuckDBPyConnection) -> dict[SumKey, list[Row]]:
    """The counts that make the sum of a board, by the names of their organisations."""
    found: dict[SumKey, list[Row]] = {}
    for row in rows_of(con, PARTS):
        found.setdefault(_key(row), []).append(row)
    return found


def sum_scripts(totals: Mapping[SumKey, Row]) -> Iterator[tuple[str, str]]:
    """The path and text of the script of each measure that has sums: of each source, period and area what it says."""
    said: dict[str, dict[str, list[Any]]] = {}
    for row in totals.values():
        part = f"{row['period']}:{organisation_part(row['area_type'], row['area_code'])}:{row['source_id']}"
        said.setdefault(row["measure_id"], {})[part] = [said_of(row), words.worked_out(row), row["document_id"]]
    for measure_id, found in said.items():
        text = json.dumps(dict(sorted(found.items())), separators=(",", ":"))
        yield addresses.measure_sums(measure_id), registered(f"sums {measure_id}", text)


def _key(row: Row) -> SumKey:
    return *_series(row), row["period"]


def _series(row: Row) -> tuple[str, str, str]:
    return row["page"], row["measure_id"], row["source_id"]
