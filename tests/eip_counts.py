"""The EIP counts of tests/truth as core rows: pathways completed within two weeks, of all, by CCG and quarter."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

from mart_samples import Row

from pipeline.base.periods import normal_period

SOURCE, MEASURE = "eip_waiting_times", "eip_two_week_wait"
DOCUMENT = {"document_id": "eip.2020-01-01", "source_id": SOURCE, "published_on": date(2020, 1, 1)}
# Rows that name no CCG.
NO_CCG = ("X24", "NONC")


@cache
def counts() -> dict[tuple[str, str], tuple[int, int]]:
    """Numerator and denominator of each code and quarter that has a row."""
    found = {}
    path = Path(__file__).parent / "truth" / "eip_counts_by_quarter.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row.pop("org_code")
            for period, cell in row.items():
                if cell:
                    part, whole = cell.split("/")
                    found[code, period] = (int(part), int(whole))
    return found


def year(name: str) -> dict[tuple[str, str], tuple[int, int]]:
    """The counts of a year: those of its four quarters added up."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (code, period), (part, whole) in counts().items():
        if period.startswith(name):
            sums[code, name][0] += part
            sums[code, name][1] += whole
    return {key: (part, whole) for key, (part, whole) in sums.items()}


def eip_rows(of: dict[tuple[str, str], tuple[int, int]]) -> list[Row]:
    """Core rows of these counts."""
    return [
        {
            "document_id": DOCUMENT["document_id"],
            "measure_id": MEASURE,
            "period": period,
            "period_end": normal_period(period).end,
            "org_type": "unknown" if code in NO_CCG else "ccg",
            "org_code": code,
            "numerator": float(part),
            "denominator": float(whole),
            "value": 100 * part / whole if whole else None,
            "status": "published" if whole else "not_applicable",
        }
        for (code, period), (part, whole) in of.items()
    ]
