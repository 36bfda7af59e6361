"""Which standard a value is held against, and how it stands to it.

Not here: standards of the documents' own measures (`test_measure_benchmark`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from mart_samples import Row, organisations, run, run_several
from test_measure_benchmark import DOCUMENT, benchmark, shown, values


def standard(standard: float, comparator: str, from_period: str | None, measure_id: str = "iapt_recovery_rate") -> Row:
    row = {"measure_id": measure_id, "standard": standard, "comparator": comparator, "from_period": from_period}
    return row | {"source": f"source of {standard:g}", "verified": from_period is not None}


@pytest.mark.parametrize(
    ("period", "expected"),
    [("2015/16 Q4", None), ("2016/17", 50), ("2016/17 Q1", 50), ("2017-05", 53), ("2020/21 Q4", 60), ("2016", None)],
)
def test_the_standard_of_the_period(tmp_path: Path, period: str, expected: float | None) -> None:
    standards = [standard(50, "more than", "2016/17"), standard(60, "at least", "2020/21")]
    standards += [standard(53, "at least", "2016/17 Q4")]
    found = benchmark(tmp_path, values({"A00": 53.5}, period=period), measure_standard=standards)["A00"]
    assert found["standard"] == expected
    if expected is None:
        assert found["standard_note"] == "no standard in force"
    else:
        assert (found["standard_source"], found["standard_verified"]) == (f"source of {expected}", True)
        assert found["distance_to_standard"] == 53.5 - expected
        assert found["against_standard"] == ("met" if expected < 53.5 else "not met")


@pytest.mark.parametrize(
    ("first", "last_without"),
    [
        ("2016/17", "2016-03"),
        ("2016/17 Q1", "2016-03"),
        ("2016/17 Q3", "2016-09"),
        ("2016/17 Q4", "2016-12"),
        ("2016/17 H1", "2016-03"),
        ("2016/17 H2", "2016-09"),
        ("2017", "2016-12"),
        ("2017-07", "2017-06"),
        ("2016-12 to 2017-02", "2016-11"),
    ],
)
def test_the_first_day_of_a_standard(tmp_path: Path, first: str, last_without: str) -> None:
    year, month = int(last_without[:4]), int(last_without[5:])
    next_month = f"{year + month // 12}-{month % 12 + 1:02}"
    rows = values({"A00": 53.5}, period=last_without) + values({"A00": 53.5}, period=next_month)
    tables = {"document": DOCUMENT, "measure_value": rows, "measure_standard": [standard(50, "at least", first)]}
    tables |= {"organisation": organisations(1)}
    found = {row["period"]: row["standard"] for row in run(tmp_path, "measure_benchmark", tables)}
    assert found == {last_without: None} | {next_month: 50.0}


@pytest.mark.parametrize(
    ("comparator", "met"),
    [
        ("at least", [False, True, True]),
        ("more than", [False, False, True]),
        ("at most", [True, True, False]),
        ("fewer than", [True, False, False]),
        ("=", [False, True, False]),
        ("about", [None, None, None]),
    ],
)
def test_each_comparator(tmp_path: Path, comparator: str, met: list[bool | None]) -> None:
    rows = values({"A00": 66.6, "A01": 66.7, "A02": 66.8})
    found = benchmark(tmp_path, rows, measure_standard=[standard(66.7, comparator, "2016/17")])
    assert shown(found, "standard_met", "distance_to_standard") == list(zip(met, (-0.1, 0.0, 0.1), strict=True))
    note = '"about" a standard is neither met nor missed' if comparator == "about" else None
    assert {row["standard_note"] for row in found.values()} == {note}


def test_against_a_standard_with_an_interval(tmp_path: Path) -> None:
    counts = {"A00": (30, 100), "A01": (45, 100), "A02": (55, 100), "A03": (70, 100)}
    rows = [
        row | {"numerator": float(counts[row["org_code"]][0]), "denominator": 100.0}
        for row in values({code: part for code, (part, _) in counts.items()})
    ]
    for comparator, expected in (
        ("at least", ["worse", "similar", "similar", "better"]),
        ("fewer than", ["better", "similar", "similar", "worse"]),
        ("=", ["not met"] * 4),
        ("about", [None] * 4),
    ):
        found = benchmark(tmp_path / comparator, rows, measure_standard=[standard(50, comparator, "2016/17")])
        assert [row["against_standard"] for _, row in sorted(found.items())] == expected


def test_why_there_is_no_standard(tmp_path: Path) -> None:
    rows = values({"A00": 1, "A01": "suppressed"})
    undated = [standard(50, "at least", None), standard(52.5, "more than", None)]
    for name, standards, notes in (
        ("none", [standard(1, "=", "2016/17", "eip_two_week_wait")], ["no standard is known for this measure"] * 2),
        (
            "undated",
            undated,
            ['the first period of the standard "at least 50", "more than 52.5" is not known'] * 2,
        ),
        ("later", [standard(50, "at least", "2018/19")], ["no standard in force"] * 2),
        ("both", [*undated, standard(40, "at least", "2017/18")], [None, "no value: is suppressed"]),
    ):
        found = benchmark(tmp_path / name, rows, measure_standard=standards)
        assert [row["standard_note"] for _, row in sorted(found.items())] == notes
        assert {row["standard"] for row in found.values()} == {40.0 if name == "both" else None}


def test_a_rolling_year_that_begins_before_the_standard_is_not_held_against_it(tmp_path: Path) -> None:
    """England's value of the same period is of the quarter alone, and is."""
    rows = values({"A00": 53.5}, period="2021/22 Q3")
    rows[0]["period_start"] = date(2021, 1, 1)
    rows += values({"England": 53.5}, period="2021/22 Q3", org_type="national")
    tables = {"document": DOCUMENT, "measure_value": rows, "organisation": organisations(1)}
    tables |= {"measure_standard": [standard(50, "at least", "2021/22")]}
    found = run_several(tmp_path, ["measure_benchmark", "measure_standard_in_force"], tables)
    assert [(row["standard"], row["standard_note"]) for row in found["measure_benchmark"]] == [
        (None, "no standard in force")
    ]
    in_force = {row["period_start"]: row["standard"] for row in found["measure_standard_in_force"]}
    assert in_force == {date(2021, 1, 1): None, date(2021, 10, 1): 50.0}


def test_no_organisation_is_held_to_a_standard_of_england_as_a_whole(tmp_path: Path) -> None:
    names = ("standard", "comparator", "distance_to_standard", "standard_met", "against_standard", "standard_note")
    ambition = standard(50, "at least", "2016/17") | {"applies_to": "England"}
    found = benchmark(tmp_path, values({"A00": 60, "A01": "suppressed"}), measure_standard=[ambition])
    note = "its standard is set for England as a whole"
    assert shown(found, *names) == [(None, None, None, None, None, note)] * 2
