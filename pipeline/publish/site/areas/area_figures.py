"""The figures of an area to download: a CSV of every value and suppressed cell that its page shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from pipeline.publish.site import addresses
from pipeline.publish.site.areas.register import Area
from pipeline.publish.site.areas.sums import SumKey
from pipeline.publish.site.charts import plain_cell
from pipeline.publish.site.released_rows import Row

# What a sum of counts has besides.
COUNTS = ("numerator", "denominator", "organisations_counted", "organisations_open")
HEADER = (
    "area_code", "area_name", "measure_id", "measure_name", "unit", "period", "value", "status", "period_concluded",
    "source", *COUNTS,
)  # fmt: skip
_NO_COUNTS = ("",) * len(COUNTS)


def address(area: Area) -> str:
    return f"data/areas/{addresses.file_name(area.code.lower())}.csv"


def files(
    area: Area, of_measure: Mapping[str, Sequence[Row]], measures: Mapping[str, Row], totals: Mapping[SumKey, Row]
) -> list[tuple[str, str]]:
    """The path and text of the CSV; sums of counts stand in it with their counts."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(HEADER)
    for measure_id, series in of_measure.items():
        measure = measures[measure_id]
        before = area.code, plain_cell(area.name), measure_id, plain_cell(measure["measure_name"]), measure["unit"]
        for one in series:
            behind = one["inferred"], one["source_id"]
            cells = zip(one["periods"], one["numbers"], one["suppressed"], strict=True)
            lines.writerows(
                (
                    *before,
                    period,
                    value,
                    _status(one, value, suppressed),
                    *behind,
                    *_counts(totals.get((area.code, measure_id, one["source_id"], period)) if one["is_sum"] else None),
                )
                for period, value, suppressed in cells
            )
    return [(address(area), text.getvalue())]


def _status(series: Row, value: float | None, suppressed: bool) -> str:
    if value is not None:
        return "worked out" if series["is_sum"] else "published"
    return "suppressed" if suppressed else "no value"


def _counts(total: Row | None) -> tuple[float | int | str, ...]:
    return tuple(total[name] for name in COUNTS) if total else _NO_COUNTS
