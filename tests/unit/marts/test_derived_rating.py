"""Rating rules applied and tested: the shipped rule on the article's 34 rows, and any rule on any values."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, real_tables, rows_of, run
from oracle.derived_rating import derived, rule_test, thresholds_that_fit

from pipeline.base.settings import PROJECT_DIR

TOP, WELL, NEEDS, GREATEST = "Top performing", "Performing well", "Needs improvement", "Greatest need for improvement"
RULE = {
    "rule_id": "r",
    "period": "2016/17",
    "value_period": "2015/16 Q4",
    "framework": "ccg_iaf_baseline_2016",
    "area": "mental_health",
    "scale": "iaf_baseline_2016",
    "status": "inferred",
}


def condition(band: str, cut: str, comparator: str, threshold: float) -> Row:
    measure_id = {"a": "iapt_recovery_rate", "b": "eip_two_week_wait"}[cut]
    return {
        "rule_id": "r",
        "band": band,
        "cut": cut,
        "measure_id": measure_id,
        "comparator": comparator,
        "threshold": threshold,
    }


CONDITIONS = [
    condition(TOP, "a", "at least", 50),
    condition(TOP, "b", "at least", 60),
    condition(GREATEST, "a", "fewer than", 50),
    condition(GREATEST, "b", "fewer than", 60),
]


def tables(values: list[Row], ratings: list[Row], conditions: list[Row] | None = None) -> dict[str, Any]:
    return {
        "document": [{"document_id": "d"}],
        "organisation": organisations(12),
        "rating_rule": [RULE],
        "rating_rule_condition": conditions or CONDITIONS,
        "measure_value": values,
        "rating": ratings,
    }


def value(org_code: str, measure_id: str, number: float | None, note: str | None = None) -> Row:
    return {
        "document_id": "d",
        "org_type": "ccg",
        "org_code": org_code,
        "measure_id": measure_id,
        "period": "2015/16 Q4",
        "period_note": note,
        "value": number,
        "status": "published" if number is not None else "suppressed",
        "reason": None if number is not None else "suppressed",
    }


def rating(org_code: str, band: str) -> Row:
    return {
        "document_id": "d",
        "org_code": org_code,
        "framework": RULE["framework"],
        "area": RULE["area"],
        "period": "2016/17",
        "scale": RULE["scale"],
        "band": band,
        "status": "rated",
    }


def two(org_code: str, recovery: float | None, two_weeks: float | None) -> list[Row]:
    return [value(org_code, "iapt_recovery_rate", recovery), value(org_code, "eip_two_week_wait", two_weeks)]


def test_the_shipped_rule_agrees_with_all_34_and_says_that_it_is_inferred(tmp_path: Path) -> None:
    rows = run(tmp_path, "derived_rating", real_tables())
    assert len(rows) == 34
    assert {row["agreement"] for row in rows} == {"agrees"}
    assert {row["rule_status"] for row in rows} == {"inferred"}
    assert {row["rule_author"] for row in rows} == {"ccg-ratings"}


def test_the_middle_bands_of_the_shipped_rule_cannot_be_tested(tmp_path: Path) -> None:
    rows = run(tmp_path, "rating_rule_test", real_tables())
    assert [
        (row["band"], row["published"], row["verdict"]) for row in sorted(rows, key=lambda row: row["position"])
    ] == [
        (TOP, 13, "consistent with 13 of 13"),
        (WELL, 0, "cannot be tested: the rule has no conditions for this band"),
        (NEEDS, 0, "cannot be tested: the rule has no conditions for this band"),
        (GREATEST, 21, "consistent with 21 of 21"),
    ]
    assert {row["rule_status"] for row in rows} == {"inferred"}


def test_the_intervals_of_the_shipped_thresholds_are_the_gaps_in_the_article(tmp_path: Path) -> None:
    # By hand, from the article's table: the best band begins at 55.0 and 75.0, the worst ends at 47.6 and 48.5.
    rows = run(tmp_path, "rating_rule_threshold", real_tables())
    assert [(row["measure_id"], row["fits_above"], row["fits_below"], row["tested"]) for row in rows] == [
        ("iapt_recovery_rate", 47.6, 55.0, 34),
        ("eip_two_week_wait", 48.5, 75.0, 34),
    ]
    assert rows[0]["interval"] == "any cut above 47.6 up to 55.0 gives the same verdicts on these 34 organisations"
    assert {row["rule_status"] for row in rows} == {"inferred"}


def test_each_outcome_is_told(tmp_path: Path) -> None:
    values = [
        *two("A00", 50, 60),
        *two("A01", 49.9, 59.9),
        *two("A02", 70, 10),
        *two("A03", 70, None),
        *two("A04", 10, 10),
        *two("A05", 10, 10),
    ]
    ratings = [rating("A00", TOP), rating("A01", TOP), rating("A02", WELL), rating("A03", TOP), rating("A04", GREATEST)]
    rows = run(tmp_path, "derived_rating", tables(values, ratings))
    assert [(row["org_code"], row["derived_band"], row["published_band"], row["agreement"]) for row in rows] == [
        ("A00", TOP, TOP, "agrees"),
        ("A01", GREATEST, TOP, "differs"),
        ("A02", None, WELL, "no derived band"),
        ("A03", None, TOP, "no derived band"),
        ("A04", GREATEST, GREATEST, "agrees"),
        ("A05", GREATEST, None, "no published band"),
    ]
    assert rows[2]["reason"] == f"the values are neither those of {GREATEST} or {TOP}, and the rule has no other band"
    assert rows[3]["reason"] == "no value of eip_two_week_wait"
    assert rows[0]["basis"] == "eip_two_week_wait 60.0, iapt_recovery_rate 50.0"
    verdicts = {row["band"]: row["verdict"] for row in run(tmp_path, "rating_rule_test", tables(values, ratings))}
    assert verdicts[TOP] == "differs in 1 of 2; no band follows for 1 of 3, because no value of eip_two_week_wait"
    assert verdicts[GREATEST] == "consistent with 1 of 1"
    assert verdicts[WELL] == "cannot be tested: the rule has no conditions for this band"


def test_a_band_that_follows_for_none_cannot_be_tested(tmp_path: Path) -> None:
    values = [value(code, "iapt_recovery_rate", 70) for code in ("A00", "A01")]
    rows = run(tmp_path, "rating_rule_test", tables(values, [rating("A00", TOP), rating("A01", TOP)]))
    top = next(row for row in rows if row["band"] == TOP)
    assert (top["published"], top["underived"], top["agree"], top["refuted"]) == (2, 2, 0, None)
    assert top["verdict"] == "cannot be tested: no band follows for 2 of 2, because no value of eip_two_week_wait"


def test_values_that_fail_the_conditions_for_the_published_band_differ(tmp_path: Path) -> None:
    given = tables(two("A00", 70, 10), [rating("A00", TOP)])
    (row,) = run(tmp_path, "derived_rating", given)
    assert (row["derived_band"], row["agreement"]) == (None, "differs")
    top = next(row for row in run(tmp_path, "rating_rule_test", given) if row["band"] == TOP)
    assert (top["underived"], top["verdict"]) == (0, "differs in 1 of 1")


@pytest.mark.parametrize(("is_complete", "refuted"), [(True, 2), (False, None)])
def test_who_is_derived_and_not_in_a_complete_list_refutes_the_rule(
    tmp_path: Path, is_complete: bool, refuted: int | None
) -> None:
    values = [*two("A00", 70, 70), *two("A01", 70, 70), *two("A02", 70, 70), *two("A03", 10, 10)]
    ratings = [rating("A00", TOP) | {"band_complete": is_complete}, rating("A02", GREATEST), rating("A03", GREATEST)]
    rows = {row["band"]: row for row in run(tmp_path, "rating_rule_test", tables(values, ratings))}
    top, greatest = rows[TOP], rows[GREATEST]
    assert (top["derived"], top["agree"], top["listed_band_complete"], top["refuted"]) == (3, 1, is_complete, refuted)
    assert top["verdict"] == (
        "refuted: gives this band to 2 that the complete list lacks; agrees with 1 of 1"
        if is_complete
        else "consistent with 1 of 1"
    )
    assert (greatest["refuted"], greatest["verdict"]) == (None, "differs in 1 of 2")


def test_the_counts_of_the_quarter_refute_the_shipped_rule_where_the_period_is_printed(tmp_path: Path) -> None:
    # Recovery as in the dashboard of Q4 2021/22 for 2015/16 Q4, two weeks from the counts of January to March 2016.
    with (PROJECT_DIR / "tests/truth/baseline_2016.csv").open(encoding="utf-8") as file:
        given = list(csv.DictReader(file))
    real = real_tables()
    printed = rows_of(
        "measure_value",
        [
            value(row["org_code"], measure_id, float(row[measure_id])) | {"document_id": "dashboard"}
            for row in given
            for measure_id in ("iapt_recovery_rate", "eip_two_week_wait")
            if row[measure_id]
        ],
    )
    document = rows_of("document", [{"document_id": "dashboard"}])
    alone = pl.concat([real["measure_value"], printed.filter(pl.col("measure_id") == "iapt_recovery_rate")])
    both = pl.concat([real["measure_value"], printed])
    found = {}
    for name, table in (("recovery alone", alone), ("both", both)):
        more = {"measure_value": table, "document": pl.concat([real["document"], document])}
        rows = run(tmp_path / name, "rating_rule_test", real | more)
        found[name] = {
            (row["period_inferred"], row["band"]): (row["agree"], row["published"], row["derived"], row["refuted"])
            for row in rows
            if row["band"] in (TOP, GREATEST)
        }
        verdicts = {(row["period_inferred"], row["band"]): row["verdict"] for row in rows}
        assert verdicts[True, TOP] == "consistent with 13 of 13"
        assert verdicts[True, GREATEST] == "consistent with 21 of 21"
        if name == "recovery alone":
            why = "because no value of eip_two_week_wait"
            assert verdicts[False, TOP] == f"cannot be tested: no band follows for 4 of 4, {why}"
            assert verdicts[False, GREATEST] == f"cannot be tested: no band follows for 7 of 7, {why}"
        else:
            assert verdicts[False, TOP].startswith("refuted: gives this band to 22 that the complete list lacks")
            assert verdicts[False, GREATEST].startswith("refuted: gives this band to 1 that the complete list lacks")
    assert found["both"][False, TOP] == (4, 4, 26, 22)
    assert found["both"][False, GREATEST] == (6, 7, 7, 1)


def test_conditions_of_several_bands_give_none(tmp_path: Path) -> None:
    loose = [condition(TOP, "a", "more than", 10), condition(WELL, "a", "at most", 60)]
    (row,) = run(tmp_path, "derived_rating", tables(two("A00", 50, 50), [rating("A00", TOP)], loose))
    assert (row["derived_band"], row["agreement"]) == (None, "no derived band")
    assert row["reason"] == f"the conditions of several bands hold: {WELL}, {TOP}"


def test_values_of_an_inferred_period_are_a_series_of_their_own(tmp_path: Path) -> None:
    values = two("A00", 70, 70)
    values += [row | {"period_note": "so the text says", "value": 10.0, "document_id": "e"} for row in values]
    given = tables(values, [rating("A00", TOP)]) | {"document": [{"document_id": "d"}, {"document_id": "e"}]}
    rows = run(tmp_path, "derived_rating", given)
    assert [(row["period_inferred"], row["agreement"]) for row in rows] == [(False, "agrees"), (True, "differs")]


def test_values_of_other_kinds_of_organisations_are_not_rated(tmp_path: Path) -> None:
    ratings = [rating("A00", TOP), rating("A01", GREATEST)]
    values = [*two("A00", 70, 70), *two("A01", 10, 10)]
    others = [row | {"org_type": "provider", "value": 30.0} for row in [*values, *two("A02", 1, 1)]]
    given = tables([*values, *others], ratings)
    rows = run(tmp_path, "derived_rating", given)
    assert [(row["org_code"], row["agreement"]) for row in rows] == [("A00", "agrees"), ("A01", "agrees")]
    cuts = run(tmp_path, "rating_rule_threshold", given)
    assert [(row["fits_above"], row["fits_below"], row["tested"]) for row in cuts] == [(10.0, 70.0, 2)] * 2


NUMBERS = st.integers(0, 20).map(lambda number: number * 5.0)
CODES = [row["org_code"] for row in organisations(12)]


@worlds()
@given(
    values=st.dictionaries(st.sampled_from(CODES), st.tuples(NUMBERS, NUMBERS | st.none()), min_size=1),
    bands=st.dictionaries(st.sampled_from(CODES), st.sampled_from([TOP, WELL, NEEDS, GREATEST])),
    cuts=st.tuples(st.integers(0, 20), st.integers(0, 20)),
    kinds=st.sampled_from([("at least", "fewer than"), ("more than", "at most")]),
)
def test_any_rule_gives_what_plain_python_gives(
    tmp_path: Path, values: dict[str, Any], bands: dict[str, str], cuts: tuple[int, int], kinds: tuple[str, str]
) -> None:
    conditions = [
        condition(band, cut, kind, place * 5.0)
        for band, kind in zip((TOP, GREATEST), kinds, strict=True)
        for cut, place in zip("ab", cuts, strict=True)
    ]
    rows = [row for code, numbers in values.items() for row in two(code, *numbers)]
    given_tables = tables(rows, [rating(code, band) for code, band in bands.items()], conditions)
    expected = derived(RULE, conditions, rows, given_tables["rating"])
    found = run(tmp_path, "derived_rating", given_tables)
    assert {
        (row["period_inferred"], row["org_code"]): (row["derived_band"] or "", row["published_band"], row["agreement"])
        for row in found
    } == expected
    complete = {TOP} if kinds[0] == "at least" else set()
    given_tables["rating"] = [row | {"band_complete": row["band"] in complete} for row in given_tables["rating"]]
    assert {
        row["band"]: (row["published"], row["underived"], row["agree"], row["derived"], row["refuted"])
        for row in run(tmp_path, "rating_rule_test", given_tables)
        if row["listed_band_complete"] == (row["band"] in complete & set(bands.values()))
    } == rule_test(expected, [TOP, WELL, NEEDS, GREATEST], complete & set(bands.values()))
    whole = {code: numbers for code, numbers in values.items() if code in bands and None not in numbers}
    named = {
        code: {"iapt_recovery_rate": numbers[0], "eip_two_week_wait": numbers[1]} for code, numbers in whole.items()
    }
    if len(whole) < len([code for code in values if code in bands]) or not whole:
        return
    # Thresholds between the values and at them: the values are multiples of 5.
    tries = [place / 2 for place in range(-6, 210)]
    for row in run(tmp_path, "rating_rule_threshold", given_tables):
        low, high = thresholds_that_fit(row["cut"], row["threshold"], conditions, named, tries)
        at_value_is_above = kinds[0] == "at least"
        step = 0.5
        assert low == (None if row["fits_above"] is None else row["fits_above"] + (step if at_value_is_above else 0))
        assert high == (None if row["fits_below"] is None else row["fits_below"] - (0 if at_value_is_above else step))


def test_the_words_of_an_interval_say_which_end_belongs_to_it(tmp_path: Path) -> None:
    conditions = [condition(TOP, "a", "more than", 50), condition(GREATEST, "a", "at most", 50)]
    values = [value("A00", "iapt_recovery_rate", 60), value("A01", "iapt_recovery_rate", 40)]
    given = tables(values, [rating("A00", TOP), rating("A01", GREATEST)], conditions)
    (row,) = run(tmp_path, "rating_rule_threshold", given)
    assert row["interval"] == "any cut from 40.0 below 60.0 gives the same verdicts on these 2 organisations"
