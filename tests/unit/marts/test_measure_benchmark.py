"""Values against their peers: answers of the documents and answers worked out by hand.

Not here: who the peers are (`test_measure_peer_group`), standards (`test_measure_benchmark_standards`), intervals,
control limits and quantiles against the reference packages (`test_measure_benchmark_statistics`), overdispersion
(`test_measure_benchmark_funnel`), generated data (`test_measure_benchmark_generated`).
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from mart_samples import Row, organisations, real_tables, reference_tables, run

from pipeline.base.settings import SQL_DIR

DOCUMENT = [{"document_id": "sheet", "published_on": date(2020, 1, 1)}]
UNRANKED = ("rank", "ranked", "tied", "withheld", "percentile", "percentile_lower", "percentile_upper", "quartile")


def values(given: dict[str, Any], **more: Any) -> list[Row]:
    """A value, or the status of a cell without one, for each organisation."""
    common = {"document_id": "sheet", "measure_id": "iapt_recovery_rate", "period": "2017/18", "decimals": 1} | more
    return [
        common | {"org_code": code, "value": float(said), "status": "published"}
        if not isinstance(said, str)
        else common | {"org_code": code, "value": None, "status": said, "reason": f"is {said}"}
        for code, said in given.items()
    ]


def benchmark(folder: Path, rows: list[Row], **tables: Any) -> dict[str, Row]:
    """The table by organisation, over four organisations of one region and board unless others are given."""
    tables = {"organisation": organisations(4), "document": DOCUMENT, "measure_value": rows} | tables
    return {row["org_code"]: row for row in run(folder, "measure_benchmark", tables)}


def shown(rows: dict[str, Row], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for _, row in sorted(rows.items())]


def test_the_34_of_2016_are_refused_a_rank(tmp_path: Path) -> None:
    rows = run(tmp_path, "measure_benchmark", real_tables())
    assert len(rows) == 68
    assert all(row[column] is None for row in rows for column in (*UNRANKED, "england_median"))
    assert {row["rank_note"] for row in rows} == {"34 of the 209 organisations open then have a row"}
    assert {(row["interval_note"], row["funnel_note"]) for row in rows} == {("no denominator is published",) * 2}
    notes = {row["measure_id"]: row["standard_note"] for row in rows}
    assert notes == {
        "eip_two_week_wait": "no standard in force",
        "iapt_recovery_rate": 'the first period of the standard "at least 50" is not known',
    }
    dorset = {row["measure_id"]: row for row in rows if row["org_code"] == "11J"}
    assert dorset["eip_two_week_wait"]["value"] == 94.5
    assert dorset["eip_two_week_wait"]["smallest_denominator"] == 55
    # Dorset is the one organisation of its board
    assert (dorset["eip_two_week_wait"]["icb_rank"], dorset["eip_two_week_wait"]["icb_ranked"]) == (1, 1)
    assert dorset["eip_two_week_wait"]["region_note"] == "2 of the 12 organisations open then have a row"


def full_set() -> list[Row]:
    """A value for each of the 207 organisations of 31 March 2018: 0.0, 0.1, up to 20.6 in the order of the codes."""
    day = date(2018, 3, 31)
    organisation = reference_tables()["organisation"]
    is_open = (pl.col("opened_on") <= day) & (pl.col("closed_on").fill_null(date.max) >= day)
    codes = organisation.filter(is_open)["org_code"].sort()
    assert len(codes) == 207
    return values({code: number / 10 for number, code in enumerate(codes)})


def real(folder: Path, rows: list[Row]) -> dict[str, Row]:
    tables = {"document": DOCUMENT, "measure_value": rows}
    return {row["org_code"]: row for row in run(folder, "measure_benchmark", tables)}


def test_a_full_set_of_207_is_ranked(tmp_path: Path) -> None:
    rows = full_set()
    found = real(tmp_path, rows)
    best, worst, middle = (found[rows[number]["org_code"]] for number in (206, 0, 103))
    assert [row["rank"] for row in (best, middle, worst)] == [1, 104, 207]
    assert {(row["ranked"], row["withheld"], row["tied"], row["rank_note"]) for row in found.values()} == {
        (207, 0, 1, None)
    }
    assert [row["percentile"] for row in (best, middle, worst)] == [100 * 206.5 / 207, 50, 100 * 0.5 / 207]
    assert [row["quartile"] for row in (best, middle, worst)] == [1, 2, 4]
    assert {row["england_median"] for row in found.values()} == {10.3}
    assert all(row["percentile_lower"] == row["percentile"] == row["percentile_upper"] for row in found.values())


def test_one_organisation_less_is_refused(tmp_path: Path) -> None:
    found = real(tmp_path, full_set()[1:])
    assert {row["rank_note"] for row in found.values()} == {"206 of the 207 organisations open then have a row"}
    assert all(row[column] is None for row in found.values() for column in (*UNRANKED, "england_median"))


def test_one_suppressed_is_covered_and_widens_the_bounds(tmp_path: Path) -> None:
    rows = full_set()
    rows[0] |= {"value": None, "status": "suppressed", "reason": "fewer than 5"}
    found = real(tmp_path, rows)
    best = found[rows[206]["org_code"]]
    assert (best["rank"], best["ranked"], best["withheld"], best["rank_note"]) == (1, 206, 1, None)
    # 205 are worse and it is half worse than itself; the one withheld is better, or worse
    assert best["percentile"] == pytest.approx(100 * 205.5 / 206)
    assert best["percentile_lower"] == pytest.approx(100 * 205.5 / 207)
    assert best["percentile_upper"] == pytest.approx(100 * 206.5 / 207)
    withheld = found[rows[0]["org_code"]]
    assert (withheld["rank"], withheld["rank_note"]) == (None, "no value: fewer than 5")


def test_ties_share_the_best_of_their_ranks(tmp_path: Path) -> None:
    found = benchmark(tmp_path, values({"A00": 60, "A01": 50, "A02": 50, "A03": 40}))
    assert shown(found, "rank", "tied", "percentile", "quartile") == [
        (1, 1, 87.5, 1),
        (2, 2, 50.0, 2),
        (2, 2, 50.0, 2),
        (4, 1, 12.5, 4),
    ]
    assert shown(found, "england_median", "region_rank", "icb_rank", "icb_ranked") == [
        (50.0, rank, rank, 4) for rank in (1, 2, 2, 4)
    ]


def test_all_values_equal(tmp_path: Path) -> None:
    found = benchmark(tmp_path, values(dict.fromkeys(("A00", "A01", "A02", "A03"), 7)))
    assert set(shown(found, "rank", "tied", "percentile", "quartile", "england_median")) == {(1, 4, 50.0, 1, 7.0)}


def test_the_lowest_is_best_where_lower_is_better(tmp_path: Path) -> None:
    rows = values({"A00": 0, "A01": 3, "A02": 3, "A03": 9}, measure_id="detention_rate_black")
    found = benchmark(tmp_path, rows)
    assert shown(found, "rank", "percentile", "quartile") == [(1, 87.5, 1), (2, 50.0, 2), (2, 50.0, 2), (4, 12.5, 4)]
    assert shown(found, "interval_note", "smallest_denominator") == [("no percentage", None)] * 4


def test_no_rank_without_a_direction(tmp_path: Path) -> None:
    rows = values({"A00": 1, "A01": 2, "A02": 3, "A03": 4}, measure_id="planned_mental_health_spend")
    found = benchmark(tmp_path, rows)
    note = "no value of this measure is better than another"
    assert set(shown(found, "rank", "percentile", "rank_note", "region_note", "icb_note", "england_median")) == {
        (None, None, note, note, note, 2.5)
    }


@pytest.mark.parametrize(
    ("measure_id", "note"),
    [
        ("police_cells_place_of_safety", "such figures grow with the size of the organisation"),
        ("corporate_governance", "its unit is not stated"),
    ],
)
def test_no_rank_by_what_is_no_rate(tmp_path: Path, measure_id: str, note: str) -> None:
    found = benchmark(tmp_path, values({"A00": 1, "A01": 2, "A02": 3, "A03": 4}, measure_id=measure_id))
    assert set(shown(found, *UNRANKED[:6], "rank_note", "region_note", "icb_note", "england_median")) == {
        (*[None] * 6, note, note, note, 2.5)
    }


def test_no_quartile_of_three(tmp_path: Path) -> None:
    found = benchmark(tmp_path, values({"A00": 1, "A01": 2, "A02": 3, "A03": "not_available"}))
    assert shown(found, "rank", "quartile", "rank_note") == [
        (3, None, "no quartiles of fewer than 4 values"),
        (2, None, "no quartiles of fewer than 4 values"),
        (1, None, "no quartiles of fewer than 4 values"),
        (None, None, "no value: is not_available"),
    ]


def test_what_is_withheld_and_what_is_not(tmp_path: Path) -> None:
    given = {"A00": 1, "A01": "suppressed", "A02": "insufficient_data", "A03": "not_available", "A04": "not_published"}
    given |= {"A05": "not_applicable", "A06": 2, "A07": 3, "A08": 4}
    found = benchmark(tmp_path, values(given), organisation=organisations(9))
    names = ("ranked", "withheld", "did_not_exist", "ranked_share")
    assert shown(found, *names, "percentile", "percentile_lower", "percentile_upper")[0] == (
        *(4, 4, 0, 0.5),
        *(12.5, 6.25, 56.25),
    )


def test_no_rank_where_fewer_than_half_have_a_value(tmp_path: Path) -> None:
    given = {"A00": 1, "A01": 2, "A02": "suppressed", "A03": "suppressed", "A04": "suppressed"}
    found = benchmark(tmp_path, values(given), organisation=organisations(5))
    note = "fewer than half of the organisations have a value"
    names = ("rank", "ranked", "withheld", "did_not_exist", "ranked_share", "rank_note", "region_note", "icb_note")
    assert shown(found, *names)[0] == (None, None, None, None, 0.4, note, note, note)
    # A cell that is not applicable to an organisation takes no part.
    found = benchmark(tmp_path / "half", values(given | {"A04": "not_applicable"}), organisation=organisations(5))
    assert shown(found, *names)[0][:5] == (2, 2, 2, 0, 0.5)


def test_a_region_can_be_complete_where_england_is_not(tmp_path: Path) -> None:
    places = [("Y01", "QAA"), ("Y01", "QAA"), ("Y01", "QBB"), ("Y02", "QCC")]
    rows = [
        one | {"region_code": region, "icb_code": icb}
        for one, (region, icb) in zip(organisations(4), places, strict=True)
    ]
    found = benchmark(tmp_path, values({"A00": 1, "A01": 3, "A02": 2}), organisation=rows)
    assert shown(found, "rank_note", "england_median", "region_rank", "region_ranked", "region_median") == [
        ("3 of the 4 organisations open then have a row", None, rank, 3, 2.0) for rank in (3, 1, 2)
    ]
    assert shown(found, "icb_rank", "icb_ranked", "icb_median") == [(2, 2, 2.0), (1, 2, 2.0), (1, 1, 2.0)]


def test_an_organisation_without_region(tmp_path: Path) -> None:
    rows = [*organisations(3), organisations(4)[3] | {"region_code": None, "icb_code": None}]
    found = benchmark(tmp_path, values({"A00": 1, "A01": 2, "A02": 3, "A03": 4}), organisation=rows)
    lone = found["A03"]
    assert (lone["rank"], lone["region_note"], lone["icb_note"]) == (
        1,
        "its region is not known",
        "its ICB is not known",
    )
    assert found["A00"]["region_ranked"] == 3


@pytest.mark.parametrize("kind", ["national", "region", "stp", "provider"])
def test_only_ccgs_are_ranked_and_counted_among_peers(tmp_path: Path, kind: str) -> None:
    rows = values({"A00": 1, "A01": 2, "A02": 3, "A03": 4})
    others = values({"A00": 90, "A03": 91, "England": 92}, org_type=kind)
    found = run(
        tmp_path,
        "measure_benchmark",
        {"organisation": organisations(4), "document": DOCUMENT, "measure_value": [*others, *rows]},
    )
    assert [(row["org_code"], row["value"], row["ranked"]) for row in found] == [
        (f"A{number:02}", number + 1.0, 4) for number in range(4)
    ]
    assert {(row["england_median"], row["icb_median"]) for row in found} == {(2.5, 2.5)}
    # And they stand in for none that is missing.
    lacking = benchmark(tmp_path / "lacking", [*others, *rows[1:]])
    assert sorted(lacking) == ["A01", "A02", "A03"]
    assert lacking["A01"]["rank_note"] == "3 of the 4 organisations open then have a row"


def test_the_league_table_is_that_of_the_latest_period_in_which_ccgs_have_values(tmp_path: Path) -> None:
    later = values({"England": 55}, period="2019/20", org_type="national")
    benchmark(tmp_path, [*values({"A00": 1, "A01": 2, "A02": 3, "A03": 4}), *later])
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA core; CREATE SCHEMA marts")
        for path in [*tmp_path.glob("core/*.parquet"), *tmp_path.glob("marts/*.parquet")]:
            con.execute(f"CREATE VIEW {path.parent.name}.{path.stem} AS FROM '{path}'")
        for macro in re.findall(r"create macro league_table.*?;\n", (SQL_DIR / "macros.sql").read_text(), re.DOTALL):
            con.execute(macro)
        found = con.execute("SELECT org_code, period FROM league_table('iapt_recovery_rate')").fetchall()
    assert found == [(code, "2017/18") for code in ("A03", "A02", "A01", "A00")]
