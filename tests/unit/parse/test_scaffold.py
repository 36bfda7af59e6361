"""First sidecars: what a bare text shows of its tables, lists and prose, and what it leaves to be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from installation import ORIGINALS_DIR, csv_rows, sha256

from pipeline.base.folding import fold_name
from pipeline.base.yaml_lines import yaml_with_lines
from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.inputs import Document, Inputs, decode
from pipeline.parse.scaffold.sidecar import Scaffold, scaffold, sidecar_text
from pipeline.parse.sidecar.sidecar import FILL_IN, left_to_fill_in, read_sidecar
from pipeline.reference.reading import read_reference

ROOT = Path(__file__).parents[3]
DOCUMENTS = ROOT / "raw" / "documents"
REFERENCE = read_reference(ROOT / "raw" / "reference")
IDS = sorted(path.stem for path in DOCUMENTS.glob("*.yml"))

Values = dict[str, Any]


def by_hand(document_id: str) -> Values:
    """The values of a hand-written sidecar, dates and years as text."""
    values, _ = yaml_with_lines((DOCUMENTS / f"{document_id}.yml").read_text(encoding="utf-8"))
    assert isinstance(values, dict)
    return values


def text_of(document_id: str, kind: str) -> str:
    """The abstract of a document, or its original where that is at hand."""
    if kind == "abstract":
        return decode((DOCUMENTS / f"{document_id}.txt").read_bytes())
    if not ORIGINALS_DIR.is_dir():
        pytest.skip(f"the originals are not at {ORIGINALS_DIR}")
    digest = by_hand(document_id)["original_sha256"]
    return decode(next(path for path in ORIGINALS_DIR.glob("*.txt") if sha256(path) == digest).read_bytes())


def build(text: str, sidecar: Values) -> CoreBuild:
    """The core tables of one text under a sidecar whose every value is given."""
    described = sidecar_text(sidecar, "a_document")
    read, problems, line_of = read_sidecar(described, "a_document.yml", REFERENCE)
    assert read is not None, problems
    assert not problems
    document = Document(
        "a_document", "a_document.txt", text, "0" * 64, "original", read, "a_document.yml", "0" * 64, line_of
    )
    return build_core(Inputs(REFERENCE, [document]))


def filled(sidecar: Values, **by_key: Any) -> Values:
    """A scaffold with the values of `by_key` for what is to be filled in; the common ones have a value already."""
    values = {"title": "A title", "publisher": "NHS England", "published_on": "2018", "licence": "OGL", **by_key}
    copy: Values = yaml.safe_load(yaml.safe_dump(sidecar))
    for place, _ in left_to_fill_in(sidecar):
        put(copy, place, values[str(place[-1])])
    return copy


def test_numbers_that_may_be_fractions_need_a_question() -> None:
    """0.61 of a measure in per cent may be 61 %; with one number of 1.5 or more, or a sign, it is not."""
    rows = ["NHS Barnsley CCG\t{}", "NHS Bolton CCG\t0.58", "NHS Bury CCG\t0.66"]

    def has_question(first: str) -> bool:
        text = "\n".join(["IAPT access rate in 2017/18", "", "CCG\tIAPT recovery rate 2017/18", *rows]).format(first)
        return any(place.endswith("measure.percentages") for place in to_fill_in(scaffold(text, REFERENCE)))

    assert has_question("0.61")
    assert not has_question("61")
    assert not has_question("0.61%")


def put(values: Any, place: tuple[str | int, ...], value: Any) -> None:
    for part in place[:-1]:
        values = values[part]
    values[place[-1]] = value


def at(values: Any, place: tuple[str | int, ...]) -> Any:
    for part in place:
        values = values[part]
    return values


def to_fill_in(found: Scaffold) -> list[str]:
    return [".".join(map(str, place)) for place, _ in left_to_fill_in(found.sidecar)]


def columns(found: Scaffold, table: int = 0) -> dict[str, Values]:
    """Each title of a table to what stands under it."""
    return {column.pop("title"): column for column in map(dict, found.sidecar["tables"][table]["columns"])}


def without_unknown(values: Any) -> Any:
    """Plain values without the keys that are to be filled in."""
    if isinstance(values, dict):
        return {key: without_unknown(v) for key, v in values.items() if not str(v).startswith(FILL_IN)}
    return list(map(without_unknown, values)) if isinstance(values, list) else values


def ratings(core: CoreBuild) -> set[tuple[str, str, str, str | None]]:
    rows = core.tables["rating"].select("org_code", "area", "period", "band").rows()
    return set(rows)


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


BANDS = ("Outstanding", "Good", "Requires improvement", "Inadequate")
OPEN = tuple(
    organisation
    for organisation in REFERENCE.register.organisations
    if organisation.opened_on.year <= 2016 and (organisation.closed_on is None or organisation.closed_on.year > 2018)
)


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(OPEN), st.sampled_from(BANDS), st.integers(0, 1000)),
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


def test_what_is_accepted_of_a_turned_table_is_one_of_its_organisations() -> None:
    top = "\tNHS Bury CCG\tEngland\tNHS Hull CCG\tNHS Burry CCG"
    text = f"Dementia in 2017/18\n\n{top}\nDementia\tGood\tGood\tGood\tGood\n"
    sidecar = filled(scaffold(text, REFERENCE).sidecar, complete_bands=[])
    built = build(text, sidecar | {"accept": [{"text": "England", "reason": "a country"}]})
    assert [problem.message.split(";")[0] for problem in built.problems] == ["no CCG is called 'NHS Burry CCG'"]
    assert built.tables["rating"].select("org_code", "line_no").rows() == [("00V", 4), ("03F", 4)]


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
