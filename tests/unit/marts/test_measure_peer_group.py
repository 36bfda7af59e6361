"""Which organisations a value is compared with, which of them did not exist yet, and what they add up to.

Not here: ranks (`test_measure_benchmark`), generated data (`test_measure_benchmark_generated`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from mart_samples import organisations, reference_tables
from test_measure_benchmark import benchmark, real, shown, values

# Two that closed into one: A00 and A01 until March 2018, A03 from April 2018; A02 throughout.
MERGED = [
    one | {"opened_on": opened, "closed_on": closed}
    for one, opened, closed in zip(
        organisations(4),
        [date(2013, 4, 1)] * 3 + [date(2018, 4, 1)],
        [date(2018, 3, 31)] * 2 + [None] * 2,
        strict=True,
    )
]


def test_a_row_of_a_later_organisation_is_no_peer(tmp_path: Path) -> None:
    found = benchmark(tmp_path, values({"A00": 1, "A01": 2, "A02": 3, "A03": 4}), organisation=MERGED)
    assert shown(found, "rank", "ranked", "rank_note")[2:] == [
        (1, 3, "no quartiles of fewer than 4 values"),
        (None, None, "not open on 2018-03-31"),
    ]
    assert found["A03"]["region_note"] == found["A03"]["icb_note"] == "not open on 2018-03-31"


def test_figures_mapped_to_later_organisations_have_these_as_peers(tmp_path: Path) -> None:
    found = benchmark(tmp_path, values({"A00": "not_published", "A02": 3, "A03": 4}), organisation=MERGED)
    assert shown(found, "organisations_on", "rank", "ranked", "region_rank") == [
        (date(2018, 4, 1), None, None, None),
        (date(2018, 4, 1), 2, 2, 2),
        (date(2018, 4, 1), 1, 2, 1),
    ]


@pytest.mark.parametrize(
    ("given", "listed"),
    [
        ({"A00": 1, "A02": 3, "A03": "not_applicable"}, 2),
        ({"A00": 1, "A02": 3, "A03": "not_published"}, 2),
        ({"A00": 1, "A02": 3, "A03": "not_available"}, 2),
        ({"A00": 1, "A03": 4}, 1),
    ],
)
def test_what_maps_nothing_to_later_organisations(tmp_path: Path, given: dict[str, Any], listed: int) -> None:
    """A blank cell of a later organisation; a later day of which an organisation has no row either."""
    found = benchmark(tmp_path, values(given), organisation=MERGED)
    assert {row["organisations_on"] for row in found.values()} == {date(2018, 3, 31)}
    assert found["A00"]["rank_note"] == f"{listed} of the 3 organisations open then have a row"


def test_a_set_of_the_organisations_of_two_days_is_that_of_the_day_it_speaks_of(tmp_path: Path) -> None:
    """A workbook lists those of its period and those of today; the later ones have no figures for it."""
    both = values({"A00": 1, "A01": 2, "A02": 3, "A03": "not_available"})
    for name, rows, covered in (("all", both, True), ("one lacks", both[1:], False)):
        found = benchmark(tmp_path / name, rows, organisation=MERGED)
        assert {row["organisations_on"] for row in found.values()} == {date(2018, 3, 31)}
        assert (found["A02"]["rank"], found["A02"]["ranked"]) == ((1, 3) if covered else (None, None))
        assert found["A03"]["rank_note"] == "no value: is not_available"
    groups = pl.read_parquet(tmp_path / "all" / "marts" / "measure_peer_group.parquet").to_dicts()
    names = ("organisations_on", "organisations_open", "organisations_listed", "ranked", "withheld", "median")
    assert {tuple(row[name] for name in names) for row in groups} == {(date(2018, 3, 31), 3, 3, 3, 0, 2.0)}
    # Those of the period without the merged ones are mapped to today's as soon as these have figures.
    found = benchmark(tmp_path / "mapped", values({"A01": "not_available", "A02": 3, "A03": 4}), organisation=MERGED)
    assert {row["organisations_on"] for row in found.values()} == {date(2018, 4, 1)}


def test_values_of_a_time_before_any_organisation_are_there_with_the_reason(tmp_path: Path) -> None:
    """Figures of 2012/13 are published for the organisations that opened on the day after."""
    found = benchmark(tmp_path, values({"A00": 1, "A01": 2, "A02": 3, "A03": "suppressed"}, period="2012/13"))
    assert shown(found, "value", "rank", "rank_note", "england_median") == [
        *((number, None, "not open on 2013-03-31", None) for number in (1.0, 2.0, 3.0)),
        (None, None, "no value: is suppressed", None),
    ]
    (group,) = pl.read_parquet(tmp_path / "marts" / "measure_peer_group.parquet").to_dicts()
    assert (group["peers"], group["organisations_open"], group["organisations_listed"]) == ("England", 0, 0)


def test_how_much_of_englands_figure_its_organisations_add_up_to(tmp_path: Path) -> None:
    """Predecessors and successors side by side: 60 + 20 + 18 of those open then, and 80 of the one that followed."""
    common = {"measure_id": "out_of_area_bed_days"}
    given = {"A00": 60, "A01": 20, "A02": 18, "A03": 80}
    england = values({"England": 100}, org_type="national", **common)
    found = benchmark(tmp_path, [*values(given, **common), *england], organisation=MERGED)
    assert {row["organisations_on"] for row in found.values()} == {date(2018, 3, 31)}
    names = ("other_values", "england_value", "coverage")
    assert beside(tmp_path, *names) == {"England": (1, 100.0, 98.0), "region": (None,) * 3, "icb": (None,) * 3}
    # One that is withheld is missing in the sum; one without a row makes it no sum of England's.
    for name, rows, coverage in (("withheld", given | {"A01": "suppressed"}, 78.0), ("lacks", {"A00": 60}, None)):
        benchmark(tmp_path / name, [*values(rows, **common), *england], organisation=MERGED)
        assert beside(tmp_path / name, "coverage")["England"] == (coverage,)
    # Percentages do not add up.
    shares = [*values(given), *values({"England": 50}, org_type="national")]
    benchmark(tmp_path / "shares", shares, organisation=MERGED)
    assert beside(tmp_path / "shares", *names)["England"] == (1, 50.0, None)


def beside(folder: Path, *columns: str) -> dict[str, tuple[Any, ...]]:
    rows = pl.read_parquet(folder / "marts" / "measure_peer_group.parquet").to_dicts()
    return {row["peers"]: tuple(row[column] for column in columns) for row in rows}


def test_organisations_that_opened_after_the_period_did_not_exist_in_it(tmp_path: Path) -> None:
    """In 2016/17 Q1, IAPT recovery, 27 of the 106 CCGs of 2021 have no value; all opened in 2020 or 2021."""
    day = date(2021, 4, 1)
    today = reference_tables()["organisation"].filter(
        (pl.col("opened_on") <= day) & (pl.col("closed_on").fill_null(date.max) >= day)
    )
    opened = dict(today.select("org_code", "opened_on").iter_rows())
    blank = {date(2020, 4, 1): "not_available", date(2021, 4, 1): "not_published"}
    given: dict[str, Any] = {code: blank.get(first, number) for number, (code, first) in enumerate(opened.items())}
    found = real(tmp_path, values(given, period="2016/17 Q1"))
    assert len(found) == 106
    ranked = [row for row in found.values() if row["rank"] is not None]
    names = ("organisations_on", "ranked", "withheld", "did_not_exist")
    assert {tuple(row[name] for name in names) for row in ranked} == {(day, 79, 0, 27)}
    assert len(ranked) == 79
    assert {round(row["ranked_share"], 3) for row in found.values()} == {0.745}
    # What did not exist has no value that could be better or worse.
    assert all(row["percentile_lower"] == row["percentile_upper"] for row in ranked)


def test_a_suppressed_figure_of_a_later_organisation_is_withheld(tmp_path: Path) -> None:
    """What is mapped to it exists, whenever it opened itself."""
    for status, withheld, did_not_exist in (("suppressed", 1, 0), ("not_available", 0, 1), ("not_applicable", 0, 1)):
        folder = tmp_path / status
        organisation = [*MERGED, organisations(5)[4] | {"opened_on": date(2018, 4, 1)}]
        found = benchmark(folder, values({"A02": 3, "A03": 4, "A04": status}), organisation=organisation)
        assert found["A02"]["organisations_on"] == date(2018, 4, 1)
        assert (found["A02"]["withheld"], found["A02"]["did_not_exist"]) == (withheld, did_not_exist)
