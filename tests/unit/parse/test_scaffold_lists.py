"""First sidecars: lists under bands, and tables whose rows are not one on a line."""

from __future__ import annotations

import polars as pl
import pytest
from scaffold_samples import (
    REFERENCE,
    build,
    filled,
    ratings,
    without_unknown,
)

from pipeline.parse.scaffold.sidecar import scaffold

BAND_LISTS = """Dementia ratings of London CCGs, 2017/18

Outstanding (2):

• NHS Barnet CCG
• NHS Bexley CCG;

**Requires improvement**

- NHS Ealing CCG
- NHS Nowhere CCG
"""


def test_organisations_under_bands_are_lists() -> None:
    found = scaffold(BAND_LISTS, REFERENCE)
    assert without_unknown(found.sidecar["band_lists"]) == [
        {
            "name": "lists from line 5 on",
            "rating": {"framework": "ccg_iaf", "area": "dementia", "period": "2017/18"},
        }
    ]
    listed, unknown = found.band_lists[0]
    assert listed.counts == {"Outstanding": 2, "Requires improvement": 2}
    assert [name for name, _ in unknown] == ["NHS Nowhere CCG"]
    core = build(BAND_LISTS, filled(found.sidecar, complete_bands=["Outstanding"]))
    assert [problem.line_no for problem in core.problems] == [11]
    assert {(code, band) for code, _, _, band in ratings(core)} == {
        ("07M", "Outstanding"),
        ("07N", "Outstanding"),
        ("07W", "Requires improvement"),
    }


def test_lists_of_two_areas_under_the_same_bands_keep_apart() -> None:
    text = "\n".join(
        [
            "Ratings of 2017/18",
            *("## Cancer", "Good", "• NHS Hull CCG", "• NHS Barnet CCG", "Outstanding", "• NHS Bexley CCG"),
            *("## Diabetes", "Good", "• NHS Bexley CCG", "Outstanding", "• NHS Hull CCG"),
        ]
    )
    found = scaffold(text, REFERENCE)
    core = build(text, filled(found.sidecar, complete_bands=[]))
    assert not core.problems
    assert {(code, area, band) for code, area, _, band in ratings(core)} == {
        ("03F", "cancer", "Good"),
        ("07M", "cancer", "Good"),
        ("07N", "cancer", "Outstanding"),
        ("07N", "diabetes", "Good"),
        ("03F", "diabetes", "Outstanding"),
    }


def test_bullets_that_are_no_organisations_are_no_list_by_band() -> None:
    text = "Ratings of 2017/18\n\nGood\n\n• staff were kind\n• food was hot\n"
    assert "band_lists" not in scaffold(text, REFERENCE).sidecar


def test_bullets_that_name_measures_are_a_listing_with_the_product_that_is_spoken_of() -> None:
    text = "\n".join(
        [
            "News of the CCGs today",
            "",
            "The dashboard will be given these measures:",
            "  • IAPT access rate",
            "  • Crisis team provision",
            "  • something that nobody knows",
        ]
    )
    assert scaffold(text, REFERENCE).sidecar["listings"] == [
        {"after": "given these measures:", "product": "dashboard", "area": "mental_health", "status": "planned"}
    ]


# Tables whose rows are not one on a line, and lists without marks.


@pytest.mark.parametrize(
    "table",
    [
        "CCG\nDementia\nNHS Bury CCG\nGood\nNHS Oldham CCG\nInadequate\n",
        "CCG: NHS Bury CCG\nDementia: Good\n\nCCG: NHS Oldham CCG\nDementia: Inadequate\n",
        "\tNHS Bury CCG\tNHS Oldham CCG\nDementia\tGood\tInadequate\n",
        "Dementia ratings\n\nGood\nNHS Bury CCG\nNHS Bolton CCG\n\nInadequate\nNHS Oldham CCG\n",
    ],
    ids=["a cell a line", "a key a line", "turned", "names under bands"],
)
def test_a_table_that_is_spread_over_lines_is_mapped_and_read(table: str) -> None:
    found = scaffold(f"Ratings of CCGs in 2017/18\n\n{table}", REFERENCE)
    built = build(f"Ratings of CCGs in 2017/18\n\n{table}", filled(found.sidecar, complete_bands=[]))
    assert built.problems == []
    rated = dict(built.tables["rating"].select("org_code", "band").rows())
    assert (rated["00V"], rated["00Y"]) == ("Good", "Inadequate")
    assert set(built.tables["rating"]["period"]) == {"2017/18"}


def test_spread_tables_with_the_same_titles_are_mapped_apart() -> None:
    block = "CCG: NHS Bury CCG\nRating: {}\n\nCCG: NHS Oldham CCG\nRating: Good\n\n"
    text = f"Dementia ratings of CCGs\n\n2016/17\n\n{block.format('Good')}2017/18\n\n{block.format('Inadequate')}"
    built = build(text, filled(scaffold(text, REFERENCE).sidecar, complete_bands=[]))
    assert built.problems == []
    of_bury = built.tables["rating"].filter(pl.col("org_code") == "00V").select("period", "band").rows()
    assert sorted(of_bury) == [("2016/17", "Good"), ("2017/18", "Inadequate")]


