"""Sums of counts by area: England, regions and ICBs of the EIP series, what is refused, and generated worlds."""

from __future__ import annotations

from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from count_worlds import complete, count_worlds
from effort import worlds
from eip_counts import DOCUMENT, MEASURE, NO_CCG, SOURCE, counts, eip_rows, year
from hypothesis import given
from mart_samples import Row, organisations, run
from oracle.area_value import area_value

KEY = ("measure_id", "period", "source_id", "area_type", "area_code")


@pytest.fixture(scope="module")
def eip(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Row]:
    """The sums of the EIP series by period, kind and code of the area."""
    rows = eip_rows(counts() | year("2016/17") | year("2018/19"))
    found = run(tmp_path_factory.mktemp("eip"), "area_value", {"document": [DOCUMENT], "measure_value": rows})
    assert {(row["measure_id"], row["source_id"], row["method"]) for row in found} == {
        (MEASURE, SOURCE, "sum of counts")
    }
    return {(row["period"], row["area_type"], row["area_code"]): row for row in found}


# Of the CCGs of the register: their counts; how many have a row, of how many; and in per cent with the rows of no CCG.
ENGLAND = [
    ("2015/16 Q4", 1937, 3078, 208, 209, 62.9305),
    ("2016/17 Q1", 2433, 3542, 206, 209, 68.6706),
    ("2016/17 Q2", 2734, 3588, 207, 209, 76.1984),
    ("2016/17 Q3", 2714, 3559, 209, 209, 76.2574),
    ("2016/17 Q4", 2659, 3472, 208, 209, 76.5908),
    ("2017/18 Q1", 2433, 3193, 207, 207, 76.1979),
    ("2017/18 Q2", 2458, 3251, 207, 207, 75.6075),
    ("2017/18 Q3", 2322, 3126, 207, 207, 74.2802),
    ("2017/18 Q4", 2324, 3142, 207, 207, 73.9656),
    ("2018/19 Q1", 2452, 3244, 195, 195, 75.5857),
    ("2018/19 Q2", 2394, 3174, 194, 195, 75.4485),
    ("2018/19 Q3", 2585, 3349, 195, 195, 77.2212),
    ("2018/19 Q4", 2315, 3075, 195, 195, 75.2926),
    ("2019/20 Q1", 2515, 3329, 191, 191, 75.5329),
    ("2019/20 Q2", 2608, 3328, 191, 191, 78.3914),
]


@pytest.mark.parametrize(("period", "part", "whole", "counted", "are_open", "as_published"), ENGLAND)
def test_england_by_quarter(
    eip: dict[tuple[str, str, str], Row],
    period: str,
    part: int,
    whole: int,
    counted: int,
    are_open: int,
    as_published: float,
) -> None:
    row = eip[period, "England", "England"]
    assert (row["numerator"], row["denominator"]) == (part, whole)
    assert row["percent"] == pytest.approx(100 * part / whole)
    assert row["percent_as_published"] == pytest.approx(as_published, abs=5e-5)
    assert (row["organisations_counted"], row["organisations_open"]) == (counted, are_open)
    missing = f"{counted} of the {are_open} organisations open then have counts; no row is printed where nobody began"
    assert row["note"] is None if counted == are_open else row["note"].startswith(missing)


def test_england_by_year_and_in_the_quarter_that_lacks_two_months(eip: dict[tuple[str, str, str], Row]) -> None:
    assert eip["2016/17 Q1", "England", "England"]["percent"] == pytest.approx(68.6900, abs=5e-5)
    assert eip["2016/17", "England", "England"]["percent"] == pytest.approx(74.4298, abs=5e-5)
    assert eip["2018/19", "England", "England"]["percent"] == pytest.approx(75.8916, abs=5e-5)
    refused = eip["2015/16 Q3", "England", "England"]
    assert [refused[name] for name in ("numerator", "denominator", "percent", "percent_as_published")] == [None] * 4
    assert refused["note"] == "197 of the 209 organisations open then have counts"


