"""Layouts that say in which form periods and days stand.

No CCG was open before April 2013; where an example is of earlier periods, its figures are mapped to a later day.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from feed_samples import SERVICES, SERVICES_HEADING, refusal, service
from layout_samples import HEADING, LONG, layout, long, read_lines, row


def test_years_that_look_like_months_are_years_where_one_label_of_the_column_says_so(tmp_path: Path) -> None:
    found = long(tmp_path, row("2010-11"), row("2011-12"), row("2012-13"), organisations_on="2019-04-01")
    assert found.values("period", "period_published") == [
        ("2010/11", "2010-11"),
        ("2011/12", "2011-12"),
        ("2012/13", "2012-13"),
    ]


def test_months_that_look_like_years_are_months_where_one_label_says_so(tmp_path: Path) -> None:
    found = long(tmp_path, row("2010-10"), row("2010-11"), row("2011-12"), organisations_on="2019-04-01")
    assert found.values("period") == [("2010-10",), ("2010-11",), ("2011-12",)]


def test_a_column_that_leaves_open_whether_it_holds_months_or_years_is_a_question(tmp_path: Path) -> None:
    content = "\n".join([HEADING, row("2010-11"), row("2011-12")])
    message = refusal(tmp_path, layout(LONG), content)
    assert "in its column Period '2010-11', '2011-12' can be months and financial years" in message
    assert "Say `period_form: month` or `period_form: financial_year` in raw/sources.yml" in message


@pytest.mark.parametrize(
    ("form", "periods"), [("month", ["2010-11", "2011-12"]), ("financial_year", ["2010/11", "2011/12"])]
)
def test_period_form_answers_it(tmp_path: Path, form: str, periods: list[str]) -> None:
    found = long(tmp_path, row("2010-11"), row("2011-12"), period_form=form, organisations_on="2019-04-01")
    assert [period for (period,) in found.values("period")] == periods


def test_a_label_that_is_none_of_the_form_is_a_reject_that_names_the_form(tmp_path: Path) -> None:
    found = long(tmp_path, row("201819"), row("2018-07"), period_form="financial_year")
    assert found.values("period") == [("2018/19",)]
    ((locator, reason),) = found.rejects
    assert locator == "row 3"
    assert reason.startswith("'2018-07' is not a financial year, as period_form says of its column")


def test_a_label_without_a_form_is_reported_which_forms_fit(tmp_path: Path) -> None:
    found = long(tmp_path, row("2017/18"), row("201819"), row("2015 - 17"))
    assert found.values("period") == [("2017/18",)]
    assert [reason for _, reason in found.rejects] == [
        "'201819' names no period for certain; it can be a financial year (period_form: financial_year); say so in"
        " sources.yml",
        "'2015 - 17' names no period for certain; it can be a financial year (period_form: financial_year) or a"
        " calendar year (period_form: calendar_year); say so in sources.yml",
    ]


def test_what_stands_around_a_label_can_be_said(tmp_path: Path) -> None:
    form = {"period_within": "SMI-*", "period_form": "quarter"}
    found = long(tmp_path, row("SMI-Q4-2019-2020"), row("smi-Q1-2020-2021"), row("Q2-2020-2021"), **form)
    assert found.values("period", "period_published") == [
        ("2019/20 Q4", "SMI-Q4-2019-2020"),
        ("2020/21 Q1", "smi-Q1-2020-2021"),
    ]
    assert "is no period between what period_within says (SMI-*)" in found.rejects[0][1]


@pytest.mark.parametrize(
    ("start", "end", "form"),
    [
        ("01-Apr-2019", "30-Apr-2019", None),
        ("2019-04-01T00:00:00", "2019-04-30T00:00:00", None),
        ("43556", "43585", "excel"),
        ("04/01/2019", "04/30/2019", "mm/dd/yyyy"),
        ("01.04.2019", "30.04.2019", "dd/mm/yyyy"),
    ],
)
def test_days_are_read_in_the_form_of_the_layout(tmp_path: Path, start: str, end: str, form: str | None) -> None:
    days = SERVICES.model_copy(update={"date_form": form})
    found = read_lines(tmp_path, days, SERVICES_HEADING, service("5", start=start, end=end))
    assert found.values("period", "period_published") == [("2019-04", f"{start} to {end}")]


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("43556", "43585", "say `date_form: excel`"),
        ("04/13/2019", "04/30/2019", "say `date_form: mm/dd/yyyy`"),
        ("2019-03-31T23:00:00Z", "30/04/2019", "'2019-03-31T23:00:00Z' is no day as dd/mm/yyyy or yyyy-mm-dd"),
    ],
)
def test_days_of_another_form_are_rejects_that_say_which_key_would_read_them(
    tmp_path: Path, start: str, end: str, message: str
) -> None:
    found = read_lines(tmp_path, SERVICES, SERVICES_HEADING, service("5"), service("6", start=start, end=end))
    assert message in found.rejects[0][1]


DAYS = {"period_form": "financial_year", "period_days": ["From", "To"]}
DAYS_HEADING = "Period,From,To,Kind,Code,Name,Measure,Value"


def test_a_label_and_its_days_that_are_two_periods_are_not_taken(tmp_path: Path) -> None:
    """2020-21 ends on 31 March 2021; which of the two has slipped a row only its publisher knows."""
    lines = [
        "2020-21,2020-04-01,2021-03-31,CCG,03K,NHS A CCG,M192,50",
        "2020-21,2021-04-01,2022-03-31,CCG,03N,NHS B CCG,M192,51",
        "2020-21,,,CCG,03F,NHS C CCG,M192,52",
    ]
    found = read_lines(tmp_path, layout(LONG, **DAYS), DAYS_HEADING, *lines)
    assert found.values("org_code", "period", "period_published") == [
        ("03K", "2020/21", "2020-21"),
        ("03F", "2020/21", "2020-21"),
    ]
    (where, why), *more = found.rejects
    assert (where, more) == ("row 3", [])
    assert why == (
        "'2020-21' is 2020/21, and its days, 2021-04-01 to 2022-03-31, are another; ask its publisher which is right"
    )


def test_a_file_without_the_days_is_read_by_its_labels(tmp_path: Path) -> None:
    form = layout(LONG, **DAYS)
    assert read_lines(tmp_path, form, HEADING, row("2020-21")).values("period") == [("2020/21",)]
