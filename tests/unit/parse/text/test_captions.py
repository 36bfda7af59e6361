"""The words above a table's heading: which table it is, and whether it is the one that the sidecar maps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_samples import VOCABULARY, document, read, reported, rows, table

from pipeline.parse.text.document import extract
from pipeline.parse.text.tables.captions import CaptionSubject
from pipeline.parse.text.tables.rows import TableSpec

NAMES = tuple((name, area.area) for area in VOCABULARY.areas for name in area.names)
HEADING = "CCG\tRating\n"


def spec(area: str = "mental_health", period: str = "2017/18", under: str | None = None) -> TableSpec:
    about = CaptionSubject(frozenset([area]), NAMES, (period,))
    return replace(table("CCG", "Rating", name=area), under=under, about=about)


def two(caption: str, first: str = "Table 1: Mental health, 2017/18") -> str:
    return f"{first}\n\n{HEADING}NHS Bury CCG\tGood\n\n{caption}\n\n{HEADING}NHS Hull CCG\tInadequate\n"


@pytest.mark.parametrize(
    ("caption", "why"),
    [
        ("Table 2: Dementia, 2017/18", "it is mapped to mental_health"),
        ("Table 2: For comparison, mental health in 2016/17", "it is mapped to 2017/18"),
        ("Mental health, previous year", "its words are of another time"),
    ],
)
def test_rows_under_words_of_another_area_or_year_are_not_taken(caption: str, why: str) -> None:
    extracted = read(two(caption), spec())
    assert [row[1] for row in rows(extracted)] == ["NHS Bury CCG"]
    assert (8, f"stands under '{caption}', and {why}") in reported(extracted)
    assert 9 in {line for line, _ in reported(extracted)}


@pytest.mark.parametrize("caption", ["Midlands", "Table 1 (continued)", "Mental health, 2017/18", "Page 2 of 3", ""])
def test_rows_under_other_words_go_on(caption: str) -> None:
    extracted = read(two(caption), spec())
    assert [row[1] for row in rows(extracted)] == ["NHS Bury CCG", "NHS Hull CCG"]
    assert reported(extracted) == []


def test_the_first_of_two_headings_may_be_the_other_tables() -> None:
    extracted = read(two("Table 2: Mental health, 2017/18", "Table 1: Dementia, 2017/18"), spec())
    assert [row[1] for row in rows(extracted)] == ["NHS Hull CCG"]


def test_tables_are_told_apart_by_the_words_above_them_and_go_on_without_any() -> None:
    text = f"{two('Table 2: Dementia')}\f{HEADING}NHS Bolton CCG\tGood\n"
    extracted = read(text, spec(under="Table 1"), spec("dementia", under="Table 2"))
    assert [[row[1] for row in rows(extracted, of)] for of in (0, 1)] == [
        ["NHS Bury CCG"],
        ["NHS Hull CCG", "NHS Bolton CCG"],
    ]
    assert reported(extracted) == []


@pytest.mark.parametrize("above", ["Dementia\t\tMental health\t", "2016/17\t\t2017/18\t", "Mental health      Cancer"])
def test_tables_side_by_side_under_words_of_two_areas_or_years_are_reported(above: str) -> None:
    text = f"{above}\nCCG\tRating\tCCG\tRating\nNHS Bury CCG\tGood\tNHS Hull CCG\tInadequate\n"
    extracted = read(text, spec())
    assert rows(extracted) == []
    assert "one of the tables side by side stands under" in reported(extracted)[0][1]


def test_tables_side_by_side_of_one_subject_are_read() -> None:
    text = "North\t\tSouth\t\nCCG\tRating\tCCG\tRating\nNHS Bury CCG\tGood\tNHS Hull CCG\tInadequate\n"
    extracted = extract(text, document(spec()), VOCABULARY)
    assert [row[1] for row in rows(extracted)] == ["NHS Bury CCG", "NHS Hull CCG"]


def test_a_heading_under_none_of_the_words_is_reported() -> None:
    text = f"Annex\n\n{HEADING}NHS Leeds CCG\tGood\n\n{two('Table 2: Dementia')}"
    extracted = read(text, spec(under="Table 1"), spec("dementia", under="Table 2"))
    assert reported(extracted)[0] == (3, "stands under no line with the words 'Table 1'")
    assert "NHS Leeds CCG" not in str([rows(extracted, of) for of in (0, 1)])
