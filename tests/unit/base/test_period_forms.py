"""Printed periods and days under the form that a layout gives them; labels that leave their form open."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.base.day_forms import DateForm, day_in_form
from pipeline.base.period_forms import (
    PeriodForm,
    certain_period,
    form_of_column,
    forms_that_fit,
    period_in_form,
)


@pytest.mark.parametrize(
    ("form", "label", "period"),
    [
        ("financial_year", "2016/17", "2016/17"),
        ("financial_year", "2016-17", "2016/17"),
        ("financial_year", " 2016 – 17 ", "2016/17"),
        ("financial_year", "2016/2017", "2016/17"),
        ("financial_year", "FY 2016/17", "2016/17"),
        ("financial_year", "201617", "2016/17"),
        ("financial_year", "201819", "2018/19"),
        ("financial_year", "201112", "2011/12"),
        ("financial_year", "16/17", "2016/17"),
        ("financial_year", "1617", "2016/17"),
        ("financial_year", "2010-11", "2010/11"),
        ("financial_year", "1999-00", "1999/00"),
        ("financial_year", "2015 - 17", "2015-04 to 2017-03"),
        ("financial_year", "April 2016 to March 2017", "2016/17"),
        ("quarter", "Q1 16-17", "2016/17 Q1"),
        ("quarter", "Q1 2016/17", "2016/17 Q1"),
        ("quarter", "2016/17 Q1", "2016/17 Q1"),
        ("quarter", "2016-17 Q4", "2016/17 Q4"),
        ("quarter", "Q4-2019-2020", "2019/20 Q4"),
        ("quarter", "201617Q3", "2016/17 Q3"),
        ("quarter", "Quarter 2, 2016-17", "2016/17 Q2"),
        ("quarter", "Q1 10-11", "2010/11 Q1"),
        ("quarter", "April to June 2016", "2016/17 Q1"),
        ("half_year", "H2 2016-17", "2016/17 H2"),
        ("calendar_quarter", "Q1 2019", "2018/19 Q4"),
        ("calendar_quarter", "2019 Q2", "2019/20 Q1"),
        ("month", "APR2019", "2019-04"),
        ("month", "Apr-19", "2019-04"),
        ("month", "2019-04", "2019-04"),
        ("month", "201904", "2019-04"),
        ("month", "April 2019", "2019-04"),
        ("month", "2019 Sept", "2019-09"),
        ("month", "04/2019", "2019-04"),
        ("month", "2010-11", "2010-11"),
        ("month", "2019-02-01", "2019-02"),
        ("month", "28/02/2019", "2019-02"),
        ("calendar_year", "2017", "2017"),
        ("calendar_year", "2015 - 17", "2015-01 to 2017-12"),
        ("rolling", "12 months to March 2019", "2018/19"),
        ("rolling", "Year ending 30 June 2019", "2018-07 to 2019-06"),
        ("rolling", "12 months to December 2019", "2019"),
        ("rolling", "Apr 2018 - Mar 2019", "2018/19"),
        ("rolling", "Dec-18 to Feb-19", "2018-12 to 2019-02"),
        ("rolling", "01/04/2018 to 31/03/2019", "2018/19"),
    ],
)
def test_a_label_under_its_form(form: PeriodForm, label: str, period: str) -> None:
    found = period_in_form(label, form)
    assert found is not None
    assert found.period == period


@pytest.mark.parametrize(
    ("form", "label"),
    [
        ("financial_year", "2016-05"),
        ("financial_year", "2019-04"),
        ("financial_year", "2017/19"),
        ("financial_year", "2016"),
        # 2020/21, or the year 2021?
        ("financial_year", "2021"),
        ("financial_year", "2016-99"),
        ("quarter", "Q1 2019"),
        ("quarter", "Q5 2016/17"),
        ("quarter", "2016/17"),
        ("quarter", "Q1 2015-17"),
        ("calendar_quarter", "Q1 2016/17"),
        ("month", "2012-13"),
        ("month", "201913"),
        # a day within a month
        ("month", "02/02/2019"),
        ("month", "Mayhem 2019"),
        ("month", "43556"),
        # as a rule a financial year
        ("calendar_year", "2010-11"),
        ("rolling", "2015 - 17"),
        ("rolling", "Year ending 15 March 2019"),
        ("rolling", "15/04/2018 to 31/03/2019"),
        ("month", ""),
        ("month", "x" * 200),
    ],
)
def test_a_label_that_is_none_of_the_form(form: PeriodForm, label: str) -> None:
    assert period_in_form(label, form) is None


def test_numbers_together_are_a_period_only_under_a_form() -> None:
    assert certain_period("201819") is None
    assert forms_that_fit("201819") == ["financial_year"]
    assert forms_that_fit("201112") == ["financial_year", "month"]


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("APR2019", "2019-04"),
        ("Q1 16-17", "2016/17 Q1"),
        ("2016/17", "2016/17"),
        ("Q1 2019", None),
        ("2015 - 17", None),
    ],
)
def test_a_word_or_letter_makes_a_label_certain_where_only_one_form_fits(label: str, period: str | None) -> None:
    found = certain_period(label)
    assert (found.period if found else None) == period


@pytest.mark.parametrize(
    ("labels", "form"),
    [
        (["2010-11", "2011-12", "2012-13"], "financial_year"),
        (["2010-11", "2009/10"], "financial_year"),
        (["2019-04", "2010-11"], "month"),
        (["2010-11", "Nov 2011", "2009/10"], "financial_year"),
    ],
)
def test_one_label_that_is_certain_tells_the_form_of_the_column(labels: list[str], form: str) -> None:
    assert (form_of_column(labels).form, form_of_column(labels).question) == (form, None)


@pytest.mark.parametrize(
    ("labels", "question"),
    [
        # who writes months by their names does not write them as 2010-11
        (["2010-11", "Nov 2011"], "'2010-11' can be a month and a financial year"),
        (["2010-11"], "'2010-11' can be a month and a financial year"),
        (["2011-12", "2010-11"], "'2010-11', '2011-12' can be months and financial years"),
        (["2010–11", "2011-12", "Q1 2012/13"], "'2010–11', '2011-12' can be months and financial years"),
        (
            ["2010-11", "2012-13", "2012-07"],
            "'2010-11' can be a month and a financial year, and its other labels are of both kinds",
        ),
    ],
)
def test_a_column_that_leaves_its_form_open_is_a_question(labels: list[str], question: str) -> None:
    found = form_of_column(labels)
    assert found.form is None
    assert found.question == question


def test_a_column_whose_labels_are_all_certain_leaves_nothing_open() -> None:
    found = form_of_column(["2012-13", "2019-04", "2017", "2019-10", "Q1 2016/17", "n/a", ""])
    assert (found.form, found.question) == (None, None)


APRIL = date(2019, 4, 1)


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("01/04/2019", None, APRIL),
        ("2019-04-01", None, APRIL),
        ("2019-04-01T00:00:00", None, APRIL),
        ("2019-04-01 00:00:00.000", None, APRIL),
        ("2019-04-30T23:59:59", None, date(2019, 4, 30)),
        ("01/04/2019 00:00", None, APRIL),
        ("01-Apr-2019", None, APRIL),
        ("1 April 2019", None, APRIL),
        ("01APR2019", None, APRIL),
        ("20190401", None, APRIL),
        ("01-04-2019", "dd/mm/yyyy", APRIL),
        ("04/01/2019", "mm/dd/yyyy", APRIL),
        ("43556", "excel", APRIL),
        ("43556.0", "excel", APRIL),
        ("2019-04-01", "excel", APRIL),
        # what the form does not say is not guessed
        ("04/30/2019", None, None),
        ("01-04-2019", None, None),
        ("43556", None, None),
        ("01/04/2019", "excel", None),
        ("31/02/2019", None, None),
        ("2019-02-30", "excel", None),
        # eleven at night in Greenwich is the next day in London's summer
        ("2019-03-31T23:00:00", None, None),
        ("2019-03-31T23:00:00Z", None, None),
        ("01/04/19", None, None),
        ("", None, None),
    ],
)
def test_a_day_under_its_form(text: str, form: DateForm | None, day: date | None) -> None:
    assert day_in_form(text, form) == day
