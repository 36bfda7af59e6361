"""First sidecars: the tables of a text, their columns, and the words around them that say what they hold."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scaffold_samples import (
    REFERENCE,
    build,
    columns,
    filled,
    ratings,
    to_fill_in,
    without_unknown,
)

from pipeline.parse.scaffold.sidecar import scaffold
from pipeline.parse.sidecar.sidecar import FILL_IN, left_to_fill_in

# Small texts.

HEADING = ("CCG", "Dementia", "IAPT recovery rate")
ROWS = (
    ("NHS Barnet CCG", "Good", "51.2%"),
    ("NHS Bath and North East Somerset CCG", "Requires improvement", "48.0%"),
    ("NHS Hull CCG", "Outstanding", "*"),
)


def delimited(delimiter: str, order: tuple[int, ...] = (0, 1, 2), title: str = "Ratings of CCGs in 2017/18") -> str:
    lines = [delimiter.join(row[index] for index in order) for row in (HEADING, *ROWS)]
    return "\n".join([title, "", *lines, ""])


@pytest.mark.parametrize("delimiter", [",", "|", ";", "\t", " | "])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_columns_are_known_whatever_divides_them_and_in_any_order(
    delimiter: str, order: tuple[int, ...], line_end: str
) -> None:
    text = delimited(delimiter, order).replace("\n", line_end)
    found = scaffold(text, REFERENCE)
    assert without_unknown(columns(found)) == {
        "CCG": {"organisation": True},
        "Dementia": {"rating": {"framework": "ccg_iaf", "area": "dementia", "period": "2017/18"}},
        "IAPT recovery rate": {"measure": {"measure_id": "iapt_recovery_rate", "period": "2017/18"}},
    }
    core = build(text, filled(found.sidecar, complete_bands=[]))
    assert not core.problems
    assert ratings(core) == {
        ("07M", "dementia", "2017/18", "Good"),
        ("11E", "dementia", "2017/18", "Requires improvement"),
        ("03F", "dementia", "2017/18", "Outstanding"),
    }
    assert core.tables["measure_value"]["value"].to_list() == [51.2, 48.0, None]


@pytest.mark.parametrize(
    "heading",
    [
        "CCGDementiaIAPT recovery rate",
        "CCG  Dementia  IAPT recovery rate",
        "CCG Dementia IAPT recovery rate",
        "OrganisationDementia ratingIAPT Recovery Rate",
    ],
)
def test_rows_without_delimiters_are_a_table_when_the_titles_over_them_can_be_distinguished(heading: str) -> None:
    text = "\n".join(["Ratings of CCGs in 2017/18", "", heading, *(" ".join(row) for row in ROWS)])
    found = scaffold(text, REFERENCE)
    assert [next(iter(column)) for column in columns(found).values()] == ["organisation", "rating", "measure"]
    core = build(text, filled(found.sidecar, complete_bands=[]))
    assert not core.problems
    assert core.tables["rating"]["band"].to_list() == ["Good", "Requires improvement", "Outstanding"]
    assert core.tables["measure_value"]["value"].to_list() == [51.2, 48.0, None]


def test_columns_may_be_set_with_spaces_and_begin_with_a_rank() -> None:
    text = "\n".join(
        [
            "Mental health ratings 2017/18",
            "",
            "Rank CCG name         Rating                 EIP 2 Week Wait",
            "1    NHS Hull CCG     Outstanding            80.0%",
            "2    Leeds West       Requires improvement   n/a",
        ]
    )
    found = scaffold(text, REFERENCE)
    assert list(columns(found)) == ["Rank", "CCG name", "Rating", "EIP 2 Week Wait"]
    assert found.tables[0].names == ["NHS Hull CCG", "Leeds West"]


def test_a_heading_whose_titles_cannot_be_distinguished_is_reported() -> None:
    rows = [" ".join(row) for row in ROWS]
    found = scaffold("\n".join(["Ratings in 2017/18", "", "body result value", *rows]), REFERENCE)
    assert "tables" not in found.sidecar
    assert found.notes == [
        "lines 4 to 6: 3 lines look like rows of a table without a heading, or with one that could not be read; "
        "a table is mapped by the titles of its heading: write them in a line above it"
    ]


def test_titles_that_stand_twice_are_reported() -> None:
    text = "CCG,Rating,Rating\nNHS Hull CCG,Good,Good\nNHS Barnet CCG,Good,Outstanding\n"
    found = scaffold(text, REFERENCE)
    assert "tables" not in found.sidecar
    assert found.notes == ["line 1: a heading in which a title is missing or stands twice cannot be mapped"]


def test_a_rule_under_the_titles_is_not_the_heading() -> None:
    text = (
        "CCG name           ODS   Rating\n----------------   ----  --------------------\n"
        "NHS Bolton CCG     00T   Good\nNHS Oldham CCG     00Y   Outstanding\n"
    )
    (table,) = scaffold(text, REFERENCE).sidecar["tables"]
    assert [column["title"] for column in table["columns"]] == ["CCG name", "ODS", "Rating"]


def test_a_markdown_table_is_read_without_its_rule() -> None:
    lines = ["| " + " | ".join(row) + " |" for row in (HEADING, *ROWS)]
    text = "\n".join(["# Ratings of CCGs in 2017/18", lines[0], "|:---|---|---:|", *lines[1:]])
    found = scaffold(text, REFERENCE)
    assert found.sidecar["title"] == "Ratings of CCGs in 2017/18"
    assert len(build(text, filled(found.sidecar, complete_bands=[])).tables["rating"]) == 3


def test_two_tables_in_one_text_keep_apart_and_take_the_words_above_them() -> None:
    text = "\n".join(
        [
            "How the CCGs do",
            "",
            "Cancer, 2016/17",
            "CCG;Rating",
            "NHS Hull CCG;Good",
            "NHS Barnet CCG;Outstanding",
            "",
            "Estimates for 2018/19 Q2",
            "Name;Estimated dementia diagnosis rate (%);Region",
            "NHS Hull CCG;61.5;North",
            "NHS Barnet CCG;70.1;London",
        ]
    )
    found = scaffold(text, REFERENCE)
    assert without_unknown(columns(found, 0)) == {
        "CCG": {"organisation": True},
        "Rating": {"rating": {"framework": "ccg_iaf", "area": "cancer", "period": "2016/17"}},
    }
    assert columns(found, 1) == {
        "Name": {"organisation": True},
        "Estimated dementia diagnosis rate (%)": {
            "measure": {"measure_id": "dementia_diagnosis_rate", "period": "2018/19 Q2"}
        },
        "Region": {"ignore": "holds neither bands of a known scale nor numbers"},
    }
    core = build(text, filled(found.sidecar, complete_bands=[]))
    assert not core.problems
    assert (len(core.tables["rating"]), len(core.tables["measure_value"])) == (2, 2)


def test_the_words_above_one_table_say_nothing_of_the_next() -> None:
    lines = [
        "How dementia is rated",
        "",
        "Cancer",
        "CCG,Band",
        "NHS Hull CCG,Good",
        "",
        "CCG,Rating",
        "NHS Hull CCG,Good",
    ]
    found = without_unknown(scaffold("\n".join(lines), REFERENCE).sidecar["tables"])
    assert [table["columns"][1]["rating"].get("area") for table in found] == ["cancer", "dementia"]


def test_tables_with_the_same_titles_under_different_areas_are_told_apart_by_the_words_above_them() -> None:
    section = ["CCG,Rating", "NHS Hull CCG,Good", "NHS Barnet CCG,Outstanding"]
    text = "\n".join(["Ratings of 2017/18", "", "Dementia", *section, "", "Cancer", *section])
    found = scaffold(text, REFERENCE)
    tables = [(table["under"], table["columns"][1]["rating"]["area"]) for table in found.sidecar["tables"]]
    assert tables == [("Dementia", "dementia"), ("Cancer", "cancer")]
    assert found.notes == []


def test_a_heading_that_is_repeated_on_the_next_page_is_of_the_same_table() -> None:
    page = ["CCG,Rating", "NHS Hull CCG,Good"], ["CCG,Rating", "NHS Barnet CCG,Outstanding"]
    for between in ([], [""], ["", "Page 2 of 2", ""]):
        found = scaffold("\n".join(["Ratings of 2017/18", "", "Dementia", *page[0], *between, *page[1]]), REFERENCE)
        assert found.notes == []
        assert [(table.heading_lines, len(table.names)) for table in found.tables] == [((4, 6 + len(between)), 2)]


def test_a_repeated_heading_may_have_its_columns_in_another_order() -> None:
    lines = [
        "CCG,Cancer,Diabetes",
        "NHS Hull CCG,Good,Inadequate",
        "Diabetes,CCG,Cancer",
        "Good,NHS Barnet CCG,Inadequate",
    ]
    found = scaffold("\n".join(["Ratings of 2017/18", "", *lines]), REFERENCE)
    assert [table.names for table in found.tables] == [["NHS Hull CCG", "NHS Barnet CCG"]]


def test_of_names_and_codes_the_names_are_read() -> None:
    text = "Dementia ratings 2017/18\n\nCode,CCG,Rating\n03F,NHS Hull CCG,Good\n07M,NHS Barnet CCG,Good\n"
    found = columns(scaffold(text, REFERENCE))
    assert found["Code"] == {"ignore": "names the organisation once more"}
    assert found["CCG"] == {"organisation": True}


def test_a_table_of_codes_alone_is_read_by_them() -> None:
    text = "Dementia ratings 2017/18\n\nCode,Rating\n03F,Good\n07M,Good\n"
    assert columns(scaffold(text, REFERENCE))["Code"] == {"organisation": True}


def test_a_name_that_no_ccg_has_stays_in_the_table_and_is_reported_with_the_reason() -> None:
    text = delimited(",").replace("NHS Hull CCG", "NHS Hulll CCG") + "Elsewhere,Good,50.0%\n"
    found = scaffold(text, REFERENCE)
    names = [name for name, _ in found.tables[0].unknown]
    assert names == ["NHS Hulll CCG", "Elsewhere"]
    assert "nearest: NHS Hull CCG (03F)" in found.tables[0].unknown[0][1]
    problems = build(text, filled(found.sidecar, complete_bands=[])).problems
    assert [problem.line_no for problem in problems] == [6, 7]


def test_a_number_column_that_is_no_known_measure_is_left_to_fill_in() -> None:
    text = "Ratings 2017/18\n\nCCG,Population,IAPT recovery\nNHS Hull CCG,290000,51.0\nNHS Barnet CCG,390000,49.0\n"
    found = scaffold(text, REFERENCE)
    wanted = dict(left_to_fill_in(found.sidecar))
    assert wanted["tables", 0, "columns", 1, "measure", "measure_id"] == (
        "the measure_id of 'Population' in raw/reference/measures.yml; or, in place of measure, ignore: why"
    )
    assert "perhaps iapt_recovery_rate;" in wanted["tables", 0, "columns", 2, "measure", "measure_id"]


@pytest.mark.parametrize(
    ("printed", "decimals"),
    [
        (["67.60%", "61.20%", "59.10%", "94.50%", "100.00%"], 1),
        (["67.00", "61.00", "59.00", "94.00", "100.00"], 0),
        (["67.60%", "61.25%", "59.10%", "94.50%", "100.00%"], None),
        (["67.60%", "61.20%"], None),
        (["67.60%", "61.2%", "59.10%", "94.50%", "100.00%"], None),
    ],
)
def test_numbers_that_all_end_in_zeros_are_true_to_fewer_decimals(printed: list[str], decimals: int | None) -> None:
    names = ["Hull", "Barnet", "Bexley", "Ealing", "Enfield"]
    rows = [f"NHS {name} CCG,{number}" for name, number in zip(names, printed, strict=False)]
    found = columns(scaffold("\n".join(["IAPT, 2016/17", "CCG,IAPT recovery rate", *rows]), REFERENCE))
    assert found["IAPT recovery rate"]["measure"].get("decimals") == decimals


@pytest.mark.parametrize(
    ("caption", "title", "period"),
    [
        ("IAPT in 2016/17", "IAPT recovery rate", "2016/17"),
        ("IAPT in 2016/17", "IAPT recovery rate, Q2 2015/16", "2015/16 Q2"),
        ("IAPT, March 2017", "IAPT recovery rate", "2017-03"),
        ("IAPT, published in March 2017", "IAPT recovery rate", None),
        ("IAPT from 2015/16 to 2016/17", "IAPT recovery rate", None),
        ("IAPT", "IAPT recovery rate", None),
    ],
)
def test_a_period_is_taken_from_the_nearest_words_when_they_name_one(
    caption: str, title: str, period: str | None
) -> None:
    text = f'A short report\n\n{caption}\n\nCCG,"{title}"\nNHS Hull CCG,51.0\nNHS Barnet CCG,49.0\n'
    subject = columns(scaffold(text, REFERENCE))[title]["measure"]
    assert subject["measure_id"] == "iapt_recovery_rate"
    assert subject["period"] == period if period else subject["period"].startswith(FILL_IN)


@pytest.mark.parametrize(
    ("caption", "dementia", "leadership"),
    [
        ("Ratings for 2017/18", "2017/18", "2017/18"),
        ("Leadership Q1 2019/20 and services for 2017/18", "2017/18", "2019/20 Q1"),
        ("Dementia 2017/18, leadership 2018/19", "2017/18", "2018/19"),
        ("2017/18 for dementia and 2018/19 for leadership", None, None),
        ("From 2016/17 to 2017/18", None, None),
    ],
)
def test_of_several_periods_in_a_caption_each_goes_to_the_area_before_it(
    caption: str, dementia: str | None, leadership: str | None
) -> None:
    text = f"A short report\n\n{caption}\n\nCCG,Dementia,Leadership\nNHS Hull CCG,Good,Good\n"
    found = without_unknown(columns(scaffold(text, REFERENCE)))
    assert found["Dementia"]["rating"].get("period") == dementia
    assert found["Leadership"]["rating"].get("period") == leadership


@pytest.mark.parametrize(
    ("caption", "area"),
    [("Cancer care", "cancer"), ("Cancer and diabetes care", None), ("All care", "dementia")],
)
def test_an_area_is_taken_from_the_nearest_words_when_they_name_one(caption: str, area: str | None) -> None:
    text = f"How dementia is rated\n\n{caption}\n\nCCG,Rating\nNHS Hull CCG,Good\n"
    assert without_unknown(columns(scaffold(text, REFERENCE)))["Rating"]["rating"].get("area") == area


BANDS = ("Outstanding", "Good", "Requires improvement", "Inadequate")
OPEN = tuple(
    organisation
    for organisation in REFERENCE.register.organisations
    if organisation.opened_on.year <= 2016 and (organisation.closed_on is None or organisation.closed_on.year > 2018)
)


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(OPEN), st.sampled_from(BANDS), st.integers(150, 1000)),
        min_size=2, max_size=30, unique_by=lambda row: row[0],
    ),
    order=st.permutations([0, 1, 2]),
    delimiter=st.sampled_from(["\t", "|", ";", ","]),
)  # fmt: skip
def test_a_table_of_any_rows_is_read_back_as_it_was_printed(
    rows: list[tuple[Any, str, int]], order: list[int], delimiter: str
) -> None:
    cells = [("CCG", "Cancer", "IAPT access rate")]
    cells += [(f'"{organisation.org_name}"', band, f"{tenths / 10}") for organisation, band, tenths in rows]
    text = "\n".join(["How it was in 2017/18", *(delimiter.join(row[index] for index in order) for row in cells)])
    core = build(text, filled(scaffold(text, REFERENCE).sidecar, complete_bands=[], percentages="percent"))
    assert not core.problems
    codes = [organisation.org_code for organisation, _, _ in rows]
    assert core.tables["rating"].select("org_code", "band").rows() == [
        (code, band) for code, (_, band, _) in zip(codes, rows, strict=True)
    ]
    values = core.tables["measure_value"].select("org_code", "value")
    expected = pl.DataFrame({"org_code": codes, "value": [tenths / 10 for _, _, tenths in rows]})
    assert values.rows() == expected.rows()


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("Leadership 2019/20 of CCGs, quarter 1", "Rating"),
        ("Leadership of CCGs in 2019/20: first quarter", "Rating"),
        ("Leadership ratings of CCGs 2019/20", "Q2 rating"),
        ("Leadership ratings of CCGs 2019/20, April to June", "Rating"),
        ("Leadership ratings of CCGs in 2019/20, mid-year", "Rating"),
    ],
)
def test_a_part_of_a_year_that_stands_apart_from_it_is_asked_for(title: str, column: str) -> None:
    """The year alone would be another period than the one that was rated."""
    found = scaffold(f"{title}\n\nCCG\t{column}\nNHS Bury CCG\tGood\nNHS Oldham CCG\tGood\n", REFERENCE)
    assert any(place.endswith("rating.period") for place in to_fill_in(found))


def test_the_period_of_a_baseline_is_not_that_of_the_values_beside_it() -> None:
    """The bands of October 2016 are named after 2016/17 and rest on values of before."""
    text = (
        "Mental health ratings of CCGs, baseline of 2016/17\n\nCCG\tRating\t{}\n"
        "NHS Bury CCG\tTop performing\t57.5%\nNHS Oldham CCG\tNeeds improvement\t45.1%\n"
    )
    asked = to_fill_in(scaffold(text.format("IAPT recovery rate"), REFERENCE))
    assert any(place.endswith("measure.period") for place in asked)
    assert not any(place.endswith("rating.period") for place in asked)
    said = scaffold(text.format("IAPT recovery rate 2015/16 Q4"), REFERENCE).sidecar["tables"][0]["columns"][2]
    assert said["measure"]["period"] == "2015/16 Q4"


def test_what_may_stand_for_a_withheld_number_is_asked_for() -> None:
    text = "In 2017/18\n\nCCG\tIAPT recovery rate\nNHS Bury CCG\t<5\nNHS Oldham CCG\t51\nNHS Hull CCG\t52\n"
    assert any("measure.markers.<5" in place for place in to_fill_in(scaffold(text, REFERENCE)))


def test_initials_between_wide_spaces_are_a_column_of_bands() -> None:
    text = "Dementia 2017/18\n\nCCG                  Rating\nNHS Mid Essex        G\nNHS Herts Valleys    RI\n"
    (mapped,) = scaffold(text, REFERENCE).sidecar["tables"]
    assert set(mapped["columns"][1]["rating"]["labels"]) == {"G", "RI"}


def test_cells_in_bold_in_code_and_in_links_are_read_without() -> None:
    text = (
        "Dementia in 2017/18\n\n| **CCG** | Rating |\n|---|---|\n| [NHS Bury CCG](https://bury.example/) | `Good` |\n"
        "| **NHS Oldham CCG** | **Inadequate** |\n"
    )
    built = build(text, filled(scaffold(text, REFERENCE).sidecar, complete_bands=[]))
    assert built.problems == []
    assert built.tables["rating"].select("org_code", "band", "quote").rows() == [
        ("00V", "Good", "Good"),
        ("00Y", "Inadequate", "Inadequate"),
    ]


@pytest.mark.parametrize("first", ["England\tGood\t51%", "QOP\tGood\t52%", "A place of trusts\t-\t48%"])
def test_a_row_of_another_body_may_be_the_first_below_the_heading(first: str) -> None:
    rows = ["CCG\tDementia\tIAPT recovery rate", first, "NHS Bury CCG\tGood\t50%", "NHS Hull CCG\tGood\t49%"]
    found = scaffold("\n".join(["In 2017/18", "", *rows]), REFERENCE)
    assert [table.heading_lines for table in found.tables] == [(3,)]
    assert found.tables[0].names == ["NHS Bury CCG", "NHS Hull CCG"]


def test_labels_over_groups_of_columns_belong_to_their_titles() -> None:
    text = "\n".join(
        ["Services in the Midlands", "", "CCG\tIAPT recovery rate\t\tEIP 2 Week Wait\t",
         "\tQ3 2018/19\tQ4 2018/19\tQ3 2018/19\tQ4 2018/19",
         "NHS Dudley CCG\t51.5%\t52.5%\t60.0%\t70.0%", "NHS Walsall CCG\t50.5%\t*\t62.0%\t71.0%"]
    )  # fmt: skip
    (table,) = scaffold(text, REFERENCE).sidecar["tables"]
    found = [
        (column["title"], *(column["measure"][key] for key in ("measure_id", "period")))
        for column in table["columns"][1:]
    ]
    assert found == [
        (f"{name} {quarter} 2018/19", measure, f"2018/19 {quarter}")
        for name, measure in (("IAPT recovery rate", "iapt_recovery_rate"), ("EIP 2 Week Wait", "eip_two_week_wait"))
        for quarter in ("Q3", "Q4")
    ]


def test_a_name_that_goes_on_below_is_no_second_line_of_the_heading() -> None:
    rows = [
        "CCG                               Dementia               IAPT recovery rate",
        "NHS Durham Dales, Easington and",
        "Sedgefield CCG                    Good                   51.0",
        "NHS North Tyneside CCG            Requires improvement   48.2",
    ]
    (table,) = scaffold("\n".join(["Ratings in 2017/18", "", *rows]), REFERENCE).sidecar["tables"]
    assert [column["title"] for column in table["columns"]] == ["CCG", "Dementia", "IAPT recovery rate"]


def test_numbers_with_their_intervals_are_values() -> None:
    rows = ["NHS Bury CCG\t54.2 (51.0-57.3)", "NHS Hull CCG\t49.1 (45.9 to 52.2)", "NHS Bolton CCG\t50.0 [47.0, 53.1]"]
    text = "\n".join(["Recovery in 2018/19", "", "CCG\tIAPT recovery rate (95% CI)", *rows])
    built = build(text, filled(scaffold(text, REFERENCE).sidecar, measure_id="iapt_recovery_rate"))
    assert built.problems == []
    assert built.tables["measure_value"].select("org_code", "value", "value_published").rows() == [
        ("00V", 54.2, "54.2 (51.0-57.3)"),
        ("03F", 49.1, "49.1 (45.9 to 52.2)"),
        ("00T", 50.0, "50.0 [47.0, 53.1]"),
    ]
    assert built.tables["rejected_row"]["reason"][0] == "an interval of '54.2', which was read without it"


@pytest.mark.parametrize(
    "cells", [("Green", "Amber", "Red"), ("78.0 (12)", "54.2 (101)", "41.0 (180)"), ("★★★", "★★", "★")]
)
def test_a_table_without_bands_or_plain_numbers_is_told_as_that(cells: tuple[str, ...]) -> None:
    rows = [
        f"{name}\tODS\t{cell}"
        for name, cell in zip(("NHS Bury CCG", "NHS Hull CCG", "NHS Bolton CCG"), cells, strict=True)
    ]
    found = scaffold("\n".join(["Recovery in 2018/19", "", "CCG\tKind\tRecovery and rank", *rows]), REFERENCE)
    assert not found.tables
    assert found.notes == [
        "line 3: a table of which no column holds bands of a known scale or plain numbers; colours, stars and several"
        " figures in one cell are not read"
    ]
