"""Shares that several rows of a file give together: what is added up, what is refused, and where its rows stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from feed_samples import REGISTER, assert_whole, measure
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.problems import ValidationFailed
from pipeline.parse.csv import whole_country
from pipeline.parse.csv.feed import PROVIDERS, FeedReading, read_feed
from pipeline.parse.csv.sums_periods import first_month, run_of_months
from pipeline.reference.layouts import CsvLayout

LAYOUT = {
    "kind": "csv",
    "period": "Month",
    "period_form": "month",
    "date_form": "dd/mm/yyyy",
    "group_is": "CCG",
    "groups": {"CCG": {"org_type": "ccg", "code": "Code", "name": "Name"}},
    "misnamed": {"X24": "NHS ENGLAND"},
    "measure": "What",
    "add_up": {
        "numerator": ["First", "Second"],
        "denominator": "All",
        "provider": {"code": "Trust", "name": "Trust name"},
        "to": ["quarter", "financial_year"],
        "england": True,
    },
}
HEADING = "Month,Trust,Trust name,Code,Name,What,First,Second,All"
JANUARY, FEBRUARY, MARCH = "01/01/2016", "01/02/2016", "01/03/2016"
MEASURES = {"begun": measure("waits", "%", 100)}
Q4 = "2015/16 Q4"


@pytest.fixture(scope="module", autouse=True)
def _of_any_few() -> Iterator[None]:
    """The rows of two CCGs make a sum of England, that its arithmetic is seen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole_country, "FEWEST", 0)
        yield


@dataclass(frozen=True)
class Read:
    """What was read: the values and the providers' shares in them."""

    reading: FeedReading
    values: pl.DataFrame
    providers: pl.DataFrame

    def value(self, org_code: str, period: str = Q4) -> tuple[object, ...] | None:
        """Numerator, denominator, value, status and place of an organisation's value."""
        found = self.values.filter((pl.col("org_code") == org_code) & (pl.col("period") == period))
        rows = found.select("numerator", "denominator", "value", "status", "locator").rows()
        assert len(rows) < 2
        return rows[0] if rows else None

    def counts(self, org_code: str, period: str = Q4) -> tuple[object, ...] | None:
        value = self.value(org_code, period)
        return value and value[:2]

    @property
    def rejects(self) -> dict[str, str]:
        return {reject["locator"]: reject["reason"] for reject in self.reading.rejects}

    def part(self, code: str = "begun") -> dict[str, int]:
        (part,) = [part for part in self.reading.parts if part["part"] == code]
        kinds = ("cells", "labels", "published", "without_value", "rejected", "left_out")
        assert part["cells"] == sum(part[kind] for kind in kinds[1:])
        return {kind: part[kind] for kind in kinds}


def row(month: str, code: str, counts: str, trust: str = "RAA", what: str = "begun", name: str = "") -> str:
    return f"{month},{trust},Trust {trust},{code},{name},{what},{counts}"


def read(folder: Path, rows: Sequence[str], heading: str = HEADING, **changes: object) -> Read:
    path, target = folder / "feed.csv", folder / "values.parquet"
    path.write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    layout = CsvLayout.model_validate({**LAYOUT, **changes})
    reading = read_feed(path, layout, "doc", MEASURES, (), REGISTER, target)
    assert_whole(path, reading)
    rejected = sum(part["rejected"] for part in reading.parts)
    assert rejected == len([reject for reject in reading.rejects if reject["stage"] == "feed"])
    return Read(reading, pl.read_parquet(target), pl.read_parquet(folder / PROVIDERS))


# North Lincolnshire has two trusts in January and no row in March; Stoke is whole; X24 and NONC are no CCGs.
ROWS = [
    row(JANUARY, "03K", "1,1,2"),
    row(JANUARY, "03K", "0,1,3", trust="RBB"),
    row(FEBRUARY, "03K", "2,0,2"),
    row(FEBRUARY, "05W", "1,2,4"),
    row(JANUARY, "05W", "3,0,3"),
    row(MARCH, "05W", "0,0,0"),
    row(MARCH, "X24", "1,0,1", name="NHS ENGLAND"),
    row(MARCH, "NONC", "0,0,2", name="NULL"),
    row(MARCH, "05W", "9,9,99", what="waiting"),
]


def test_rows_of_months_and_providers_are_one_value_of_a_quarter(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS)
    assert found.value("03K") == (
        5,
        7,
        71.428571429,
        "published",
        "rows 2–4 (2 of its 3 months), First + Second of All",
    )
    assert found.value("05W") == (6, 7, 85.714285714, "published", "rows 5–7, First + Second of All")
    assert found.counts("03K", "2016-01") == (3, 5)
    assert found.counts("03K", "2016-03") is None
    assert found.value("05W", "2016-02") == (3, 4, 75.0, "published", "row 5, First + Second of All")


