"""What the titles of columns say of their measure and period: a proposal is made only where no word is left over."""

from __future__ import annotations

from typing import Any

import pytest
from the_reference import REFERENCE

from pipeline.parse.scaffold.sidecar import scaffold

CELLS = ("51.2", "50.0", "*", "48.9")
NAMES = ("NHS Norwich CCG", "NHS South Norfolk CCG", "NHS North Norfolk CCG", "NHS West Norfolk CCG")


def column(title: str, *above: str, cells: tuple[str, ...] = CELLS) -> dict[str, Any]:
    """The measure of the one column of a table, below a title and lines above it."""
    rows = [f"{name}\t{cell}" for name, cell in zip(NAMES, cells, strict=True)]
    text = "\n".join(["Services in Norfolk, 2018/19", "", *above, f"CCG\t{title}", *rows])
    (table,) = scaffold(text, REFERENCE).sidecar["tables"]
    measure: dict[str, Any] = table["columns"][1]["measure"]
    return measure


def is_asked(measure: dict[str, Any], key: str) -> bool:
    return str(measure[key]).startswith("FILL IN")


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("IAPT recovery rate", "2018/19"),
        ("IAPT recovery rate (%), Apr-Jun 2018", "2018/19 Q1"),
        ("IAPT recovery rate, three months to March 2019", "2018/19 Q4"),
        ("IAPT access rate, rolling quarter to March 2019", "2018/19 Q4"),
        ("IAPT access rate, March 2019", "2019-03"),
        ("IAPT recovery rate, rolling 12 months to March 2019", "2018/19"),
        ("IAPT recovery rate, previous year (2017/18)", "2017/18"),
    ],
)
def test_the_period_of_a_title_is_its_own(title: str, period: str) -> None:
    assert column(title)["period"] == period


@pytest.mark.parametrize(
    "title",
    [
        "IAPT recovery rate as at 31 March 2018",
        "IAPT recovery rate up to March 2018",
        "IAPT recovery rate since June 2018",
        "IAPT recovery rate, rolling quarter",
        "IAPT recovery rate, year to date",
        "IAPT recovery rate, previous quarter",
        "IAPT recovery rate (previous)",
        "IAPT recovery rate, latest month",
        "IAPT recovery rate, financial year to June 2018",
    ],
)
def test_a_time_that_is_not_read_is_asked_for_and_not_taken_from_further_away(title: str) -> None:
    assert is_asked(column(title), "period")


def test_a_line_above_with_a_time_that_is_not_read_hides_the_title() -> None:
    assert is_asked(column("IAPT recovery rate", "Position as at 31 March 2018"), "period")
    assert not is_asked(column("IAPT recovery rate", "Published on 27 June 2019"), "period")


@pytest.mark.parametrize(
    "title",
    [
        "IAPT recovery rate",
        "IAPT recovery rate (%)",
        "% IAPT recovery rate",
        "IAPT recovery rate [proportion]",
        "IAPT recovery rate (2018/19, %)",
        "IAPT recovery rate for 2018/19",
        "IAPT recovery rate [2]",
    ],
)
def test_a_name_with_its_unit_and_period_is_the_measure(title: str) -> None:
    assert column(title)["measure_id"] == "iapt_recovery_rate"


@pytest.mark.parametrize(
    "title",
    [
        "IAPT recovery rate (target)",
        "IAPT recovery rate (national rank)",
        "IAPT recovery rate (BAME)",
        "IAPT recovery rate (change)",
        "IAPT recovery rate [lower limit]",
        "IAPT recovery rate (number)",
        "IAPT recovery rate (per 1,000)",
        "IAPT recovery rate (previous quarter)",
    ],
)
def test_a_name_in_brackets_with_more_than_a_unit_is_asked_for(title: str) -> None:
    assert is_asked(column(title), "measure_id")


def test_figures_of_thousands_and_of_other_rates_are_asked_for() -> None:
    title = "Planned mental health spend"
    assert not is_asked(column(title), "measure_id")
    assert is_asked(column(f"{title} (£000)"), "measure_id")
    assert is_asked(column(title, "All figures in £ thousands"), "measure_id")
    assert is_asked(column("Suicide rate", "Rates are per 1,000 people"), "measure_id")
    assert not is_asked(column("Suicide rate (per 100,000 population)"), "measure_id")


def test_a_column_that_is_mostly_withheld_holds_values() -> None:
    assert column("IAPT recovery rate", cells=("<5", "51.2†", "[c]", "*"))["measure_id"] == "iapt_recovery_rate"


