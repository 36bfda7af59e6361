"""First sidecars: what a bare text shows as a whole and in its prose, and what it leaves to be filled in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from installation import csv_rows
from scaffold_samples import (
    IDS,
    REFERENCE,
    ROOT,
    Values,
    at,
    build,
    by_hand,
    columns,
    put,
    text_of,
    to_fill_in,
    without_unknown,
)

from pipeline.base.folding import fold_name
from pipeline.base.yaml_lines import yaml_with_lines
from pipeline.parse.scaffold.sidecar import scaffold, sidecar_text
from pipeline.parse.sidecar.sidecar import FILL_IN, left_to_fill_in


def test_numbers_that_may_be_fractions_need_a_question() -> None:
    """0.61 of a measure in per cent may be 61 %; with one number of 1.5 or more, or a sign, it is not."""
    rows = ["NHS Barnsley CCG\t{}", "NHS Bolton CCG\t0.58", "NHS Bury CCG\t0.66"]

    def has_question(first: str) -> bool:
        text = "\n".join(["IAPT access rate in 2017/18", "", "CCG\tIAPT recovery rate 2017/18", *rows]).format(first)
        return any(place.endswith("measure.percentages") for place in to_fill_in(scaffold(text, REFERENCE)))

    assert has_question("0.61")
    assert not has_question("61")
    assert not has_question("0.61%")


# The five documents.

each_text = pytest.mark.parametrize("kind", ["abstract", "original"])
each_document = pytest.mark.parametrize("document_id", IDS)


@each_text
@each_document
def test_a_bare_text_shows_the_tables_and_columns_of_its_hand_written_sidecar(document_id: str, kind: str) -> None:
    def known(table: Values, like: Values) -> list[Values]:
        """The columns of a table, with no more keys than those of `like` that are known."""
        return [
            {key: {k: v for k, v in value.items() if k in other[key]} if isinstance(value, dict) else value
             for key, value in column.items()}
            for column, other in zip(table["columns"], like["columns"], strict=True)
        ]  # fmt: skip

    found = without_unknown(scaffold(text_of(document_id, kind), REFERENCE).sidecar)
    expected = by_hand(document_id).get("tables", [])
    assert len(found.get("tables", [])) == len(expected)
    for table, hand in zip(found.get("tables", []), expected, strict=True):
        assert known(table, hand) == known(hand, table)
        for column in table["columns"]:
            given = column.get("rating") or column.get("measure") or {}
            assert not given or {"framework", "area"} <= set(given) or {"measure_id", "decimals"} <= set(given)


@each_text
@each_document
def test_filling_in_what_is_wanted_gives_the_facts_of_the_hand_written_sidecar(document_id: str, kind: str) -> None:
    text, hand = text_of(document_id, kind), by_hand(document_id)
    found = scaffold(text, REFERENCE).sidecar
    for place, _ in left_to_fill_in(found):
        put(found, place, at(hand, place))
    own, expected = build(text, found), build(text, hand)
    assert not own.problems
    for table in ("rating", "measure_value", "claim", "publication", "refresh_policy"):
        assert own.tables[table].rows() == expected.tables[table].rows(), table


@each_text
@each_document
def test_the_indicators_that_a_document_lists_are_found(document_id: str, kind: str) -> None:
    text, hand = text_of(document_id, kind), by_hand(document_id)
    found = scaffold(text, REFERENCE).sidecar
    for place, _ in left_to_fill_in(found):
        put(found, place, at(hand, place))
    listed = build(text, found).tables["measure_listing"]
    truth = [row for row in csv_rows(ROOT / "tests" / "truth" / "listings.csv") if row["document_id"] == document_id]
    assert set(listed.select("line_no", "measure_id", "product", "area", "status").rows()) == {
        (
            int(row["line_no"]),
            REFERENCE.measure_by_name[fold_name(row["name_published"])].measure_id,
            row["product"],
            row["area"],
            row["status"],
        )
        for row in truth
    }


def test_periods_of_a_caption_go_to_the_areas_that_it_names_with_them() -> None:
    found = columns(scaffold(text_of("rcpsych_2020", "abstract"), REFERENCE))
    assert found["Leadership"]["rating"] == {
        "framework": "ccg_iaf", "area": "leadership", "period": "2019/20 Q1", "period_published": "Q1 2019/20"
    }  # fmt: skip
    assert found["Dementia"]["rating"] == {"framework": "ccg_iaf", "area": "dementia", "period": "2017/18"}


def test_bands_are_whole_whose_number_the_prose_gives_of_all_ccgs() -> None:
    found = columns(scaffold(text_of("nursing_times_2016", "abstract"), REFERENCE))
    assert found["Overall Rating"]["rating"]["complete_bands"] == ["Top performing", "Greatest need for improvement"]
    fewer = text_of("nursing_times_2016", "abstract").replace("Just 13 commissioning", "Just 14 commissioning")
    found = columns(scaffold(fewer, REFERENCE))
    assert found["Overall Rating"]["rating"]["complete_bands"] == ["Greatest need for improvement"]


@pytest.mark.parametrize(
    ("text", "published_on"),
    [
        ("Ratings of the CCGs\n\nPublished on Thursday 12 July 2018\n", "2018-07-12"),
        ("Ratings of the CCGs\n\n**Date published:** 12/07/2018\n", "2018-07-12"),
        ("Ratings of the CCGs\n\nFirst published: July 2018\n", "2018-07"),
        ("Ratings of the CCGs, 3rd May 2019\n", "2019-05-03"),
        ("Ratings of the CCGs in May 2019\n", None),
        ("Ratings of the CCGs\n\nThe figures were published on 12 July 2018.\n", None),
        ("Ratings of the CCGs\n\nPublished on 31 June 2018\n", None),
    ],
)
def test_a_date_of_publication_is_taken_where_the_text_states_one(text: str, published_on: str | None) -> None:
    given = scaffold(text, REFERENCE).sidecar["published_on"]
    assert given == published_on if published_on else given.startswith(FILL_IN)


def test_prose_on_ratings_is_given_the_framework_whose_labels_it_uses() -> None:
    text = (
        "How cancer care is rated\n\nIn the ratings for 2016/17 NHS England rated 20 CCGs Outstanding "
        "and 31 CCGs Inadequate for cancer, and 12 CCGs Inadequate for diabetes.\n"
    )
    found = scaffold(text, REFERENCE).sidecar
    assert found["context"] == {"framework": "ccg_iaf", "area": "cancer", "period": "2016/17"}
    assert found["other_contexts"] == [{"framework": "ccg_iaf", "area": "diabetes", "period": "2016/17"}]


IAF = "The CCG improvement and assessment framework"


def test_the_bands_that_only_one_scale_has_tell_which_framework_is_meant() -> None:
    """The baseline is only looked back at; nobody counts a band, so that no statement tells."""
    text = f"Dementia care rated\n\n{IAF} has four bands, outstanding to inadequate.\n\nSince the baseline 68 rose.\n"
    assert scaffold(text, REFERENCE).sidecar["context"]["framework"] == "ccg_iaf"


def test_a_framework_that_rated_one_period_only_gives_it() -> None:
    text = f"Cancer care rated\n\n{IAF}: seven CCGs were 'top performing'.\n"
    found = scaffold(text, REFERENCE).sidecar["context"]
    assert found == {"framework": "ccg_iaf_baseline_2016", "area": "cancer", "period": "2016/17"}


@pytest.mark.parametrize(
    ("title", "area"),
    [("CCGs rated", "overall"), ("Leadership of CCGs rated", "leadership"), ("Mental health ratings", "mental_health")],
)
def test_overall_ratings_are_of_no_area_that_is_only_mentioned(title: str, area: str) -> None:
    text = f"{title}\n\n{IAF}: the annual assessment looks at leadership, too. 20 CCGs are inadequate.\n"
    found = scaffold(text, REFERENCE).sidecar
    assert found.get("context", {}).get("area") == area


def test_a_table_under_the_words_annual_assessment_is_of_overall_ratings() -> None:
    rows = "\n".join(f"NHS {name} CCG\tGood" for name in ("Bury", "Corby", "Hull"))
    text = f"CCG annual assessment 2018/19\n\nCCG\tRating\n{rows}\n"
    columns = scaffold(text, REFERENCE).sidecar["tables"][0]["columns"]
    assert [column["rating"]["area"] for column in columns if "rating" in column] == ["overall"]


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("New ratings of CCGs\n\nIn 2017/18 four CCGs were rated outstanding.\n", []),
        ("New ratings of CCGs\n\nIn 2017/18 two CCGs were outstanding.\n\nCancer and diabetes come next.\n", []),
        (
            "Mental health ratings\n\nIn 2017/18 four CCGs were outstanding.\nFor cancer, 12 CCGs were rated good.\n",
            ["cancer"],
        ),
    ],
)
def test_other_contexts_are_proposed_only_for_areas_that_the_statements_name(text: str, areas: list[str]) -> None:
    found = scaffold(text, REFERENCE).sidecar
    assert [context["area"] for context in found.get("other_contexts", [])] == areas


def test_the_year_that_a_lead_names_is_that_of_the_statements_below_it() -> None:
    """An article without a table, as most are: the year stands in its first paragraph alone."""
    text = """CCG ratings published

