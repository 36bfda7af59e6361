"""Tables as documents print them: delimited and not, in any column order, over pages, several in one text."""

from __future__ import annotations

import pytest
from table_samples import (
    AREAS,
    BASELINE,
    ONE_RATE,
    RUN_TOGETHER,
    TWO_MEASURES,
    ignored,
    percentage,
    rating,
    read,
    reported,
    rows,
    table,
    unmapped,
)

THREE = [
    (2, "NHS Ashford CCG", "Inadequate", "Good"),
    (3, "NHS Berkshire West CCG", "Good", "blank"),
    (4, "NHS Chiltern CCG", "blank", "insufficient_data"),
]


@pytest.mark.parametrize(
    "text",
    [
        "Organisation\tLeadership\tDementia\n"
        "NHS Ashford CCG\tInadequate\tGood\nNHS Berkshire West CCG\tGood\t\nNHS Chiltern CCG\t\tINSUFFICIENT DATA\n",
        # carriage returns, trailing spaces, spaces around cells, no end of the last line
        "Organisation \t Leadership\tDementia  \r\n"
        "NHS Ashford CCG \t Inadequate\tGood  \r\n"
        "NHS Berkshire West CCG\tGood\t\r\n"
        " NHS Chiltern CCG\t \tInsufficient Data",
        "Organisation;Leadership;Dementia\n"
        "NHS Ashford CCG;Inadequate;Good\nNHS Berkshire West CCG;Good;\nNHS Chiltern CCG;;insufficient data\n",
        "Organisation,Leadership,Dementia\n"
        'NHS Ashford CCG,Inadequate,"Good"\n"NHS Berkshire West CCG",Good,\nNHS Chiltern CCG,"",insufficient data\n',
        "Organisation | Leadership | Dementia\n"
        "NHS Ashford CCG | Inadequate | Good\n"
        "NHS Berkshire West CCG | Good | \n"
        "NHS Chiltern CCG | | insufficient data\n",
        # another order of the columns
        "Dementia\tOrganisation\tLeadership\n"
        "Good\tNHS Ashford CCG\tInadequate\n\tNHS Berkshire West CCG\tGood\nINSUFFICIENT DATA\tNHS Chiltern CCG\t\n",
    ],
    ids=["tabs", "carriage returns", "semicolons", "commas", "bars", "another order"],
)
def test_delimited_rows_are_read_by_their_titles(text: str) -> None:
    extracted = read(text, AREAS)
    assert rows(extracted) == THREE
    assert reported(extracted) == []


def test_a_markdown_table_is_read_without_its_rule() -> None:
    extracted = read(
        "| Organisation | Leadership | Dementia |\n"
        "|:-------------|-----------:|----------|\n"
        "| NHS Ashford CCG | Inadequate | Good |\n"
        "| NHS Berkshire West CCG | Good |  |\n",
        AREAS,
    )
    assert rows(extracted) == [
        (3, "NHS Ashford CCG", "Inadequate", "Good"),
        (4, "NHS Berkshire West CCG", "Good", "blank"),
    ]
    assert extracted.rows_seen == 2


def test_names_in_quotes_hold_the_delimiter() -> None:
    extracted = read(
        "Organisation,Leadership,Dementia\n"
        '"NHS Dartford, Gravesham and Swanley CCG",Good,Good\n'
        '"NHS ""X"", Y CCG",Good,\n',
        AREAS,
    )
    names = [row[1] for row in rows(extracted)]
    assert names == ["NHS Dartford, Gravesham and Swanley CCG", 'NHS ""X"", Y CCG']


def test_a_quotation_mark_elsewhere_changes_no_row() -> None:
    """Quoted cells are read one by one; rows without them, as the others."""
    extracted = read(
        "Organisation\tLeadership\tDementia\n"
        "NHS Ashford CCG\tGood\tGood\n"
        '"NHS Bury CCG"\tGood\t" Good "\n'
        "NHS Chiltern CCG\t\tGood\n"
        '\nHe said "ratings" are good.\n',
        AREAS,
    )
    assert rows(extracted) == [
        (2, "NHS Ashford CCG", "Good", "Good"),
        (3, "NHS Bury CCG", "Good", "Good"),
        (4, "NHS Chiltern CCG", "blank", "Good"),
    ]
    assert reported(extracted) == []


@pytest.mark.parametrize("tail", ["\tGood\t Requires improvement \r", "\t  \tGood", '\t"Good"\t" Good"', "\t\t"])
def test_many_rows_that_differ_in_their_names_alone_are_read_as_few_are(tail: str) -> None:
    """The samples hold every cell against the text at its offsets, also where what is alike is split once."""
    many = read("Organisation\tLeadership\tDementia\n" + "".join(f" NHS {n:>3} CCG{tail}\n" for n in range(20)), AREAS)
    few = read(f"Organisation\tLeadership\tDementia\n NHS   0 CCG{tail}\n", AREAS)
    assert [row[2:] for row in rows(many)] == [rows(few)[0][2:]] * 20
    assert [row[1] for row in rows(many)] == [f"NHS {n:>3} CCG" for n in range(20)]


