"""The gap in recovery between all and people from minority ethnic groups: by hand and generated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, run
from oracle.recovery_gap import Rates, gap, rank, trend

ALL, MINORITY = "iapt_recovery_rate", "iapt_recovery_rate_minority_ethnic"
NOW, BEFORE = "2018/19 Q1", "2017/18 Q1"


def rates(org_code: str, everybody: str | None, minority: str | None, period: str = NOW, **more: Any) -> list[Row]:
    return [
        {
            "document_id": "d",
            "org_code": org_code,
            "measure_id": measure_id,
            "period": period,
            "value": None if number is None else float(number),
            "decimals": None if number is None else len(number.partition(".")[2]),
            "status": "suppressed" if number is None else "published",
            "reason": "suppressed as *" if number is None else None,
            **more,
        }
        for measure_id, number in ((ALL, everybody), (MINORITY, minority))
    ]


def found(folder: Path, rows: list[Row], count: int = 4) -> list[Row]:
    documents = [{"document_id": "d", "source_id": "mh_dashboard"}, {"document_id": "e", "source_id": "mh_dashboard"}]
    tables = {"document": documents, "organisation": organisations(count), "measure_value": rows}
    return run(folder, "recovery_gap", tables)


def told(rows: list[Row], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in columns) for row in rows]


def test_the_gap_is_the_rate_of_all_less_that_of_minority_ethnic_groups(tmp_path: Path) -> None:
    rows = [
        *rates("A00", "50", "44"),
        *rates("A01", "52.5", "52"),
        *rates("A02", "48", "54"),
        *rates("A03", "51", "45"),
        *rates("England", "50.5", "46.1", org_type="national"),
    ]
    gaps = found(tmp_path, rows)
    ccgs = [row for row in gaps if row["org_type"] == "ccg"]
    assert told(ccgs, "org_code", "gap", "gap_rounding", "rank", "ranked", "tied", "withheld") == [
        ("A00", 6.0, 1.0, 3, 4, 2, 0),
        ("A01", 0.5, 0.55, 2, 4, 1, 0),
        ("A02", -6.0, 1.0, 1, 4, 1, 0),
        ("A03", 6.0, 1.0, 3, 4, 2, 0),
    ]
    assert told(ccgs, "england_gap", "difference_to_england")[:2] == [(4.4, 1.6), (4.4, -3.9)]
    (england,) = [row for row in gaps if row["org_type"] == "national"]
    assert (england["gap"], england["rank"], england["rank_note"]) == (4.4, None, "only CCGs are ranked")


def test_a_withheld_rate_leaves_no_gap_and_says_why(tmp_path: Path) -> None:
    rows = [*rates("A00", "50", None), *rates("A01", None, "50"), *rates("A02", "50", "45"), *rates("A03", "50", "40")]
    gaps = found(tmp_path, rows)
    assert told(gaps[:2], "gap", "gap_note", "rank", "rank_note") == [
        (None, "no recovery rate of minority ethnic groups: suppressed as *", None, "no gap"),
        (None, "no recovery rate of all: suppressed as *", None, "no gap"),
    ]
    assert told(gaps[2:], "rank", "ranked", "withheld") == [(1, 2, 2), (2, 2, 2)]


def test_no_rank_where_a_row_is_missing_or_most_gaps_are(tmp_path: Path) -> None:
    missing = [row for code in ("A00", "A01", "A02") for row in rates(code, "50", "45")]
    assert {row["rank_note"] for row in found(tmp_path / "missing", missing)} == {
        "3 of the 4 organisations open then have a row"
    }
    few = [*rates("A00", "50", "45"), *(row for code in ("A01", "A02", "A03") for row in rates(code, "50", None))]
    notes = [row["rank_note"] for row in found(tmp_path / "few", few)]
    assert notes == ["fewer than half of the organisations have a value", "no gap", "no gap", "no gap"]


def test_rates_of_two_documents_give_no_gap(tmp_path: Path) -> None:
    everybody, minority = rates("A00", "50", "45")
    (row,) = found(tmp_path / "two", [everybody, minority | {"document_id": "e"}])
    assert (row["gap"], row["gap_note"]) == (None, "the rates are of two documents")
    (row,) = found(tmp_path / "one", [minority])
    assert (row["gap"], row["gap_note"]) == (None, "no row of the recovery rate of all")


def test_the_trend_is_the_change_to_the_period_a_year_before(tmp_path: Path) -> None:
    rows = [
        *(*rates("A00", "50", "40", BEFORE), *rates("A00", "50", "45")),
        *(*rates("A01", "50", "48", BEFORE), *rates("A01", "50", "54")),
        *(*rates("A02", "50", "48", BEFORE), *rates("A02", "50", "46")),
        *(*rates("A03", "50", None, BEFORE), *rates("A03", "50", "46")),
    ]
    gaps = [row for row in found(tmp_path, rows) if row["period"] == NOW]
    assert told(gaps, "gap_a_year_before", "change", "trend", "trend_note") == [
        (10.0, -5.0, "narrower", None),
        (2.0, -6.0, "wider", None),  # from 2 to -4
        (2.0, 2.0, "within rounding", None),  # four rates, each off by up to half a point
        (
            None,
            None,
            None,
            "no gap a year before: no recovery rate of minority ethnic groups: suppressed as *",
        ),
    ]
    (first,) = found(tmp_path / "first", rates("A00", "50", "45"))
    assert (first["trend"], first["trend_note"]) == (None, "no row of a year before")


CODES = [row["org_code"] for row in organisations(4)]
NUMBERS = st.sampled_from(["40", "45", "45.5", "50", "50.25", "52"]) | st.none()


@worlds()
@given(
    given_rates=st.dictionaries(
        st.tuples(st.sampled_from(CODES), st.tuples(st.sampled_from([2017, 2018]), st.sampled_from([1, 2]))),
        st.tuples(NUMBERS, NUMBERS),
        min_size=4,
    )
)
def test_any_rates_give_what_plain_python_gives(tmp_path: Path, given_rates: Rates) -> None:
    rows = []
    for (code, (year, quarter)), pair in given_rates.items():
        rows += rates(code, *pair, f"{year}/{year - 1999} Q{quarter}")
    for row in found(tmp_path, rows):
        code, quarter = row["org_code"], (int(row["period"][:4]), int(row["period"][-1]))
        own, place, change = (
            gap(given_rates, code, quarter),
            rank(given_rates, CODES, code, quarter),
            trend(given_rates, code, quarter),
        )
        assert (row["gap"], row["gap_rounding"]) == (tuple(map(float, own)) if own else (None, None))
        assert (row["rank"], row["ranked"], row["tied"]) == (place or (None, None, None))
        assert (row["change"], row["trend"]) == ((float(change[0]), change[1]) if change else (None, None))
        assert (row["gap"] is None) == (row["gap_note"] is not None)
        assert (row["rank"] is None) == (row["rank_note"] is not None)
        assert (row["trend"] is None) == (row["trend_note"] is not None)
