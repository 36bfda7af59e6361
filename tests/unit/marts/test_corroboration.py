"""Printed percentages against a source's counts, and windows for inferred periods: the article's 34, and any counts."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, real_tables, rows_of, run_several
from oracle.corroboration import Counts, matches, share, verdict

from pipeline.base.settings import PROJECT_DIR

EIP, RECOVERY = "eip_two_week_wait", "iapt_recovery_rate"
MONTHS = ("2016-01", "2016-02", "2016-03")
SOURCE = {"document_id": "counts", "source_id": "eip_waiting_times"}
# Numerator and denominator of January to March 2016, worked out from the publisher's time series.
OF_THE_QUARTER = {
    "03K": (8, 8), "04Q": (7, 7), "05W": (18, 23), "10M": (4, 4), "11J": (52, 55), "01R": (11, 11), "02A": (19, 23),
    "11E": (18, 20), "09X": (12, 14), "11D": (1, 1), "04M": (4, 5), "04J": (6, 8), "10W": (4, 4), "00V": (1, 3),
    "04X": (11, 50), "09J": (3, 10), "00D": (16, 33), "01D": (1, 4), "01W": (0, 8), "13P": (4, 25), "07M": (15, 31),
    "04E": (1, 14), "08L": (4, 11), "00C": (1, 4), "03E": (0, 1), "05C": (6, 13), "01Y": (1, 9), "03F": (5, 13),
    "03M": (1, 3), "03N": (27, 56), "05D": (2, 6), "05X": (1, 3), "08Q": (4, 14), "06W": (6, 19),
}  # fmt: skip


def counted(org_code: str, month: str, numerator: int, denominator: int, **more: Any) -> Row:
    return {
        "document_id": "counts",
        "org_code": org_code,
        "measure_id": EIP,
        "period": month,
        "value": 100 * numerator / denominator if denominator else None,
        "status": "published" if denominator else "not_applicable",
        "numerator": float(numerator),
        "denominator": float(denominator),
        **dict.fromkeys(("line_no", "char_start", "char_end")),
        **more,
    }


def printed(org_code: str, number: float, at: int = 1, **more: Any) -> Row:
    note = "The text says so."
    row = {"document_id": "d", "org_code": org_code, "measure_id": EIP, "period": "2015/16 Q4", "period_note": note}
    return row | {"value": number, "decimals": 1, "status": "published", "char_start": at, **more}


def marts(folder: Path, rows: list[Row], **tables: Any) -> dict[str, list[Row]]:
    given = {"document": [{"document_id": "d"}, SOURCE], "organisation": organisations(6), "measure_value": rows}
    return run_several(folder, ["corroboration", "period_evidence"], given | tables)


@pytest.fixture(scope="module")
def of_the_article(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Row]]:
    """The five documents beside the counts of the months around January to March 2016."""
    real = real_tables()
    with (PROJECT_DIR / "tests/truth/eip_counts_2016.csv").open(encoding="utf-8") as file:
        rows = [
            counted(row["org_code"], row["month"], int(row["numerator"]), int(row["denominator"]))
            for row in csv.DictReader(file)
        ]
    with (PROJECT_DIR / "tests/truth/baseline_2016.csv").open(encoding="utf-8") as file:
        extract = [
            counted(row["org_code"], "2015/16 Q4", 0, 1)
            | {"document_id": "dashboard", "measure_id": RECOVERY, "value": float(row[RECOVERY])}
            | dict.fromkeys(("numerator", "denominator"))
            for row in csv.DictReader(file)
        ]
    tables = {
        "measure_value": pl.concat([real["measure_value"], rows_of("measure_value", rows + extract)]),
        "document": pl.concat(
            [real["document"], rows_of("document", [SOURCE, {"document_id": "dashboard", "source_id": "mh_dashboard"}])]
        ),
    }
    return run_several(
        tmp_path_factory.mktemp("article"), ["corroboration", "period_evidence", "smallest_denominator"], real | tables
    )


def test_the_counts_of_the_quarter_print_as_all_34_values_of_the_article(of_the_article: dict[str, list[Row]]) -> None:
    rows = [row for row in of_the_article["corroboration"] if row["measure_id"] == EIP]
    assert {row["org_code"]: (row["numerator"], row["denominator"]) for row in rows} == OF_THE_QUARTER
    assert {(row["verdict"], row["organisations_held"], row["note"]) for row in rows} == {("corroborated", 207, None)}
    assert len(rows) == 34


def test_how_telling_a_match_is(of_the_article: dict[str, list[Row]]) -> None:
    alike = {row["org_code"]: row["organisations_alike"] for row in of_the_article["corroboration"]}
    assert (alike["03K"], alike["05W"]) == (21, 1)
    assert sum(row["organisations_alike"] == 1 for row in of_the_article["corroboration"]) == 11


def test_the_least_denominator_is_never_above_the_real_one(of_the_article: dict[str, list[Row]]) -> None:
    least = {row["percentage"]: row["denominator"] for row in of_the_article["smallest_denominator"]}
    pairs = [
        (least[row["printed"]], row["denominator"])
        for row in of_the_article["corroboration"]
        if row["measure_id"] == EIP
    ]
    assert all(bound <= real for bound, real in pairs)
    assert sum(bound == real for bound, real in pairs) == 22


def test_recovery_of_another_extract_is_never_contradicted(of_the_article: dict[str, list[Row]]) -> None:
    rows = [row for row in of_the_article["corroboration"] if row["measure_id"] == RECOVERY]
    shared = {row["org_code"]: row["primary_value"] - row["printed"] for row in rows if row["note"] == "other extract"}
    assert {row["verdict"] for row in rows} == {"not_checkable"}
    assert (len(rows), len(shared)) == (34, 11)
    assert (round(shared["03K"], 2), round(shared["05W"], 2)) == (-5.10, 3.18)
    assert round(sum(map(abs, shared.values())) / 11, 2) == 1.93
    assert {row["note"] for row in rows} == {"other extract", "no row"}
    assert {row["organisations_alike"] for row in rows} == {None}


def test_only_january_to_march_gives_all_34_values(of_the_article: dict[str, list[Row]]) -> None:
    rows = {row["months"]: row for row in of_the_article["period_evidence"]}
    assert {months: row["matched"] for months, row in rows.items()} == {
        "2016-01": 5,
        "2016-02": 7,
        "2016-03": 8,
        "2016-01, 2016-02": 9,
        "2016-02, 2016-03": 12,
        "2016-01, 2016-03": 8,
        "2016-01, 2016-02, 2016-03": 34,
        "2015-10, 2015-11, 2015-12": 2,
        "2016-04, 2016-05, 2016-06": 4,
    }
    assert {months: row["note"] for months, row in rows.items() if row["note"]} == {
        "2016-01, 2016-02, 2016-03": "confirmed by the counts of the period: 34 of 34",
        "2015-10, 2015-11, 2015-12": "the source has 1 of the 3 months",
    }
    assert [months for months, row in rows.items() if row["is_period"]] == ["2016-01, 2016-02, 2016-03"]


def test_each_verdict_and_each_reason(tmp_path: Path) -> None:
    rows = [
        printed("A00", 33.3, 1),  # 1 of 3
        printed("A01", 33.3, 2),  # 1 of 4
        printed("A02", 50.0, 3),
        printed("A03", 50.0, 4),
        printed("A04", 50.0, 5),
        printed("A00", 50.0, 6, period="2017/18 Q4"),
        counted("A00", "2016-01", 1, 1),
        counted("A00", "2016-03", 0, 2),
        counted("A01", "2016-02", 1, 4),
        counted("A03", "2016-01", 0, 0),
        counted("A04", "2016-01", 1, 2),
    ]
    bodies = organisations(6)
    bodies[4] |= {"closed_on": date(2015, 3, 31)}
    found = marts(tmp_path, rows, organisation=bodies)["corroboration"]
    assert [(row["org_code"], row["verdict"], row["note"], row["organisations_alike"]) for row in found] == [
        ("A00", "corroborated", None, 1),
        ("A01", "contradicted", None, 1),
        ("A02", "not_checkable", "no row", None),
        ("A03", "not_checkable", "denominator 0", None),
        ("A04", "not_checkable", "organisation not open then", None),
        ("A00", "not_checkable", "period not covered", None),
    ]
    assert [(row["numerator"], row["denominator"]) for row in found[:3]] == [(1, 3), (1, 4), (None, None)]
    assert (round(found[0]["lower"], 9), round(found[0]["upper"], 9)) == (33.25, 33.35)


def test_of_a_half_either_neighbour_is_printed(tmp_path: Path) -> None:
    # 1 of 16 is 6.25.
    rows = [printed(code, number, at) for at, (code, number) in enumerate({"A00": 6.2, "A01": 6.3, "A02": 6.4}.items())]
    rows += [counted(code, month, *pair) for code in ("A00", "A01", "A02") for month, pair in zip(
        MONTHS, ((1, 8), (0, 4), (0, 4)), strict=True
    )]  # fmt: skip
    found = marts(tmp_path, rows)["corroboration"]
    assert [row["verdict"] for row in found] == ["corroborated", "corroborated", "contradicted"]


def test_a_row_of_the_period_itself_counts_before_its_months(tmp_path: Path) -> None:
    rows = [printed("A00", 50.0), counted("A00", "2015/16 Q4", 5, 10), counted("A00", "2016-01", 1, 10)]
    (row,) = marts(tmp_path, rows)["corroboration"]
    assert (row["numerator"], row["denominator"], row["verdict"]) == (5, 10, "corroborated")


def test_a_printed_period_is_not_tried(tmp_path: Path) -> None:
    rows = [printed("A00", 50.0, period_note=None), counted("A00", "2016-01", 1, 2)]
    assert marts(tmp_path, rows)["period_evidence"] == []


CODES = [row["org_code"] for row in organisations(6)]


@worlds()
@given(
    counts=st.dictionaries(
        st.tuples(st.sampled_from(CODES), st.sampled_from(MONTHS)),
        st.integers(0, 8).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=1,
    ),
    digits=st.dictionaries(st.sampled_from(CODES), st.sampled_from([0, 333, 500, 667, 750, 1000]), min_size=1),
)
def test_any_counts_give_what_plain_python_gives(tmp_path: Path, counts: Counts, digits: dict[str, int]) -> None:
    rows = [printed(code, number / 10, at) for at, (code, number) in enumerate(digits.items())]
    rows += [counted(code, month, *pair) for (code, month), pair in counts.items()]
    found = marts(tmp_path, rows)
    assert {row["org_code"]: (row["verdict"], row["note"]) for row in found["corroboration"]} == {
        code: verdict(counts, MONTHS, code, number, 1) for code, number in digits.items()
    }
    alike = {row["org_code"]: row["organisations_held"] for row in found["corroboration"] if row["note"] is None}
    held = sum(share(counts, code, MONTHS) is not None for code in CODES)
    assert set(alike.values()) <= {held}
    inside = {
        row["months"]: (row["compared"], row["matched"])
        for row in found["period_evidence"]
        if set(row["months"].split(", ")) <= set(MONTHS)
    }
    assert inside == matches(counts, MONTHS, digits, 1)