def test_a_table_runs_on_over_blank_lines_page_breaks_rules_and_repeated_headings() -> None:
    extracted = read(
        "Organisation\tLeadership\tDementia\n"  # 1
        "-----\t-----\t-----\n"
        "NHS Ashford CCG\tGood\tGood\n"  # 3
        "Page 1 of 9\n"
        "NHS Barnet CCG\tGood\tGood\n"  # 5
        "\f\n"
        "Page 2 of 9\n"
        "ORGANISATION\tLEADERSHIP\tDEMENTIA\n"  # 8
        "\fNHS Bury CCG\tGood\tGood\n"  # 9
        "\t\t\n"
        "- Page 3 -\n"
        "\fDementia\tLeadership\tOrganisation\n"  # 12
        "Inadequate\tOutstanding\tNHS Bolton CCG\n",
        AREAS,
    )
    assert [(row[0], row[1]) for row in rows(extracted)] == [
        (3, "NHS Ashford CCG"),
        (5, "NHS Barnet CCG"),
        (9, "NHS Bury CCG"),
        (13, "NHS Bolton CCG"),
    ]
    assert rows(extracted)[-1][2:] == ("Outstanding", "Inadequate")
    assert reported(extracted) == []
    assert (extracted.rows_seen, extracted.heading_lines) == (4, {1, 8, 12})


def test_what_precedes_and_follows_a_table_is_no_part_of_it() -> None:
    extracted = read(
        "NHS England has rated all CCGs.\n\nOrganisation\tLeadership\tDementia\nNHS Ashford CCG\tGood\tGood\n"
        "NHS England has also today published a dashboard:\nSource: MyNHS, 2016\n",
        AREAS,
    )
    assert [row[0] for row in rows(extracted)] == [4]
    assert reported(extracted) == []


UNDELIMITED = """\
{heading}
NHS HEYWOOD, MIDDLETON AND ROCHDALE CCG Greatest need for improvement 43.90% 25.00%
NHS Stoke-on-Trent CCG top performing 59.1% 78%
NHS West London (K&C & QPP) CCG PERFORMING WELL 55.00 % 100.00%
NHS Hull CCG  Needs  improvement\t*  -
"""
UNDELIMITED_ROWS = [
    (2, "NHS HEYWOOD, MIDDLETON AND ROCHDALE CCG", "Greatest need for improvement", 43.9, 25.0),
    (3, "NHS Stoke-on-Trent CCG", "Top performing", 59.1, 78.0),
    (4, "NHS West London (K&C & QPP) CCG", "Performing well", 55.0, 100.0),
    (5, "NHS Hull CCG", "Needs improvement", "suppressed", "not_available"),
]


@pytest.mark.parametrize("heading", [RUN_TOGETHER, "CCG Name Overall Rating  IAPT Recovery Rate EIP 2 Week Wait"])
def test_undelimited_rows_are_distinguished_by_what_each_column_can_hold(heading: str) -> None:
    extracted = read(UNDELIMITED.format(heading=heading), TWO_MEASURES)
    assert rows(extracted) == UNDELIMITED_ROWS
    assert reported(extracted) == []


def test_values_without_a_sign_are_read_too() -> None:
    text = UNDELIMITED.format(heading=RUN_TOGETHER).replace("%", "")
    assert rows(read(text, TWO_MEASURES)) == UNDELIMITED_ROWS


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Overall RatingCCG NameEIP 2 Week WaitIAPT Recovery Rate", "Top performing NHS Y, X & Z CCG 100% 67.6%"),
        ("IAPT Recovery RateEIP 2 Week WaitOverall RatingCCG Name", "67.6% 100% Top performing NHS Y, X & Z CCG"),
        ("IAPT Recovery RateCCG NameOverall RatingEIP 2 Week Wait", "67.6% NHS Y, X & Z CCG Top performing 100%"),
    ],
)
def test_undelimited_columns_stand_in_any_order(heading: str, row: str) -> None:
    extracted = read(f"{heading}\n{row}\n", TWO_MEASURES)
    assert rows(extracted) == [(2, "NHS Y, X & Z CCG", "Top performing", 67.6, 100.0)]


