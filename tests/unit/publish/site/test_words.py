"""Numbers, dates and names as the pages write them."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.publish.site import addresses, words


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "written"),
    [
        (48.4, "%", 1, "48.4%"),
        (50.0, "%", None, "50%"),
        (33.0, "%", 1, "33.0%"),
        (3970000000.0, "£", None, "£3,970,000,000"),
        (12.0, "days", 0, "12 days"),
        (0.1 + 0.2, "", None, "0.3"),
        (-1234.5, "", 1, "-1,234.5"),
        (209, "", None, "209"),
        (0, "", None, "0"),
        (8.395176252, "%", None, "8.395%"),
        (66.67, "%", None, "66.67%"),
        (35.294117647, "%", 9, "35.294%"),
        (98.125, "%", 3, "98.125%"),
        (0.04, "%", None, "0.04%"),
        (13043876.457, "£", None, "£13,043,876"),
        (0.3, "", None, "0.3"),
        (1.0, "yes or no", None, "yes"),
        (0.0, "yes or no", None, "no"),
        (0.5, "yes or no", None, "0.5 yes or no"),
        (None, "%", 1, ""),
    ],
)
def test_a_value_has_its_unit_and_the_decimals_that_it_is_true_to(
    value: float | None, unit: str, decimals: int | None, written: str
) -> None:
    assert words.number(value, unit, decimals) == written


def test_words() -> None:
    assert words.label("mental_health") == "Mental health"
    assert words.day(date(2020, 1, 7)) == "7 January 2020"
    assert words.day(None) == ""
    dated = {"published_on": date(2016, 10, 31), "published_precision": "month"}
    assert words.published(dated) == "October 2016"
    assert words.published({**dated, "published_precision": "day"}) == "31 October 2016"
    assert words.published({**dated, "published_precision": "year"}) == "2016"
    assert words.share(95 / 207) == "45.9%"
    assert (words.count(1, "rating"), words.count(1234, "rating")) == ("1 rating", "1,234 ratings")
    assert words.listed(["one", "two", "three"]) == "one, two and three"
    assert words.listed(["one"]) == "one"
    assert words.framework("ccg_iaf") == "CCG improvement and assessment framework"
    assert words.framework("a_new_one") == "A new one"


def test_a_line_far_down_a_document_stands_on_a_page_of_its_own() -> None:
    assert addresses.place("a_document", 400) == "sources/a_document.html#line-400"
    assert addresses.place("a_document", 401) == "sources/a_document~2.html#line-401"
    assert addresses.document("a_document", 100_000) == "sources/a_document~250.html"


def test_addresses_stay_in_the_site_whatever_a_name_holds() -> None:
    assert addresses.area("03C") == "areas/03c.html"
    assert addresses.document("../../etc/passwd") == "sources/..~2F..~2Fetc~2Fpasswd.html"
    assert addresses.measure('"><script>') == "measures/~22~3E~3Cscript~3E.html"
    assert addresses.place("a_document", 12, (40, 51)) == "sources/a_document.html#line-12:40-51"
    assert addresses.place("a_document", 12) == "sources/a_document.html#line-12"
    assert addresses.place("a_workbook", None, None, 3) == "sources/a_workbook.html#part-3"
    assert addresses.place("a_workbook", None) == "sources/a_workbook.html"


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "shown"),
    [
        (42.788461538, "%", 9, "42.8%"),
        (55.0, "%", 0, "55%"),
        (50.0, "%", None, "50%"),
        (4.75, "%", 2, "4.8%"),
        # Of a small one two figures say more than one decimal.
        (0.03456, "%", None, "0.035%"),
        (0.0, "%", None, "0%"),
        (72.46, "per 100,000", 2, "72.5 per 100,000"),
        (1234.0, "people", 0, "1,234 people"),
        # A nought behind the point says nothing, nor do the decimals of a large number.
        (100.0, "%", 1, "100%"),
        (2.0, "%", 1, "2%"),
        (70488000.0, "£", 3, "£70,488,000"),
        (418008.3, "people", 1, "418,008 people"),
        (12.25, "FTE", 2, "12.2 FTE"),
        (1.0, "yes or no", None, "yes"),
    ],
)
def test_people_read_at_most_one_decimal_of_a_percentage(
    value: float, unit: str, decimals: int | None, shown: str
) -> None:
    assert words.shown(value, unit, decimals) == shown


def test_a_standard_of_all_has_no_at_least() -> None:
    assert words.limit("at least", 100.0, "%") == "100%"
    assert words.limit("at least", 66.7, "%") == "at least 66.7%"
    assert words.limit("at most", 100.0, "%") == "at most 100%"


def test_months_have_their_names() -> None:
    assert words.period("2018-01 to 2020-12") == "Jan 2018 to Dec 2020"
    assert words.period("2024-08") == "Aug 2024"
    assert words.period("2021/22 Q4") == "2021/22 Q4"


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("NHS STAFFORDSHIRE AND STOKE-ON-TRENT INTEGRATED CARE BOARD", "NHS Staffordshire and Stoke-on-Trent ICB"),
        ("HUMBER, COAST AND VALE STP", "Humber, Coast and Vale STP"),
        ("THE BLACK COUNTRY AND WEST BIRMINGHAM STP", "The Black Country and West Birmingham STP"),
        ("NORTH WEST LONDON HEALTH & CARE PARTNERSHIP (STP)", "North West London Health & Care Partnership (STP)"),
        ("North East and Yorkshire", "North East and Yorkshire"),
    ],
)
def test_names_in_capitals_are_written_as_people_write_them(printed: str, written: str) -> None:
    assert words.proper(printed) == written


def test_notes_are_written_as_people_write_them() -> None:
    note = "learning_disabilities 2017/18: did not exist; leadership 2019/20 Q1: closed"
    assert words.with_labels(note) == "Learning disabilities 2017/18: did not exist; Leadership 2019/20 Q1: closed"
    assert words.with_labels(None) is None
    assert words.rounded("STP QMF has 29.468690208 (SP(ii_a), row 45), not 41.62") == (
        "STP QMF has 29.5 (SP(ii_a), row 45), not 41.62"
    )


@pytest.mark.parametrize(
    ("counted", "are_open", "kind", "said"),
    [
        (6, 6, "ccg", "worked out: 8,822 of 12,627, sum of 6 CCGs"),
        (191, 195, "ccg", "worked out: 8,822 of 12,627, sum of 191 of 195 CCGs"),
        (1, 1, "sub_icb", "worked out: 8,822 of 12,627, counts of 1 sub-ICB location"),
    ],
)
def test_a_sum_says_what_it_is_made_of(counted: int, are_open: int, kind: str, said: str) -> None:
    row = {
        "numerator": 8822.0, "denominator": 12627.0, "organisations_counted": counted, "organisations_open": are_open,
        "org_type": kind,
    }  # fmt: skip
    assert words.worked_out(row) == said
    doubtful = "doubtful" if counted == 1 else "1 of them doubtful"
    assert words.worked_out(row | {"doubtful": 1}) == f"{said}, {doubtful}"


@pytest.mark.parametrize(
    ("period", "start", "days", "filed"),
    [
        ("2021/22 Q4", date(2022, 1, 1), "2021/22 Q4", "2021/22 Q4"),
        ("2021/22 Q4", date(2021, 4, 1), "the 12 months to March 2022", "2021/22 Q4 (12 months to March 2022)"),
        # A year to date is no longer than its first quarter in the first.
        ("2021/22 Q3", date(2021, 4, 1), "the 9 months to December 2021", "2021/22 Q3 (9 months to December 2021)"),
        ("2021/22 Q1", date(2021, 4, 1), "2021/22 Q1", "2021/22 Q1"),
        ("2021-03", date(2021, 3, 1), "Mar 2021", "Mar 2021"),
        ("2021/22", None, "2021/22", "2021/22"),
    ],
)
def test_what_is_filed_under_a_quarter_is_told_by_the_days_that_it_is_about(
    period: str, start: date | None, days: str, filed: str
) -> None:
    assert words.when(period, start) == days
    assert words.filed(period, start) == filed
