"""First entries for files of figures of no known source: which column is taken for what."""

from __future__ import annotations

from typing import Any

import pytest
from the_reference import REFERENCE

from pipeline.parse.scaffold.source_entry import propose_entry

REGISTER = REFERENCE.register


def proposed(*rows: list[str]) -> dict[str, Any]:
    """The layout that is proposed for a CSV of these rows."""
    entry = propose_entry("a_file", rows, None, REGISTER)
    assert entry is not None
    layout: dict[str, Any] = entry.entry["layout"]
    return layout


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


def test_a_name_beside_the_code_of_another_organisation_still_makes_a_column_of_names() -> None:
    """Without it nobody would see that the two disagree."""
    layout = proposed(
        ["Year", "Code", "CCG", "Recovery"],
        ["2018/19", " 00v ", "NHS Bury CCG", "52"],
        ["2018/19", "00T", "NHS Oldham CCG", "48"],
        ["2018/19", "00T", "NHS Bolton CCG", "47"],
    )
    assert layout["groups"]["CCG"] == {"org_type": "ccg", "code": "Code", "name": "CCG"}


def test_what_an_organisation_belongs_to_is_not_its_kind() -> None:
    layout = proposed(
        ["Parent Name", "Area Code", "Area Name", "Area Type", "Sex", "Time period", "Value"],
        ["", "E92000001", "England", "England", "Persons", "2019", "68"],
        ["England", "E38000024", "NHS Bury CCG", "CCGs (2018/19)", "Persons", "2019", "78"],
        ["England", "E38000024", "NHS Bury CCG", "CCGs (2018/19)", "Female", "2019", "80"],
        ["England", "E08000002", "Bury", "Counties & UAs", "Persons", "2019", "77"],
    )
    assert layout["group"] == "Area Type"
    assert list(layout["groups"]) == ["England", "CCGs (2018/19)"]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["All", "18-25", "26 and over"], ["All"]),
        (["Total", "", "F"], ["Total", ""]),
        (["Persons", "Male"], ["Persons"]),
    ],
)
def test_of_a_breakdown_the_whole_is_proposed(cells: list[str], values: list[str]) -> None:
    rows = [["2018/19", "00V", "NHS Bury CCG", cell, "Recovery", "50"] for cell in cells]
    layout = proposed(["Year", "Code", "CCG", "Group", "Measure", "Value"], *rows)
    assert layout["only"] == [{"column": "Group", "values": values}]


def test_a_column_of_one_text_or_without_a_whole_is_no_breakdown() -> None:
    heading = ["Year", "Code", "CCG", "Group", "Measure", "Value"]
    for cells in (["All", "All"], ["Male", "Female"]):
        rows = [["2018/19", "00V", "NHS Bury CCG", cell, "Recovery", "50"] for cell in cells]
        assert "only" not in proposed(heading, *rows)


def test_days_as_the_numbers_of_a_spreadsheet_are_periods_where_the_title_says_so() -> None:
    rows = [["43556", "00V", "NHS Bury CCG", "52"], ["43586", "00V", "NHS Bury CCG", "51"]]
    layout = proposed(["Month", "Code", "CCG", "Recovery"], *rows)
    assert (layout["period"], layout["date_form"], layout["measures"]) == ("Month", "excel", ["Recovery"])
    assert proposed(["Patients", "Code", "CCG", "Recovery"], *rows)["measures"] == ["Patients", "Recovery"]


def test_a_title_that_stands_twice_over_figures_makes_no_entry() -> None:
    """What tells the two apart stands in the line above."""
    rows = [["Code", "CCG", "Patients", "Rate", "Patients", "rate "], ["00V", "NHS Bury CCG", "9", "50", "8", "51"]]
    assert propose_entry("two_years", rows, "Sheet1", REGISTER) is None


