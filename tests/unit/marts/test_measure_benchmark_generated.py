"""Generated values in which the SQL and the oracles must say the same, and what must hold of every table.

Generated: ties, missing and suppressed cells, organisations that open, close and lack a region, several documents,
inferred periods, counts that fit the value and counts that do not, rows of other kinds of organisations under the same
codes. Not here: answers worked out by hand.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, real_tables, rows_of, run
from oracle.measure_benchmark import measure_benchmark
from oracle.measure_peer_group import measure_peer_group

KEY = ("measure_id", "period", "period_inferred", "org_code")
GROUP_KEY = (*KEY[:3], "peers", "peers_code")
MEASURES = [
    {"measure_id": name, "unit": unit, "of_any_size": unit == "%", "polarity": polarity}
    | {"measure_name": name, "area": "mental_health"}
    for name, unit, polarity in (
        ("up", "%", "higher"),
        ("down", "%", "lower"),
        ("plain", "people", "none"),
        ("counted", "people", "lower"),
        ("unclear", "not stated", "higher"),
    )
]
DOCUMENTS = [
    {"document_id": "early", "published_on": date(2020, 1, 1)},
    {"document_id": "late_a", "published_on": date(2020, 6, 1)},
    {"document_id": "late_b", "published_on": date(2020, 6, 1)},
]
STATUSES = ["suppressed", "insufficient_data", "not_available", "not_applicable", "not_published"]
FROM = [None, "2016/17", "2017/18 Q1", "2017/18 Q4", "2018/19 H2", "2017", "2017-10"]
COMPARATORS = ["at least", "more than", "at most", "fewer than", "=", "about"]


@st.composite
def organisation_tables(draw: st.DrawFn) -> list[Row]:
    """Up to nine organisations, some of which open or close on 1 April 2018."""
    rows = []
    for number in range(draw(st.integers(1, 9))):
        life = draw(st.sampled_from(["throughout"] * 4 + ["until", "from"]))
        rows.append(
            {
                "org_code": f"A{number:02}",
                "org_name": f"NHS Sample {number} CCG",
                "opened_on": date(2018, 4, 1) if life == "from" else date(2013, 4, 1),
                "closed_on": date(2018, 3, 31) if life == "until" else None,
                "region_code": draw(st.sampled_from(["Y01", "Y01", "Y02", None])),
                "icb_code": draw(st.sampled_from(["QAA", "QBB", "QCC", None])),
            }
        )
    return rows


@st.composite
def cells(draw: st.DrawFn, codes: list[str]) -> list[Row]:
    """Cells of a few measures and periods; most sets are complete, so that there is something to rank."""
    rows = []
    sets = st.tuples(
        st.sampled_from(["up", "down", "plain", "counted", "unclear"]),
        st.sampled_from(["2017/18", "2017/18 Q4", "2018/19 Q1"]),
    )
    for measure_id, period in draw(st.lists(sets, min_size=1, max_size=3, unique=True)):
        inferred = draw(st.booleans())
        counted = draw(st.booleans())
        dense = draw(st.booleans())
        for code in codes:
            if not dense and draw(st.integers(0, 5)) == 0:
                continue
            for document_id in draw(st.sampled_from([["early"], ["early"], ["early", "late_a"], ["late_b", "late_a"]])):
                cell: Row = {"document_id": document_id, "org_code": code, "measure_id": measure_id, "period": period}
                cell |= {"period_note": "inferred" if inferred else None, "decimals": draw(st.integers(0, 3))}
                if draw(st.integers(0, 7)) == 0:
                    status = draw(st.sampled_from(STATUSES))
                    rows.append(cell | {"status": status, "reason": draw(st.sampled_from([None, "because"]))})
                    continue
                whole = draw(st.integers(1, 40))
                part = draw(st.integers(0, whole))
                cell |= {"status": "published", "value": round(100 * part / whole, cell["decimals"])}
                if counted:
                    scale = draw(st.sampled_from([1, 1, 1, 50]))
                    cell |= {"numerator": float(part * scale), "denominator": float(whole * scale)}
                    cell |= {"counts_rounded_to": draw(st.sampled_from([None, None, 5]))}
                if draw(st.integers(0, 11)) == 0:
                    odd: Row = draw(st.sampled_from([{"numerator": -1.0}, {"denominator": None}, {"denominator": 0.0}]))
                    cell |= odd | {"value": draw(st.sampled_from([0.0, 50.0, 120.0]))}
                rows.append(cell)
    others = draw(st.sets(st.sampled_from(["national", "stp"]), max_size=1))
    england = [row | {"org_type": "national", "org_code": "England"} for row in rows if row["org_code"] == codes[0]]
    return rows + england + [row | {"org_type": kind} for kind in others for row in rows]


@st.composite
def all_tables(draw: st.DrawFn) -> dict[str, list[Row]]:
    organisations = draw(organisation_tables())
    standards = st.tuples(
        st.sampled_from(["up", "down"]),
        st.sampled_from([30.0, 50.0, 66.7]),
        st.sampled_from(COMPARATORS),
        st.sampled_from(FROM),
    )
    return {
        "organisation": organisations,
        "document": DOCUMENTS,
        "measure": MEASURES,
        "measure_standard": [
            {"measure_id": name, "standard": standard, "comparator": comparator, "from_period": from_period}
            | {"applies_to": "England" if standard == 66.7 else "each"}
            for name, standard, comparator, from_period in draw(st.lists(standards, max_size=4, unique=True))
        ],
        "measure_value": draw(cells([one["org_code"] for one in organisations])),
    }


def agree(found: list[Row], expected: dict[Any, Row], key: tuple[str, ...]) -> None:
    """The SQL has the oracle's rows, and in each the oracle's columns."""
    by_key = {tuple(row[name] for name in key): row for row in found}
    assert by_key.keys() == expected.keys()
    for name, answer in expected.items():
        shown = {column: by_key[name][column] for column in answer}
        assert shown == pytest.approx(answer, abs=1e-6), name


@worlds()
@given(all_tables())
def test_sql_says_what_the_oracles_say(given_tables: dict[str, list[Row]]) -> None:
    full = {name: rows_of(name, rows).to_dicts() for name, rows in given_tables.items()}
    with TemporaryDirectory() as folder:
        found = run(Path(folder), "measure_benchmark", given_tables)
        groups = pl.read_parquet(Path(folder) / "marts" / "measure_peer_group.parquet").to_dicts()
    agree(found, measure_benchmark(full), KEY)
    agree(groups, measure_peer_group(full), GROUP_KEY)
    holds_together(found)


def holds_together(rows: list[Row]) -> None:
    """What holds of ranks whatever the values: they count up, and a NULL never lacks its reason."""
    sets = defaultdict(list)
    for row in rows:
        for number, notes in (
            ("rank", "rank_note"),
            ("standard", "standard_note"),
            ("region_rank", "region_note"),
            ("icb_rank", "icb_note"),
            ("interval_lower", "interval_note"),
            ("funnel_position", "funnel_note"),
        ):
            assert row[number] is not None or row[notes] is not None, number
        if row["rank"] is not None:
            sets[tuple(row[name] for name in KEY[:3])].append(row)
            assert 0 < row["percentile_lower"] <= row["percentile"] <= row["percentile_upper"] < 100
            assert (row["withheld"] == 0) == (row["percentile_lower"] == row["percentile_upper"])
    for ranked in sets.values():
        assert len(ranked) == ranked[0]["ranked"]
        assert sum(row["percentile"] for row in ranked) == pytest.approx(50 * len(ranked))
        taken = sorted(row["rank"] for row in ranked)
        assert all(sum(rank < row["rank"] for rank in taken) == row["rank"] - 1 for row in ranked)
        assert all(taken.count(row["rank"]) == row["tied"] for row in ranked)


@cache
def real() -> dict[str, list[Row]]:
    return {name: table.to_dicts() for name, table in real_tables().items()}


def test_sql_says_what_the_oracles_say_of_the_documents(tmp_path: Path) -> None:
    found = run(tmp_path, "measure_benchmark", real_tables())
    groups = pl.read_parquet(tmp_path / "marts" / "measure_peer_group.parquet").to_dicts()
    agree(found, measure_benchmark(real()), KEY)
    agree(groups, measure_peer_group(real()), GROUP_KEY)
