"""The counts that sums of areas are made of: the latest of a source, of those open at the period's end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from mart_samples import Row, organisations, run

MEASURE = "iapt_recovery_rate"


def counted(document_id: str, org_code: str, numerator: float | None, denominator: float | None, period: str) -> Row:
    return {
        "document_id": document_id, "measure_id": MEASURE, "period": period, "org_code": org_code,
        "numerator": numerator, "denominator": denominator, "value": None, "locator": f"{org_code}!B2", "line_no": None,
    }  # fmt: skip


def test_the_parts_are_the_latest_counts_of_those_open_then(tmp_path: Path) -> None:
    documents: list[Row] = [
        {"document_id": "feed_1", "source_id": "feed", "published_on": date(2018, 1, 31)},
        {"document_id": "feed_2", "source_id": "feed", "published_on": date(2018, 6, 30)},
    ]
    register = organisations(4)
    register[3] |= {"closed_on": date(2017, 3, 31)}
    quarter = "2017/18 Q1"
    values = [
        counted("feed_1", "A00", 5, 10, quarter),
        counted("feed_2", "A00", 6, 10, quarter),
        counted("feed_1", "A01", 1, 4, quarter),
        # Withheld, and not possible: no part of a sum.
        counted("feed_1", "A02", None, 9, quarter),
        counted("feed_1", "A02", 9, 8, "2017/18 Q2"),
        # It had closed.
        counted("feed_1", "A03", 2, 3, quarter),
        # After the CCGs' end the sub-ICB location has the code of the last CCG.
        counted("feed_2", "A00", 7, 9, "2022/23 Q2") | {"org_type": "sub_icb"},
    ]
    tables = {"document": documents, "organisation": register, "measure_value": values}
    found = run(tmp_path, "area_part", tables)
    names = ("period", "org_type", "org_code", "numerator", "denominator", "document_id", "icb_code", "region_code")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("2017/18 Q1", "ccg", "A00", 6, 10, "feed_2", "QAA", "Y01"),
        ("2017/18 Q1", "ccg", "A01", 1, 4, "feed_1", "QAA", "Y01"),
        ("2022/23 Q2", "sub_icb", "A00", 7, 9, "feed_2", "QAA", "Y01"),
    ]
