"""Two tables of the same titles that are printed side by side, as one to save paper."""

from __future__ import annotations

from core_samples import build, reasons, rows

TABLE = """\
tables:
  - name: ratings
    columns:
      - {title: CCG, organisation: true}
      - {title: Rating, rating: {framework: ccg_iaf, area: dementia, period: 2017/18}}
"""
HEADING = "CCG\tRating\tCCG\tRating\n"


def test_each_line_has_a_row_of_each_table() -> None:
    built = build(HEADING + "NHS Bury CCG¹\tGood\tNHS Hull CCG\tInadequate\nNHS Nene CCG\tOutstanding\t\t\n", TABLE)
    assert built.problems == []
    assert rows(built, "rating", "line_no", "org_code", "band") == [
        (2, "00V", "Good"),
        (2, "03F", "Inadequate"),
        (3, "04G", "Outstanding"),
    ]
    assert rows(built, "document", "rows_found", "rows_parsed", "rows_rejected") == [(3, 3, 0)]


def test_an_empty_column_may_part_them() -> None:
    built = build("CCG\tRating\t\tCCG\tRating\nNHS Bury CCG\tGood\t\tNHS Hull CCG\tInadequate\n", TABLE)
    assert built.problems == []
    assert rows(built, "rating", "org_code", "band") == [("00V", "Good"), ("03F", "Inadequate")]


def test_every_row_that_is_not_read_is_reported() -> None:
    text = (
        HEADING
        + "NHS Foo CCG\tGood\tNHS Bar CCG\tGood\nNHS Bury CCG\tGood\tNHS Hull CCG\tGod\nNHS Nene CCG\tGood\t\t\n"
    )
    built = build(text, TABLE)
    assert [line for line, _ in reasons(built, "organisation")] == [2, 2]
    assert [line for line, _ in reasons(built, "table")] == [3]
    assert rows(built, "rating", "org_code") == [("04G",)]


def test_an_organisation_that_stands_in_both_is_reported() -> None:
    built = build(HEADING + "NHS Bury CCG\tGood\tNHS Bury CCG\tGood\n", TABLE)
    assert "a second row for NHS Bury CCG" in built.problems[0].message


def test_a_title_that_stands_twice_otherwise_is_a_problem() -> None:
    built = build("CCG\tRating\tRating\nNHS Bury CCG\tGood\tGood\n", TABLE)
    assert built.problems[0].message == "the heading has the column 'Rating' twice"
    assert rows(built, "rating", "org_code") == []
