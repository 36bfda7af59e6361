"""Tables whose rows are not one on a line: read where nothing in their form leaves a choice, else listed with why."""

from __future__ import annotations

import pytest
from table_samples import VOCABULARY, assert_places, document, percentage, reported, table, unmapped

from pipeline.parse.text.document import Extracted, extract
from pipeline.parse.text.tables.captions import CaptionSubject
from pipeline.parse.text.tables.cells import CodeColumn, IgnoredColumn
from pipeline.parse.text.tables.rows import TableSpec

ONE_AREA = table("CCG", "Rating")
TWO_AREAS = table("CCG", "Mental health", "Dementia")
WITH_RATE = table("CCG", "Rating", percentage("Rate"))


def read(text: str, *tables: TableSpec) -> Extracted:
    """What `text` gives under a sidecar that maps `tables`, each row of them taken or rejected once."""
    extracted = extract(text, document(*tables), VOCABULARY)
    assert_places(text, extracted)
    assert not extracted.not_found
    accepted = sum(len(found.line_nos) for found in extracted.tables)
    refused = {(reject.line_no, reject.char_start) for reject in extracted.rejects if reject.stage == "table"}
    assert extracted.rows_seen == accepted + len(refused)
    return extracted


def facts(extracted: Extracted) -> list[tuple[str, str, str | float | None, int]]:
    """Each cell that was taken: its organisation and title, what it says, and its line."""
    found = []
    for rows in extracted.tables:
        names = rows.columns[rows.spec.organisation]
        for column, cells in zip(rows.spec.columns, rows.columns, strict=True):
            if names is None or cells is None or cells is names:
                continue
            line_nos = cells.line_nos or rows.line_nos
            for name, cell, line_no in zip(names.texts, cells.cells, line_nos, strict=True):
                if cell.band or cell.value is not None:
                    found.append((name, column.title, cell.band or cell.value, line_no))
    return found


def reasons(extracted: Extracted) -> list[str]:
    """Why each line is listed that no sidecar maps."""
    return [reject.reason for reject in extracted.rejects if reject.stage == "unmapped"]


# A cell a line.


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\n \n"], ids=["close", "apart", "crlf", "blank"])
def test_rows_of_a_cell_a_line_are_read(gap: str) -> None:
    cells = ["CCG", "Mental health", "Dementia", "NHS Bury CCG", "Good", "Inadequate", "NHS Oldham CCG", "Good", "Good"]
    step = gap.count("\n")
    assert facts(read(gap.join(cells), TWO_AREAS)) == [
        ("NHS Bury CCG", "Mental health", "Good", 1 + 4 * step),
        ("NHS Oldham CCG", "Mental health", "Good", 1 + 7 * step),
        ("NHS Bury CCG", "Dementia", "Inadequate", 1 + 5 * step),
        ("NHS Oldham CCG", "Dementia", "Good", 1 + 8 * step),
    ]


def test_blank_lines_may_stand_between_rows_alone() -> None:
    text = "Organisation\nRating\n\nBury\nGood\n\nWigan Borough\nInadequate\n\nThe end.\n"
    found = facts(read(text, table("Organisation", "Rating")))
    assert found == [("Bury", "Rating", "Good", 5), ("Wigan Borough", "Rating", "Inadequate", 8)]


def test_a_code_may_stand_before_or_after_the_name() -> None:
    before = table("CCG", CodeColumn("Code"), "Rating")
    text = "Code\nCCG\nRating\n00V\nNHS Bury CCG\nGood\n00Y\nNHS Oldham CCG\nInadequate\n"
    assert facts(read(text, before)) == [
        ("NHS Bury CCG", "Rating", "Good", 6),
        ("NHS Oldham CCG", "Rating", "Inadequate", 9),
    ]
    after = "CCG\nCode\nRating\nNHS Bury CCG\n00V\nGood\nNHS Oldham CCG\n00Y\nInadequate\n"
    assert [fact[:3] for fact in facts(read(after, before))] == [
        ("NHS Bury CCG", "Rating", "Good"),
        ("NHS Oldham CCG", "Rating", "Inadequate"),
    ]


def test_bodies_that_are_no_ccg_and_footnote_marks_stay_in_their_rows() -> None:
    text = "CCG\nRating\nNHS Bury CCG*\nGood\nNHS Oldham CCG\nGood¹\nEngland\nGood\n"
    extracted = read(text, ONE_AREA)
    assert [name for name, *_ in facts(extracted)] == ["NHS Bury CCG*", "NHS Oldham CCG", "England"]
    assert [(reject.line_no, reject.text) for reject in extracted.rejects] == [(3, "*"), (6, "¹")]