def test_numbers_that_do_not_read_are_no_markers() -> None:
    rows = [
        ["2018/19", "00V", "NHS Bury CCG", cell]
        for cell in ("1 510", "87*", "<5", "[c]", "*", *map(str, range(50, 60)))
    ]
    layout = proposed(
        ["Year", "Code", "CCG", "Recovery"],
        *rows,
        ["2018/19", "00Y", "NHS Oldham CCG", "formula without a value"],
        ["Year", "Code", "CCG", "Recovery"],
    )
    assert list(layout["markers"]) == ["<5", "[c]", "*"]


def test_the_unit_of_each_value_is_a_part_of_its_measures_code() -> None:
    layout = proposed(
        ["Year", "Code", "CCG", "Measure", "Unit", "Value"],
        ["2018/19", "00V", "NHS Bury CCG", "Recovery", "%", "52"],
        ["2018/19", "00V", "NHS Bury CCG", "Recovery", "people", "52"],
    )
    assert layout["measure"] == ["Measure", "Unit"]


def test_a_column_titled_value_is_read_before_that_of_england_and_of_ranks() -> None:
    layout = proposed(
        ["Time period", "Area code", "Area name", "Indicator", "Value", "Lower CI", "Rank", "Target", "England value"],
        ["2018/19", "E38000024", "NHS Bury CCG", "Recovery", "52.3", "49.0", "44", "50", "52.1"],
        ["2018/19", "E38000016", "NHS Bolton CCG", "Recovery", "48.1", "45.0", "121", "50", "52.1"],
    )
    assert layout["value"] == ["Value"]


@pytest.mark.parametrize("others", [["Rate", "Rank"], ["Rate", "Lower CI", "Upper CI"], ["Value 2017", "Value 2018"]])
def test_where_titles_leave_a_choice_the_column_of_values_is_asked_for(others: list[str]) -> None:
    layout = proposed(
        ["Year", "Code", "CCG", "Indicator", *others],
        ["2018/19", "00V", "NHS Bury CCG", "Recovery", *["52.3"] * len(others)],
        ["2018/19", "00T", "NHS Bolton CCG", "Recovery", *["48.1"] * len(others)],
    )
    (asked,) = layout["value"]
    assert asked.startswith("FILL IN") and all(title in asked for title in others)


def test_a_share_beside_its_counts_is_the_value() -> None:
    layout = proposed(
        ["Year", "Code", "CCG", "Indicator", "Rate", "Numerator", "Denominator"],
        ["2018/19", "00V", "NHS Bury CCG", "Recovery", "50", "5", "10"],
        ["2018/19", "00T", "NHS Bolton CCG", "Recovery", "40", "4", "10"],
    )
    assert (layout["value"], layout["numerator"]) == (["Rate"], ["Numerator"])


@pytest.mark.parametrize("title", ["Practice", "Practice name", "Provider", "Trust", "Constituency", "Local authority"])
def test_rows_of_other_bodies_are_not_taken_for_those_of_the_ccg_beside_them(title: str) -> None:
    layout = proposed(
        ["Period", title, "CCG code", "CCG name", "Dementia diagnosis rate"],
        ["2018/19", "Fairfax", "00V", "NHS Bury CCG", "71.2"],
        ["2018/19", "Swan Lane", "00T", "NHS Bolton CCG", "66.0"],
    )
    assert layout["only"][0]["column"] == title
    assert layout["only"][0]["values"][0].startswith("FILL IN")
    assert layout["groups"]["CCG"]["name"] == "CCG name"


@pytest.mark.parametrize("title", ["Main provider", "Lead trust", "Region", "STP"])
def test_what_a_ccg_belongs_to_or_uses_is_passed_over(title: str) -> None:
    layout = proposed(
        ["Period", title, "CCG code", "CCG name", "Dementia diagnosis rate"],
        ["2018/19", "Pennine", "00V", "NHS Bury CCG", "71.2"],
        ["2018/19", "Bolton FT", "00T", "NHS Bolton CCG", "66.0"],
    )
    assert "only" not in layout