@pytest.mark.parametrize(
    ("period", "kind", "sums"),
    [
        ("2018/19 Q4", "region", "Y56 417/532 Y58 147/205 Y59 308/369 Y60 342/496 Y61 270/324 Y62 347/503 Y63 484/646"),
        ("2015/16 Q4", "region", "Y56 404/608 Y58 204/283 Y59 237/362 Y60 226/549 Y61 157/226 Y62 296/425 Y63 413/625"),
        ("2018/19 Q4", "icb", "QHM 185/237 QOP 189/249 QJM 45/78 QT1 68/97 QOC 12/13"),
    ],
)
def test_regions_and_icbs(eip: dict[tuple[str, str, str], Row], period: str, kind: str, sums: str) -> None:
    words = sums.split()
    for code, fraction in zip(words[::2], words[1::2], strict=True):
        part, whole = map(int, fraction.split("/"))
        row = eip[period, kind, code]
        assert (row["numerator"], row["denominator"]) == (part, whole)
        assert row["percent"] == pytest.approx(100 * part / whole)
        assert row["percent_as_published"] is None
    if kind == "region":
        assert len(words) == 2 * len([key for key in eip if key[:2] == (period, kind)])


@pytest.mark.parametrize(("period", "trap"), [("2015/16 Q4", 62.4370), ("2018/19 Q4", 76.0807)])
def test_the_mean_of_percentages_is_nowhere(eip: dict[tuple[str, str, str], Row], period: str, trap: float) -> None:
    shares = [100 * n / d for (code, at), (n, d) in counts().items() if at == period and d and code not in NO_CCG]
    assert mean(shares) == pytest.approx(trap, abs=5e-5)
    percents = [row["percent"] for key, row in eip.items() if key[0] == period and key[1] in ("England", "region")]
    assert all(abs(percent - trap) > 0.01 for percent in percents)


def test_the_ten_are_added_without_the_organisation_itself(eip: dict[tuple[str, str, str], Row]) -> None:
    ten = {code: eip["2016/17", "similar_ten", code] for code in ("05W", "03F", "11J", "01W")}
    assert {code: (row["numerator"], row["denominator"]) for code, row in ten.items()} == {
        "05W": (739, 903),
        "03F": (740, 913),
        "11J": (1056, 1417),
        "01W": (492, 613),
    }
    assert not [key for key in eip if key[1] == "similar_ten" and key[0] in ("2015/16 Q3", "2019/20 Q1", "2019/20 Q2")]
    assert len([key for key in eip if key[:2] == ("2015/16 Q4", "similar_ten")]) == 209


def values(cells: dict[str, Row], **more: Any) -> list[Row]:
    common = {"document_id": "d", "measure_id": "iapt_recovery_rate", "period": "2016/17", "status": "published"}
    return [common | {"org_code": code} | cell | more for code, cell in cells.items()]


def england(folder: Path, cells: dict[str, Row], **tables: Any) -> Row:
    given_tables = {
        "organisation": organisations(2),
        "document": [{"document_id": "d", "source_id": tables.pop("source_id", None)}],
        "measure_value": values(cells),
    }
    rows = run(folder, "area_value", given_tables | tables)
    (row,) = [row for row in rows if row["area_type"] == "England"]
    return row


def pair(part: float | None, whole: float | None, **more: Any) -> Row:
    return {"numerator": part, "denominator": whole, "value": 50.0} | more


@pytest.mark.parametrize(
    ("second", "percent", "note"),
    [
        (pair(0, 0, value=None), 25.0, None),
        (pair(3, 6), 40.0, None),
        (pair(7, 6), None, "1 of the 2 organisations open then have counts"),
        (pair(-1, 6), None, "1 of the 2 organisations open then have counts"),
        (pair(None, None), None, "1 of the 2 organisations open then have counts"),
    ],
)
def test_a_sum_needs_both_counts_of_every_organisation(
    tmp_path: Path, second: Row, percent: float | None, note: str | None
) -> None:
    row = england(tmp_path, {"A00": pair(1, 4), "A01": second})
    assert (row["percent"], row["note"]) == (percent, note)


