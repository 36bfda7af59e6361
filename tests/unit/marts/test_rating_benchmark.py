"""Each rating against its peers: answers of the documents, answers worked out by hand, and generated ratings.

Not here: how many have each band (`marts.rating_distribution`), and what happens to a rating over time.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, real_tables, rows_of, run
from oracle.rating_benchmark import BOUNDS, COUNTS, SHARES, rating_benchmark

KEY = ("framework", "area", "period", "org_code")
BANDS = ["Outstanding", "Good", "Requires improvement", "Inadequate"]
DOCUMENTS = [
    {"document_id": "early", "published_on": date(2020, 1, 1)},
    {"document_id": "late_a", "published_on": date(2020, 6, 1)},
    {"document_id": "late_b", "published_on": date(2020, 6, 1)},
]


def ratings(given: dict[str, str], **more: Any) -> list[Row]:
    """A band, or the status of a cell without one, for each organisation."""
    common = {"document_id": "early", "framework": "ccg_iaf", "area": "dementia", "period": "2017/18"}
    common |= {"scale": "iaf_four_point"} | more
    return [
        common | {"org_code": code, "band": said, "status": "rated"}
        if said in BANDS
        else common | {"org_code": code, "status": said, "reason": f"is {said}"}
        for code, said in given.items()
    ]


def benchmark(folder: Path, rows: list[Row], **tables: Any) -> dict[str, Row]:
    tables = {"organisation": organisations(5), "document": DOCUMENTS, "rating": rows} | tables
    return {row["org_code"]: row for row in run(folder, "rating_benchmark", tables)}


@cache
def real() -> dict[str, list[Row]]:
    return {name: table.to_dicts() for name, table in real_tables().items()}


def test_the_documents(tmp_path: Path) -> None:
    rows = run(tmp_path, "rating_benchmark", real_tables())
    # 2017/18 and 2019/20 Q1: bands of 207, 207, 207 and 191; and the 34 of 2016
    found = Counter((row["area"], row["period"], row["band"], *(row[name] for name in COUNTS)) for row in rows)
    assert found == {
        ("mental_health", "2017/18", "Outstanding", 207, 0, 4, 203, 0): 4,
        ("mental_health", "2017/18", "Good", 207, 4, 95, 108, 0): 95,
        ("mental_health", "2017/18", "Requires improvement", 207, 99, 106, 2, 0): 106,
        ("mental_health", "2017/18", "Inadequate", 207, 205, 2, 0, 0): 2,
        ("learning_disabilities", "2017/18", "Good", 207, 0, 38, 169, 0): 38,
        ("learning_disabilities", "2017/18", "Requires improvement", 207, 38, 162, 7, 0): 162,
        ("learning_disabilities", "2017/18", "Inadequate", 207, 200, 7, 0, 0): 7,
        ("dementia", "2017/18", "Outstanding", 203, 0, 57, 146, 4): 57,
        ("dementia", "2017/18", "Good", 203, 57, 52, 94, 4): 52,
        ("dementia", "2017/18", "Requires improvement", 203, 109, 73, 21, 4): 73,
        ("dementia", "2017/18", "Inadequate", 203, 182, 21, 0, 4): 21,
        ("leadership", "2019/20 Q1", "Outstanding", 191, 0, 24, 167, 0): 24,
        ("leadership", "2019/20 Q1", "Good", 191, 24, 87, 80, 0): 87,
        ("leadership", "2019/20 Q1", "Requires improvement", 191, 111, 67, 13, 0): 67,
        ("leadership", "2019/20 Q1", "Inadequate", 191, 178, 13, 0, 0): 13,
        ("mental_health", "2016/17", "Top performing", None, None, None, None, None): 13,
        ("mental_health", "2016/17", "Greatest need for improvement", None, None, None, None, None): 21,
    }
    refused = [row for row in rows if row["period"] == "2016/17"]
    assert {row["note"] for row in refused} == {"34 of the 209 organisations open then have a row"}
    assert all(row[name] is None for row in refused for name in (*COUNTS, *SHARES, *BOUNDS))
    assert {row["note"] for row in rows if row["period"] != "2016/17"} == {None}
    good = next(row for row in rows if row["area"] == "dementia" and row["band"] == "Good")
    assert good["relative_position"] == pytest.approx((94 + 26) / 203)
    assert good["relative_position_lower"] == pytest.approx((94 + 26) / 207)
    assert good["relative_position_upper"] == pytest.approx((94 + 4 + 26) / 207)
    assert [good[name] for name in SHARES[:3]] == pytest.approx([57 / 203, 52 / 203, 94 / 203])


def test_relative_positions_by_hand(tmp_path: Path) -> None:
    bands = {"A00": "Outstanding", "A01": "Good", "A02": "Good", "A03": "Inadequate", "A04": "insufficient_data"}
    found = benchmark(tmp_path, ratings(bands))
    assert sorted(found) == ["A00", "A01", "A02", "A03"]
    assert [found[code]["relative_position"] for code in sorted(found)] == [0.875, 0.5, 0.5, 0.125]
    assert [found[code]["relative_position_lower"] for code in sorted(found)] == pytest.approx([0.7, 0.4, 0.4, 0.1])
    assert [found[code]["relative_position_upper"] for code in sorted(found)] == pytest.approx([0.9, 0.6, 0.6, 0.3])


def test_all_bands_equal(tmp_path: Path) -> None:
    found = benchmark(tmp_path, ratings({f"A0{number}": "Good" for number in range(5)}))
    shown = {(row["better"], row["equal"], row["worse"], row["relative_position"]) for row in found.values()}
    assert shown == {(0, 5, 0, 0.5)}


def test_refused_where_an_organisation_has_no_row(tmp_path: Path) -> None:
    found = benchmark(tmp_path, ratings({f"A0{number}": "Good" for number in range(4)}))
    assert {row["note"] for row in found.values()} == {"4 of the 5 organisations open then have a row"}


def test_what_is_withheld_and_what_is_not(tmp_path: Path) -> None:
    bands = {"A00": "Good", "A01": "insufficient_data", "A02": "not_published", "A03": "not_applicable", "A04": "Good"}
    found = benchmark(tmp_path, ratings(bands))
    assert {(row["rated"], row["withheld"]) for row in found.values()} == {(2, 2)}


def test_an_organisation_of_a_later_day_is_no_peer(tmp_path: Path) -> None:
    later = organisations(5)[4] | {"opened_on": date(2018, 4, 1)}
    rows = ratings({f"A0{number}": "Good" for number in range(5)})
    found = benchmark(tmp_path, rows, organisation=[*organisations(4), later])
    assert (found["A04"]["rated"], found["A04"]["note"]) == (None, "not open on 2018-03-31")
    assert (found["A00"]["rated"], found["A00"]["note"]) == (4, None)


@st.composite
def all_tables(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Ratings of one or two areas, mostly complete, of organisations some of which open or close on 1 April 2018."""
    codes = []
    for number in range(draw(st.integers(1, 9))):
        life = draw(st.sampled_from(["throughout"] * 4 + ["until", "from"]))
        days = {"opened_on": date(2018, 4, 1)} if life == "from" else {}
        days |= {"closed_on": date(2018, 3, 31)} if life == "until" else {}
        codes.append(organisations(9)[number] | days)
    rows = []
    said = st.sampled_from([*BANDS * 3, "insufficient_data", "not_applicable", "not_published"])
    for area in draw(st.sampled_from([["dementia"], ["dementia", "leadership"]])):
        dense = draw(st.booleans())
        for one in codes:
            if not dense and draw(st.integers(0, 5)) == 0:
                continue
            for document_id in draw(st.sampled_from([["early"], ["early"], ["early", "late_a"], ["late_b", "late_a"]])):
                rows += ratings({one["org_code"]: draw(said)}, area=area, document_id=document_id)
    return {"organisation": codes, "document": DOCUMENTS, "rating": rows, "rating_scale": real()["rating_scale"]}


def agree(found: list[Row], expected: dict[Any, Row]) -> None:
    by_key = {tuple(row[name] for name in KEY): row for row in found}
    assert by_key.keys() == expected.keys()
    for name, answer in expected.items():
        assert {column: by_key[name][column] for column in answer} == pytest.approx(answer), name


@worlds()
@given(all_tables())
def test_sql_says_what_the_oracle_says(given_tables: dict[str, list[Row]]) -> None:
    with TemporaryDirectory() as folder:
        found = run(Path(folder), "rating_benchmark", given_tables)
    agree(found, rating_benchmark({name: rows_of(name, rows).to_dicts() for name, rows in given_tables.items()}))
    for row in found:
        if row["note"] is None:
            assert row["better"] + row["equal"] + row["worse"] == row["rated"]
            assert sum(row[name] for name in SHARES[:3]) == pytest.approx(1)
            assert row["relative_position_lower"] <= row["relative_position"] <= row["relative_position_upper"]


def test_sql_says_what_the_oracle_says_of_the_documents(tmp_path: Path) -> None:
    agree(run(tmp_path, "rating_benchmark", real_tables()), rating_benchmark(real()))
