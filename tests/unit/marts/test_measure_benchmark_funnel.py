"""The funnel with overdispersion, and intervals on rounded counts, against figures worked out from published counts.

The counts are those of tests/truth/eip_2018_19.csv, of all 195 CCGs of that year. Here: SQL and oracle both. Not here:
the limits without overdispersion against the reference package (`test_measure_benchmark_statistics`).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, reference_tables, rows_of, run
from oracle.measure_benchmark import measure_benchmark
from test_measure_benchmark import DOCUMENT, benchmark, values
from test_measure_benchmark_generated import KEY, agree
from test_measure_benchmark_statistics import truth

POSITIONS = ("above 99.8%", "above 95%", "within", "below 95%", "below 99.8%", None)


@pytest.fixture(scope="module", params=["SQL", "oracle"])
def eip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """The table by organisation."""
    common = {"document_id": "sheet", "measure_id": "eip_two_week_wait", "period": "2018/19", "status": "published"}
    cells = []
    for row in truth("eip_2018_19"):
        part, whole = float(row["numerator"]), float(row["denominator"])
        counts = {"numerator": part, "denominator": whole, "value": 100 * part / whole, "decimals": 9}
        cells.append(common | {"org_code": row["org_code"]} | counts)
    assert len(cells) == 195
    if request.param == "SQL":
        tables = {"document": DOCUMENT, "measure_value": cells}
        return {row["org_code"]: row for row in run(tmp_path_factory.mktemp("eip"), "measure_benchmark", tables)}
    known = {name: reference_tables()[name].to_dicts() for name in ("organisation", "measure", "measure_standard")}
    known |= {name: rows_of(name, rows).to_dicts() for name, rows in (("document", DOCUMENT), ("measure_value", cells))}
    return {key[3]: row for key, row in measure_benchmark(known).items()}


def counted(rows: dict[str, Row], column: str) -> dict[Any, int]:
    found = Counter(row[column] for row in rows.values())
    return {position: found[position] for position in POSITIONS}


def placed(rows: dict[str, Row], position: str) -> set[str]:
    return {code for code, row in rows.items() if row["adjusted_position"] == position}


def test_the_dispersion_of_eip(eip: dict[str, Row]) -> None:
    (found,) = {(row["dispersion"], row["overdispersed"], row["between_sd"]) for row in eip.values()}
    assert found[0] == pytest.approx(4.093283984, abs=1e-9)
    assert found[1] is True
    assert found[2] == pytest.approx(0.108862438364, abs=1e-12)
    assert found[2] ** 2 == pytest.approx(0.011851030486540, abs=1e-14)
    assert all(row["england_percent"] == pytest.approx(75.89160566889892) for row in eip.values())


def test_positions_with_and_without_overdispersion(eip: dict[str, Row]) -> None:
    assert list(counted(eip, "funnel_position").values()) == [16, 17, 127, 13, 22, 0]
    assert list(counted(eip, "adjusted_position").values()) == [3, 10, 150, 5, 5, 22]
    assert placed(eip, "above 99.8%") == {"02T", "09P", "00P"}
    assert placed(eip, "above 95%") == {"04G", "04J", "05T", "07X", "07Y", "08V", "08W", "10J", "11N", "99K"}
    assert placed(eip, "below 95%") == {"01A", "02A", "02M", "03Q", "05L"}
    assert placed(eip, "below 99.8%") == {"05R", "03M", "05A", "03E", "03D"}
    assert Counter(row["adjusted_note"] for row in eip.values()) == {None: 173, "too few to be placed": 22}
    few = [row["adjusted_lower_95"] for row in eip.values() if row["adjusted_note"] is not None]
    assert few == [None] * 22


@pytest.mark.parametrize(
    ("code", "columns", "expected"),
    [
        ("03F", ("funnel_lower_95", "funnel_upper_95"), (67.422919, 84.360292)),
        ("03F", ("funnel_lower_998", "funnel_upper_998"), (62.539213, 89.243999)),
        ("03F", ("adjusted_lower_95", "adjusted_upper_95"), (53.691141, 92.467160)),
        ("03F", ("adjusted_lower_998", "adjusted_upper_998"), (40.194286, 97.986274)),
        ("03F", ("interval_lower", "interval_upper"), (75.113416, 89.693196)),
        ("11J", ("adjusted_lower_95", "adjusted_upper_95"), (52.658414, 93.004254)),
        ("03N", ("funnel_lower_95", "funnel_upper_95"), (70.213534, 81.569677)),
    ],
)
def test_limits_of_hull_dorset_and_sheffield(
    eip: dict[str, Row], code: str, columns: tuple[str, str], expected: tuple[float, float]
) -> None:
    assert [eip[code][column] for column in columns] == pytest.approx(expected, abs=1e-6)


def test_against_the_standard_of_more_than_half(eip: dict[str, Row]) -> None:
    assert Counter(row["against_standard"] for row in eip.values()) == {"better": 161, "similar": 30, "worse": 4}
    missed = {code for code, row in eip.items() if not row["standard_met"]}
    assert missed == {"01A", "02A", "02M", "03D", "03E", "03M", "03Q", "05A", "05R"}


def test_against_england_by_the_interval(eip: dict[str, Row]) -> None:
    found = Counter(
        (row["interval_lower"] > row["england_percent"]) - (row["interval_upper"] < row["england_percent"])
        for row in eip.values()
    )
    assert found == {1: 33, 0: 127, -1: 35}


@st.composite
def counts(draw: st.DrawFn) -> list[tuple[float, float]]:
    wholes = draw(st.lists(st.integers(1, 300), min_size=9, max_size=14))
    least, most = draw(st.sampled_from([(0, 100), (70, 100), (50, 60), (0, 3), (100, 100)]))
    shares = [draw(st.integers(least, most)) / 100 for _ in wholes]
    return [(float(round(share * whole)), float(whole)) for share, whole in zip(shares, wholes, strict=True)]


@worlds()
@given(counts(), st.sampled_from([None, 5]))
def test_sql_says_what_the_oracle_says_of_full_sets(pairs: list[tuple[float, float]], rounded_to: int | None) -> None:
    tables: dict[str, list[Row]] = {
        "organisation": organisations(len(pairs)),
        "document": DOCUMENT,
        "measure": [
            row for row in reference_tables()["measure"].to_dicts() if row["measure_id"] == "eip_two_week_wait"
        ],
        "measure_standard": [],
        "measure_value": with_counts(
            {f"A{number:02}": pair for number, pair in enumerate(pairs)},
            measure_id="eip_two_week_wait",
            counts_rounded_to=rounded_to,
        ),
    }
    with TemporaryDirectory() as folder:
        found = run(Path(folder), "measure_benchmark", tables)
    agree(found, measure_benchmark({name: rows_of(name, rows).to_dicts() for name, rows in tables.items()}), KEY)


def with_counts(given: dict[str, tuple[float, float]], **more: Any) -> list[Row]:
    rows = values({code: 100 * part / whole for code, (part, whole) in given.items()}, **more)
    counts = [{"numerator": part, "denominator": whole} for part, whole in given.values()]
    return [row | pair for row, pair in zip(rows, counts, strict=True)]


@pytest.mark.parametrize(("count", "note"), [(9, "fewer than 10 organisations"), (10, None)])
def test_an_adjusted_position_needs_ten_organisations(tmp_path: Path, count: int, note: str | None) -> None:
    codes = [f"A{number:02}" for number in range(count)]
    rows = with_counts(dict.fromkeys(codes, (50.0, 100.0)))
    found = benchmark(tmp_path, rows, organisation=organisations(count))
    assert {row["adjusted_note"] for row in found.values()} == {note}
    # All are equal: there is nothing between them, and the limits are those of chance alone.
    expected = {(None, None, None)} if note else {(0.0, False, 0.0)}
    assert {(row["dispersion"], row["overdispersed"], row["between_sd"]) for row in found.values()} == expected
    if not note:
        # sin(pi / 4 - 1.959963984540054 / 20) squared
        assert found["A00"]["adjusted_lower_95"] == pytest.approx(40.262802350, abs=1e-8)


def test_an_adjusted_position_needs_five_expected_on_either_side(tmp_path: Path) -> None:
    """England has one in four: of 20 that are 5, of 19 fewer."""
    codes = [f"A{number:02}" for number in range(12)]
    given = dict.fromkeys(codes, (25.0, 100.0)) | {"A00": (5.0, 20.0), "A01": (4.0, 19.0), "A02": (6.0, 21.0)}
    found = benchmark(tmp_path, with_counts(given), organisation=organisations(12))
    assert [found[code]["adjusted_note"] for code in codes[:3]] == [None, "too few to be placed", None]
    assert found["A01"]["funnel_position"] == "within"


@pytest.mark.parametrize(
    ("part", "whole", "fewest", "most"),
    [
        # The lower end for 47.5 of 102.5, the upper end for 52.5 of 97.5
        (50.0, 100.0, (47.5, 102.5), (52.5, 97.5)),
        (0.0, 40.0, (0.0, 42.5), (2.5, 37.5)),
        # 95 of 100 may be 97.5 of 97.5, and 100 of 100 as well
        (95.0, 100.0, (92.5, 102.5), (97.5, 97.5)),
        (100.0, 100.0, (97.5, 102.5), (102.5, 102.5)),
        (5.0, 5.0, (2.5, 7.5), (5.0, 5.0)),
    ],
)
def test_the_interval_of_rounded_counts_covers_all_that_they_can_be(
    tmp_path: Path, part: float, whole: float, fewest: tuple[float, float], most: tuple[float, float]
) -> None:
    found = benchmark(
        tmp_path, with_counts({"A00": (part, whole)}, counts_rounded_to=5), organisation=organisations(1)
    )["A00"]
    ends = [wilson(*fewest)[0], wilson(*most)[1]]
    assert [found["interval_lower"], found["interval_upper"]] == pytest.approx(ends, abs=1e-9)
    assert (found["interval_basis"], found["interval_note"]) == ("counts rounded to 5", None)
    exact = benchmark(tmp_path / "exact", with_counts({"A00": (part, whole)}), organisation=organisations(1))["A00"]
    assert exact["interval_basis"] == "counts"
    assert found["interval_lower"] <= exact["interval_lower"] < exact["interval_upper"] <= found["interval_upper"]


def wilson(part: float, whole: float) -> tuple[float, float]:
    """Wilson (1927), as textbooks print it."""
    share, z = part / whole, 1.959963984540054
    middle = share + z * z / (2 * whole)
    reach = z * (share * (1 - share) / whole + z * z / (4 * whole * whole)) ** 0.5
    return 100 * (middle - reach) / (1 + z * z / whole), 100 * (middle + reach) / (1 + z * z / whole)


def test_a_share_within_the_room_of_rounded_counts_is_theirs(tmp_path: Path) -> None:
    """10 of 40 are printed for 12 of 38, which is 31.6; by counts that are exact 60 is not theirs, nor by these."""
    for printed, note in ((31.6, None), (80.0, "the value published is not that of the counts published")):
        (row,) = with_counts({"A00": (10.0, 40.0)}, counts_rounded_to=5)
        found = benchmark(tmp_path / f"{printed}", [row | {"value": printed}], organisation=organisations(1))
        assert found["A00"]["interval_note"] == note
