"""Damaged tables: every problem is told with its line and reason, all at once, and no row becomes another fact."""

from __future__ import annotations

import tracemalloc

import pytest
from effort import sampled
from table_samples import (
    AREAS,
    FOUR_AREAS,
    ONE_RATE,
    RUN_TOGETHER,
    TWO_MEASURES,
    Row,
    percentage,
    read,
    reported,
    rows,
    table,
    unmapped,
)

AREAS_HEADING = "Organisation\tLeadership\tDementia"
RATE_HEADING = "Organisation\tLeadership\tIAPT rate"
BANDS = "(Outstanding, Good, Requires improvement, Inadequate)"


def test_all_problems_are_reported_at_once_with_line_and_reason() -> None:
    extracted = read(
        f"{RATE_HEADING}\n"
        "NHS A CCG\tGood\t50%\n"
        "NHS B CCG\tTop performing\t50%\n"  # 3: a band of the wrong scale
        "NHS C CCG\tGood\t104%\n"  # 4: a percentage of 104
        "NHS D CCG\tGood\tGood\n"  # 5: text where a number belongs
        "NHS E CCG\t55%\tGood\n"  # 6: both
        "NHS F CCG\tGood\n"  # 7: a cell too few
        "NHS G CCG\tGood\t50%\t3\n"  # 8: a cell too many
        "NHS H CCG\tGo\x00od\t50%\n"  # 9: binary bytes
        "\tGood\t50%\n"  # 10: no name
        "NHS I CCG\tGood\t50%\n",
        ONE_RATE,
    )
    assert reported(extracted) == [
        (3, "Leadership: 'Top performing' is a band of the scale iaf_baseline_2016, not of iaf_four_point"),
        (4, "IAPT rate: 104% is above 100, the most that this measure can be"),
        (5, "IAPT rate: 'Good' is no number"),
        (6, f"Leadership: '55%' is no band of the scale iaf_four_point {BANDS}; IAPT rate: 'Good' is no number"),
        (7, "2 cells where the heading has 3: cut, or a cell holds the delimiter"),
        (8, "4 cells where the heading has 3: cut, or a cell holds the delimiter"),
        (9, "holds bytes that are no UTF-8 text"),
        (10, "Organisation: the organisation's name is missing"),
    ]
    assert [row[0] for row in rows(extracted)] == [2, 11]
    assert extracted.rows_seen == 10
    assert all(reject.remedy for reject in extracted.rejects)


@pytest.mark.parametrize(
    ("heading", "problems"),
    [
        (f"{AREAS_HEADING}\tCancer", ["the heading has a column 'Cancer' that the sidecar does not map"]),
        ("Organisation\tDementia\tCancer", [
            "the heading has a column 'Cancer' that the sidecar does not map",
            "the heading lacks the column 'Leadership' that the sidecar maps",
        ]),
        ("Organisation\tDementia", ["the heading lacks the column 'Leadership' that the sidecar maps"]),
    ],
)  # fmt: skip
def test_a_heading_with_other_columns_is_reported_and_its_rows_are_read_as_far_as_they_go(
    heading: str, problems: list[str]
) -> None:
    row = "NHS A CCG" + "\tGood" * heading.count("\t")
    extracted = read(f"{heading}\n{row}\n", AREAS)
    assert reported(extracted) == [(1, problem) for problem in problems]
    assert rows(extracted)[0][:2] == (2, "NHS A CCG")


def test_a_heading_with_a_column_twice_leaves_no_row_understood() -> None:
    extracted = read(f"{AREAS_HEADING}\tDementia\nNHS A CCG\tGood\tGood\tInadequate\n", AREAS)
    assert reported(extracted) == [
        (1, "the heading has the column 'Dementia' twice"),
        (1, "a heading with no row under it"),
        (2, "stands under a heading that is not understood"),
    ]


def test_run_together_titles_with_another_among_them_leave_no_row_understood() -> None:
    extracted = read(
        f"{RUN_TOGETHER}Spend\nNHS A CCG Top performing 5% 6% 7%\n\nNHS B CCG Top performing 5% 6%\n", TWO_MEASURES
    )
    assert [line for line, _ in reported(extracted)] == [1, 1, 2, 4]


def test_text_under_no_title_is_reported() -> None:
    extracted = read(f"{AREAS_HEADING}\t\nNHS A CCG\tGood\tGood\t\nNHS B CCG\tGood\tGood\tx\n", AREAS)
    assert reported(extracted) == [(3, "has text in a column that has no title")]


