"""England and its regions out of the counts of their areas, where a source has counts, for the pages of measures."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

import duckdb

from pipeline.base.periods import normal_period
from pipeline.publish.site.released_rows import Row, rows_of

# Of each sum England's row, with those of the regions by their codes.
_SUMS = """
SELECT measure_id, period, source_id, area_code, percent, numerator, denominator, note
FROM marts.area_value WHERE area_type IN ('England', 'region')
"""
_DOCUMENTS = (
    "SELECT coalesce(source_id, document_id), list(document_id ORDER BY document_id) FROM core.document GROUP BY 1"
)


@dataclass
class Sum:
    """The sums of a period: England's row, and the regions' rows by their codes."""

    period: str
    england: Row = field(default_factory=dict)
    regions: dict[str, Row] = field(default_factory=dict)

    @property
    def months(self) -> int:
        return normal_period(self.period).months

    @property
    def ends(self) -> date:
        return normal_period(self.period).end


@dataclass(frozen=True)
class Sums:
    """The sums of a measure, the latest first, and the documents of the source that has the counts."""

    rows: list[Sum]
    document_ids: list[str]

    @property
    def latest(self) -> Sum:
        """The latest of all England."""
        return next(row for row in self.rows if row.england["percent"] is not None)


def read_sums(con: duckdb.DuckDBPyConnection) -> dict[str, Sums]:
    """The sums of each measure of which there is one of all England, from an open release file.

    Of several sources it is the one with the latest sum, of periods of several lengths the quarters where there are
    some, else those of the length of most.
    """
    found: dict[str, dict[tuple[str, str], Sum]] = defaultdict(dict)
    for row in rows_of(con, _SUMS):
        one = found[row["measure_id"]].setdefault((row["source_id"], row["period"]), Sum(row["period"]))
        if row["area_code"] == "England":
            one.england = row
        else:
            one.regions[row["area_code"]] = row
    documents: dict[str, list[str]] = dict(con.execute(_DOCUMENTS).fetchall())
    sums = {}
    for measure_id, by_key in found.items():
        whole = {key: one for key, one in by_key.items() if one.england.get("percent") is not None}
        if not whole:
            continue
        (source, _), _ = max(whole.items(), key=lambda item: (item[1].ends, item[0]))
        months = _length_to_show([one for (of, _), one in whole.items() if of == source])
        rows = [one for (of, _), one in by_key.items() if of == source and one.months == months]
        sums[measure_id] = Sums(sorted(rows, key=lambda one: one.ends, reverse=True), documents[source])
    return sums


def _length_to_show(whole: list[Sum]) -> int:
    lengths = Counter(one.months for one in whole)
    return 3 if lengths[3] > 1 else max(lengths, key=lambda months: (lengths[months], months))