def test_a_withheld_numerator_is_a_part_of_its_denominator_and_never_0(tmp_path: Path) -> None:
    withheld = pair(None, 6, value=None, status="suppressed")
    row = england(tmp_path, {"A00": pair(1, 4), "A01": withheld})
    assert (row["percent"], row["percent_lower"], row["percent_upper"]) == (None, 10.0, 70.0)
    row = england(tmp_path, {"A00": pair(1, 4), "A01": withheld | {"lower": 50.0}})
    assert (row["percent_lower"], row["percent_upper"]) == (40.0, 70.0)


def test_counts_rounded_to_5_may_each_be_off_by_2_and_a_half(tmp_path: Path) -> None:
    rule = {"measure_id": "iapt_recovery_rate", "least_coverage": 1.0, "rounded_to": 5}
    rule |= {"source_id": "talking_therapies_monthly", "reason": "x"}
    row = england(
        tmp_path,
        {"A00": pair(25, 50), "A01": pair(30, 50)},
        count_rule=[rule],
        source_id="talking_therapies_monthly",
    )
    assert (row["percent"], row["note"]) == (55.0, "counts rounded to 5")
    assert row["percent_lower"] == pytest.approx(100 * 50 / 105)
    assert row["percent_upper"] == pytest.approx(100 * 60 / 95)


def test_predecessors_and_successors_side_by_side_are_never_added(tmp_path: Path) -> None:
    register = organisations(2)
    register[0] |= {"closed_on": register[1]["opened_on"]}
    row = england(tmp_path, {"A00": pair(9, 10), "A01": pair(1, 4)}, organisation=register)
    assert (row["percent"], row["percent_as_published"], row["organisations_open"]) == (25.0, 25.0, 1)


def test_sub_icb_locations_count_under_the_codes_of_the_last_ccgs(tmp_path: Path) -> None:
    register = organisations(3)
    register[0] |= {"closed_on": register[2]["opened_on"]}
    counted = {"A01": pair(1, 4), "A02": pair(3, 4)}
    later = {"period": "2023/24 Q4", "org_type": "sub_icb"}
    tables = {"organisation": register, "document": [{"document_id": "d"}]}
    found = run(tmp_path, "area_value", tables | {"measure_value": values(counted, **later)})
    sums = {(row["area_type"], row["area_code"]): (row["numerator"], row["denominator"]) for row in found}
    assert sums == {("England", "England"): (4, 8), ("region", "Y01"): (4, 8), ("icb", "QAA"): (4, 8)}
    assert {(row["organisations_open"], row["note"]) for row in found} == {(2, None)}
    del counted["A01"]
    found = run(tmp_path / "one", "area_value", tables | {"measure_value": values(counted, **later)})
    assert {row["note"] for row in found} == {"1 of the 2 sub-ICB locations have counts"}
    assert {row["percent"] for row in found} == {None}


@worlds()
@given(count_worlds())
def test_sql_says_what_the_oracle_says_and_averages_nothing(tables: dict[str, list[Row]]) -> None:
    with TemporaryDirectory() as folder:
        found = run(Path(folder), "area_value", tables)
    expected = area_value(complete(tables))
    by_key = {tuple(row[name] for name in KEY): row for row in found}
    assert by_key.keys() == expected.keys()
    for key, answer in expected.items():
        assert {name: by_key[key][name] for name in answer} == pytest.approx(answer, abs=1e-9), key
    for row in found:
        if row["percent"] is not None:
            assert row["percent"] == pytest.approx(100 * row["numerator"] / row["denominator"])
        assert row["percent"] is not None or row["note"] is not None