def test_a_column_that_is_ignored_holds_anything() -> None:
    spec = table("Organisation", ignored("Rank"), "Leadership", ignored("Note"))
    assert rows(read("Organisation\tRank\tLeadership\tNote\nNHS X CCG\t=4th\tGood\tsee, above\n", spec)) == [
        (2, "NHS X CCG", "blank", "Good", "blank")
    ]
    spec = table("Organisation", ignored("Rank"), "Leadership")
    assert rows(read("OrganisationRankLeadership\nNHS X CCG =4th Good\n", spec)) == [(2, "NHS X CCG", "blank", "Good")]


def test_text_before_a_table_moves_its_offsets_by_code_points() -> None:
    """The samples hold every cell against the text at its offsets; here they stand as numbers too."""
    extracted = read("Café’s 😀\r\nOrganisation\tIAPT rate\tLeadership\r\nNHS Bury CCG\t 47.5%\tGood\r\n", ONE_RATE)
    columns = extracted.tables[0].columns
    assert [column and column.starts for column in columns] == [[45], [65], [59]]
    assert [column and column.texts for column in columns] == [["NHS Bury CCG"], ["Good"], ["47.5%"]]


def test_a_blank_cell_stands_where_its_text_would() -> None:
    extracted = read("Organisation\tLeadership\tDementia\nNHS X CCG\t\t  \n", AREAS)
    assert [column and column.starts for column in extracted.tables[0].columns] == [[33], [43], [44]]


def test_tables_with_the_same_organisation_title_are_distinguished_by_their_other_titles() -> None:
    rates = table("Organisation", percentage("IAPT rate"), name="rates")
    extracted = read(
        "Organisation\tLeadership\tDementia\nNHS Ashford CCG\tGood\tGood\n\n"
        "Recovery, in per cent:\n\nOrganisation\tIAPT rate\nNHS Ashford CCG\t47.5\n\n"
        "Organisation\tDementia\tLeadership\nNHS Bury CCG\tInadequate\tGood\n",
        AREAS,
        rates,
    )
    assert [found.spec.name for found in extracted.tables] == ["table", "rates"]
    assert rows(extracted) == [(2, "NHS Ashford CCG", "Good", "Good"), (10, "NHS Bury CCG", "Good", "Inadequate")]
    assert rows(extracted, 1) == [(7, "NHS Ashford CCG", 47.5)]
    assert reported(extracted) == []


def test_a_heading_is_that_of_the_table_whose_titles_it_has() -> None:
    cancer = table("Organisation", "Leadership", "Cancer", name="cancer")
    wide = table("Organisation", "Leadership", "Dementia", "Cancer", name="wide")
    text = "Organisation\tLeadership\tCancer\nNHS A CCG\tGood\tInadequate\n"
    for specs in ([AREAS, cancer, wide], [wide, cancer, AREAS]):
        extracted = read(f"{text}\nOrganisation\tLeadership\tDementia\nNHS B CCG\tGood\tGood\n", *specs)
        assert [(found.spec.name, found.line_nos) for found in extracted.tables] == [("cancer", [2]), ("table", [5])]
        assert [missing.place for missing in extracted.not_found] == [("tables", specs.index(wide))]


def test_a_table_that_is_not_mapped_is_listed_and_stops_nothing() -> None:
    extracted = read(
        "Organisation\tLeadership\tDementia\nNHS Ashford CCG\tGood\tGood\n\n"
        "Trust\tSafe\tCaring\nLeeds Teaching Hospitals\tGood\tOutstanding\nBarts Health\tGood\tGood\n",
        AREAS,
    )
    assert rows(extracted) == [(2, "NHS Ashford CCG", "Good", "Good")]
    assert reported(extracted) == []
    assert unmapped(extracted) == [4, 5, 6]


def test_a_table_of_ccgs_under_another_heading_is_never_read_as_the_mapped_one() -> None:
    """Nothing but its heading tells it apart: all of it is told."""
    extracted = read(
        "Organisation\tLeadership\tDementia\nNHS Ashford CCG\tGood\tGood\n\n"
        "CCG\tCancer\tDiabetes\nNHS Bury CCG\tGood\tOutstanding\n",
        AREAS,
    )
    assert rows(extracted) == [(2, "NHS Ashford CCG", "Good", "Good")]
    assert [line for line, _ in reported(extracted)] == [4, 5]


@pytest.mark.parametrize(
    "other",
    [
        "Provider\tDays\nAshford Hospitals\t12\nBury\t14\n",
        "Local authority\tRate\nBury\t14\nBolton\t15\n",
        "Place\tBeds\nBury\t14\n",
    ],
)
def test_bare_names_under_another_heading_are_no_rows_of_the_table_before(other: str) -> None:
    extracted = read(f"CCG\tRate\nBarnet\t54\nBexley\t52\n\nMore on beds\n\n{other}", table("CCG", percentage("Rate")))
    assert rows(extracted) == [(2, "Barnet", 54.0), (3, "Bexley", 52.0)]


