"""Where a table ends: damaged rows at its end are rows, and what comes after it is not."""

from __future__ import annotations

import pytest
from table_samples import (
    AREAS,
    BASELINE,
    RUN_TOGETHER,
    TWO_MEASURES,
    percentage,
    rating,
    read,
    reported,
    rows,
    table,
    unmapped,
)

from pipeline.parse.text.tables.cells import MeasureColumn

AREAS_HEADING = "Organisation\tLeadership\tDementia"
AREA_ROW = "NHS Ashford CCG\tGood\tGood"
RATED_ROW = "NHS NORWICH CCG Greatest need for improvement 40.80% 31.60%"

PROSE = [
    "NHS England has also today published a mental health dashboard, which shows how commissioners do on:",
    "NHS England launches its mental health dashboard",
    "NHS Improvement and others have welcomed the ratings",
    "NHS Providers",
    "NHS leaders said that “much is still to be done”",
    "NHS Bury CCG said that it had improved since then.",
    "NHS Bury CCG: what went wrong?",
    "Source: NHS England",
    "Note: ratings are those of 2016/17.",
    "The best CCG",
    "Claire Murdoch",
    "Figures in %",
    "2",
    "\tSee the note, page 4",
    "x" * 5_000,
]


@pytest.mark.parametrize("prose", PROSE, ids=range(len(PROSE)))
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["at once", "after a blank line"])
@pytest.mark.parametrize(
    ("heading", "row", "spec"),
    [(AREAS_HEADING, AREA_ROW, AREAS), (RUN_TOGETHER, RATED_ROW, TWO_MEASURES)],
    ids=["delimited", "undelimited"],
)
def test_prose_after_a_table_is_no_damaged_row(heading: str, row: str, spec: object, between: str, prose: str) -> None:
    extracted = read(f"{heading}\n{row}{between}{prose}\n\nMore prose.\n", spec)  # type: ignore[arg-type]
    assert reported(extracted) == []
    assert [found[0] for found in rows(extracted)] == [2]


@pytest.mark.parametrize(
    "prose", ["However, things have changed", "Dear Sir,", "In 2016, said Claire Murdoch", "Notes, and more"]
)
def test_prose_with_commas_after_a_comma_delimited_table_is_no_row(prose: str) -> None:
    """A line that ends in a comma would read as a name with a blank cell."""
    spec = table("Organisation", "Leadership")
    extracted = read(f"Organisation,Leadership\nNHS A CCG,Good\nNHS B CCG,\n\n{prose}\nMore prose.\n", spec)
    assert reported(extracted) == []
    assert [row[:2] for row in rows(extracted)] == [(2, "NHS A CCG"), (3, "NHS B CCG")]


@pytest.mark.parametrize(
    "damaged",
    [
        "NHS Bury CCG\tGood",
        "NHS Bury CCG\t",
        "NHS Bury CCG",
        "NHS Bu",
        "NHS",
        "N",
        "Bury CCG\tGood\tGo",
        "ry CCG\tGood\tInadeq",
        "Good\tRequires improvement",
        "Requires improvement",
        "NHS Bury CCG Good Go\x00d",
        "\ufffd\ufffd\ufffd",
        "NHS Bury C\tTop performing\tGod",
    ],
)
def test_a_damaged_last_row_of_a_delimited_table_is_reported(damaged: str) -> None:
    extracted = read(f"{AREAS_HEADING}\n{AREA_ROW}\n{damaged}\n\nProse.\n", AREAS)
    assert [line for line, _ in reported(extracted)] == [3]
    assert extracted.rows_seen == 2


