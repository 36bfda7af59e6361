"""Tables of how many organisations have each band: each cell is a claim, as a sentence with the number would be."""

from __future__ import annotations

import pytest
from core_samples import build, reasons, rows

BANDS_DOWN = """\
counts:
  - name: bands by year
    first: Rating
    columns:
      - {title: 2016/17, context: {framework: ccg_iaf, area: dementia, period: 2016/17}}
      - {title: 2017/18, context: {framework: ccg_iaf, area: dementia, period: 2017/18}}
    total_rows: [All CCGs]
    labels: {RI: Requires improvement}
"""
AREAS_DOWN = """\
counts:
  - name: areas by band
    first: Area
    columns: [{title: Outstanding, band: Outstanding}, {title: Good, band: Good}, {title: Note, ignore: no count},
      {title: Total, total: true}]
    rows:
      Mental health: {framework: ccg_iaf, area: mental_health, period: 2017/18}
      Dementia: {framework: ccg_iaf, area: dementia, period: 2017/18}
"""
CLAIM = ("line_no", "area", "period", "statistic", "bands", "value")


@pytest.mark.parametrize("delimiter", ["\t", "|", ",", "    "])
def test_bands_down_and_periods_across(delimiter: str) -> None:
    printed = [
        ["Rating", "2016/17", "2017/18"],
        ["Outstanding", "20", "28"],
        ["RI", "1", "2"],
        ["All CCGs:", "209", "207"],
    ]
    text = "Prose.\n" + "".join(delimiter.join(row) + "\n" for row in printed) + "\nProse.\n"
    built = build(text, BANDS_DOWN)
    assert built.problems == []
    assert rows(built, "claim", *CLAIM) == [
        (3, "dementia", "2016/17", "band_count", ["Outstanding"], 20),
        (3, "dementia", "2017/18", "band_count", ["Outstanding"], 28),
        (4, "dementia", "2016/17", "band_count", ["Requires improvement"], 1),
        (4, "dementia", "2017/18", "band_count", ["Requires improvement"], 2),
        (5, "dementia", "2016/17", "assessed_total", [], 209),
        (5, "dementia", "2017/18", "assessed_total", [], 207),
    ]
    assert reasons(built, "unmapped") == []


def test_areas_down_and_bands_across_in_any_order_of_columns() -> None:
    text = "Area\tGood\tOutstanding\tTotal\tNote\nMental health\t95\t4*\t207\tx\nDementia\t60\t28\t1,207\t\n"
    built = build(text, AREAS_DOWN)
    assert built.problems == []
    assert rows(built, "claim", *CLAIM) == [
        (2, "mental_health", "2017/18", "band_count", ["Good"], 95),
        (2, "mental_health", "2017/18", "band_count", ["Outstanding"], 4),
        (2, "mental_health", "2017/18", "assessed_total", [], 207),
        (3, "dementia", "2017/18", "band_count", ["Good"], 60),
        (3, "dementia", "2017/18", "band_count", ["Outstanding"], 28),
        (3, "dementia", "2017/18", "assessed_total", [], 1207),
    ]


def test_a_cell_or_row_that_is_no_count_is_reported_and_costs_no_other() -> None:
    text = "Rating\t2016/17\t2017/18\nOutstanding\t–\t28\nGood\t9.5%\t60\nNot rated\t1\t2\nRI\t3\n"
    built = build(text, BANDS_DOWN)
    assert [value for (value,) in rows(built, "claim", "value")] == [28, 60]
    assert reasons(built, "counts") == [
        (2, "no count is given"),
        (3, "'9.5%' is no count of organisations"),
        (4, "'Not rated' is no row that the entry of `counts` knows"),
        (5, "has not 3 cells"),
    ]
    # A cell that is empty or a dash stops nothing; what is not understood does, until it is accepted.
    assert [problem.line_no for problem in built.problems] == [3, 4, 5]


def test_a_table_that_the_document_does_not_have_is_reported_at_the_sidecars_line() -> None:
    (problem,) = build("Prose.\n", BANDS_DOWN).problems
    assert problem.message.startswith("no line of the document is the heading Rating | 2016/17 | 2017/18")
    assert problem.line_no == 7


def test_a_claim_of_a_table_is_checked_as_one_of_a_sentence_is() -> None:
    """The cell's claim and the sentence's are the same but for their place."""
    text = "Rating\t2016/17\t2017/18\nOutstanding\t20\t28\n\nFor dementia 28 CCGs were rated outstanding in 2017/18.\n"
    described = BANDS_DOWN + "context: {framework: ccg_iaf, area: dementia, period: 2017/18}\n"
    found = rows(build(text, described), "claim", "line_no", "framework", "area", "period", "scale", "bands", "value")
    of_table = [row[1:] for row in found if row[0] == 2]
    of_sentence = [row[1:] for row in found if row[0] == 4]
    assert of_sentence[0] in of_table