def test_a_row_without_a_value_ends_no_table() -> None:
    extracted = read("CCG\tRate\nBarnet\t54\nBexley\tawaited\nBury\t52\n", table("CCG", percentage("Rate")))
    assert rows(extracted) == [(2, "Barnet", 54.0), (4, "Bury", 52.0)]
    assert [line for line, _ in reported(extracted)] == [3]


def test_a_table_that_the_document_does_not_have_is_reported_by_its_place_in_the_sidecar() -> None:
    extracted = read("Organisation\tLeadership\tDementia\nNHS Ashford CCG\tGood\tGood\n", AREAS, TWO_MEASURES)
    assert [missing.place for missing in extracted.not_found] == [("tables", 1)]
    assert "CCG Name | Overall Rating" in extracted.not_found[0].message
    assert read("No table at all.\n", AREAS).not_found[0].place == ("tables", 0)


def test_a_scale_with_a_label_for_none_reads_in_undelimited_rows_too() -> None:
    spec = table("CCG", rating("Overall", BASELINE), rating("Dementia"))
    extracted = read("CCGOverallDementia\nNHS X CCG Not enough data N/A\nNHS Y CCG greatest need Good\n", spec)
    assert rows(extracted) == [
        (2, "NHS X CCG", "insufficient_data", "not_applicable"),
        (3, "NHS Y CCG", "Greatest need for improvement", "Good"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Organisation\tLeadership\tDementia\nNHS Ashford CCG\tInadequate\tGood\t\t\nNHS Bury CCG\tGood\tGood\n",
        "Organisation\tLeadership\tDementia\t\nNHS Ashford CCG\tInadequate\tGood\nNHS Bury CCG\tGood\tGood\t\n",
        'Organisation,Leadership,Dementia\nNHS Ashford CCG,Inadequate,Good, \n"NHS Bury CCG",Good,Good,,\n',
    ],
)
def test_empty_cells_at_the_ends_of_rows_cost_nothing(text: str) -> None:
    extracted = read(text, AREAS)
    assert rows(extracted) == [(2, "NHS Ashford CCG", "Inadequate", "Good"), (3, "NHS Bury CCG", "Good", "Good")]
    assert reported(extracted) == []


def test_a_cell_with_text_beyond_the_heading_is_reported() -> None:
    extracted = read("Organisation\tLeadership\tDementia\nNHS Bury CCG\tGood\tGood\t\tx\n", AREAS)
    assert [line for line, _ in reported(extracted)] == [1, 2]


def test_a_bar_that_a_markdown_table_escapes_divides_no_cells() -> None:
    text = (
        "| CCG | Rating | Note |\n|---|---|---|\n| NHS Bury CCG | Good | A \\| B |\n| NHS Hull CCG | Inadequate | |\n"
    )
    extracted = read(text, table("CCG", "Rating", ignored("Note")))
    assert [row[:3] for row in rows(extracted)] == [(3, "NHS Bury CCG", "Good"), (4, "NHS Hull CCG", "Inadequate")]
    assert reported(extracted) == []


def test_a_dash_between_bands_without_delimiters_is_a_blank_cell() -> None:
    text = "Organisation   Leadership   Dementia\nNHS Bury CCG   –   Good\nNHS Hull CCG   Good (1)   -\n"
    assert rows(read(text, AREAS)) == [(2, "NHS Bury CCG", "blank", "Good"), (3, "NHS Hull CCG", "Good", "blank")]


def test_rows_below_a_band_that_stands_once_are_reported() -> None:
    """Merged cells: whether Bury is outstanding too, or not rated, the text does not say."""
    text = "Rating\tCCG\nOutstanding\tNHS Hull CCG\n\tNHS Bury CCG\nGood\tNHS Bolton CCG\n\tNHS Salford CCG\n"
    extracted = read(text, table("CCG", "Rating"))
    assert rows(extracted) == [(2, "NHS Hull CCG", "Outstanding"), (4, "NHS Bolton CCG", "Good")]
    assert reported(extracted) == [
        (3, "Rating: empty below 'Outstanding', as where cells were merged"),
        (5, "Rating: empty below 'Good', as where cells were merged"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Rating\tCCG\nGood\tNHS Hull CCG\n\tNHS Bury CCG\nGood\tNHS Bolton CCG\n",
        "CCG\tRating\nNHS Hull CCG\tOutstanding\nNHS Bury CCG\t\nNHS Bolton CCG\tGood\n",
    ],
    ids=["a band twice", "bands to the right of the names"],
)
def test_an_empty_cell_among_bands_that_are_not_merged_is_blank(text: str) -> None:
    assert [row[2] for row in rows(read(text, table("CCG", "Rating")))][1] == "blank"