def test_a_table_with_one_row_for_all_practices_of_a_ccg_reads_those() -> None:
    layout = proposed(
        ["Period", "Practice", "CCG code", "CCG name", "Dementia diagnosis rate"],
        ["2018/19", "All", "00V", "NHS Bury CCG", "71.2"],
        ["2018/19", "Fairfax", "00V", "NHS Bury CCG", "66.0"],
        ["2018/19", "All", "00T", "NHS Bolton CCG", "66.0"],
    )
    assert layout["only"] == [{"column": "Practice", "values": ["All"]}]


def test_locations_of_boards_have_their_own_kind_and_names() -> None:
    layout = proposed(
        ["Period", "ICB code", "ICB name", "Sub ICB location code", "Sub ICB location name", "Recovery"],
        ["2023-03", "QOP", "NHS Greater Manchester ICB", "00V", "NHS Greater Manchester ICB - 00V", "73.2"],
        ["2023-03", "QWO", "NHS West Yorkshire ICB", "36J", "NHS West Yorkshire ICB - 36J", "69.9"],
    )
    of = {"org_type": "sub_icb", "code": "Sub ICB location code", "name": "Sub ICB location name"}
    assert layout["groups"] == {"Sub ICB": of}


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("Age band", ["18-64", "18-64", "18-64"]),
        ("Sex", ["Female", "Female", "Female"]),
        # a column that tells rows of one CCG and period apart, whatever its title
        ("Team", ["North", "South", "Central"]),
    ],
)
def test_it_is_asked_which_rows_are_of_all_people_where_none_says_so(title: str, texts: list[str]) -> None:
    organisations = [("00V", "NHS Bury CCG"), ("00V", "NHS Bury CCG"), ("00T", "NHS Bolton CCG")]
    layout = proposed(
        ["Year", "Org code", "Org name", title, "Recovery rate"],
        *(["2018/19", *of, text, "51.0"] for of, text in zip(organisations, texts, strict=True)),
    )
    ((only,)) = layout["only"]
    assert (only["column"], only["values"][0][:7]) == (title, "FILL IN")


def test_rows_of_several_periods_and_regions_are_of_whole_ccgs() -> None:
    layout = proposed(
        ["Year", "Org code", "Org name", "Region", "Recovery rate"],
        ["2017/18", "00V", "NHS Bury CCG", "North West", "51.0"],
        ["2018/19", "00V", "NHS Bury CCG", "North West", "52.0"],
        ["2018/19", "03F", "NHS Hull CCG", "Yorkshire", "49.0"],
    )
    assert "only" not in layout


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("Month", ["April", "May"]),
        ("Quarter", ["Q1", "Q3"]),
        ("Month", ["4", "11"]),
        ("Qtr", ["Quarter 1", "Quarter 2"]),
    ],
)
def test_a_year_beside_its_months_or_quarters_is_no_period(title: str, texts: list[str]) -> None:
    layout = proposed(
        [title, "Year", "CCG code", "CCG name", "Recovery rate"],
        [texts[0], "2018", "00V", "NHS Bury CCG", "50.1"],
        [texts[1], "2018", "00T", "NHS Bolton CCG", "47.2"],
    )
    assert layout["period"].startswith("FILL IN")
    assert f"'Year' has only the years of '{title}'" in layout["period"]


def test_a_name_is_sought_beside_its_own_code_and_not_beside_that_of_its_parent() -> None:
    layout = proposed(
        ["Period", "Parent code", "Parent name", "Code", "Name", "Recovery rate"],
        ["2019/20", "QJM", "Lincolnshire", "03T", "NHS Lincolnshire East CCG", "69.1"],
        ["2019/20", "QHM", "Cumbria and North East", "00C", "NHS Darlington CCG", "72.5"],
    )
    assert layout["groups"]["CCG"]["name"] == "Name"


@pytest.mark.parametrize(
    ("above", "word"), [("Recovery: targets by CCG", "targets"), ("Women", "Women"), ("By CCG", "")]
)
def test_words_above_the_heading_that_make_figures_something_else_are_told(above: str, word: str) -> None:
    rows = [
        [above],
        ["Year", "CCG code", "CCG name", "Recovery rate"],
        ["2019/20", "00V", "NHS Bury CCG", "50.0"],
        ["2019/20", "00T", "NHS Bolton CCG", "50.0"],
    ]
    entry = propose_entry("a_file", rows, None, REGISTER)
    assert entry is not None
    assert entry.columns[-1][1] == (f"values, unless '{word}' above them is what they are" if word else "values")