def test_what_is_accepted_of_a_turned_table_is_one_of_its_organisations() -> None:
    top = "\tNHS Bury CCG\tEngland\tNHS Hull CCG\tNHS Burry CCG"
    text = f"Dementia in 2017/18\n\n{top}\nDementia\tGood\tGood\tGood\tGood\n"
    sidecar = filled(scaffold(text, REFERENCE).sidecar, complete_bands=[])
    built = build(text, sidecar | {"accept": [{"text": "England", "reason": "a country"}]})
    assert [problem.message.split(";")[0] for problem in built.problems] == ["no CCG is called 'NHS Burry CCG'"]
    assert built.tables["rating"].select("org_code", "line_no").rows() == [("00V", 4), ("03F", 4)]


@pytest.mark.parametrize("mark", ["", "• "])
@pytest.mark.parametrize("above", ["Trusts rated by the CQC", "Ratings of hospitals"])
def test_bare_names_under_words_of_other_bodies_are_no_ccgs(mark: str, above: str) -> None:
    text = f"Mental health ratings of 2017/18\n\n{above}\n\nGood\n{mark}Bolton\n{mark}Stockport\n"
    assert "band_lists" not in scaffold(text, REFERENCE).sidecar
    of_ccgs = text.replace("Bolton", "NHS Bolton CCG").replace("Stockport", "NHS Stockport CCG")
    assert "band_lists" in scaffold(of_ccgs, REFERENCE).sidecar


def test_bare_names_without_marks_are_listed_where_the_text_speaks_of_ccgs() -> None:
    text = "Dementia ratings of {} 2017/18\n\nGood\nBolton\nStockport\n"
    assert "band_lists" in scaffold(text.format("CCGs"), REFERENCE).sidecar
    assert "band_lists" not in scaffold(text.format("places"), REFERENCE).sidecar


@pytest.mark.parametrize(
    "table",
    [
        "Name\tRating\nBolton\tGood\nStockport\tGood\n",
        "Name\nRating\nBolton\nGood\nStockport\nGood\n",
        "\tBolton\tStockport\nRating\tGood\tGood\n",
    ],
)
def test_a_table_of_bare_names_under_words_of_other_bodies_is_none_of_ccgs(table: str) -> None:
    of_trusts = scaffold(f"Mental health ratings of 2017/18\n\nTrusts as the CQC rates them\n\n{table}", REFERENCE)
    assert of_trusts.tables == []
    assert any("no CCGs" in note for note in of_trusts.notes)
    assert scaffold(f"Mental health ratings of 2017/18\n\nCCGs and trusts\n\n{table}", REFERENCE).tables
    assert scaffold(f"Mental health ratings of 2017/18\n\n{table}", REFERENCE).tables


NAMED = """Learning disabilities, 2017/18

The ratings of learning disabilities for CCGs of London were:

NHS Barnet CCG – Good
NHS Bexley CCG – Requires improvement
Ealing – Inadequate
Nowhere – Good
London – Good
"""


def test_names_with_bands_a_line_are_a_list() -> None:
    found = scaffold(NAMED, REFERENCE)
    assert without_unknown(found.sidecar["value_lists"]) == [
        {
            "name": "list from line 5 on",
            "rating": {"framework": "ccg_iaf", "area": "learning_disabilities", "period": "2017/18"},
            "after": "of London were:",
        }
    ]
    assert not found.notes
    core = build(NAMED, filled(found.sidecar, complete_bands=[]))
    assert [problem.line_no for problem in core.problems] == [8, 9]
    assert {(code, band) for code, _, _, band in ratings(core)} == {
        ("07M", "Good"),
        ("07N", "Requires improvement"),
        ("07W", "Inadequate"),
    }


def test_of_names_with_values_the_measure_is_asked_for() -> None:
    text = "\n".join(
        ["Services in London, 2017/18", "", "IAPT recovery rates of CCGs were below 60%:",
         "NHS Barnet CCG: 51.2%", "NHS Bexley CCG: *", "NHS Ealing CCG: 50%"]
    )  # fmt: skip
    (listed,) = scaffold(text, REFERENCE).sidecar["value_lists"]
    assert listed["after"] == "were below 60%:"
    assert listed["measure"]["measure_id"].startswith("FILL IN")
    assert "perhaps iapt_recovery_rate" in listed["measure"]["measure_id"]
    assert listed["measure"]["period"] == "2017/18"


@pytest.mark.parametrize(
    "above",
    [
        "Ratings of the mental health trusts:",
        "Ratings of the previous year, by CCG:",
        "CCGs and their previous ratings:",
    ],
)
def test_names_with_bands_of_others_or_of_another_time_take_no_period_from_the_title(above: str) -> None:
    text = f"Dementia ratings, 2017/18\n\n{above}\nBarnet: Good\nBexley: Good\nEaling: Inadequate\n"
    lists = scaffold(text, REFERENCE).sidecar.get("value_lists", [])
    assert all(listed["rating"]["period"].startswith("FILL IN") for listed in lists)
    assert len(lists) == ("CCG" in above)


def test_pairs_that_are_no_organisations_are_no_list() -> None:
    text = "Dementia ratings of CCGs, 2017/18\n\nContacts:\nEditor: A Smith\nAuthor: B Jones\nIssue: 12\n"
    assert "value_lists" not in scaffold(text, REFERENCE).sidecar
