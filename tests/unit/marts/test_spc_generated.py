"""Generated series in which the SQL and the oracle must say the same, and what must hold of every chart.

Generated: flat, rising and scattered values, gaps, withheld cells, other lengths of periods, two sources, several
versions, inferred periods, values set aside, re-basings, measures of every polarity and window. Not here: answers
worked out by hand.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, reference_tables, rows_of, run_several
from oracle.spc import KEY, spc

DOCUMENTS = [
    {"document_id": "first", "published_on": date(2020, 1, 1), "source_id": "sheet"},
    {"document_id": "second", "published_on": date(2021, 1, 1), "source_id": "sheet"},
    {"document_id": "article", "published_on": date(2020, 6, 1), "source_id": None},
]
MEASURES = [
    {"measure_id": name, "unit": unit, "polarity": polarity, "measure_name": name}
    for name, unit, polarity in (
        ("up", "%", "higher"),
        ("down", "%", "lower"),
        ("plain", "people", "none"),
        ("level", "%", "higher"),
        ("answer", "yes or no", "higher"),
        ("suicide_rate", "per 100,000", "lower"),
    )
]
ORGANISATIONS: list[Row] = [
    {"org_code": "A00", "opened_on": date(2013, 4, 1)},
    {"org_code": "A01", "opened_on": date(2013, 4, 1), "earlier_gss_codes": "E38000001"},
]
NAMES = [measure["measure_id"] for measure in MEASURES]
KINDS = st.sampled_from([("ccg", "A00"), ("ccg", "A01"), ("national", "England")])


def period(number: int, kind: str) -> str:
    if kind == "quarters":
        year, first = 2015 + number // 4, number % 4 + 1
        return f"{year}/{(year + 1) % 100:02} Q{first}"
    if kind == "years":
        return f"{2000 + number}/{(2001 + number) % 100:02}"
    return f"{2018 + number // 12}-{number % 12 + 1:02}"


def numbers(chance: Random) -> list[float]:
    """Stretches of values that are level, go one way, or go to and fro."""
    found: list[float] = []
    for _ in range(chance.randint(1, 4)):
        first, step = chance.randint(40, 50), chance.choice([0, 1, -1])
        noise = chance.choice([[0], [0, 0.5], [0, 0, 1, 2, -2], [0, 1, 1, 9]])
        found += [first + step * place + chance.choice(noise) for place in range(chance.randint(3, 12))]
    return found


def cells_of(chance: Random, measure_id: str, org_type: str, org_code: str) -> list[Row]:
    """The cells of one measure and organisation, most of them published once."""
    rows: list[Row] = []
    kind = chance.choice(["quarters", "quarters", "years", "months"])
    decimals, denominator = chance.choice([0, 0, 1, 2]), chance.choice([None, 19.0, 20.0])
    for number, value in enumerate(numbers(chance)):
        row: Row = {"document_id": "first", "measure_id": measure_id, "org_type": org_type, "org_code": org_code}
        row |= {"period": period(number, kind), "status": "published", "value": float(value)}
        row |= {"decimals": decimals, "denominator": denominator}
        withheld = {"status": "suppressed", "value": None, "reason": "small"}
        rows += chance.choice(
            [[row]] * 30
            + [[], [row | withheld], [row | {"period_note": "inferred"}], [row, row | {"document_id": "article"}]]
            + [[row, row | {"document_id": "second"} | again] for again in ({"value": 40.0}, withheld)]
        )
    return rows


@st.composite
def cells(draw: st.DrawFn) -> list[Row]:
    chance = Random(draw(st.integers(0, 2**32)))
    drawn = draw(st.lists(st.tuples(st.sampled_from(NAMES), KINDS), min_size=2, max_size=9, unique=True))
    return [row for measure_id, whose in drawn for row in cells_of(chance, measure_id, *whose)]


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[Row]]:
    values = draw(cells())
    aside = draw(st.lists(st.sampled_from(values), max_size=2, unique_by=id)) if values else []
    standards = st.tuples(
        st.sampled_from(["up", "down"]),
        st.sampled_from([20.0, 45.0, 80.0]),
        st.sampled_from(["at least", "at most", "="]),
        st.sampled_from([None, "2000/01", "2000/01"]),
    )
    names = ("measure_id", "org_type", "org_code", "period")
    rebases = st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([(None, None), ("ccg", None), ("ccg", "A00")]),
        st.sampled_from(["2017/18 Q1", "2018/19 Q1"]),
    )
    return {
        "document": DOCUMENTS,
        "measure": MEASURES,
        "organisation": ORGANISATIONS,
        "measure_value": values,
        "measure_standard": [
            {"measure_id": name, "standard": standard, "comparator": comparator, "from_period": start}
            for name, standard, comparator, start in draw(st.lists(standards, min_size=1, max_size=4, unique=True))
        ],
        "spc_set_aside": [
            {name: row[name] for name in names} | {"source_id": "sheet", "reason": "misprint"} for row in aside
        ],
        "spc_rebase": [
            {
                "measure_id": name,
                "org_type": whose[0],
                "org_code": whose[1],
                "from_period": start,
                "reason": "counted anew",
            }
            for name, whose, start in draw(st.lists(rebases, max_size=2, unique=True))
        ],
    }


@worlds()
@given(tables())
def test_sql_says_what_the_oracle_says(given_tables: dict[str, list[Row]]) -> None:
    full = {name: rows_of(name, rows).to_dicts() for name, rows in given_tables.items()}
    with TemporaryDirectory() as folder:
        found = run_several(Path(folder), ["spc_series", "spc_point", "value_doubt"], given_tables)
    # Doubts are another mart's, with an oracle of its own.
    full |= {"value_doubt": found["value_doubt"], "measure_window": reference_tables()["measure_window"].to_dicts()}
    series, points = spc(full)
    agree(found["spc_series"], series, KEY)
    shown = {name for row in found["spc_point"] for name in row}
    agree(
        found["spc_point"],
        {key: {name: value for name, value in row.items() if name in shown} for key, row in points.items()},
        (*KEY, "period"),
    )
    holds_together(found["spc_series"], found["spc_point"])


def agree(found: list[Row], expected: dict[Any, Row], key: tuple[str, ...]) -> None:
    """The SQL has the oracle's rows, and in each the oracle's columns."""
    by_key = {tuple(row[name] for name in key): row for row in found}
    assert by_key.keys() == expected.keys()
    for name, answer in expected.items():
        for column, right in answer.items():
            shown = by_key[name][column]
            assert shown == (pytest.approx(right, abs=1e-9) if isinstance(right, float) else right), (name, column)


def holds_together(series: list[Row], points: list[Row]) -> None:
    """What holds whatever the values: limits lie around the mean, and a NULL never lacks its reason."""
    for row in series:
        counted = [
            point
            for point in points
            if all(point[name] == row[name] for name in KEY) and point["set_aside_reason"] is None
        ]
        assert (row["state"] == "refused") == (row["mean"] is None) == (not counted)
        assert row["mean"] is not None or row["note"] is not None
        assert row["assurance"] is not None or row["assurance_note"] is not None
        if counted:
            assert len(counted) == row["points"] >= 7
            assert row["lower"] < row["near_lower"] < row["mean"] < row["near_upper"] < row["upper"]
            assert sum(point["value"] for point in counted) / len(counted) == pytest.approx(row["mean"])
            assert sum(point["gap_before"] or 0 for point in counted) <= row["gaps"] + row["set_aside"]
            assert counted[-1]["point_type"] == row["last_point_type"]