NHS England has published ratings of CCGs for 2017/18.

For dementia, 57 CCGs were rated outstanding and 21 inadequate.
For mental health, four were outstanding."""
    found = scaffold(text, REFERENCE).sidecar
    assert [(context["area"], context["period"]) for context in found["other_contexts"]] == [
        ("dementia", "2017/18"),
        ("mental_health", "2017/18"),
    ]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Mental health ratings\n\nThe year 2017/18 was hard.\nFour CCGs were outstanding.\n", "2017/18"),
        ("Mental health in 2016/17\n\nFour CCGs were outstanding.\n", "2016/17"),
        ("Mental health\n\nAfter 2016/17 came 2017/18.\nFour CCGs were outstanding.\n", None),
        ("Mental health ratings\n\nFour CCGs were outstanding.\n", None),
    ],
)
def test_the_one_printed_period_is_that_of_the_prose(text: str, period: str | None) -> None:
    given = scaffold(text, REFERENCE).sidecar["context"]["period"]
    assert given == period if period else given.startswith(FILL_IN)


@pytest.mark.parametrize(
    "text",
    [
        "02N,NHS Airedale CCG,159826\n09C,NHS Ashford CCG,129281\n07M,NHS Barnet CCG,391639\n",
        "Y54\tMidlands\t61.2\nY56\tLondon\t55.1\nY58\tSouth West\t60.0\n",
        "02N 61.2 33\n09C 55.1 20\n07M 60.0 41\n",
    ],
)
def test_rows_without_a_heading_are_reported_as_a_table_and_are_neither_title_nor_prose(text: str) -> None:
    found = scaffold(text, REFERENCE)
    assert [note.partition(";")[0] for note in found.notes] == [
        "lines 1 to 3: 3 lines look like rows of a table without a heading, or with one that could not be read"
    ]
    assert set(found.sidecar) == {"title", "publisher", "published_on", "licence", "text_kind"}
    assert found.sidecar["title"].startswith(FILL_IN)


@pytest.mark.parametrize("text", ["A letter on the weather\n\nIt rains, and 3 in 4 people stay at home.\n", "", "\n"])
def test_a_text_without_tables_lists_or_ratings_maps_nothing(text: str) -> None:
    found = scaffold(text, REFERENCE)
    assert {"publisher", "licence"} <= set(to_fill_in(found))
    assert set(found.sidecar) == {"title", "publisher", "published_on", "licence", "text_kind"}
    assert found.notes == []


# Any text.

LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["CCG,Rating", "NHS Hull CCG,Good", "CCGRating", "NHS Hull CCG Good 12%", "• NHS Hull CCG", "Good", "Good:",
         "indicators including:", "  • IAPT access rate", "A title | A publisher, July 2017", "Cancer 2017/18", "|---|",
         "| CCG | Rating |", "| NHS Hull CCG | Good |", "FILL IN: a trap", "209 CCGs were rated, 21 Outstanding"]
    ),
)  # fmt: skip


@given(st.lists(LINES, max_size=12))
def test_no_text_makes_it_fail_and_its_sidecar_reads_back_as_the_same_values(lines: list[str]) -> None:
    found = scaffold("\n".join(lines), REFERENCE)
    values, _ = yaml_with_lines(sidecar_text(found.sidecar, "a_document"))
    assert values == found.sidecar


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("The ratings are for the first quarter of 2019/20.", "2019/20 Q1"),
        ("In quarter 1 the leadership was rated under the framework of 2019/20.", None),
        ("The leadership ratings of 2019/20 came out each quarter.", "2019/20"),
    ],
)
def test_a_sentence_with_a_part_of_a_year_apart_from_it_gives_no_period(sentence: str, period: str | None) -> None:
    text = f"Leadership of CCGs rated\n\n{sentence}\n\nCCG\tRating\nNHS Bury CCG\tGood\nNHS Oldham CCG\tGood\n"
    rating = scaffold(text, REFERENCE).sidecar["tables"][0]["columns"][1]["rating"]
    assert (None if rating["period"].startswith(FILL_IN) else rating["period"]) == period
