"""Periods: normal forms, printed forms, and where prose names dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.period_mentions import find_dates, find_periods
from pipeline.base.periods import Period, is_normal_period, last_day, normal_period, parse_period, period_of

Q1_2019 = Period("2019/20 Q1", date(2019, 4, 1), date(2019, 6, 30))
YEAR_2017 = Period("2017/18", date(2017, 4, 1), date(2018, 3, 31))


@pytest.mark.parametrize(
    "published",
    [
        "2019/20 Q1",
        "Q1 2019/20",
        "Q1 2019-20",
        "Q1, 2019/2020",
        "q1 19/20",
        "first quarter of 2019/20",
        "the first quarter of the 2019/20 financial year",
        "Quarter 1 2019/20",
        "End of Q1 2019/20",
        "April to June 2019",
        "April\N{EN DASH}June 2019",
        "1 April to 30 June 2019",
        "  Q1\N{NO-BREAK SPACE}2019/20 ",
    ],
)
def test_a_quarter_is_read_in_every_way_it_is_printed(published: str) -> None:
    assert parse_period(published) == Q1_2019


@pytest.mark.parametrize(
    "published",
    [
        "2017/18",
        "2017-18",
        "2017\N{EN DASH}18",
        "2017/2018",
        "2017/8",
        "FY 2017/18",
        "FY2017/18",
        "financial year 2017/18",
        "2017/18 financial year",
        "April 2017 to March 2018",
        "Apr 2017 - Mar 2018",
        "1 April 2017 to 31 March 2018",
        "2017-04 to 2018-03",
        "year to March 2018",
        "the year ended 31 March 2018",
        "12 months ending March 2018",
    ],
)
def test_a_financial_year_is_read_in_every_way_it_is_printed(published: str) -> None:
    assert parse_period(published) == YEAR_2017


@pytest.mark.parametrize(
    ("published", "period", "start", "end"),
    [
        ("Q4 2015/16", "2015/16 Q4", date(2016, 1, 1), date(2016, 3, 31)),
        ("Q3 2015/16", "2015/16 Q3", date(2015, 10, 1), date(2015, 12, 31)),
        ("2016/17 H2", "2016/17 H2", date(2016, 10, 1), date(2017, 3, 31)),
        ("first half of 2016/17", "2016/17 H1", date(2016, 4, 1), date(2016, 9, 30)),
        ("1999/2000", "1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2017", "2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("January to December 2017", "2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("July 2017", "2017-07", date(2017, 7, 1), date(2017, 7, 31)),
        ("Feb-20", "2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2017-07", "2017-07", date(2017, 7, 1), date(2017, 7, 31)),
        ("December 2016 \N{EN DASH} February 2017", "2016-12 to 2017-02", date(2016, 12, 1), date(2017, 2, 28)),
        ("2018/2020", "2018-01 to 2020-12", date(2018, 1, 1), date(2020, 12, 31)),
        ("2014 to 2017", "2014-01 to 2017-12", date(2014, 1, 1), date(2017, 12, 31)),
        ("2018/19 to 2020/21", "2018-04 to 2021-03", date(2018, 4, 1), date(2021, 3, 31)),
    ],
)
def test_a_period_has_one_normal_form_and_its_dates(published: str, period: str, start: date, end: date) -> None:
    assert parse_period(published) == Period(period, start, end)
    assert normal_period(period) == Period(period, start, end)


@pytest.mark.parametrize(
    "published",
    [
        "",
        "July",
        "Mental Health",
        "End of Q4 Position",
        "2017/18 planned",
        "2017/19",
        "2011-2004",
        "Q5 2019/20",
        "2019/20 H3",
        "Q1 2017",
        "2020 to 2021",
        "2017-13",
        "2 April 2018 to 31 March 2019",
        "March 2018 to March 2017",
        "year to June 2018",
        "year to date March 2018",
        "half year to March 2018",
        "year to 30 March 2018",
        "16/17",
        "2,016",
        "\N{FULLWIDTH DIGIT TWO}017",
        "2016 " * 50,
    ],
)
def test_what_names_no_period_for_certain_is_none(published: str) -> None:
    assert parse_period(published) is None


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Q1 2019/20", "write '2019/20 Q1'"),
        ("2017-18", "write '2017/18'"),
        ("2017-04 to 2018-03", "write '2017/18'"),
        (" 2017", "write '2017'"),
        ("soon", "write a financial year '2016/17'"),
    ],
)
def test_a_form_that_is_not_normal_is_refused_with_what_to_write(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        normal_period(text)


@given(
    st.dates(date(1950, 1, 1), date(2049, 12, 1)).map(lambda day: day.replace(day=1)),
    st.integers(min_value=1, max_value=72),
)
def test_every_run_of_months_has_a_normal_form_that_reads_back(start: date, months: int) -> None:
    last = start.month + months - 1
    next_month = date(start.year + last // 12, last % 12 + 1, 1)
    period = period_of(start, date.fromordinal(next_month.toordinal() - 1))
    assert normal_period(period.period) == period
    assert (period.start, period.end.toordinal() + 1) == (start, next_month.toordinal())


@given(st.from_regex(r"(?:19|20)[0-9]{2}(?:[-/ ][0-9QHto /-]{1,16})?", fullmatch=True))
def test_what_counts_as_normal_is_exactly_what_reads_back_as_it_stands(text: str) -> None:
    period = parse_period(text)
    assert is_normal_period(text) == (period is not None and period_of(period.start, period.end).period == text)


def test_days_that_are_no_whole_months_are_no_period() -> None:
    with pytest.raises(ValueError, match="no run of whole months"):
        period_of(date(2016, 4, 2), date(2016, 4, 30))


def named(text: str) -> list[tuple[str, str]]:
    return [(mention.period, text[mention.start : mention.end]) for mention in find_periods(text)]


def test_prose_names_financial_years_and_quarters() -> None:
    text = "areas for 2017/18 and, for leadership, the first quarter of 2019/20; see Q4 2015\N{EN DASH}16 and 2016-17."
    assert named(text) == [
        ("2017/18", "2017/18"),
        ("2019/20 Q1", "first quarter of 2019/20"),
        ("2015/16 Q4", "Q4 2015\N{EN DASH}16"),
        ("2016/17", "2016-17"),
    ]


def test_prose_names_the_year_that_ends_in_march() -> None:
    text = "In the year to 31 March 2018 more was spent than in the 12 months to March 2017, or the year to May 2016."
    assert named(text) == [("2017/18", "year to 31 March 2018"), ("2016/17", "12 months to March 2017")]


@pytest.mark.parametrize("text", [
    "the half year to March 2018", "the half-year to March 2018", "the last quarter of the year to March 2018",
    "the mid-year to March 2018", "Half year to 31 March 2018",
])  # fmt: skip
def test_a_part_of_the_year_that_ends_in_march_is_not_the_year(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    "text", ["in 2016", "in 2011-12", "2016/99", "12/13", "2011-12-01", "In 2016 - 17 CCGs", "page 2016/17.5"]
)
def test_prose_without_a_financial_year_names_none(text: str) -> None:
    assert named(text) == []


def dates(text: str) -> list[str]:
    return [text[start:end] for start, end in find_dates(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27 January 2020", ["27 January 2020"]),
        ("on 28th October, 13 CCGs", ["28th October"]),
        ("January 27, 2020", ["January 27, 2020"]),
        ("1 to 31 March 2017", ["1 to 31 March 2017"]),
        ("Health Education England, July 2017", ["July 2017"]),
        ("in December 2016 \N{EN DASH} February 2017 42% higher", ["December 2016", "February 2017"]),
        ("2016-10-28 and 28/10/2016", ["2016-10-28", "28/10/2016"]),
        ("By 2020 to 2021 local areas need 21,000 posts", ["2020 to 2021"]),
        ("The state of care 2014 to 2017| CQC", ["2014 to 2017"]),
        ("up from 17% since 2014/15.", ["2014/15"]),
        ("95 in the 12 months to March 2018", ["12 months to March 2018"]),
        ("by 2021", ["2021"]),
        ("in 2016 services improved for 13 people", ["2016"]),
        ("the 2016 ratings", ["2016"]),
        ("(2016) and 2017.", ["2016", "2017"]),
        ("mid-2016, the 1990s", ["2016", "1990s"]),
        ("the first quarter of 2019/20 for 191 CCGs", ["first quarter of 2019/20"]),
        ("Q4 and quarter 1", ["Q4", "quarter 1"]),
        ("from 15/16 to 16/17", ["15/16", "16/17"]),
        ("27\N{NO-BREAK SPACE}January 2020", ["27\N{NO-BREAK SPACE}January 2020"]),
    ],
)
def test_dates_years_and_periods_in_prose_are_found(text: str, expected: list[str]) -> None:
    assert dates(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2000 people",
        "in 2000 patients",
        "by 2000 more nurses",
        "2016 new posts",
        "1950 patients were seen",
        "2000 mental health workers",
        "more than 2000",
        "nearly 2016 of them",
        "2,016 and 2,000",
        "\N{POUND SIGN}2016 or 2016%",
        "2016 per cent",
        "coins-1523383_1920",
        "http://example.org/2016/x.html?y=2016",
        "13 may need help; 209 May be",
        "106 and 21",
    ],
)
def test_counts_amounts_and_names_are_no_dates(text: str) -> None:
    assert dates(text) == []


@given(st.text())
def test_arbitrary_text_never_raises(text: str) -> None:
    parse_period(text)
    find_periods(text)
    find_dates(text)


@given(st.text(alphabet="Q14/ 20-79toAprilJune,of", max_size=40))
def test_text_that_looks_like_dates_never_raises_and_its_spans_are_in_order(text: str) -> None:
    parse_period(text)
    for spans in (find_dates(text), [(mention.start, mention.end) for mention in find_periods(text)]):
        flat = [offset for span in spans for offset in span]
        assert flat == sorted(flat)
        assert all(start < end for start, end in spans)


@pytest.mark.parametrize(
    ("published", "day", "precision"),
    [
        ("2016-10-28", date(2016, 10, 28), "day"),
        ("2016-10", date(2016, 10, 31), "month"),
        ("2020-02", date(2020, 2, 29), "month"),
        ("2017", date(2017, 12, 31), "year"),
    ],
)
def test_the_last_possible_day_follows_from_the_precision(published: str, day: date, precision: str) -> None:
    assert last_day(published) == (day, precision)


@pytest.mark.parametrize(
    "published", ["", "28 October 2016", "2016-13", "2016-02-30", "2016-1", "0000", "0016-10", "2016-10-28 "]
)
def test_what_is_no_iso_date_is_refused_with_what_to_write(published: str) -> None:
    with pytest.raises(ValueError, match="write '2016-10-28', '2016-10' or '2016'"):
        last_day(published)
