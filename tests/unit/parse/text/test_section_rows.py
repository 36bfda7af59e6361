"""Lines between rows that name a period, a measure or an area alone: the rows below each are of that and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_samples import read, rows, table

from pipeline.parse.text.tables.section_rows import Sections

OF_2018 = replace(
    table("CCG", "Rating"),
    sections=Sections(("2017/18",), frozenset(["dementia"]), {"dementia": "dementia", "leadership": "leadership"}),
)
BOTH = "{0}\nNHS Hull CCG,Good\nNHS Bury CCG,Good\n{1}\nNHS Hull CCG,Inadequate\n"


@pytest.mark.parametrize(
    "first", ["2016/17", "2016/17,", "2016-2017", "Ratings for 2016/17:", "Financial year 2016/17", "**2016/17**"]
)
def test_the_rows_below_another_period_are_listed_and_not_taken(first: str) -> None:
    found = read(f"CCG,Rating\n{BOTH.format(first, '2017/18')}", OF_2018)
    assert [row for row in rows(found) if row[1] == "NHS Hull CCG"] == [(6, "NHS Hull CCG", "Inadequate")]
    reasons = {reject.line_no: reject.reason for reject in found.rejects}
    assert reasons[2].startswith("says what the rows below it are of")
    assert reasons[3].startswith("stands under '") and reasons[3].endswith("on line 2, and is mapped to 2017/18")
    assert all(reject.mapped for reject in found.rejects)


def test_the_rows_of_the_last_period_are_listed_too() -> None:
    found = read(f"CCG,Rating\n{BOTH.format('2017/18', '2016/17')}", OF_2018)
    assert [row[0] for row in rows(found)] == [3, 4]
    assert {5, 6} <= {reject.line_no for reject in found.rejects}


@pytest.mark.parametrize("between", ["2018", "Page 2", "NHS Corby CCG,Good"])
def test_other_lines_between_rows_part_no_periods(between: str) -> None:
    found = read(f"CCG,Rating\nNHS Hull CCG,Good\n{between}\nNHS Bury CCG,Good\n", OF_2018)
    assert {"NHS Hull CCG", "NHS Bury CCG"} <= {row[1] for row in rows(found)}


@pytest.mark.parametrize("end", ["", ","])
def test_the_rows_below_another_area_are_listed_and_not_taken(end: str) -> None:
    text = f"CCG,Rating\nDementia ratings{end}\nNHS Hull CCG,Good\nLeadership:{end}\nNHS Bury CCG,Good\n"
    found = read(text, OF_2018)
    names = [row[1] for row in rows(found)]
    assert "NHS Hull CCG" in names and "NHS Bury CCG" not in names
    reasons = {reject.line_no: reject.reason for reject in found.rejects}
    assert reasons[5] == "stands under 'Leadership' on line 4, and is mapped to dementia"


@pytest.mark.parametrize("blank", ["NHS Corby CCG", "nhs corby ccg", "Corby Clinical Commissioning Group"])
def test_where_lines_name_areas_one_that_nobody_knows_begins_another_section(blank: str) -> None:
    of_dementia = f"NHS Hull CCG,Good\n{blank},\nNHS Bolton CCG,Good"
    for end in ("", ","):
        text = f"CCG,Rating\nDementia{end}\n{of_dementia}\nFinance{end}\nNHS Bury CCG,Good\n"
        names = [row[1] for row in rows(read(text, OF_2018))]
        assert {"NHS Hull CCG", "NHS Bolton CCG"} <= set(names) and "NHS Bury CCG" not in names


WITH_PLACES = replace(OF_2018.sections, is_place=lambda words: words in ("North", "Greater Manchester", "Heywood"))


def names(text: str, *, notes: tuple[str, ...] = ()) -> list[str]:
    return [row[1] for row in rows(read(text, replace(OF_2018, sections=WITH_PLACES, notes=notes)))]


@pytest.mark.parametrize("end", ["", ","])
def test_places_that_head_rows_part_nothing(end: str) -> None:
    text = f"CCG,Rating\nNorth{end}\nNHS Hull CCG,Good\nGreater Manchester{end}\nNHS Bury CCG,Good\n"
    assert [name for name in names(text) if "NHS" in name] == ["NHS Hull CCG", "NHS Bury CCG"]


WORDS = ["Figures below are estimates", "Children and young people", "Aged 65 and over", "Plan", "Published in 2016/17"]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("end", ["", ","])
def test_rows_below_words_alone_are_listed_and_not_taken(words: str, end: str) -> None:
    text = f"CCG,Rating\nNHS Hull CCG,Good\n{words}{end}\nNHS Bury CCG,Good\nNHS Corby CCG,Good\n"
    assert names(text) == ["NHS Hull CCG"]
    found = read(text, OF_2018)
    reasons = {reject.line_no: reject.reason for reject in found.rejects if reject.mapped}
    assert reasons[3] == "stands between rows, which may say what the rows below it are of"
    assert reasons[5] == f"stands below '{words}' on line 3, which may say what the rows below it are of"
    assert (
        names(text, notes=(words,)) == names(text, notes=(f"{words[:4]}*",)) == [f"NHS {n} CCG" for n in ORGANISATIONS]
    )


@pytest.mark.parametrize(
    "remark", ["(April to September only)", "[provisional]", "- excludes Corby", "  April to September only"]
)
def test_the_row_right_above_a_remark_is_not_taken_either(remark: str) -> None:
    rows_printed = ["CCG            Rating", "NHS Hull CCG   Good", "NHS Bury CCG   Good", "NHS Corby CCG  Good"]
    assert names("\n".join([*rows_printed, remark, ""])) == ["NHS Hull CCG", "NHS Bury CCG"]
    between = "\n".join([*rows_printed[:3], remark, rows_printed[3], ""])
    assert names(between) == ["NHS Hull CCG"]
    assert names(between, notes=(remark.strip(" -[]()"),)) == ["NHS Hull CCG", "NHS Bury CCG", "NHS Corby CCG"]


def test_a_remark_that_changes_nothing_takes_no_row_away() -> None:
    text = "CCG            Rating\nNHS Hull CCG   Good\n  (East Riding)\nNHS Bury CCG   Good\n"
    assert names(text) == ["NHS Hull CCG", "NHS Bury CCG"]


ORGANISATIONS = ("Hull", "Bury", "Corby")


@pytest.mark.parametrize("words", ["CCG", "Rating", "Page 3 of 4", "Page 3", "* * *", "NHS Corby CCG"])
def test_other_words_part_nothing(words: str) -> None:
    assert "NHS Bury CCG" in names(f"CCG,Rating\nNHS Hull CCG,Good\n{words}\nNHS Bury CCG,Good\n")


@pytest.mark.parametrize("text", ["Of all CCGs\nNHS Hull CCG,Good\n", "NHS Hull CCG,Good\nSource: NHS England\n"])
def test_words_above_the_first_row_or_below_the_last_part_nothing(text: str) -> None:
    assert names(f"CCG,Rating\n{text}") == ["NHS Hull CCG"]


@pytest.mark.parametrize("title", ["CCG rating, 2017/18", "Rating by CCG", "2017/18 CCG rating"])
def test_a_title_above_a_whole_heading_with_words_of_it_is_no_heading(title: str) -> None:
    found = read(f"{title}\n\nCCG,Rating\nNHS Hull CCG,Good\nNHS Bury CCG,Good\n", OF_2018)
    assert [row[0] for row in rows(found)] == [4, 5]
    assert not any(reject.mapped for reject in found.rejects)