def test_two_columns_of_days_as_numbers_are_the_ends_of_periods() -> None:
    rows = [["43191", "43555", "00V", "NHS Bury CCG", "52"], ["43191", "43555", "00T", "NHS Bolton CCG", "51"]]
    layout = proposed(["Period start", "Period end", "Code", "CCG", "Recovery"], *rows)
    assert (layout["period_start"], layout["period_end"], layout["date_form"]) == (
        "Period start",
        "Period end",
        "excel",
    )
    assert layout["measures"] == ["Recovery"]


@pytest.mark.parametrize("title", ["Caveats", "Exclusions", "Remark", "About"])
def test_a_column_of_notes_on_providers_says_of_no_row_what_it_is_of(title: str) -> None:
    ccgs = (
        ("00V", "NHS Bury CCG", ""),
        ("00T", "NHS Bolton CCG", "Excludes one provider"),
        ("00Y", "NHS Oldham CCG", ""),
    )
    rows = [["2018/19", code, name, "52", note] for code, name, note in ccgs]
    layout = proposed(["Year", "Code", "CCG", "Recovery", title], *rows)
    assert (layout["group_is"], list(layout["groups"])) == ("CCG", ["CCG"])


JOINED = ["54.2 (51.0-57.3)", "71.2 ▲", "45/57", "52.3% (12th)", "48.1 [46.0, 50.2]"]


@pytest.mark.parametrize("cell", JOINED)
@pytest.mark.parametrize("title", ["Value (95% CI)", "Result"])
def test_no_other_column_is_the_value_where_the_cells_of_one_hold_more_than_a_number(title: str, cell: str) -> None:
    layout = proposed(
        ["Period", "Code", "Name", "Indicator", title, "Order"],
        ["2018/19", "00V", "NHS Bury CCG", "Recovery", cell, "12"],
        ["2018/19", "00Y", "NHS Oldham CCG", "Recovery", cell, "55"],
    )
    assert layout["value"][0].startswith("FILL IN: the column of each organisation's own value, of Order")
    assert f"the cells of {title} hold more than a number" in layout["value"][0]


@pytest.mark.parametrize("title", ["Rank", "Target", "Lower limit", "Change"])
def test_a_rank_or_target_is_not_the_value_where_it_stands_alone(title: str) -> None:
    layout = proposed(
        ["Period", "Code", "Name", "Indicator", title],
        ["2018/19", "00V", "NHS Bury CCG", "Recovery", "12"],
        ["2018/19", "00Y", "NHS Oldham CCG", "Recovery", "55"],
    )
    assert layout["value"][0].startswith("FILL IN")


@pytest.mark.parametrize("periods", [("2019/20", "2018/19"), ("2018/19", "2018/19 Q1"), ("2019-06", "2018/19")])
def test_it_is_asked_which_of_two_columns_of_periods_is_of_the_values(periods: tuple[str, str]) -> None:
    rows = [
        ["Published", "Data for", "Code", "Name", "Indicator", "Value"],
        [*periods, "00V", "NHS Bury CCG", "Recovery", "52"],
        [*periods, "00Y", "NHS Oldham CCG", "Recovery", "55"],
    ]
    entry = propose_entry("recovery", rows, None, REGISTER)
    assert entry is not None and entry.has_periods
    asked = "FILL IN: the column of the periods that the values are of, 'Published' or 'Data for'"
    assert entry.entry["layout"]["period"] == asked


def test_of_two_columns_of_the_same_periods_the_first_is_taken() -> None:
    layout = proposed(
        ["Year", "Year again", "Code", "Name", "Indicator", "Value"],
        ["2018/19", "2018/19", "00V", "NHS Bury CCG", "Recovery", "52"],
        ["2018/19", "2018/19", "00Y", "NHS Oldham CCG", "Recovery", "55"],
    )
    assert layout["period"] == "Year"