def test_a_heading_without_any_row_is_reported() -> None:
    reason = "a heading with no row under it"
    assert reported(read(f"{AREAS_HEADING}\n", AREAS)) == [(1, reason)]
    assert reported(read(f"{AREAS_HEADING}\n\nClaire Murdoch said so.\n", AREAS)) == [(1, reason)]
    assert reported(read(f"{AREAS_HEADING}\n{AREAS_HEADING}\nNHS A CCG\tGood\tGood\n", AREAS)) == [(1, reason)]


LOST_HEADINGS = [
    "",
    "CCG Nam",
    "CCG NameOverall RatingX\x00",
    "C\tCG NameOverall RatingIAPT Recovery RateEIP 2 Week Wait",
]


@pytest.mark.parametrize("lost", LOST_HEADINGS)
def test_rows_whose_heading_is_lost_are_reported(lost: str) -> None:
    """Another table of the kind has its heading, so that the sidecar's table is found; these rows are not dropped."""
    top, bottom = "NHS A CCG Top performing 67.6% 100.0%", "NHS B CCG Greatest need for improvement 47.5% 33.3%"
    extracted = read(f"Prose.\n{lost}\n{top}\n\n{top}\n{RUN_TOGETHER}\n{bottom}\nProse.\n", TWO_MEASURES)
    reason = "reads as a row of 'table' and stands under no heading of it"
    assert reported(extracted) == [(3, reason), (5, reason)]
    assert [row[0] for row in rows(extracted)] == [7]


def test_rows_whose_delimited_heading_is_damaged_are_reported() -> None:
    extracted = read(
        f"Organisaton\tLeadership\tDementa\nNHS A CCG\tGood\tGood\n{AREAS_HEADING}\nNHS B CCG\tGood\tGood\n", AREAS
    )
    assert [line for line, _ in reported(extracted)] == [2]


def test_a_number_without_the_sign_of_its_column_is_reported() -> None:
    """It may be what a cut has left of another number, or be no percentage at all."""
    extracted = read(f"{RATE_HEADING}\nNHS A CCG\tGood\t50%\nNHS B CCG\tGood\t10\nNHS C CCG\tGood\t\n", ONE_RATE)
    assert reported(extracted) == [(3, "IAPT rate: '10' has no %, which the column's other numbers have")]
    text = f"{RATE_HEADING}\nNHS A CCG\tGood\t50%\nNHS D CCG\tGood\t51%\n{RATE_HEADING}\nNHS B CCG\tGood\t10\n"
    assert [line for line, _ in reported(read(text, ONE_RATE))] == [5]


def test_an_unclosed_quotation_mark_swallows_no_cell() -> None:
    extracted = read(
        'Organisation,Leadership,Dementia\n"NHS A, B CCG,Good,Good\nNHS C CCG,"Good,Good"\nNHS D CCG,Good,Good\n', AREAS
    )
    assert [line for line, _ in reported(extracted)] == [2, 3]


LONG = 50_000_000