def test_rows_between_bars_are_no_publications() -> None:
    rows = [f"{name} | {cell}" for name, cell in zip(NAMES, CELLS, strict=True)]
    found = scaffold("\n".join(["Services in Norfolk", "", *rows]), REFERENCE)
    assert (found.publications, found.sidecar.get("publications")) == (0, None)


@pytest.mark.parametrize(
    ("title", "place", "above", "is_mapped"),
    [
        ("Dementia, 2017/18", "Area", "Rates by local authority", False),
        ("Dementia, 2017/18", "Local authority area", "CCGs and councils", False),
        ("Dementia in boroughs, 2017/18", "Name", "", False),
        ("Dementia, 2017/18", "Name", "", False),
        ("Dementia, 2017/18", "Area", "Rates by CCG", True),
        ("Dementia of CCGs, 2017/18", "Name", "", True),
        ("Dementia, 2017/18", "Commissioner", "", True),
    ],
)
def test_bare_names_with_values_are_those_of_ccgs_where_words_say_so(
    title: str, place: str, above: str, is_mapped: bool
) -> None:
    lines = [title, "", above, f"{place}\tDementia diagnosis rate", "Bolton\t66.1%", "Bury\t67.2%", "Oldham\t68.3%"]
    found = scaffold("\n".join(lines), REFERENCE)
    assert ("tables" in found.sidecar) == is_mapped
    assert is_mapped or any("bare names" in note or "no CCGs" in note for note in found.notes)


@pytest.mark.parametrize(
    ("title", "heading", "area"),
    [
        ("Dementia ratings, 2017/18", "Overall rating", "dementia"),
        ("Dementia ratings, 2017/18", "NHS England's rating 2017/18", "dementia"),
        ("Dementia indicators, 2017/18", "Overall rating", None),
        ("Dementia ratings, 2017/18", "Finance", None),
        ("Dementia ratings, 2017/18", "Better care rating", None),
        ("Dementia ratings, 2017/18", "Mental health", "mental_health"),
    ],
)
def test_the_area_of_a_rating_is_not_that_of_the_words_around_where_its_title_says_another(
    title: str, heading: str, area: str | None
) -> None:
    rows = [f"{name}\tGood" for name in NAMES]
    (table,) = scaffold("\n".join([title, "", f"CCG\t{heading}", *rows]), REFERENCE).sidecar["tables"]
    found = table["columns"][1]["rating"]["area"]
    assert found == area if area else found.startswith("FILL IN")


def test_ratings_on_a_scale_of_one_period_are_of_that_period() -> None:
    rows = [f"{name}\tNeeds improvement" for name in NAMES]
    (table,) = scaffold("\n".join(["Mental health of CCGs", "", "CCG\tRating", *rows]), REFERENCE).sidecar["tables"]
    rating = table["columns"][1]["rating"]
    assert (rating["framework"], rating["period"]) == ("ccg_iaf_baseline_2016", "2016/17")


def test_a_column_whose_title_is_a_measure_is_its_values_if_it_has_any_number() -> None:
    cells = ("51.2 (est.)", "50.0", "no return", "late")
    rows = [f"{name}\t{cell}\t5" for name, cell in zip(NAMES, cells, strict=True)]
    text = "\n".join(["Services, 2018/19", "", "CCG\tIAPT recovery rate\tStaff", *rows])
    (table,) = scaffold(text, REFERENCE).sidecar["tables"]
    assert table["columns"][1]["measure"]["measure_id"] == "iapt_recovery_rate"


def test_sums_of_money_are_values() -> None:
    cells = ("£1,204,000", "£950,500", "£2,000,000", "*")
    assert column("IAPT CCG spend", cells=cells)["measure_id"] == "iapt_spend"


def test_numbers_with_commas_for_decimals_are_left_out_with_that_reason() -> None:
    rows = [f"{name};{cell}" for name, cell in zip(NAMES, ("51,2", "50,0", "49,9", "n/a"), strict=True)]
    text = "\n".join(["Services, 2018/19", "", "CCG;Staff;Rate", *(row.replace(";", ";5;", 1) for row in rows)])
    (table,) = scaffold(text, REFERENCE).sidecar["tables"]
    assert "write 67.3 for 67,3" in table["columns"][2]["ignore"]


