"""Ranks, percentiles, quartiles, intervals, control limits and bounds against the reference packages.

Here: both the SQL and the oracle are held against tests/truth, whose first lines name package and version; `make
truth` works them out anew. Not here: when a statistic is refused (`test_measure_benchmark`).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from mart_samples import Row, organisations, rows_of, run
from oracle.measure_benchmark import interval, measure_benchmark, smallest_denominator
from test_measure_benchmark import DOCUMENT

TRUTH = Path(__file__).parents[2] / "truth"
PERIODS = [f"{year}/{(year + 1) % 100:02}" for year in range(2000, 2099)]
MEASURES = [
    {"measure_id": polarity, "unit": "%", "of_any_size": True, "polarity": polarity, "measure_name": "x", "area": "x"}
    for polarity in ("higher", "lower")
]


def truth(name: str) -> list[dict[str, str]]:
    lines = (TRUTH / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    return list(csv.DictReader(lines[1:]))


def both(folder: Path, sets: list[list[Row]]) -> list[list[list[Row]]]:
    """The rows that the SQL and the oracle give for each set: one period each, and organisations as many as rows."""
    tables: dict[str, list[Row]] = {"organisation": [], "measure": MEASURES, "measure_standard": []}
    tables |= {"document": DOCUMENT, "measure_value": []}
    for number, rows in enumerate(sets):
        period = PERIODS[number]
        start = int(period[:4])
        for place, row in enumerate(rows):
            code = f"{number:02}{place:03}"
            days = {"opened_on": date(start, 4, 1), "closed_on": date(start + 1, 3, 31)}
            tables["organisation"] += [organisations(1)[0] | days | {"org_code": code}]
            tables["measure_value"] += [
                {"document_id": "sheet", "org_code": code, "period": period, "status": "published"} | row
            ]
    found = {row["org_code"]: row for row in run(folder, "measure_benchmark", tables)}
    expected = measure_benchmark({name: rows_of(name, rows).to_dicts() for name, rows in tables.items()})
    oracle = {key[3]: row for key, row in expected.items()}
    return [
        [[answers[f"{number:02}{place:03}"] for place in range(len(rows))] for answers in (found, oracle)]
        for number, rows in enumerate(sets)
    ]


def test_wilson_of_the_packages(tmp_path: Path) -> None:
    cases = truth("wilson")
    assert len(cases) == 50
    counted(tmp_path, cases, 1.0, 1e-9)


def test_wilson_as_published(tmp_path: Path) -> None:
    counted(tmp_path, truth("wilson_published"), 100.0, 0.005)


def counted(folder: Path, cases: list[dict[str, str]], scale: float, tolerance: float) -> None:
    rows = [
        {
            "measure_id": "higher",
            "numerator": float(case["numerator"]),
            "denominator": float(case["denominator"]),
            "value": 100 * float(case["numerator"]) / float(case["denominator"]),
        }
        for case in cases
    ]
    found, _ = both(folder, [rows])[0]
    for case, answer, row in zip(cases, found, rows, strict=True):
        bounds = [scale * float(case["lower"]), scale * float(case["upper"])]
        assert [answer["interval_lower"], answer["interval_upper"]] == pytest.approx(bounds, abs=tolerance)
        cell = row | {"reason": None, "decimals": None, "counts_rounded_to": None}
        assert list(interval(cell, MEASURES[0])[:2]) == pytest.approx(bounds, abs=tolerance)


def test_control_limits_and_positions_of_the_package(tmp_path: Path) -> None:
    sets: dict[str, list[dict[str, str]]] = defaultdict(list)
    for case in truth("funnel"):
        sets[case["areas"]].append(case)
    rows = [
        [
            {
                "measure_id": "higher",
                "numerator": float(case["numerator"]),
                "denominator": float(case["denominator"]),
                "value": 100 * float(case["numerator"]) / float(case["denominator"]),
            }
            for case in cases
        ]
        for cases in sets.values()
    ]
    positions = set()
    for cases, answers in zip(sets.values(), both(tmp_path, rows), strict=True):
        for found in answers:
            for case, row in zip(cases, found, strict=True):
                assert row["england_percent"] == pytest.approx(float(case["average"]), abs=1e-9)
                for limit in ("lower_95", "upper_95", "lower_998", "upper_998"):
                    assert row[f"funnel_{limit}"] == pytest.approx(float(case[limit]), abs=1e-6)
                assert row["funnel_position"] == case["position"]
                positions.add(case["position"])
    assert positions == {"within", "above 95%", "above 99.8%", "below 95%", "below 99.8%"}


def test_ranks_percentiles_and_quartiles_of_the_packages(tmp_path: Path) -> None:
    sets: dict[str, list[dict[str, str]]] = defaultdict(list)
    for case in truth("ranks"):
        sets[case["values"]].append(case)
    rows = [
        [{"measure_id": name.split()[1], "value": float(case["value"])} for case in cases]
        for name, cases in sets.items()
    ]
    for cases, answers in zip(sets.values(), both(tmp_path, rows), strict=True):
        for found in answers:
            for case, row in zip(cases, found, strict=True):
                assert (row["rank"], row["tied"], row["ranked"]) == (int(case["rank"]), int(case["tied"]), len(cases))
                assert row["percentile"] == pytest.approx(float(case["percentile"]))
                assert row["quartile"] == (int(case["quartile"]) if case["quartile"] else None)


def test_smallest_denominators(tmp_path: Path) -> None:
    cases = truth("smallest_denominator")
    rows = [
        {"measure_id": "higher", "value": float(case["percentage"]), "decimals": int(case["decimals"])}
        for case in cases
    ]
    for found in both(tmp_path, [rows])[0]:
        assert [row["smallest_denominator"] for row in found] == [int(case["denominator"]) for case in cases]


# Worked by hand: 52 of 55 is 94.54..., 1 of 3 is 33.3..., 1 of 667 is 0.1499..., 1 of 6667 is 0.014999...
@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (94.5, 1, 55),
        (33.3, 1, 3),
        (66.7, 1, 3),
        (0.0, 1, 1),
        (100.0, 1, 1),
        (50.0, 0, 2),
        (12.5, 1, 8),
        (13.0, 0, 8),
        (0.1, 1, 667),
        (0.01, 2, 6667),
        (12.345, 3, None),
        (100.1, 1, None),
        (-0.1, 1, None),
        (50.0, None, None),
    ],
)
def test_smallest_denominators_by_hand(
    tmp_path: Path, value: float, decimals: int | None, expected: int | None
) -> None:
    assert smallest_denominator(value, decimals) == expected
    found, _ = both(tmp_path, [[{"measure_id": "higher", "value": value, "decimals": decimals}]])[0]
    assert found[0]["smallest_denominator"] == expected


@pytest.mark.parametrize(
    ("counts", "interval_note", "funnel_note"),
    [
        ({}, "no denominator is published", None),
        ({"numerator": 5.0}, "no denominator is published", None),
        ({"denominator": 10.0}, "no numerator is published", None),
        ({"numerator": 5.0, "denominator": 0.0}, "the counts published are no part of a whole", None),
        ({"numerator": 11.0, "denominator": 10.0}, "the counts published are no part of a whole", None),
        ({"numerator": -1.0, "denominator": 10.0}, "the counts published are no part of a whole", None),
        ({"numerator": 9.0, "denominator": 1000.0}, "the value published is not that of the counts published", None),
        (
            {"numerator": 5.0, "denominator": 10.0},
            None,
            "1 of the 2 organisations open then have a numerator and a denominator",
        ),
    ],
)
def test_why_there_is_no_interval_or_position(
    tmp_path: Path, counts: Row, interval_note: str | None, funnel_note: str | None
) -> None:
    rows = [{"measure_id": "higher", "value": 50.0, "decimals": 1} | counts, {"measure_id": "higher", "value": 50.0}]
    for found in both(tmp_path, [rows])[0]:
        assert (found[0]["interval_note"], found[0]["funnel_note"]) == (interval_note, funnel_note or interval_note)
        assert (found[0]["interval_lower"] is None) == (interval_note is not None)
        assert (found[0]["funnel_position"], found[0]["england_percent"]) == (None, None)


def test_a_rounded_value_is_that_of_its_counts(tmp_path: Path) -> None:
    """33 is printed for 333,333 of a million, whose interval begins above 33.2."""
    counts = {"numerator": 333_333.0, "denominator": 1_000_000.0}
    rows = [{"measure_id": "higher", "value": 33.0, "decimals": decimals} | counts for decimals in (0, 1)]
    for found in both(tmp_path, [rows])[0]:
        assert [row["interval_note"] for row in found] == [
            None,
            "the value published is not that of the counts published",
        ]