@pytest.mark.parametrize(
    "cells",
    [
        "CCG|Mental health|Dementia|NHS Bury CCG|Good|Good|NHS Oldham CCG|Good|NHS Wigan Borough CCG|Good|Good",
        "CCG|Mental health|Dementia|NHS Bury CCG|Good|NHS Oldham CCG|Good|Good|NHS Wigan Borough CCG|Good|Good",
        "CCG|Mental health|Dementia|NHS Bury CCG|Good|NHS Oldham CCG|Good",
        "CCG|Mental health|Dementia|NHS Bury CCG|Good|Good|NHS Oldham CCG|Good|Good|Good",
        "CCG|Mental health|Dementia|Good|Good|NHS Bury CCG|Good|Good|NHS Oldham CCG",
        "CCG|Mental health|Dementia|NHS Bury CCG|Good|Good|London|NHS Brent CCG|Good|Good|NHS Barnet CCG|Good|Good",
        "CCG|Mental health|Dementia|NHS Bury CCG|Good|Good|NHS Heywood, Middleton|and Rochdale CCG|Good|Good",
        "Mental health|Dementia|NHS Bury CCG|Good|Good|NHS Oldham CCG|Good|Good",
        "CCG|Mental health|Dementia|NHS Bury CCG|Good|Good",
    ],
    ids=["lost", "lost first", "lost in all", "one more", "contrary", "region", "wrapped", "no title", "one row"],
)
def test_where_it_is_open_which_cells_are_of_one_row_none_is_taken(cells: str) -> None:
    text = cells.replace("|", "\n")
    extracted = extract(text, document(TWO_AREAS), VOCABULARY)
    assert facts(extracted) == []
    assert extracted.not_found
    lines = text.split("\n")
    names = {number for number, line in enumerate(lines, 1) if line.startswith("NHS")}
    # Every name is listed, with its cells, or is a mention in prose where only one is there.
    listed = {reject.line_no for reject in extracted.rejects} | {one.line_no for one in extracted.mentions}
    assert names <= listed


def test_a_cell_that_does_not_read_rejects_its_row_with_why() -> None:
    text = (
        "CCG\nRating\nRate\nNHS Bury CCG\nGood\n51.5%\nNHS Oldham CCG\nTop performing\n151%\nNHS Brent CCG\nGood\n*\n"
    )
    extracted = read(text, WITH_RATE)
    assert [fact[:3] for fact in facts(extracted)] == [
        ("NHS Bury CCG", "Rating", "Good"),
        ("NHS Brent CCG", "Rating", "Good"),
        ("NHS Bury CCG", "Rate", 51.5),
    ]
    ((line_no, reason),) = reported(extracted)
    assert line_no == 8
    assert "Rating: 'Top performing' is a band of the scale" in reason
    assert "Rate: 151% is above 100" in reason


def test_a_heading_that_is_repeated_goes_on_with_the_table() -> None:
    block = "CCG\nRating\nNHS {} CCG\nGood\nNHS {} CCG\nGood\n"
    text = block.format("Bury", "Oldham") + block.format("Brent", "Barnet")
    assert len(facts(read(text, ONE_AREA))) == 4


def test_tables_with_the_same_titles_are_told_apart_or_refused() -> None:
    block = "CCG\nRating\nNHS Bury CCG\n{}\nNHS Oldham CCG\n{}\n"
    text = f"In 2016/17\n\n{block.format('Good', 'Good')}\nIn 2017/18\n\n{block.format('Inadequate', 'Good')}"
    extracted = read(text, ONE_AREA)
    assert [fact[2] for fact in facts(extracted)] == ["Good", "Good"]
    why = "the table stands under 'In 2017/18', and one with the same titles stands above it"
    assert reported(extracted) == [(14, why), (16, why)]
    apart = [TableSpec(words, ONE_AREA.columns, under=words) for words in ("2016/17", "2017/18")]
    assert [fact[2] for fact in facts(read(text, *apart))] == ["Good", "Good", "Inadequate", "Good"]


def test_a_table_under_words_of_another_area_is_refused() -> None:
    about = CaptionSubject(frozenset(["dementia"]), (("dementia", "dementia"), ("cancer", "cancer")), ("2017/18",))
    spec = TableSpec("dementia", ONE_AREA.columns, about=about)
    extracted = read("Cancer\n\nCCG\nRating\nNHS Bury CCG\nGood\nNHS Oldham CCG\nGood\n", spec)
    assert facts(extracted) == []
    assert len(reported(extracted)) == 2


# A key with its value a line.


def test_rows_of_a_key_and_a_value_a_line_are_read() -> None:
    text = (
        "Published: July 2018\n\nCCG: NHS Bury CCG\nRegion: North\nRating: Good\n\nCCG: NHS Oldham CCG\n"
        "Region: North of England\nRating:  Requires improvement\n\nSource: NHS England\n"
    )
    spec = table("CCG", IgnoredColumn("Region", "not wanted"), "Rating")
    assert facts(read(text, spec)) == [
        ("NHS Bury CCG", "Rating", "Good", 5),
        ("NHS Oldham CCG", "Rating", "Requires improvement", 9),
    ]


