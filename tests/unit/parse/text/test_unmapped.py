"""Data that no sidecar maps: it stops nothing, and none of it is dropped unseen."""

from __future__ import annotations

import pytest
from table_samples import NAMES, VOCABULARY

from pipeline.base.lines import Line, damaged_lines, split_lines
from pipeline.parse.text.unmapped import find_unmapped

ROW = "has the cells of a table row, and the sidecar maps no table here"
NAMED = "has an organisation with a band or a value, and the sidecar maps no table here"
CUT = "begins as a row of data does, beside others, and the sidecar maps no table here"
ITEM = "lists an organisation, and the sidecar maps no list here"


def reasons(text: str) -> list[str]:
    lines = split_lines(text)
    found = find_unmapped(lines, damaged_lines(text, lines), VOCABULARY, names=NAMES)
    assert not any(reject.mapped for reject in found)
    return [reject.reason for reject in found]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Leeds Hospitals\tGood\tInadequate", ROW),
        ("x\t\ty", ROW),
        ("| Leeds Hospitals | Good |", ROW),
        ("NHS NORWICH CCG Greatest need for improvement 40.80% 31.60%", NAMED),
        ("NHS Norwich CCG: 40%", NAMED),
        ("NHS Norwich CCG 31", NAMED),
        ("* NHS Norwich CCG insufficient data", NAMED),
        ("NHS Norwich Clinical Commissioning Group, Good", NAMED),
        ("NHS Norwich CCG Greatest need for impr", NAMED),
        ("1. NHS Norwich CCG", ITEM),
        ("  • NHS Norwich CCG;", ITEM),
        ("any\x00thing", "holds bytes that are no UTF-8 text"),
    ],
)
def test_what_looks_like_data_is_listed_with_why(line: str, reason: str) -> None:
    assert reasons(f"Prose.\n{line}\nProse.\n") == [reason]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Prose, and more of it: 21 of 209 CCGs.",
        "\tindented",
        "\t \t",
        "NHS Norwich CCG",
        "NHS Norwich CCG has said nothing.",
        "NHS England rates CCGs as outstanding, good or worse; 5% are inadequate.",
        "Progress through partnership | Rethink Mental Illness",
        "|---|---|",
        "| |",
        "| Link |",
        pytest.param("|" + "x" * 90_000, id="long"),
        "  • mental health spend as proportion of a CCG’s allocation",
    ],
)
def test_prose_is_not_listed(line: str) -> None:
    assert reasons(line) == []


def test_the_text_that_is_kept_is_bounded() -> None:
    line = "a\t" * 1_000
    (reject,) = find_unmapped([Line(7, 70, line)], {}, VOCABULARY)
    assert (reject.line_no, reject.char_start, reject.char_end, reject.text) == (7, 70, 370, line[:300])


def test_a_row_that_is_cut_in_its_name_is_listed_where_it_stands_beside_others() -> None:
    row = "NHS NORWICH CCG Needs improvement 40.80% 31.60%"
    assert reasons(f"{row}\n\nNHS STOKE ON T\nProse.\n") == [NAMED, CUT]
    assert reasons(f"NHS STOKE ON T\n{row}\nNHS England rates CCGs, and says why.\n") == [CUT, NAMED]
    assert reasons(f"NHS STOKE ON T\nProse.\n{row}\n") == [NAMED]


def listed(text: str) -> list[int]:
    lines = split_lines(text)
    return [reject.line_no for reject in find_unmapped(lines, {}, VOCABULARY, names=NAMES)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # a cell a line, as the text of a PDF has it
        ("NHS Bury CCG\nGood\n58.8%\nNHS Bolton CCG\nOutstanding\n57%\nProse.\n", [1, 2, 3, 4, 5, 6]),
        ("Bury\n\nRequires improvement\n\nHeywood, Middleton and Rochdale\n\nGood*\n", [1, 3, 5, 7]),
        ("NHS Bury CCG\n..\nNHS Hull CCG\n<5\n", [1, 2, 3, 4]),
        # a grid of bare names
        ("Bury   Bolton   Heywood, Middleton and Rochdale\nLeeds West    Southwark\n", [1, 2]),
        ("Bury, Bolton, Dartford, Gravesham and Swanley\n", [1]),
        # names one a line, with what stands among them
        ("Bury\nBolton\nHull\nProse.\n", [1, 2, 3]),
        ("Good:\n• Bury\n• Atlantis\n• Hull\n\nProse.\n", [2, 3, 4]),
        ("Best\n• Heywood, Middleton and Rochdale†\n", [2]),
        # names with values
        ("Top: Bury 58.2%, Heywood, Middleton and Rochdale 57.9%\n", [1]),
    ],
)
def test_cells_and_names_outside_of_tables_are_listed(text: str, lines: list[int]) -> None:
    assert listed(text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "Bury\n\nIts hospital is 12 miles away.\n",
        "Good\n\nProse.\n",
        "2016\n\n58%\n",
        "NHS Bury CCG\n\nIt has replied.\n",
        "• Comment\n• Share\n",
        "Paris 58.2%, Rome 57.9%, and Bolton is third.\n",
        "Bury, Bolton and the others have replied.\n",
    ],
)
def test_a_name_or_a_word_alone_is_no_data(text: str) -> None:
    assert listed(text) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("NHS Mid Essex      G     RI\nNHS Norwich      I     O\n", [1, 2]),
        ("NHS Bury CCG Good 51%\nA hospital trust Good 50.1%\nNHS Hull CCG Good 52%\n", [1, 2, 3]),
        ("NHS Bury CCG Good 51%\nTotal 51.5\nPage 3 of 12\n", [1, 2]),
        ("(Westminster) CCG     Good     Good\n", [1]),
        ("improvement      Requires improvement\n", [1]),
        ("Chairman      NHS England\n", []),
        (
            "Bury: Good\n• Norwich – 58.2%\nHull (Requires improvement)\nBury: the good, the bad\nNote: Good\n",
            [1, 2, 3],
        ),
        ("NHS Bury CCG Good 51%\nThat is more than in any of the years since 2013.\n", [1]),
    ],
)
def test_rows_of_initials_of_other_bodies_and_of_half_a_name_are_listed(text: str, numbers: list[int]) -> None:
    lines = split_lines(text)
    assert [reject.line_no for reject in find_unmapped(lines, {}, VOCABULARY, names=NAMES)] == numbers