@pytest.mark.parametrize(
    "damaged",
    [
        "NHS BURY CCG Greatest need for improvement 47.50% 104%",
        "NHS BURY CCG Greatest need for improvement 47.50% 33.",
        "NHS BURY CCG Greatest need for impr",
        "NHS BURY CCG",
        "NHS WEST LONDON (K&C",
        "BURY CCG Greatest need for improvement 47.50%",
        "need for improvement 47.50% 33.30%",
        "33.30%",
        "NHS BURY CCG Good 47.50% 33.30%",
    ],
)
def test_a_damaged_last_row_of_an_undelimited_table_is_reported(damaged: str) -> None:
    extracted = read(f"{RUN_TOGETHER}\n{RATED_ROW}\n{damaged}\n\nProse.\n", TWO_MEASURES)
    assert [line for line, _ in reported(extracted)] == [3]


@pytest.mark.parametrize(
    "damaged", ["NHS BURY CCG Greatest need for impr", "NHS BURY CCG 47.50", "NHS BURY CCG", "NHS BURY CCG Good 5% 6%"]
)
def test_a_damaged_row_after_a_page_break_is_reported_by_its_whole_name(damaged: str) -> None:
    extracted = read(f"{RUN_TOGETHER}\n{RATED_ROW}\n\n\f\n{damaged}\n\nProse.\n", TWO_MEASURES)
    assert [line for line, _ in reported(extracted)] == [5]


def test_several_damaged_rows_at_the_end_are_all_reported() -> None:
    extracted = read(f"{AREAS_HEADING}\n{AREA_ROW}\nNHS Bury CCG\tGo\nNHS Bol\n\nNHS Brent CCG\tGood\n", AREAS)
    assert [line for line, _ in reported(extracted)] == [3, 4, 6]


def test_a_table_all_of_whose_rows_are_damaged_is_reported_row_by_row() -> None:
    extracted = read(f"{AREAS_HEADING}\nNHS Ashford CCG\tGood\nNHS Bury CCG\tGo\n\nProse.\n", AREAS)
    assert [line for line, _ in reported(extracted)] == [1, 2, 3]


def test_a_row_that_begins_with_its_band_is_reported_when_it_is_cut() -> None:
    spec = table("CCG", rating("Overall", BASELINE))
    text = "OverallCCG\nTop performing NHS A CCG\nGreatest ne\n\nTop stories\n"
    assert [line for line, _ in reported(read(text, spec))] == [3]


def test_a_name_cut_at_the_end_of_its_line_is_reported() -> None:
    """What is left may name another organisation, as NHS Leeds does of NHS Leeds North CCG."""
    text = "Leadership\tDementia\tOrganisation\nGood\tGood\tNHS Leeds{}\nGood\tGood\tNHS Bury CCG\n"
    assert reported(read(text.format(" North CCG"), AREAS)) == []
    reason = "Organisation: 'NHS Leeds' does not end in CCG as other names do"
    assert reported(read(text.format(""), AREAS)) == [(2, reason)]
    elsewhere = "Organisation\tLeadership\tDementia\nNHS Leeds\tGood\tGood\nNHS Bury CCG\tGood\tGood\n"
    assert reported(read(elsewhere, AREAS)) == []


OTHER = "Trust\tSafe\tCaring\nLeeds Hospitals\tGood\tOutstanding\nBarts\tRequires improvement\tGood\n"


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\nTrusts:\n"], ids=["at once", "blank line", "caption"])
@pytest.mark.parametrize("other", [OTHER, OTHER.replace("\tCaring", "").replace("\tG", " G")])
def test_a_table_that_is_not_mapped_is_no_part_of_the_one_before(between: str, other: str) -> None:
    extracted = read(f"{AREAS_HEADING}\n{AREA_ROW}{between}{other}", AREAS)
    assert reported(extracted) == []
    first = 2 + between.count("\n")
    assert unmapped(extracted)[0] == first
    assert rows(extracted) == [(2, "NHS Ashford CCG", "Good", "Good")]


def test_a_table_that_is_not_mapped_before_the_one_that_is_stops_nothing() -> None:
    extracted = read(f"{OTHER}\n{AREAS_HEADING}\n{AREA_ROW}\n", AREAS)
    assert reported(extracted) == []
    assert unmapped(extracted) == [1, 2, 3]


