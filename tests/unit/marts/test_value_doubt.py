"""Doubtful values: by hand, generated, on a publisher's year of recovery rates, and on a whole edition."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, rows_of, run
from oracle.value_doubt import doubts
from workbooks import EDITION

from pipeline.base.settings import PROJECT_DIR
from pipeline.build.inputs import read_inputs
from pipeline.parse.xlsx.cells import read_sheets
from pipeline.parse.xlsx.workbook import read_workbook

RECOVERY, SHARE, SIX, EIGHTEEN = (
    "iapt_recovery_rate",
    "mental_health_spend_share",
    "iapt_first_treatment_within_6_weeks",
    "iapt_first_treatment_within_18_weeks",
)
ENTERING = "iapt_people_entering_treatment"
QUARTERS = [f"{year}/{year % 100 + 1:02} Q{quarter}" for year in (2018, 2019) for quarter in (1, 2, 3, 4)]


def value(org_code: str, number: float | None, period: str = "2018/19 Q1", **more: Any) -> Row:
    measure_id = more.get("measure_id", RECOVERY)
    return {
        "document_id": "d",
        "org_code": org_code,
        "measure_id": measure_id,
        "period": period,
        "value": number,
        "decimals": None if number is None else len(str(number).partition(".")[2].rstrip("0")),
        "status": "published" if number is not None else "suppressed",
        "line_no": None,
        "locator": f"{measure_id}!{org_code}:{period}",
        **more,
    }


def stp(number: float, period: str = "2018/19 Q1", **more: Any) -> Row:
    return value("QAA", number, period, org_type="stp", **more)


def found(folder: Path, rows: list[Row], **tables: Any) -> list[Row]:
    given = {"document": [{"document_id": "d", "source_id": "mh_dashboard"}], "organisation": organisations(40)}
    return run(folder, "value_doubt", given | {"organisation_area": [], "measure_value": rows} | tables)


def told(rows: list[Row], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in columns) for row in rows]


def test_one_value_in_four_percentages_is_doubted_and_in_three_it_is_not(tmp_path: Path) -> None:
    four = [value("A00", 93.0, measure_id=name) for name in (RECOVERY, SHARE, SIX, EIGHTEEN)]
    three = [value("A01", 85.0, measure_id=name) for name in (RECOVERY, SHARE, SIX)]
    whole = [value("A02", 100.0, measure_id=name) for name in (RECOVERY, SHARE, SIX, EIGHTEEN)]
    counted = [value("A01", 85.0, measure_id=ENTERING)]
    rows = found(tmp_path, [*four, *three, *whole, *counted])
    assert told(rows, "org_code", "doubt", "strength", "score") == [
        ("A00", "same_in_many_measures", "strong", 4.0)
    ] * len(four)
    assert rows[0]["evidence"] == (
        "4 percentages of this organisation and period are 93.0: "
        + ", ".join(f"{name} ({name}!A00:2018/19 Q1)" for name in sorted((RECOVERY, SHARE, SIX, EIGHTEEN)))
    )
    assert (rows[0]["place"], rows[0]["source_id"], rows[0]["value"]) == (
        f"{EIGHTEEN}!A00:2018/19 Q1",
        "mh_dashboard",
        93,
    )


@pytest.mark.parametrize(
    ("own", "of_area", "measure_id", "strength"),
    [
        (51.0, 93.0, RECOVERY, "strong"),
        (55.0, 50.0, RECOVERY, "weak"),  # 5 points are not more than 5
        (53.0, 54.0, RECOVERY, None),  # both can be 53.5
        (53.0, 54.1, RECOVERY, "weak"),
        (43.0, 43.137254902, RECOVERY, None),
        (9.0, 8.9, "adult_acute_stays_over_60_days", "weak"),  # no percentage: printed alike or not
        (120.0, 115.0, ENTERING, "weak"),
    ],
)
def test_an_area_of_one_ccg_has_its_value(
    tmp_path: Path, own: float, of_area: float, measure_id: str, strength: str | None
) -> None:
    rows = found(tmp_path, [value("A00", own, measure_id=measure_id), stp(of_area, measure_id=measure_id)])
    expected = [("A00", "other_than_its_area", strength, of_area, round(own - of_area, 9))] if strength else []
    assert told(rows, "org_code", "doubt", "strength", "other_value", "score") == expected
    if rows:
        place = f"{measure_id}!QAA:2018/19 Q1"
        assert rows[0]["evidence"] == f"STP QAA, of which it is the one CCG, has {of_area} ({place})"


def test_the_area_is_that_of_its_time_and_the_sheets_ccgs_decide(tmp_path: Path) -> None:
    rows = [value("A00", 51.0), stp(93.0)]
    moved = [{"org_code": "A00", "area_code": "QBB", "until_on": organisations(1)[0]["closed_on"]}]
    assert found(tmp_path / "moved", rows, organisation_area=moved) == []
    # A second CCG of the area, without a value: what the area has is not of the one alone.
    assert found(tmp_path / "two", [*rows, value("A01", None)]) == []


def test_windows_of_other_lengths_are_not_held_against_each_other(tmp_path: Path) -> None:
    year = rows_of("measure_value", [value("A00", 51.0, "2018/19")])["period_start"][0]
    assert found(tmp_path, [value("A00", 51.0, "2018/19 Q2") | {"period_start": year}, stp(93.0, "2018/19 Q2")]) == []


def test_an_area_lies_within_the_range_of_its_parts(tmp_path: Path) -> None:
    parts = [value("A00", 40.0), value("A01", 50.0), value("A00", 40.0, "2018/19 Q2"), value("A01", 50.0, "2018/19 Q2")]
    rows = found(tmp_path, [*parts, stp(51.0), stp(52.0, "2018/19 Q2")])
    assert told(rows, "org_type", "org_code", "period", "doubt", "strength", "other_value", "score") == [
        ("stp", "QAA", "2018/19 Q2", "outside_its_parts", "weak", 50.0, 2.0)
    ]
    places = [f"A0{at} ({RECOVERY}!A0{at}:2018/19 Q2)" for at in (0, 1)]
    assert rows[0]["evidence"] == f"its 2 CCGs have from 40.0, {places[0]}, to 50.0, {places[1]}"


def test_a_part_without_a_value_leaves_the_range_open(tmp_path: Path) -> None:
    assert found(tmp_path, [value("A00", 40.0), value("A01", None), stp(90.0)]) == []


def test_unrounded_values_of_two_ccgs_are_equal_only_as_fractions(tmp_path: Path) -> None:
    # By hand: 41.176470588 is 7 of 17; 13.975941589 is no fraction with a denominator to 2,000.
    values = {
        "A00": 41.176470588,
        "A01": 41.176470588,
        "A02": 13.975941589,
        "A03": 13.975941589,
        "A04": 50.0,
        "A05": 50.0,
    }
    rows = found(tmp_path, [value(code, number, measure_id=SHARE) for code, number in values.items()])
    assert told(rows, "org_code", "doubt", "strength", "other_value", "score") == [
        (code, "same_in_two_organisations", "strong", 13.975941589, 2.0) for code in ("A02", "A03")
    ]
    assert rows[0]["evidence"] == (
        f"2 CCGs have this value to 6 decimals: A02 ({SHARE}!A02:2018/19 Q1), A03 ({SHARE}!A03:2018/19 Q1)"
    )


def test_a_value_before_englands_series_begins_stands_alone(tmp_path: Path) -> None:
    england = value("England", 90.0, "2019/20 Q1", org_type="national")
    rows = found(tmp_path, [value("A00", 94.8), value("A00", 94.8, measure_id=SIX), england])
    assert told(rows, "org_code", "measure_id", "doubt", "strength", "other_value", "score") == [
        ("A00", RECOVERY, "alone_before_the_series", "strong", 94.8, 1.0)
    ]
    assert rows[0]["evidence"] == (
        "1 CCG has a value for this period, and England's begin with 2019/20 Q1 "
        f"({RECOVERY}!England:2019/20 Q1); {SIX} has the same value ({SIX}!A00:2018/19 Q1)"
    )


def test_five_ccgs_and_a_document_without_england_stand_not_alone(tmp_path: Path) -> None:
    england = value("England", 90.0, "2019/20 Q1", org_type="national")
    assert found(tmp_path / "five", [*(value(f"A0{at}", 94.0 + at / 10) for at in range(5)), england]) == []
    assert found(tmp_path / "none", [value("A00", 94.8)]) == []


def test_a_spike_is_measured_against_its_four_neighbours_and_gaps_are_skipped(tmp_path: Path) -> None:
    # By hand: all residuals but that of the spike are 0, so 20 points are the limit.
    numbers = [50.0, None, 50.0, 93.0, None, 51.0, 52.0, None]
    usual = [value("A01", 50.0, period) for period in QUARTERS]
    rows = found(tmp_path, [*usual, *map(value, ["A00"] * 8, numbers, QUARTERS)])
    assert told(rows, "org_code", "period", "doubt", "strength", "other_value", "score") == [
        ("A00", "2018/19 Q4", "spike", "weak", 50.5, 42.5)
    ]
    around = [f"{QUARTERS[at]} {numbers[at]} ({RECOVERY}!A00:{QUARTERS[at]})" for at in (0, 2, 5, 6)]
    assert rows[0]["evidence"] == (
        f"42.5 from the median of its neighbours in time, {', '.join(around)}; more than 20.0 is unusual"
    )


def test_five_of_one_area_are_told_as_a_crowd(tmp_path: Path) -> None:
    codes = [f"A{number:02}" for number in range(30)]
    rows = [
        value(code, 10.0 if code < "A05" and period == QUARTERS[3] else 50.0, period)
        for code in codes
        for period in QUARTERS
    ]
    spikes = [row for row in found(tmp_path, rows) if row["doubt"] == "spike"]
    assert told(spikes, "org_code") == [(code,) for code in codes[:5]]
    assert {row["note"] for row in spikes} == {"also 4 others of QAA: likely one provider's submission"}


def year_of_recovery() -> list[Row]:
    """Recovery rates of all CCGs, and the counts of one of them, as the publisher's annual totals have them."""
    with (PROJECT_DIR / "tests/truth/iapt_recovery_years.csv").open(encoding="utf-8") as file:
        rates = [value(row["org_code"], float(row["value"]), row["period"]) for row in csv.DictReader(file)]
    counts = {
        "iapt_recovered": (2570, 2475),
        "iapt_courses_finished": (5655, 16035),
        "iapt_not_at_caseness": (495, 790),
        "iapt_referrals_received": (13370, 14815),
    }
    return rates + [
        value("92G", float(number), period, measure_id=measure_id)
        for measure_id, numbers in counts.items()
        for period, number in zip(("2020/21", "2021/22"), numbers, strict=True)
    ]