def test_keys_may_stand_before_that_of_the_organisation() -> None:
    text = "Rating: Good\nCCG: NHS Bury CCG\n\nRating: Inadequate\nCCG: NHS Oldham CCG\n"
    assert [fact[:3] for fact in facts(read(text, ONE_AREA))] == [
        ("NHS Bury CCG", "Rating", "Good"),
        ("NHS Oldham CCG", "Rating", "Inadequate"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "CCG: NHS Bury CCG\nRating: Good\nCCG: NHS Oldham CCG\nNote: appealed\nRating: Inadequate\n",
        "CCG: NHS Bury CCG\nRating: Good\nCCG: NHS Oldham CCG\nCCG: NHS Brent CCG\nRating: Inadequate\n",
        "CCG: NHS Bury CCG\nRating: Good\nCCG: NHS Oldham CCG\n",
        "Rating: Good\n\nCCG: NHS Bury CCG\nRating: Inadequate\n\nCCG: NHS Oldham CCG\n",
    ],
    ids=["another key", "no rating", "cut off", "gaps that divide otherwise"],
)
def test_rows_with_other_keys_than_their_neighbours_are_listed(text: str) -> None:
    extracted = extract(text, document(ONE_AREA), VOCABULARY)
    assert facts(extracted) == []
    named = {number for number, line in enumerate(text.split("\n"), 1) if "CCG:" in line}
    assert named <= set(unmapped(extracted))
    assert all("each value on a line of its own" in reason for reason in reasons(extracted))


# Organisations across the top.


@pytest.mark.parametrize("delimiter", ["\t", " | ", ";"])
def test_a_table_with_organisations_across_the_top_is_read(delimiter: str) -> None:
    lines = [
        ["", "NHS Bury CCG", "NHS Oldham CCG"],
        ["Mental health", "Good", "-"],
        ["Dementia", "Good*", "Inadequate"],
    ]
    text = "\n".join(delimiter.join(cells) for cells in lines)
    assert facts(read(text, TWO_AREAS)) == [
        ("NHS Bury CCG", "Mental health", "Good", 2),
        ("NHS Bury CCG", "Dementia", "Good", 3),
        ("NHS Oldham CCG", "Dementia", "Inadequate", 3),
    ]


def test_the_title_in_the_corner_is_that_of_the_organisations() -> None:
    text = "|Area|NHS Bury CCG|NHS Oldham CCG|England|\n|---|---|---|---|\n|Rating|Good|Inadequate|Good|\n"
    assert [fact[:3] for fact in facts(read(text, table("Area", "Rating")))] == [
        ("NHS Bury CCG", "Rating", "Good"),
        ("NHS Oldham CCG", "Rating", "Inadequate"),
        ("England", "Rating", "Good"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\tNHS Bury CCG\tNHS Oldham CCG\tNHS Bury CCG\nMental health\tGood\tGood\tGood\nDementia\tGood\tGood\t-",
        "\tNHS Bury CCG\tNHS Oldham CCG\n2016/17\t\t\nMental health\tGood\tGood\n2017/18\t\t\nDementia\tGood\tGood",
        "\tNHS Bury CCG\tNHS Oldham CCG\nMental health\tGood\tGood\nDementia\tGood\tGood\nMental health\tGood\tGood",
        "\tNHS Bury CCG\tNHS Oldham CCG\nMental health\tGood\nDementia\tGood",
        "\tNHS Bury CCG\tNHS Oldham CCG\nGood\tx\t\nInadequate\t\tx",
    ],
    ids=["twice", "sections", "title twice", "cut off", "ticks"],
)
def test_a_turned_table_that_leaves_a_choice_is_listed(text: str) -> None:
    extracted = extract(text, document(TWO_AREAS), VOCABULARY)
    assert facts(extracted) == []
    assert len(unmapped(extracted)) == len(text.split("\n"))


def test_what_no_sidecar_maps_is_listed_with_the_form_of_its_table() -> None:
    texts = {
        "has each cell on a line of its own": "CCG\nRating\nNHS Bury CCG\nGood\nNHS Oldham CCG\nGood",
        "has each value on a line of its own": "CCG: NHS Bury CCG\nRating: Good\nCCG: NHS Oldham CCG\nRating: Good",
        "has its organisations across the top": "Area\tNHS Bury CCG\tNHS Oldham CCG\nDementia\tGood\tGood",
    }
    for form, text in texts.items():
        found = reasons(extract(text, document(), VOCABULARY))
        assert len(found) == len(text.split("\n"))
        assert all(form in reason and "maps no table here" in reason for reason in found)
