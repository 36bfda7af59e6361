"""Keys of figures; their last four characters were worked out with sha256sum."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish.figure_keys import FigureKey, NotAKey, key_of, organisation_of, parse_key

VALUE = {
    "measure_id": "iapt_recovery_rate", "period": "2021/22 Q4", "org_type": "ccg", "org_code": "03F",
    "document_id": "mh_dashboard_2022-09-30", "value": 55.0, "status": "published",
}  # fmt: skip
RATING = {
    "area": "mental_health", "period": "2015/16", "org_code": "03F", "framework": "ccg_iaf_baseline_2016",
    "document_id": "nursing_times_2016", "band": "Needs improvement", "status": "rated",
}  # fmt: skip
# The counts of eight CCGs, 269 of 418.
SUM = {
    "measure_id": "eip_two_week_wait", "period": "2018/19", "area_type": "icb", "area_code": "QOQ",
    "source_id": "eip_waiting_times", "percent": 100 * 269 / 418,
}  # fmt: skip
CLAIM = {"claim_id": "mailonline_2016:3.2", "claimed": 106.0, "verdict": "corroborated"}


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (VALUE, "value:iapt_recovery_rate:2021/22+Q4:03F:mh_dashboard_2022-09-30=55~3f62"),
        (
            VALUE | {"org_type": "region", "org_code": "Y61", "value": None, "status": "suppressed"},
            "value:iapt_recovery_rate:2021/22+Q4:region.Y61:mh_dashboard_2022-09-30=suppressed~5468",
        ),
        (
            RATING,
            "rating:mental_health:2015/16:03F:ccg_iaf_baseline_2016:nursing_times_2016=Needs+improvement~f902",
        ),
        (CLAIM, "claim:mailonline_2016:3.2=106+corroborated~d902"),
        (SUM, "sum:eip_two_week_wait:2018/19:icb.QOQ:eip_waiting_times=64.35406699~c968"),
        (
            SUM | {"area_type": "England", "area_code": "England", "percent": None},
            "sum:eip_two_week_wait:2018/19:England.England:eip_waiting_times=not_available~6725",
        ),
    ],
)
def test_a_key_says_what_a_figure_is_about_and_what_it_said(row: dict[str, Any], key: str) -> None:
    assert key_of(row) == key


def test_a_key_is_taken_apart() -> None:
    assert parse_key("claim:mailonline_2016:3.2=106+corroborated~d902@20261129T134949123456Z") == FigureKey(
        "claim", {"document_id": "mailonline_2016", "place": "3.2"}, "106 corroborated", "20261129T134949123456Z"
    )
    assert parse_key("claim:mailonline_2016:3.2=106+corroborated~d902").release_id is None
    region = parse_key("value:iapt_recovery_rate:2021/22+Q4:region.Y61:mh_dashboard_2022-09-30=suppressed~5468")
    assert organisation_of(region.subject["organisation"]) == ("region", "Y61")
    assert organisation_of("03F") == ("ccg", "03F")


@pytest.mark.parametrize(
    ("value", "said"),
    [(12345678901.0, "12345678901"), (0.0, "0"), (-2.0, "-2"), (54.5454545454545, "54.54545455"), (0.07, "0.07")],
)
def test_a_number_is_written_as_people_would(value: float, said: str) -> None:
    assert parse_key(key_of(VALUE | {"value": value})).said == said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no key of a figure"),
        ("03F", "no key of a figure"),
        ("claim:mailonline_2016:3.2=106+corroborated", "no key of a figure"),
        ("claim:mailonline_2016:3.2=106+corroborated~d902@", "no key of a figure"),
        ("rating:mailonline_2016:3.2=106+corroborated~d902", "no key of a figure"),
        ("claim:mailonline_2016:3.2=107+corroborated~d902", "not as it was made"),
        ("claim:mailonline_2016:3.2=106+corroborated~d9", "not as it was made"),
        ("claim:mailonline_2061:3.2=106+corroborated~d902", "not as it was made"),
    ],
)
def test_what_is_no_key_or_mistyped_is_refused(text: str, why: str) -> None:
    with pytest.raises(NotAKey, match=why):
        parse_key(text)


@given(st.text(min_size=1), st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_whatever_the_parts_hold_is_had_back(measure_id: str, period: str, code: str, document_id: str) -> None:
    row = VALUE | {"measure_id": measure_id, "period": period, "org_code": code, "document_id": document_id}
    parsed = parse_key(key_of(row | {"org_type": "icb"}))
    assert [*parsed.subject.values()] == [measure_id, period, f"icb.{code}", document_id]