def test_a_year_is_held_against_the_other_ccgs_alone(tmp_path: Path) -> None:
    document = [{"document_id": "d", "source_id": "iapt_annual"}]
    rows = run(tmp_path, "value_doubt", {"document": document, "measure_value": year_of_recovery()})
    assert [(row["period"], row["org_code"], row["doubt"], round(row["score"], 1)) for row in rows] == [
        ("2021/22", "12F", "level", -6.1),
        ("2021/22", "92G", "level", -11.8),
    ]
    assert [row["note"] for row in rows] == [
        None,
        "2,475 recovered of 16,035 finished less 790 not at caseness = 16.23 %; a year before 2,570 of 5,655 "
        "less 495 = 49.81 %; courses finished × 2.8, and more than the 14,815 referrals received: "
        "likely old referrals were closed",
    ]


def generated(seed: int) -> list[Row]:
    """A document of 33 CCGs in three areas over eight quarters, with now and then a value that is off."""
    draw = random.Random(seed)
    choices = [40.0, 45.0, 45.5, 50.0, 50.0, 50.123456789, 52.5, 66.666666667, 7.654321987, 95.0, 100.0, None]
    weights = [4, 9, 9, 12, 12, 1, 9, 2, 1, 1, 1, 2]
    rows = []
    for measure_id in (RECOVERY, SHARE, SIX, EIGHTEEN, ENTERING):
        begins = draw.choice((0, 0, 3))
        for number, period in enumerate([*QUARTERS, "2018/19", "2019/20"]):
            name = {"measure_id": measure_id, "period": period}
            if number >= begins:
                rows.append(value("England", 50.0, org_type="national", **name))
            ccgs = range(33) if number >= begins else draw.sample(range(33), draw.choice((2, 4, 5)))
            drawn = draw.choices(choices, weights, k=len(ccgs))
            rows += [value(f"A{ccg:02}", figure, **name) for ccg, figure in zip(ccgs, drawn, strict=True)]
            for area in ("QAA", "QBB", "QCC"):
                rows.append(value(area, draw.choice(choices), org_type="stp", **name))
    return rows