def test_rows_of_a_few_ccgs_are_no_sum_of_england(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 209 CCGs two have rows: somebody took them out of the file."""
    monkeypatch.setattr(whole_country, "FEWEST", 2 / 3)
    found = read(tmp_path, ROWS)
    assert (found.counts("England"), found.counts("England", "2016-01")) == (None, None)
    assert found.counts("05W") == (6, 7)
    reasons = [reason for reason in found.rejects.values() if "for England" in reason]
    assert len(reasons) == 4
    few = "not added up for England: only 2 of the 209 CCGs open on 2016-0"
    assert all(reason.startswith((few, few.replace("2 of", "1 of"))) for reason in reasons)


def test_a_share_of_nothing_is_none_and_keeps_its_counts(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS)
    assert found.value("05W", "2016-03") == (0, 0, None, "not_applicable", "row 7, First + Second of All")


def test_england_is_all_rows_also_those_of_no_ccg(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS)
    assert found.counts("England") == (12, 17)
    assert set(found.values.select("org_type", "org_code").rows()) == {
        ("ccg", "03K"),
        ("ccg", "05W"),
        ("national", "England"),
        ("commissioning_hub", "X24"),
        ("unknown", "UNKNOWN"),
    }
    assert read(tmp_path, ROWS, add_up={**LAYOUT["add_up"], "england": False}).counts("England") is None


def test_what_is_printed_of_a_value_are_its_counts_and_its_months(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS).values.filter((pl.col("org_code") == "05W") & (pl.col("period") == Q4))
    assert found.select("value_published", "period_published", "decimals", "period_note").rows() == [
        ("6 of 7", "01/01/2016 to 01/03/2016", 9, None)
    ]


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    """Eight rows are counts; 15 values come of them, and the year, which is not whole, is told and not made."""
    found = read(tmp_path, ROWS)
    assert found.part() == {
        "cells": 8 + 15 + 1, "labels": 8, "published": 14, "without_value": 1, "rejected": 1, "left_out": 0
    }  # fmt: skip
    assert found.part("waiting") == {
        "cells": 1, "labels": 0, "published": 0, "without_value": 0, "rejected": 0, "left_out": 1
    }  # fmt: skip
    assert found.rejects == {
        "row 2, 2015/16": f"not added up: of the months of 2015/16 the file has {JANUARY}, {FEBRUARY}, {MARCH} only"
    }


def test_the_providers_of_a_value_sum_to_it(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS)
    kept = (pl.col("org_code") == "03K") & (pl.col("period") == Q4)
    columns = ("provider_code", "provider_name_published", "numerator", "denominator", "value", "locator")
    assert found.providers.filter(kept).select(columns).rows() == [
        ("RAA", "Trust RAA", 4, 4, 100.0, "rows 2, 4 (2 of its 3 months), First + Second of All"),
        ("RBB", "Trust RBB", 1, 3, 33.333333333, "row 3 (1 of its 3 months), First + Second of All"),
    ]
    assert_providers_sum(found)


def assert_providers_sum(found: Read) -> None:
    """Every value has its providers, and they sum to its counts, whatever the organisation and period."""
    key = ["org_type", "org_code", "measure_id", "period"]
    sums = found.providers.group_by(key).agg(pl.col("numerator").sum(), pl.col("denominator").sum())
    wanted = found.values.select(*key, "numerator", "denominator")
    assert sorted(sums.rows()) == sorted(wanted.rows())


def test_a_quarter_of_which_the_whole_file_lacks_a_month_is_not_made(tmp_path: Path) -> None:
    found = read(tmp_path, [row(JANUARY, "03K", "1,1,2"), row(MARCH, "03K", "1,0,1")])
    assert found.values["period"].unique().sort().to_list() == ["2016-01", "2016-03"]
    told = f"not added up: of the months of {Q4} the file has {JANUARY}, {MARCH} only"
    assert found.rejects[f"row 2, {Q4}"] == told


def test_a_year_is_made_of_twelve_months(tmp_path: Path) -> None:
    months = [f"01/{month:02d}/{2016 + (month < 4)}" for month in range(1, 13)]
    found = read(tmp_path, [row(month, "03K", "1,0,2") for month in months])
    assert found.counts("03K", "2016/17") == (12, 24)
    longer = found.values.filter((pl.col("org_code") == "03K") & pl.col("period").str.contains("/"))
    assert sorted(longer["period"]) == ["2016/17", "2016/17 Q1", "2016/17 Q2", "2016/17 Q3", "2016/17 Q4"]


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ("x,1,2", "'x' is neither a number nor a marker in First"),
        ("1,*,2", "'*' is neither a number nor a marker in Second"),
        ("1,-1,2", "'-1' is no count in Second"),
        ("1,1,", "nothing stands in All"),
        ("1,1.5,4", "'1.5' is no whole number in Second"),
        ("2,1,2", "its numerator, 3, is more than its denominator, 2"),
    ],
)
def test_no_sum_is_made_of_a_row_that_is_no_count(tmp_path: Path, counts: str, why: str) -> None:
    rows = [*ROWS, row(FEBRUARY, "05W", counts, trust="RCC")]
    found = read(tmp_path, rows)
    refused = [("05W", "2016-02"), ("05W", Q4), ("England", "2016-02"), ("England", Q4)]
    assert [found.value(*one) for one in refused] == [None] * 4
    # What does not hold that row is made.
    assert found.counts("05W", "2016-01") == (3, 3)
    assert found.counts("03K") == (5, 7)
    assert found.counts("England", "2016-01") == (6, 8)
    assert found.rejects["row 11"] == f"{why}; no sum with this row is made, ask its publisher"
    assert found.rejects["rows 5–7, 11, First + Second of All"] == f"not added up for 05W: row 11: {why}"
    assert (found.part()["labels"], found.part()["rejected"]) == (8, 1 + 4 + 1)
    assert_providers_sum(found)


def test_a_marker_is_no_nought(tmp_path: Path) -> None:
    markers = {"*": {"status": "suppressed", "reason": "suppressed as a count under 5"}}
    found = read(tmp_path, [*ROWS, row(MARCH, "03K", "*,1,2")], markers=markers)
    assert found.value("03K") is None
    assert found.rejects["row 11"].startswith("'*' stands for no count (suppressed as a count under 5) in First; ")


def test_a_row_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    found = read(tmp_path, [*ROWS, ROWS[0]])
    assert found.counts("03K") == (5, 7)
    assert found.counts("England") == (12, 17)
    assert found.rejects["row 11"] == "repeats row 2; nothing is to be done"


def test_two_rows_that_contradict_each_other_are_in_no_sum(tmp_path: Path) -> None:
    found = read(tmp_path, [*ROWS, row("2016-01-01", "03k", "1,0,2")])
    assert (found.value("03K"), found.counts("03K", "2016-02")) == (None, (2, 2))
    assert found.value("England") is None
    for locator in ("row 2", "row 11"):
        assert found.rejects[locator].startswith("another row has other counts of the same organisation and month; ")


def test_an_unknown_code_is_in_england_and_in_no_ccg(tmp_path: Path) -> None:
    found = read(tmp_path, [*ROWS, row(MARCH, "ZZ9", "1,0,1")])
    assert found.counts("England") == (13, 18)
    reason = found.rejects["row 11 (1 of its 3 months), First + Second of All"]
    assert reason.startswith("not added up for ZZ9: row 11: no organisation of the register has the code 'ZZ9'")


def test_a_name_of_another_refuses_the_sums_of_both(tmp_path: Path) -> None:
    found = read(tmp_path, [*ROWS, row(MARCH, "03K", "1,0,1", name="NHS Stoke on Trent CCG")])
    assert (found.value("03K"), found.value("05W")) == (None, None)
    assert found.counts("03K", "2016-01") == (3, 5)
    assert found.counts("05W", "2016-01") == (3, 3)
    assert found.counts("England") == (13, 18)


def test_codes_of_the_ods_and_the_ons_are_one_organisation(tmp_path: Path) -> None:
    """E38000122 is North Lincolnshire's code of the Office for National Statistics."""
    found = read(tmp_path, [*ROWS, row(MARCH, "E38000122", "1,0,1")])
    assert found.counts("03K") == (6, 8)


def test_a_ccg_that_was_not_open_then_has_no_value(tmp_path: Path) -> None:
    """15E opened on 1 April 2018."""
    found = read(tmp_path, [*ROWS, row(JANUARY, "15E", "1,0,1")])
    assert found.value("15E", "2016-01") is None
    assert found.counts("England") == (13, 18)
    assert any("15E" in reject["text"] and "open" in reject["reason"] for reject in found.reading.rejects)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([row("2015/16 Q4", "03K", "1,1,2")], "'2015/16 Q4' is not a month"),
        ([row("soon", "03K", "1,1,2")], "'soon' is not a month"),
        (["01/01/2016,RAA,Trust,03K"], "row 11 line 11"),
    ],
)
def test_a_row_that_can_belong_to_any_sum_stops_the_file(tmp_path: Path, rows: list[str], told: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        read(tmp_path, [*ROWS, *rows, row(MARCH, "03K", "0,0,1")])
    assert told in refused.value.problems[0].message


def test_a_file_without_a_sum_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailed):
        read(tmp_path, [row(JANUARY, "03K", "x,1,2")])
    with pytest.raises(ValidationFailed):
        read(tmp_path, [row(JANUARY, "03K", "1,1,2", what="waiting")])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"value": "All"}, "add_up makes the value"),
        ({"group_is": None, "group": "What"}, "add_up goes with period"),
        ({"groups": {"CCG": {"org_type": "national"}}}, "add_up is of one kind"),
        ({"add_up": {"numerator": [], "denominator": "All"}}, "at least 1 item"),
        ({"add_up": {"numerator": "First", "denominator": "All", "to": ["week"]}}, "'quarter' or 'financial_year'"),
    ],
)
def test_a_layout_says_one_thing(changes: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        CsvLayout.model_validate({**LAYOUT, **changes})


MONTHS = st.sampled_from([JANUARY, FEBRUARY, MARCH, "01/04/2016"])
CODES = st.sampled_from(["03K", "05W", "03F", "NONC", "ZZ9"])
COUNTS = st.sampled_from(["0,0,0", "1,0,2", "2,3,5", "0,1,1", "0,1,1", "x,1,2", "3,3,4"])


@given(rows=st.lists(st.tuples(MONTHS, CODES, st.sampled_from(["RAA", "RBB"]), COUNTS), min_size=1, max_size=12))
def test_sums_are_those_of_plain_python(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, str]]
) -> None:
    """Worked out row by row: a sum is refused where one of its rows is bad or contradicted; repeats count once."""
    try:
        found = read(tmp_path_factory.mktemp("sums"), [row(*one[:2], one[3], trust=one[2]) for one in rows])
    except ValidationFailed:
        found = None
    counts: dict[tuple[str, str, str], set[str]] = {}
    for month, code, trust, printed in rows:
        counts.setdefault((month, code, trust), set()).add(printed)
    quarter = {JANUARY, FEBRUARY, MARCH} <= {month for month, *_ in rows}
    wanted: dict[tuple[str, str], list[set[str]]] = {}
    for (month, code, _), printed in counts.items():
        periods = [f"{month[6:]}-{month[3:5]}", *([Q4] if quarter and month != "01/04/2016" else [])]
        for period in periods:
            for org in {"England", "UNKNOWN" if code == "NONC" else code} - {"ZZ9"}:
                wanted.setdefault((org, period), []).append(printed)
    expected = {}
    for key, parts in wanted.items():
        if all(len(part) == 1 and part <= {"0,0,0", "1,0,2", "2,3,5", "0,1,1"} for part in parts):
            numbers = [[int(text) for text in next(iter(part)).split(",")] for part in parts]
            expected[key] = (sum(a + b for a, b, _ in numbers), sum(c for *_, c in numbers))
    if found is None:
        assert not any(denominator for _, denominator in expected.values())
        return
    columns = found.values.select("org_code", "period", "numerator", "denominator").rows()
    assert {(org, period): (top, bottom) for org, period, top, bottom in columns} == expected
    assert_providers_sum(found)