def test_codes_between_wide_spaces_are_cells_of_their_own() -> None:
    rows = [
        f"{code}   {name:30}{cell}" for code, name, cell in zip(("06W", "06Y", "06V", "07J"), NAMES, CELLS, strict=True)
    ]
    heading = f"Code  {'CCG':30}IAPT recovery rate"
    (table,) = scaffold("\n".join(["Services, 2018/19", "", heading, *rows]), REFERENCE).sidecar["tables"]
    assert [next(key for key in column if key != "title") for column in table["columns"]] == [
        "ignore",
        "organisation",
        "measure",
    ]


@pytest.mark.parametrize(
    "above", ["People aged 65 and over", "Females", "Ethnic minorities", "Recovery by age", "Men aged 18 to 35"]
)
def test_below_words_of_some_people_it_is_asked_which_measure_a_title_is_of(above: str) -> None:
    assert is_asked(column("IAPT recovery rate", above), "measure_id")


def test_the_people_whom_a_measure_counts_are_its_own() -> None:
    title = "IAPT % of all referrals that are for older people 65+"
    assert not is_asked(column(title, "Referrals of people aged 65 and over"), "measure_id")


@pytest.mark.parametrize(
    ("title", "above"),
    [
        ("IAPT recovery rate (March)", "Recovery"),
        ("IAPT recovery rate, March (2018/19)", "Recovery"),
        ("IAPT recovery rate at 31 March", "Recovery"),
        ("IAPT recovery rate", "Position in March"),
    ],
)
def test_the_year_further_away_is_not_the_period_of_a_month_without_one(title: str, above: str) -> None:
    assert is_asked(column(title, above), "period")


@pytest.mark.parametrize("above", ["Published in March", "Last updated: 3 July", "Figures may march on"])
def test_a_month_of_publication_leaves_the_period_as_it_is(above: str) -> None:
    assert column("IAPT recovery rate", above)["period"] == "2018/19"


@pytest.mark.parametrize(
    ("above", "word"),
    [
        ("Targets by CCG", "Targets"),
        ("Forecast", "Forecast"),
        ("Planned trajectories", "Planned"),
        ("Change since the year before", "Change"),
        ("Percentage points above England", "Percentage points"),
        ("Upper limit", "Upper"),
        ("Number of people", "Number"),
    ],
)
def test_it_is_said_which_words_make_figures_something_else_than_the_measure(above: str, word: str) -> None:
    measure = column("IAPT recovery rate", above)
    assert is_asked(measure, "measure_id")
    assert f"perhaps iapt_recovery_rate, unless '{word}' says" in measure["measure_id"]


@pytest.mark.parametrize("above", ["The target of 50% was met by most CCGs.", "Table 3: figures by CCG"])
def test_a_sentence_on_targets_leaves_the_figures_what_they_are(above: str) -> None:
    assert column("IAPT recovery rate", above)["measure_id"] == "iapt_recovery_rate"


def test_a_measure_of_targets_has_the_word_in_its_name() -> None:
    measure = REFERENCE.measures["iapt_people_entering_treatment_target"]
    title = measure.names[0] if measure.names else measure.measure_name
    found = column(title, "Targets by CCG", cells=("512", "500", "*", "489"))
    assert "unless" not in str(found["measure_id"])


@pytest.mark.parametrize(
    ("above", "is_doubtful"),
    [
        ("IAPT recovery rate, Q3 2018/19 (incomplete pathways)", True),
        ("IAPT recovery rate (one provider only)", True),
        ("IAPT recovery rate (%), (Q3 2018/19)", False),
        ("IAPT recovery rate (NHS Digital)", True),
        ("IAPT recovery rate (CCGs of April 2019)", False),
        ("Talking therapies (all of them)", False),
    ],
)
def test_words_in_brackets_beside_a_measure_above_may_make_it_another(above: str, is_doubtful: bool) -> None:
    assert is_asked(column("IAPT recovery rate", above), "measure_id") == is_doubtful


@pytest.mark.parametrize(
    "above",
    ["Dementia diagnosis, 2018/19, compared with 2017/18", "Talking therapies in 2018/19 and the change on 2017/18",
     "2018/19 against 2017/18"],
)  # fmt: skip
def test_of_several_periods_in_one_line_none_is_taken_for_that_of_a_measure(above: str) -> None:
    assert is_asked(column("IAPT recovery rate", above), "period")


def test_the_period_of_ratings_is_asked_where_a_line_pairs_it_with_an_area_either_way() -> None:
    text = "CCG ratings, 2018/19: leadership, with change on 2017/18\n\nCCG\tLeadership\n" + "".join(
        f"{name}\tGood\n" for name in NAMES
    )
    (table,) = scaffold(text, REFERENCE).sidecar["tables"]
    assert is_asked(table["columns"][1]["rating"], "period")