@worlds(3)
@given(seed=st.integers(0, 10_000))
def test_any_document_has_the_doubts_that_plain_python_finds(tmp_path: Path, seed: int) -> None:
    areas = {f"A{number:02}": "QAA" if number == 0 else "QBB" if number < 3 else "QCC" for number in range(33)}
    bodies = [row | {"icb_code": areas[row["org_code"]]} for row in organisations(33)]
    rows = generated(seed)
    completed = rows_of("measure_value", rows).to_dicts()
    rated = {RECOVERY, SHARE, SIX, EIGHTEEN}
    got = found(tmp_path, rows, organisation=bodies)
    columns = ("measure_id", "period", "org_type", "org_code", "doubt", "strength")
    assert {(*(row[name] for name in columns), round(row["score"], 6)) for row in got} == doubts(
        completed, rated, areas
    )


def test_of_several_versions_the_latest_is_judged(tmp_path: Path) -> None:
    older = [row | {"document_id": "d_1"} for row in (value("A00", 51.0), stp(93.0))]
    newer = [row | {"document_id": "d_2"} for row in (value("A00", 51.0), stp(51.0))]
    source = {"source_id": "mh_dashboard"}
    days = [
        rows_of("document", [{"document_id": "d_1"}])["published_on"][0].replace(year=year) for year in (2019, 2020)
    ]
    documents = [{"document_id": f"d_{at}", "published_on": day, **source} for at, day in enumerate(days, 1)]
    assert found(tmp_path / "both", [*older, *newer], document=documents) == []
    assert len(found(tmp_path / "old", older, document=documents)) == 1


