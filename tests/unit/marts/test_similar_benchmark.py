"""The ten most similar organisations, and values held against theirs: worked examples, refusals, generated worlds."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from count_worlds import complete
from effort import worlds
from eip_counts import DOCUMENT, counts, eip_rows, year
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, reference_tables, run, run_several
from oracle.similar_benchmark import similar_benchmark

EIGHT = {"01E", "01H", "01K", "02M", "06W", "06Y", "09G", "09N"}
KEY = ("measure_id", "period", "period_inferred", "org_code")


def test_the_list_of_2016_is_asymmetric_and_says_how_long_a_pair_was_open(tmp_path: Path) -> None:
    rows = run(tmp_path, "similar_peer", {})
    assert (len(rows), sum(row["is_mutual"] for row in rows)) == (2090, 1202)
    assert [row["similar_org_code"] for row in rows if row["org_code"] == "05W"] == [
        "01Y", "00M", "01G", "03L", "03F", "03R", "00P", "00K", "00V", "02P",
    ]  # fmt: skip
    for day, expected in ((date(2016, 4, 1), 209), (date(2018, 4, 1), 111), (date(2021, 4, 1), 0)):
        together = Counter(row["org_code"] for row in rows if row["open_from"] <= day <= row["open_until"])
        assert sum(n == 10 for n in together.values()) == expected
    moved = {row["org_code"] for row in rows if row["has_other_area"] and row["similar_org_code"] not in EIGHT}
    assert moved == EIGHT & moved


@pytest.fixture(scope="module")
def eip(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Row]:
    rows = eip_rows(counts() | year("2016/17") | year("2018/19"))
    tables = {"document": [DOCUMENT], "measure_value": rows}
    found = run(tmp_path_factory.mktemp("eip"), "similar_benchmark", tables)
    return {(row["org_code"], row["period"]): row for row in found}


@pytest.mark.parametrize(
    ("code", "value", "median", "lowest", "highest", "part", "whole", "rank", "difference"),
    [
        ("05W", 79.3103, 83.6021, 65.0000, 90.5405, 739, 903, 8, -4.2918),
        ("03F", 83.3333, 80.9759, 65.0000, 90.5405, 740, 913, 5, 2.3574),
        ("11J", 86.0140, 76.4582, 53.1250, 91.1765, 1056, 1417, 2, 9.5557),
        ("01W", 57.4468, 82.7688, 63.6364, 88.8889, 492, 613, 11, -25.3220),
    ],
)
def test_worked_examples_of_2016_17(
    eip: dict[tuple[str, str], Row],
    code: str,
    value: float,
    median: float,
    lowest: float,
    highest: float,
    part: int,
    whole: int,
    rank: int,
    difference: float,
) -> None:
    row = eip[code, "2016/17"]
    found = [row[name] for name in ("value", "median", "lowest", "highest", "difference_to_median")]
    assert found == pytest.approx([value, median, lowest, highest, difference], abs=6e-5)
    assert (row["pooled_numerator"], row["pooled_denominator"]) == (part, whole)
    assert row["pooled_percent"] == pytest.approx(100 * part / whole)
    assert (row["rank"], row["ranked"], row["tied"]) == (rank, 11, 1)
    assert (row["peers"], row["peers_open"], row["peers_with_value"]) == (10, 10, 10)
    assert (row["list"], row["note"]) == ("similar in 2016", None)


def test_when_the_list_is_used_and_when_refused(eip: dict[tuple[str, str], Row]) -> None:
    notes = {period: {row["note"] for (_, at), row in eip.items() if at == period} for _, period in eip}
    assert notes["2015/16 Q3"] == {"the list is of a later time than the period"}
    assert notes["2019/20 Q1"] == {
        "the list is more than two years older than the period",
        "not one of the 209 of 2016",
    }
    assert eip["05W", "2018/19 Q4"]["note"] == "list of 2016"
    assert eip["15E", "2018/19 Q4"]["note"] == "not one of the 209 of 2016"
    assert (eip["01H", "2018/19 Q4"]["note"] or "").startswith("the area of one of")
    given_a_rank = {code for (code, at), row in eip.items() if at == "2018/19 Q4" and row["median"] is not None}
    is_open = {row["org_code"] for row in reference_tables()["organisation"].to_dicts() if row["closed_on"] >= OPEN_ON}
    groups: dict[str, set[str]] = {}
    for row in reference_tables()["similar_organisation"].to_dicts():
        groups.setdefault(row["org_code"], {row["org_code"]}).add(row["similar_org_code"])
    unchanged = {code for code, group in groups.items() if group <= is_open and not group & EIGHT}
    assert given_a_rank == unchanged


OPEN_ON = date(2019, 3, 31)


def sample(folder: Path, cells: list[float | None], **measure: Any) -> Row:
    """The first of eleven organisations against the ten others."""
    register = organisations(11)
    described = {"measure_id": "m", "unit": "%", "of_any_size": True, "polarity": "higher"} | measure
    common = {"document_id": "d", "measure_id": "m", "period": "2016/17"}
    tables = {
        "organisation": register,
        "organisation_boundary": [],
        "similar_organisation": list_of([row["org_code"] for row in register][:1], register),
        "measure": [described],
        "document": [{"document_id": "d"}],
        "measure_value": [
            common | {"org_code": row["org_code"], "value": cell, "status": "published" if cell is not None else "no"}
            for row, cell in zip(register, cells, strict=True)
        ],
    }
    return run(folder, "similar_benchmark", tables)[0]


def list_of(codes: list[str], register: list[Row]) -> list[Row]:
    return [
        {"list": "similar in 2016", "org_code": code, "rank": rank, "similar_org_code": peer}
        | {"valid_from": date(2016, 4, 1)}
        for code in codes
        for rank, peer in enumerate([row["org_code"] for row in register if row["org_code"] != code][:10], 1)
    ]


TEN = [10.0, 20.0, 30.0, 40.0, 50.0, 50.0, 60.0, 70.0, 80.0, 90.0]


@pytest.mark.parametrize(
    ("own", "peers", "measure", "rank", "tied", "difference", "note"),
    [
        (50.0, TEN, {}, 5, 3, 0.0, None),
        (5.0, TEN, {}, 11, 1, -45.0, None),
        (5.0, TEN, {"polarity": "lower"}, 1, 1, -45.0, None),
        (5.0, TEN, {"polarity": "none"}, None, None, -45.0, "no value of this measure is better than another"),
        (5.0, [*TEN[:8], None, None], {}, 9, 1, -40.0, None),
        (5.0, [*TEN[:7], None, None, None], {}, None, None, None, "7 of ten have a value"),
        (None, TEN, {}, None, None, None, "no value: no"),
        (
            *(5.0, TEN, {"unit": "people", "of_any_size": False}),
            *(None, None, None, "such figures grow with the size of the organisation"),
        ),
    ],
)
def test_ranks_among_eleven(
    tmp_path: Path,
    own: float | None,
    peers: list[float | None],
    measure: Row,
    rank: int | None,
    tied: int | None,
    difference: float | None,
    note: str | None,
) -> None:
    row = sample(tmp_path, [own, *peers], **measure)
    assert [row[name] for name in ("rank", "tied", "difference_to_median", "note")] == [rank, tied, difference, note]
    assert row["ranked"] == (None if rank is None else row["peers_with_value"] + 1)
    assert row["pooled_percent"] is None


@st.composite
def similar_worlds(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Twelve organisations, some of which close or moved, ten similar ones for some, and values of a few sets."""
    register = organisations(12, closed_on=None)
    for row in register[: draw(st.integers(0, 2))]:
        row["closed_on"] = date(2018, 3, 31)
    codes = [row["org_code"] for row in register]
    moved = draw(st.lists(st.sampled_from(codes), max_size=1))
    listed = draw(st.lists(st.sampled_from(codes), min_size=1, max_size=8, unique=True))
    periods = draw(st.lists(st.sampled_from(["2015/16 Q4", "2016/17", "2017/18", "2018/19 Q4", "2019/20"]), min_size=2))
    documents = [
        {"document_id": "a", "source_id": "series", "published_on": date(2020, 1, 1)},
        {"document_id": "b", "published_on": date(2020, 2, 1)},
    ]
    values = {}
    for period in periods:
        for measure in draw(st.sets(st.sampled_from(["up", "down", "none"]), min_size=1)):
            for code in codes:
                whole = draw(st.integers(0, 8)) if draw(st.integers(0, 9)) else 0
                part = draw(st.integers(0, whole))
                document_id = "b" if draw(st.integers(0, 15)) == 0 else "a"
                values[measure, period, code] = {
                    "document_id": document_id,
                    "measure_id": measure,
                    "period": period,
                    "org_code": code,
                    "value": 100 * part / whole if whole else None,
                    "status": "published" if whole else "suppressed",
                    "numerator": float(part),
                    "denominator": float(whole),
                }
    return {
        "organisation": register,
        "organisation_boundary": [
            {"org_code": code, "gss_code": f"E3800000{number}"} for code in moved for number in range(2)
        ],
        "similar_organisation": list_of(listed, register),
        "document": documents,
        "measure": [
            {"measure_id": name, "unit": "%", "of_any_size": True, "polarity": polarity}
            for name, polarity in (("up", "higher"), ("down", "lower"), ("none", "none"))
        ],
        "measure_value": list(values.values()),
    }


@worlds()
@given(similar_worlds())
def test_sql_says_what_the_oracle_says(tables: dict[str, list[Row]]) -> None:
    with TemporaryDirectory() as folder:
        found = run_several(Path(folder), ["similar_benchmark", "measure_current"], tables)
    expected = similar_benchmark(complete(tables), found["measure_current"])
    by_key = {tuple(row[name] for name in KEY): row for row in found["similar_benchmark"]}
    assert by_key.keys() == expected.keys()
    for key, answer in expected.items():
        assert {name: by_key[key][name] for name in answer} == pytest.approx(answer, abs=1e-9), key
