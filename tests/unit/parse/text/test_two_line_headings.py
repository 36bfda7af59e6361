"""Headings of two lines: what their labels are over is read where it is certain."""

from __future__ import annotations

import pytest
from core_samples import build, rows

from pipeline.base.lines import Line
from pipeline.parse.text.tables.two_line_headings import joined_titles

WHOLE = ("CCG", "IAPT Q3", "IAPT Q4", "EIP Q3", "EIP Q4")


@pytest.mark.parametrize(
    ("upper", "lower", "delimiter"),
    [
        ("CCG\tIAPT\t\tEIP\t", "\tQ3\tQ4\tQ3\tQ4", "\t"),
        ("CCG\tIAPT\t\tEIP", "\tQ3\tQ4\tQ3\tQ4", "\t"),
        ("\tIAPT\t\tEIP\t", "CCG\tQ3\tQ4\tQ3\tQ4", "\t"),
        ("| CCG | IAPT | | EIP | |", "| | Q3 | Q4 | Q3 | Q4 |", "|"),
        ("CCG,IAPT,,EIP,", ",Q3,Q4,Q3,Q4", ","),
        # labels in the middle of their groups
        ("CCG,,IAPT,,EIP", ",Q3,Q4,Q3,Q4", ","),
        # a label over each column
        ("CCG,IAPT,IAPT,EIP,EIP", ",Q3,Q4,Q3,Q4", ","),
        # empty cells lost
        ("CCG\tIAPT\tEIP", "Q3\tQ4\tQ3\tQ4", "\t"),
        ("IAPT\tEIP", "CCG\tQ3\tQ4\tQ3\tQ4", "\t"),
        ("          ---- IAPT ----   ---- EIP ----", "CCG       Q3      Q4       Q3      Q4", None),
        ("CCG            IAPT              EIP", "          Q3      Q4       Q3      Q4", None),
    ],
)
def test_labels_over_groups_of_the_same_titles_are_read(upper: str, lower: str, delimiter: str | None) -> None:
    assert joined_titles(Line(1, 0, upper), Line(2, 100, lower), delimiter, 5) == WHOLE


def test_titles_that_go_on_right_below_are_read() -> None:
    upper = "CCG         Number of people     Recovery    Finished"
    lower = "            entering treatment               courses"
    titles = ("CCG", "Number of people entering treatment", "Recovery", "Finished courses")
    assert joined_titles(Line(1, 0, upper), Line(2, 100, lower), None, 4) == titles


@pytest.mark.parametrize(
    ("upper", "lower", "delimiter"),
    [
        # the groups are not alike, so that a column may have no label
        ("CCG\tIAPT\t\tEIP\t", "\tQ3\tQ4\tQ3\tRank", "\t"),
        ("CCG\tIAPT\t\tEIP\t", "\tQ1\tQ2\tQ3\tQ4", "\t"),
        # a label outside of its group
        ("CCG\tIAPT\tEIP\t\t", "\tQ3\tQ4\tQ3\tQ4", "\t"),
        # a column without any title
        ("CCG\tIAPT\t\tEIP\t", "\tQ3\t\tQ3\t", "\t"),
        # one label alone
        ("CCG\tIAPT\t\t\t", "\tQ1\tQ2\tQ3\tQ4", "\t"),
        # titles that go on below nothing
        ("CCG    People      Rate    Done", "         entering            all", None),
        # of another width
        ("CCG\tIAPT\tEIP", "Q3\tQ4\tQ3", "\t"),
        ("North East,,,,", "CCG,IAPT,EIP,Rank,Note", ","),
        ("CCG,IAPT,EIP,Rank,Note", "North East,,,,", ","),
    ],
)
def test_what_leaves_a_choice_is_no_heading(upper: str, lower: str, delimiter: str | None) -> None:
    assert joined_titles(Line(1, 0, upper), Line(2, 100, lower), delimiter, 5) is None


TABLE = """\
tables:
  - name: rates
    columns:
      - {title: CCG, organisation: true}
      - {title: IAPT Q3, measure: {measure_id: iapt_recovery_rate, period: 2018/19 Q3}}
      - {title: IAPT Q4, measure: {measure_id: iapt_recovery_rate, period: 2018/19 Q4}}
      - {title: EIP Q3, measure: {measure_id: eip_two_week_wait, period: 2018/19 Q3}}
      - {title: EIP Q4, measure: {measure_id: eip_two_week_wait, period: 2018/19 Q4}}
"""
BARS = " NHS Bury CCG | 51.5 | 52.5 | 60.0 | 70.0 |"
BURY = [
    ("00V", "eip_two_week_wait", "2018/19 Q3", 60.0),
    ("00V", "eip_two_week_wait", "2018/19 Q4", 70.0),
    ("00V", "iapt_recovery_rate", "2018/19 Q3", 51.5),
    ("00V", "iapt_recovery_rate", "2018/19 Q4", 52.5),
]


@pytest.mark.parametrize(
    "text",
    [
        "CCG\tIAPT\t\tEIP\t\n\tQ3\tQ4\tQ3\tQ4\nNHS Bury CCG\t51.5\t52.5\t60.0\t70.0",
        f"| CCG | IAPT | | EIP | |\n|---|---|---|---|---|\n| | Q3 | Q4 | Q3 | Q4 |\n|{BARS}",
        f"| CCG | IAPT | | EIP | |\n| | Q3 | Q4 | Q3 | Q4 |\n|---|---|---|---|---|\n|{BARS}",
        "               IAPT        EIP\nCCG           Q3    Q4    Q3    Q4\nNHS Bury CCG  51.5  52.5  60.0  70.0",
    ],
)
def test_a_table_under_two_lines_gives_its_rows(text: str) -> None:
    built = build(f"Prose.\n\n{text}\n\nProse.\n", TABLE)
    assert built.problems == []
    assert sorted(rows(built, "measure_value", "org_code", "measure_id", "period", "value")) == BURY


def test_the_same_two_lines_on_the_next_page_head_the_rows_there() -> None:
    head = "CCG\tIAPT\t\tEIP\t\n\tQ3\tQ4\tQ3\tQ4\n"
    text = f"{head}NHS Bury CCG\t51.5\t52.5\t60.0\t70.0\n\n{head}NHS Hull CCG\t1.5\t2.5\t6.0\t7.0\n"
    built = build(text, TABLE)
    assert built.problems == []
    assert len(rows(built, "measure_value", "org_code")) == 8


def test_two_lines_of_which_a_title_is_not_mapped_are_no_heading() -> None:
    text = "CCG\tIAPT\t\tRTT\t\n\tQ3\tQ4\tQ3\tQ4\nNHS Bury CCG\t51.5\t52.5\t60.0\t70.0\n"
    built = build(text, TABLE)
    assert rows(built, "measure_value", "org_code") == []
    assert "no line of the document is the heading" in built.problems[0].message
