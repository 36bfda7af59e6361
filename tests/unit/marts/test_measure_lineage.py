"""Values of merged organisations before they opened, and the segments of series: the EIP series, cases, worlds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from count_worlds import complete, count_worlds
from effort import worlds
from eip_counts import DOCUMENT, MEASURE, SOURCE, counts, eip_rows
from hypothesis import given
from mart_samples import Row, organisations, run, run_several
from oracle.measure_lineage import measure_lineage, series_segment

KEY = ("measure_id", "period", "source_id", "org_code")
SEGMENT_KEY = ("measure_id", "source_id", "org_type", "org_code", "period_months", "segment")


@pytest.fixture(scope="module")
def eip(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Row]]:
    """Both tables over the EIP series, and England and Hull in a later source."""
    later = {"document_id": "workbook", "source_id": "mh_dashboard", "published_on": date(2022, 7, 1)}
    common = {"document_id": "workbook", "measure_id": MEASURE, "status": "published"}
    rows = [
        *eip_rows(counts()),
        common | {"org_code": "England", "org_type": "national", "period": "2019/20 Q3", "value": 74.35},
        common | {"org_code": "03F", "period": "2019/20 Q3", "value": 80.0},
        *(
            {"document_id": DOCUMENT["document_id"], "measure_id": MEASURE, "status": "published", "value": 78.39}
            | {"org_code": "England", "org_type": "national", "period": period}
            for period in ("2019/20 Q1", "2019/20 Q2")
        ),
    ]
    tables = {"document": [DOCUMENT, later], "measure_value": rows}
    return run_several(tmp_path_factory.mktemp("eip"), ["measure_lineage", "series_segment"], tables)


@pytest.mark.parametrize(
    ("period", "code", "parts"),
    [
        ("2015/16 Q4", "15E", "04X 11/50, 05P 2/15, 13P 4/25 = 17/90"),
        ("2015/16 Q4", "71E", "03T 0/11, 04D 7/14, 04Q 7/7, 99D 4/9 = 18/41"),
        ("2015/16 Q4", "15N", "99P 19/43, 99Q 11/15 = 30/58"),
        ("2015/16 Q4", "92G", "11E 18/20, 12D 7/14, 99N 13/13 = 38/47"),
        ("2015/16 Q4", "42D", "03D 1/1, 03E 0/1, 03M 1/3 = 2/5"),
        ("2015/16 Q4", "14L", "00W 20/24, 01M 17/17, 01N 16/19 = 53/60"),
        ("2015/16 Q4", "84H", "00D 16/33, 00J 5/9 = 21/42"),
        ("2015/16 Q4", "16C", "00C 1/4, 00K 17/27, 00M 22/37 = 40/68"),
        ("2018/19 Q4", "71E", "03T 11/19, 04D 20/36, 04Q 4/7, 99D 10/16 = 45/78"),
        ("2018/19 Q4", "15N", "99P 28/46, 99Q 11/21 = 39/67"),
        ("2018/19 Q4", "92G", "11E 11/12, 12D 5/5, 99N 5/7 = 21/24"),
        ("2018/19 Q4", "42D", "03D 1/7, 03E 1/9, 03M 2/4 = 4/20"),
        ("2018/19 Q4", "84H", "00D 20/26, 00J 9/14 = 29/40"),
        ("2018/19 Q4", "16C", "00C 6/10, 00K 25/30, 00M 37/44 = 68/84"),
        ("2018/19 Q4", "15E", " = 30/46"),
        ("2018/19 Q4", "14L", " = 44/66"),
    ],
)
def test_the_line_of_a_merged_organisation_is_added_up(
    eip: dict[str, list[Row]], period: str, code: str, parts: str
) -> None:
    (row,) = [row for row in eip["measure_lineage"] if (row["period"], row["org_code"]) == (period, code)]
    listed, _, total = parts.partition(" = ")
    part, whole = map(int, total.split("/"))
    assert (row["numerator"], row["denominator"], row["note"]) == (part, whole, None)
    assert row["percent"] == pytest.approx(100 * part / whole)
    assert row["parts"] == (listed.split(", ") if listed else [])
    assert row["basis"] == ("sum of predecessors" if listed else "own")
    assert row["interval_lower"] < row["percent"] < row["interval_upper"]


def test_of_a_sum_the_interval_is_wilsons(eip: dict[str, list[Row]]) -> None:
    (row,) = [row for row in eip["measure_lineage"] if (row["period"], row["org_code"]) == ("2018/19 Q4", "D9Y0V")]
    assert (row["numerator"], row["denominator"]) == (82, 98)
    found = (row["interval_lower"], row["interval_upper"])
    assert found == pytest.approx((75.113416, 89.693196), abs=5e-7)


def test_a_sum_is_refused_where_a_predecessor_lacks_counts_or_a_boundary_moved(eip: dict[str, list[Row]]) -> None:
    refused = {
        row["org_code"]: row["note"]
        for row in eip["measure_lineage"]
        if row["period"] == "2015/16 Q4" and row["basis"] == "refused"
    }
    assert refused == {
        "18C": "3 of 4 predecessors have counts",
        "26A": "the boundary moved",
        "70F": "the boundary moved",
        "92A": "the boundary moved",
    }


def segments(eip: dict[str, list[Row]], code: str, source: str = SOURCE) -> list[tuple[object, ...]]:
    names = ("first_period", "last_period", "points", "basis", "break_reason")
    rows = [row for row in eip["series_segment"] if (row["org_code"], row["source_id"]) == (code, source)]
    return [tuple(row[name] for name in names) for row in rows]


def test_segments_of_the_eip_series(eip: dict[str, list[Row]]) -> None:
    assert segments(eip, "03F") == [("2015/16 Q3", "2019/20 Q2", 16, "own", None)]
    assert segments(eip, "14L") == [("2015/16 Q3", "2019/20 Q2", 16, "sum of predecessors, own", None)]
    assert segments(eip, "01H") == segments(eip, "01K") == [
        ("2015/16 Q3", "2016/17 Q4", 6, "own", None),
        ("2017/18 Q1", "2019/20 Q2", 10, "own", "boundary moved"),
    ]  # fmt: skip
    # One of its predecessors has no row in the first quarter, of which one month alone is known.
    assert segments(eip, "71E") == [("2015/16 Q4", "2019/20 Q2", 15, "sum of predecessors", "merger without counts")]
    assert segments(eip, "26A") == []


def test_figures_of_two_sources_never_stand_in_one_run(eip: dict[str, list[Row]]) -> None:
    assert segments(eip, "England") == [("2019/20 Q1", "2019/20 Q2", 2, "own", None)]
    for code in ("England", "03F"):
        expected = [("2019/20 Q3", "2019/20 Q3", 1, "own", "source changed")]
        assert segments(eip, code, "mh_dashboard") == expected


def test_an_area_that_changed_on_an_unknown_day_is_told(eip: dict[str, list[Row]]) -> None:
    noted = {(row["org_code"], row["segment"]) for row in eip["series_segment"] if row["note"]}
    assert noted == {(code, 1) for code in ("01E", "02M", "06W", "06Y", "09G", "09N")} | {("01K", 2)}


def two_become_one(folder: Path, cells: dict[str, Row]) -> Row:
    """What is told of 2016/17 of an organisation that A00 and A01 became on 1 April 2018."""
    opened = date(2018, 4, 1)
    old = organisations(2, closed_on=date(2018, 3, 31))
    tables = {
        "organisation": old + organisations(1, opened, org_code="B00", org_name="NHS Merged CCG"),
        "organisation_succession": [
            {"predecessor_org_code": code, "successor_org_code": "B00", "effective_on": opened}
            for code in ("A00", "A01")
        ],
        "organisation_boundary": [],
        "document": [{"document_id": "d"}],
        "measure_value": [
            {"document_id": "d", "measure_id": "iapt_recovery_rate", "period": "2016/17", "status": "published"}
            | {"org_code": code}
            | cell
            for code, cell in cells.items()
        ],
    }
    (row,) = [row for row in run(folder, "measure_lineage", tables) if row["org_code"] == "B00"]
    return row


WHOLE: Row = {"value": 25.0, "numerator": 1.0, "denominator": 4.0}


@pytest.mark.parametrize(
    ("cells", "basis", "percent", "between", "note"),
    [
        ({"A00": WHOLE, "A01": WHOLE | {"numerator": 3.0}}, "sum of predecessors", 50.0, (25.0, 75.0), None),
        ({"A00": WHOLE, "A01": WHOLE, "B00": {"value": 99.0}}, "sum of predecessors", 25.0, (25.0, 25.0), None),
        ({"A00": WHOLE, "B00": {"value": 99.0}}, "publisher's mapping", 99.0, (None, None), None),
        (
            {"A00": WHOLE, "A01": {"value": 60.0}},
            *("between its parts", None, (25.0, 60.0), "without counts it is only known to lie between its parts"),
        ),
        (
            {"A00": {"value": 30.0}, "A01": {"value": None, "status": "suppressed"}},
            *("refused", None, (None, None), "0 of 2 predecessors have counts"),
        ),
        ({"A00": WHOLE}, "refused", None, (None, None), "1 of 2 predecessors have counts"),
    ],
)
def test_what_a_value_before_the_merger_rests_on(
    tmp_path: Path,
    cells: dict[str, Row],
    basis: str,
    percent: float | None,
    between: tuple[float | None, float | None],
    note: str | None,
) -> None:
    row = two_become_one(tmp_path, cells)
    assert (row["basis"], row["percent"], row["note"]) == (basis, percent, note)
    assert (row["lowest_part"], row["highest_part"]) == between


@worlds()
@given(count_worlds())
def test_sql_says_what_the_oracles_say(tables: dict[str, list[Row]]) -> None:
    with TemporaryDirectory() as folder:
        found = run_several(Path(folder), ["measure_lineage", "series_segment"], tables)
    full = complete(tables)
    for table, key, expected in (
        ("measure_lineage", KEY, measure_lineage(full)),
        ("series_segment", SEGMENT_KEY, series_segment(full)),
    ):
        by_key = {tuple(row[name] for name in key): row for row in found[table]}
        assert by_key.keys() == expected.keys()
        for name, answer in expected.items():
            shown = {column: by_key[name][column] for column in answer}
            words = {column for column, value in answer.items() if isinstance(value, list)}
            assert {one: shown.pop(one) for one in words} == {one: answer.pop(one) for one in words}
            assert shown == pytest.approx(answer, abs=1e-9), (table, name)