@pytest.mark.nightly
@pytest.mark.parametrize("place", sampled(["among the rows", "after the rows", "in the prose"], 3))
def test_a_line_of_50_mb_is_reported_in_little_time_and_memory(place: str) -> None:
    row, giant = "NHS A CCG\tGood\tGood", "NHS x" * (LONG // 5 - 2) + "\tGood\tGood"
    lines = {
        "among the rows": [AREAS_HEADING, row, giant, row],
        "after the rows": [AREAS_HEADING, row, giant],
        "in the prose": [giant, "", AREAS_HEADING, row],
    }[place]
    text = "\n".join(lines)
    tracemalloc.start()
    extracted = read(text, AREAS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    reason = "a line of 50,000,000 characters; the longest that is read has 100,000"
    assert [(r.line_no, r.reason) for r in extracted.rejects if r.line_no == lines.index(giant) + 1] == [
        (lines.index(giant) + 1, reason)
    ]
    assert bool(reported(extracted)) == (place != "in the prose")
    assert peak < 5 * LONG
    assert max(len(reject.text) for reject in extracted.rejects) == 300


def test_an_empty_document_is_reported_where_a_sidecar_expects_a_table() -> None:
    for text in ("", "\n", " \r\n\t\n"):
        assert reported(read(text, AREAS)) == [(1, "the document is empty")]
        assert reported(read(text)) == []


DAMAGED_ROWS = [
    "NHS A CCG\tGood\tGo",
    "NHS A CCG\tGood",
    "NHS A CCG\tTop performing\t104%",
    "NHS A CCG Top performing 67.6% 1",
    "NHS A CCG Top performing 104% 67.6%",
    "NHS A CCG Good 67.6% 67.6%",
    "NHS A CCG Top performing 67.6% none",
    "NHS Nowhere CCG Top performing 67.6%",
    "NHS A CCG Top perform\x00ing 67.6% 67.6%",
]


@pytest.mark.parametrize("row", DAMAGED_ROWS)
def test_the_same_damage_where_no_sidecar_maps_a_table_stops_nothing_and_is_listed(row: str) -> None:
    extracted = read(f"Prose.\n\n{row}\n\nProse.\n")
    assert reported(extracted) == []
    assert unmapped(extracted) == [3]


def cut_everywhere(heading: str, body: list[str], at: int, tail: str) -> dict[int, Row | None]:
    """What each cut of row `at` leaves that nothing is told of: the row that is read in its place, or None."""
    spec = TWO_MEASURES if heading == RUN_TOGETHER else FOUR_AREAS
    others = [row[1:] for index, row in enumerate(rows(read("\n".join([heading, *body]), spec))) if index != at]
    untold: dict[int, Row | None] = {}
    for cut in range(len(body[at])):
        lines = [heading, *body]
        lines[at + 1] = body[at][:cut]
        extracted = read("\n".join(lines) + tail, spec)
        left = [row[1:] for row in rows(extracted)]
        if reported(extracted):
            assert left == others
        else:
            untold[cut] = left[at] if left != others else None
    return untold


TOP = [
    "NHS NORTH LINCOLNSHIRE CCG Top performing 67.60% 100.00%",
    "NHS BATH AND NORTH EAST SOMERSET CCG Top performing 59.80% 90.00%",
    "NHS STOKE ON TRENT CCG Greatest need for improvement 59.10% 78.30%",
]
FOUR = [
    "NHS Airedale, Wharfedale and Craven CCG\tGood\tOutstanding\tGood\tRequires improvement",
    "NHS Blackpool CCG\tGood\tGood\tRequires improvement\tGood",
    "NHS Wyre Forest CCG\tGood\tGood\tGood\tRequires improvement",
]
TAILS = ["", "\n", "\n\nNHS England has also today published a dashboard, with:\n", "\nNHS England said:\n"]


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_an_undelimited_row_cut_anywhere_is_reported(at: int, tail: str) -> None:
    """Cut before its first character it is a blank line, which nothing tells from another."""
    assert cut_everywhere(RUN_TOGETHER, TOP, at, tail) == {0: None}


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize(("at", "last"), [(0, 62), (1, 49), (2, 35)])
def test_a_delimited_row_cut_anywhere_is_reported_but_after_its_last_delimiter(at: int, last: int, tail: str) -> None:
    """There a row with a blank last cell is left, as tables print them: its status is that of a blank cell."""
    heading = "Organisation\tLeadership\tDementia\tMental Health\tLearning Disabilities"
    untold = cut_everywhere(heading, FOUR, at, tail)
    whole = FOUR[at].split("\t")
    assert untold == {0: None, last: (*whole[:4], "blank")}
    assert FOUR[at][:last] == "\t".join(whole[:4]) + "\t"


def test_a_last_row_after_a_blank_line_is_reported_once_its_name_is_whole() -> None:
    """Cut within the name, it is a line of prose that begins with NHS, which pages have, too."""
    body = [TOP[0], "", TOP[2]]
    untold = cut_everywhere(RUN_TOGETHER, [body[0], "\n" + body[2]], 1, "")
    assert [cut for cut in untold if cut > 1] == list(range(2, len("\nNHS STOKE ON TRENT CCG")))


def test_numbers_without_a_sign_are_distinguished_from_cut_ones_only_where_they_are_no_numbers() -> None:
    """Without the sign that the column's other numbers have, 100.0 cut to 10 is a number like any."""
    spec = table("Organisation", percentage("IAPT rate"))
    rates = ["NHS A CCG\t67.6", "NHS B CCG\t100.0"]
    read_as = {}
    for cut in range(len("NHS B CCG\t"), len(rates[1])):
        extracted = read("\n".join(["Organisation\tIAPT rate", rates[0], rates[1][:cut]]), spec)
        read_as[rates[1][:cut].partition("\t")[2]] = "told" if reported(extracted) else rows(extracted)[1][2]
    assert read_as == {"": "blank", "1": 1.0, "10": 10.0, "100": 100.0, "100.": "told"}
