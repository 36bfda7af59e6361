"""First entries for files of figures of no known source: which column is taken for what."""

from __future__ import annotations

from the_reference import REFERENCE

from pipeline.parse.scaffold.source_entry import propose_entry

REGISTER = REFERENCE.register


def test_the_column_of_kinds_is_not_that_of_the_names() -> None:
    """Where all rows but one are of CCGs, each code has one kind beside it, as it has one name."""
    rows = [
        ["Period", "Level", "Code", "Body", "Indicator", "Value"],
        ["2018-19", "CCG", "00V", "NHS Bury CCG", "Recovery", "51"],
        ["2018-19", "CCG", "00Y", "NHS Oldham CCG", "Recovery", "52"],
        ["2018-19", "England", "ENG", "England", "Recovery", "50"],
    ]
    entry = propose_entry("recovery", rows, None, REGISTER)
    assert entry is not None
    assert entry.entry["layout"]["group"] == "Level"
    assert entry.entry["layout"]["groups"]["CCG"] == {"org_type": "ccg", "code": "Code", "name": "Body"}


def test_of_two_columns_of_words_the_one_that_is_titled_so_has_the_names() -> None:
    rows = [
        ["Period", "Code", "Locality", "CCG name", "Measure", "Value"],
        ["2018-19", "00V", "the north of the county", "NHS Bury CCG", "Recovery", "51"],
        ["2018-19", "00Y", "the east of the county", "NHS Oldham CCG", "Recovery", "52"],
    ]
    entry = propose_entry("recovery", rows, None, REGISTER)
    assert entry is not None
    assert entry.entry["layout"]["groups"]["CCG"]["name"] == "CCG name"


def test_days_with_the_name_of_a_month_are_periods() -> None:
    rows = [
        ["ORG_CODE", "ORG_NAME", "ACH_DATE", "MEASURE", "VALUE"],
        ["00V", "NHS Bury CCG", "31MAR2019", "RATE", "61.5"],
        ["00Y", "NHS Oldham CCG", "31MAR2019", "RATE", "62.5"],
    ]
    entry = propose_entry("dementia", rows, None, REGISTER)
    assert entry is not None
    assert entry.has_periods
    assert entry.entry["layout"]["period"] == "ACH_DATE"


def test_a_column_for_each_period_is_no_column_of_a_measure() -> None:
    rows = [["Code", "CCG", "2017/18 Q1", "2017/18 Q2"], ["00V", "NHS Bury CCG", "51", "52"]]
    assert propose_entry("quarters", rows, "Sheet", REGISTER) is None


def test_columns_of_several_periods_are_no_measures_whatever_stands_beside_them() -> None:
    """The next file has other titles, so that no layout names them."""
    for titles in (
        ["2019-03-31", "2019-04-30"],
        ["Register", "Mar 2019"],
        ["Recovery rate Q3 2018/19", "Recovery rate Q4 2018/19"],
        ["Recovery, three months to March 2019", "Recovery, three months to June 2019"],
    ):
        rows = [["Code", "CCG", *titles], ["00V", "NHS Bury CCG", "51", "52"], ["00Y", "NHS Oldham CCG", "52", "53"]]
        assert propose_entry("recovery", rows, "Sheet1", REGISTER) is None


def test_of_days_it_is_asked_what_they_stand_for() -> None:
    rows = [
        ["Month", "Code", "CCG", "Recovery"],
        ["2018-12-01", "00V", "NHS Bury CCG", "51"],
        ["2019-01-01", "00V", "NHS Bury CCG", "52"],
    ]
    entry = propose_entry("recovery", rows, "Sheet1", REGISTER)
    assert entry is not None
    assert entry.entry["layout"]["period"] == "Month"
    assert entry.entry["layout"]["period_form"].startswith("FILL IN")


def test_counts_beside_values_are_proposed() -> None:
    rows = [
        ["Quarter", "Code", "CCG", "Measure", "Numerator", "Denominator", "Value"],
        ["2018/19 Q3", "00V", "NHS Bury CCG", "Recovery", "51", "100", "51"],
        ["2018/19 Q3", "00Y", "NHS Oldham CCG", "Recovery", "52", "100", "52"],
    ]
    entry = propose_entry("recovery", rows, None, REGISTER)
    assert entry is not None
    layout = entry.entry["layout"]
    assert [layout[key] for key in ("value", "numerator", "denominator")] == [["Value"], ["Numerator"], ["Denominator"]]