def test_names_without_nhs_and_ccg_make_rows_where_a_table_has_such() -> None:
    extracted = read(f"{AREAS_HEADING}\nAshford\tGood\tGood\n\nBury\t\t\n", AREAS)
    assert [row[1] for row in rows(extracted)] == ["Ashford", "Bury"]


def test_a_row_without_nhs_is_one_where_it_has_a_band() -> None:
    extracted = read(f"{AREAS_HEADING}\n{AREA_ROW}\n\nBury\t\tGood\nSee below\t\t\n", AREAS)
    assert [row[1] for row in rows(extracted)] == ["NHS Ashford CCG", "Bury"]
    assert reported(extracted) == []


RATING_ROWS = "CCG\tRating\nNHS Norwich CCG\tGood\nNHS Southend CCG\tOutstanding\n"


@pytest.mark.parametrize("between", ["", "\n", "\nProviders of care\n\n"])
def test_rows_under_a_heading_of_trusts_with_the_same_title_of_ratings_are_none_of_ours(between: str) -> None:
    """Dudley and Somerset are names of CCGs too; under Trust they are not."""
    text = f"{RATING_ROWS}{between}Trust\tRating\nDudley\tGood\nSomerset\tInadequate\nDevon Partnership\tGood\n"
    extracted = read(text, table("CCG", "Rating"))
    assert [row[1:] for row in rows(extracted)] == [("NHS Norwich CCG", "Good"), ("NHS Southend CCG", "Outstanding")]
    assert reported(extracted) == []
    listed = {reject.text.split("\t")[0] for reject in extracted.rejects}
    assert {"Dudley", "Somerset", "Devon Partnership"} <= listed


def test_rows_of_trusts_above_the_table_are_none_of_ours() -> None:
    text = f"Trust\tRating\nDudley\tGood\nSomerset\tInadequate\n\n{RATING_ROWS}"
    extracted = read(text, table("CCG", "Rating"))
    assert [row[1] for row in rows(extracted)] == ["NHS Norwich CCG", "NHS Southend CCG"]
    assert reported(extracted) == []


def test_rows_of_trusts_in_wide_columns_are_none_of_ours() -> None:
    text = "CCG          Rating\nNHS Norwich CCG   Good\nTrust      Rating\nDudley   Good\nSomerset    Good\n"
    extracted = read(text, table("CCG", "Rating"))
    assert [row[1] for row in rows(extracted)] == ["NHS Norwich CCG"]


def test_rows_under_a_heading_that_says_the_organisations_otherwise_are_reported() -> None:
    """Whether it is the same table nobody knows: a person says so."""
    text = f"{RATING_ROWS}\nCCG (continued)\tRating\nDudley\tGood\nNHS Bury CCG\tGood\n"
    extracted = read(text, table("CCG", "Rating"))
    assert [row[1] for row in rows(extracted)] == ["NHS Norwich CCG", "NHS Southend CCG"]
    assert {line for line, _ in reported(extracted)} >= {6, 7}


@pytest.mark.parametrize("date", ["18 June 2020", "June 2020", "18 Sept 2019", "December 2019"])
def test_a_date_is_no_value_of_the_words_before_it(date: str) -> None:
    """Below a title 'CCG' and one of numbers, 'Published 18 June' and 2020 would be a row."""
    rates = table("CCG", MeasureColumn("Rate"))
    extracted = read(f"Published {date}\n\nCCG      Rate\nLeeds    51.2\nNHS Bury CCG  50.1\n", rates)
    assert (reported(extracted), len(rows(extracted))) == ([], 2)


def test_a_lost_row_of_a_month_and_a_number_that_is_no_year_is_told() -> None:
    rates = table("CCG", percentage("Rate"))
    extracted = read("NHS March 51\n\nCCG      Rate\nLeeds    51.2\nNHS Bury CCG  50.1\n", rates)
    assert [line for line, _ in reported(extracted)] == [1]
