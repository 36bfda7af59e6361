"""Notes below a table: a row whose mark is that of a note on another period is not taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_samples import ONE_RATE, read, reported, rows

from pipeline.parse.text.tables.section_rows import Sections

OF_Q4 = replace(ONE_RATE, sections=Sections(periods=("2018/19 Q4",)))
HEADING = "Organisation\tLeadership\tIAPT rate"


def taken(*lines: str) -> list[int]:
    extracted = read("\n".join([HEADING, *lines, ""]), OF_Q4)
    assert {line for line, _ in reported(extracted)}.isdisjoint(row[0] for row in rows(extracted))
    return [row[0] for row in rows(extracted)]


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("*", "* The figure is for Q3 2018/19, as Q4 was not returned."),
        ("*", "*Q3 2018/19"),
        ("¹", "1. Value for 2017/18."),
        ("¹", "¹ Value for 2017/18."),
        (" [2]", "[2] Value for 2017/18."),
        ("[note 2]", "Note 2: Value for 2017/18."),
        ("†", "† 2017/18 Q4"),
        ("†", "† Measured in 2017/18; that of Q4 2018/19 is awaited."),
        ("[r]", "[r] revised in 2017/18"),
        ("*", "* Figure for March 2018, as later ones were not sent."),
        ("*", "* October to December 2018"),
    ],
)
def test_a_row_with_the_mark_of_a_note_on_another_period_is_not_taken(mark: str, note: str) -> None:
    table = ("NHS A CCG\tGood\t51.2", f"NHS B CCG\tGood\t50.5{mark}", "NHS C CCG\tGood\t49.0")
    assert taken(*table, note) == taken(*table, "", "Some prose.", note) == [2, 4]


def test_it_is_said_which_note_it_is() -> None:
    text = f"{HEADING}\nNHS A CCG\tGood\t51.2*\nNHS B CCG\tGood\t50.5\n\n* For 2017/18.\n"
    ((line, reason),) = reported(read(text, OF_Q4))
    assert line == 2
    assert reason == "its mark is that of line 5, '* For 2017/18.', which names another period than 2018/19 Q4"


@pytest.mark.parametrize(
    "note",
    [
        "* Figure for Q4 2018/19",
        "* Q4 2018/19 was better than Q3 2018/19.",
        "* Provisional.",
        "* Formed in 2013.",
        "* Open since 1 April 2013.",
        "* January to March 2019",
        "** Figure for 2017/18",
        "† Figure for 2017/18",
        "Figures for 2017/18 were higher.",
    ],
)
def test_other_notes_leave_the_row_as_it_is(note: str) -> None:
    assert taken("NHS A CCG\tGood\t51.2*", "NHS B CCG\tGood\t50.5", "", note) == [2, 3]


def test_the_mark_of_a_name_or_a_band_has_a_note_too() -> None:
    rows_ = ("NHS A CCG*\tGood\t51.2", "NHS B CCG\tGood†\t50.5", "NHS C CCG\tGood\t50.5")
    assert taken(*rows_, "", "* 2017/18 only", "† Rated for 2016/17") == [4]