@pytest.fixture(scope="module")
def of_the_edition(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """The doubts of a real edition of the dashboard."""
    if not EDITION.is_file():
        pytest.skip(f"the edition is not at {EDITION}")
    inputs = read_inputs(PROJECT_DIR / "raw")
    reference = inputs.reference
    measures = reference.measures_of("mh_dashboard")
    counted = {measure.measure_id for measure in measures.values() if reference.is_count(measure)}
    layout: Any = inputs.sources.by_id["mh_dashboard"].layout
    read = read_workbook(read_sheets(EDITION), layout, "edition", measures, reference.register, counted)
    document = rows_of("document", [{"document_id": "edition", "source_id": "mh_dashboard"}])
    folder = tmp_path_factory.mktemp("edition")
    return run(folder, "value_doubt", {"document": document, "measure_value": read.values})


@pytest.mark.nightly
def test_an_edition_has_twelve_cells_that_are_equal_in_six_measures(of_the_edition: list[Row]) -> None:
    cells = [row for row in of_the_edition if row["doubt"] == "same_in_many_measures"]
    assert Counter((row["org_code"], row["period"], row["value"]) for row in cells) == {
        ("42D", "2019/20 Q1", 85.0): 6,
        ("71E", "2019/20 Q2", 93.0): 6,
    }


@pytest.mark.nightly
def test_an_edition_has_255_values_other_than_their_areas(of_the_edition: list[Row]) -> None:
    pairs = [row for row in of_the_edition if row["doubt"] == "other_than_its_area"]
    # The 255 were counted without the access rates, which stand in the sheet of another measure.
    rates = [row for row in pairs if row["measure_id"] == "iapt_access_rate"]
    pairs = [row for row in pairs if row not in rates]
    assert (len(pairs), len(rates)) == (255, 2)
    assert Counter(row["measure_id"] for row in pairs) == {
        "iapt_people_entering_treatment": 77,
        "older_adult_acute_stays_over_90_days": 61,
        "mental_health_spend_share": 31,
        "adult_acute_stays_over_60_days": 18,
        "iapt_recovery_rate_minority_ethnic": 15,
        "eip_two_week_wait": 11,
        "discharges_followed_up_within_7_days": 11,
        "iapt_recovery_rate": 7,
        "planned_mental_health_spend_share": 6,
        "cyp_eating_disorder_routine_within_4_weeks": 6,
        "cyp_eating_disorder_urgent_within_1_week": 4,
        "cyp_adult_ward_bed_days": 3,
        "iapt_spend": 1,
        "self_harm_admissions_10_to_24": 1,
        "iapt_referrals_65_and_over": 1,
        "iapt_first_treatment_within_18_weeks": 1,
        "iapt_second_treatment_after_90_days": 1,
    }
    assert {(row["period"], row["org_code"]) for row in pairs if row["measure_id"] == RECOVERY} == {
        ("2016/17 Q1", "11M"), ("2016/17 Q1", "11X"), ("2016/17 Q1", "11J"), ("2016/17 Q2", "11J"),
        ("2017/18 Q4", "15N"), ("2017/18 Q4", "15C"), ("2019/20 Q2", "71E"),
    }  # fmt: skip
    assert {row["period"] for row in pairs if row["measure_id"] == "eip_two_week_wait"} == {"2021/22 Q1"}


@pytest.mark.nightly
def test_an_edition_has_one_area_outside_its_parts_and_seven_cells_alone(of_the_edition: list[Row]) -> None:
    outside = [row for row in of_the_edition if row["doubt"] == "outside_its_parts"]
    assert told(outside, "measure_id", "period", "org_code") == [("iapt_referrals_65_and_over", "2020/21 Q1", "QRL")]
    alone = [row for row in of_the_edition if row["doubt"] == "alone_before_the_series"]
    cells = [f"CR(viii)_FINAL CALC!{column}79" for column in "FGHIJKL"]
    assert told(alone, "org_code", "place") == [("15E", cell) for cell in cells]
    assert all("discharges_followed_up_within_7_days has the same value" in row["evidence"] for row in alone)


@pytest.mark.nightly
def test_an_edition_has_thirteen_groups_of_equal_unrounded_values(of_the_edition: list[Row]) -> None:
    cells = [row for row in of_the_edition if row["doubt"] == "same_in_two_organisations"]
    groups: dict[Any, set[str]] = {}
    for row in cells:
        groups.setdefault((row["measure_id"], row["period"], round(row["value"], 6)), set()).add(row["org_code"])
    three, two = {"W2U3Z", "M2L0M", "D4U1Y"}, {"11X", "D2P2L"}
    years = ["2016/17", "2017/18", "2018/19", "2019/20", "2020/21"]
    expected = [(SHARE, year, sorted(codes)) for year in years for codes in (three, two)]
    expected += [("planned_mental_health_spend_share", "2020/21", sorted(codes)) for codes in (three, two)]
    expected += [(SHARE, "2017/18", ["15F", "15M", "15N"])]
    assert sorted((*key[:2], sorted(codes)) for key, codes in groups.items()) == sorted(expected)
    assert groups[SHARE, "2017/18", 13.975942] == {"15M", "15N", "15F"}


@pytest.mark.nightly
def test_an_edition_has_these_spikes(of_the_edition: list[Row]) -> None:
    spikes = [row for row in of_the_edition if row["doubt"] == "spike"]
    assert Counter(row["measure_id"] for row in spikes) == {
        "iapt_first_treatment_within_6_weeks": 25,
        "discharges_followed_up_within_72_hours": 14,
        "discharges_followed_up_within_7_days_earlier_sheet": 13,
        "discharges_followed_up_within_7_days": 11,
        "iapt_first_treatment_within_18_weeks": 11,
        "cyp_eating_disorder_routine_within_4_weeks": 9,
        "cyp_eating_disorder_urgent_within_1_week": 5,
        "iapt_recovery_rate_minority_ethnic": 3,
        "iapt_recovery_rate": 2,
        "iapt_referrals_65_and_over": 1,
        "iapt_second_treatment_after_90_days": 1,
    }
    recovery = [row for row in spikes if row["measure_id"] == RECOVERY]
    assert told(recovery, "org_code", "period", "score") == [
        ("71E", "2019/20 Q2", 42.0),
        ("92G", "2021/22 Q1", -27.0),
    ]
    notes = Counter(row["note"] for row in spikes if row["measure_id"] == "discharges_followed_up_within_72_hours")
    crowd = "also {} others of {}: likely one provider's submission"
    assert notes == {crowd.format(7, "QE1"): 8, crowd.format(4, "QYG"): 5, None: 1}


@pytest.mark.nightly
def test_an_edition_has_six_unusual_levels_of_recovery_and_wirrals_is_its_own(of_the_edition: list[Row]) -> None:
    levels = [row for row in of_the_edition if (row["doubt"], row["measure_id"]) == ("level", RECOVERY)]
    assert [(row["org_code"], row["period"], round(row["score"], 1)) for row in levels] == [
        ("42D", "2019/20 Q1", 11.1),
        ("71E", "2019/20 Q2", 9.2),
        ("92G", "2021/22 Q1", -11.6),
        ("92G", "2021/22 Q2", -9.4),
        ("92G", "2021/22 Q3", -7.4),
        ("92G", "2021/22 Q4", -6.3),
    ]