def test_months_lie_in_quarters_and_financial_years() -> None:
    assert first_month(date(2016, 3, 1), 3) == date(2016, 1, 1)
    assert first_month(date(2016, 3, 1), 12) == date(2015, 4, 1)
    assert run_of_months(date(2015, 4, 1), 12).period == "2015/16"
    assert run_of_months(date(2016, 12, 1), 1).end == date(2016, 12, 31)


WITH_PARTS = {**LAYOUT["add_up"], "parts": ["First", "Second", "Later"]}  # type: ignore[dict-item]


def test_a_row_whose_weeks_do_not_come_to_its_denominator_is_in_no_sum(tmp_path: Path) -> None:
    """Where columns have moved under their titles a row still has numbers: 1 and 2 of 7 for 2 and 4 of 7."""
    rows = [row(JANUARY, "03K", "2,4,7,1"), row(JANUARY, "05W", "1,2,7,1"), row(FEBRUARY, "05W", "1,2,4,1")]
    found = read(tmp_path, rows, f"{HEADING},Later", add_up=WITH_PARTS)
    assert found.counts("03K", "2016-01") == (6, 7)
    assert found.counts("05W", "2016-01") is None
    assert found.counts("05W", "2016-02") == (3, 4)
    assert "its denominator is 7, and the columns that are parts of it come to 4" in found.rejects["row 3"]


def test_a_file_without_some_of_the_parts_is_added_up_as_before(tmp_path: Path) -> None:
    assert read(tmp_path, ROWS, add_up=WITH_PARTS).counts("03K") == (5, 7)


def test_a_file_of_which_no_sum_can_be_made_says_why(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailed) as refused:
        read(tmp_path, [row(JANUARY, "03K", "2,4,5"), row(JANUARY, "05W", "3,3,5")])
    message = str(refused.value)
    assert "of its 2 rows of a known measure no sum could be made" in message
    assert "its numerator, 6, is more than its denominator, 5" in message
