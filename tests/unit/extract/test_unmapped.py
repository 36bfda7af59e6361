"""Data that no sidecar maps: it stops nothing, and none of it is dropped unseen."""

from __future__ import annotations

import pytest
from table_samples import VOCABULARY

from pipeline.extract.lines import Line, damaged_lines, split_lines
from pipeline.extract.unmapped import find_unmapped

ROW = "has the cells of a table row, and the sidecar maps no table here"
NAMED = "has an organisation with a band or a value, and the sidecar maps no table here"
CUT = "begins as a row of data does, beside others, and the sidecar maps no table here"
ITEM = "lists an organisation, and the sidecar maps no list here"


def reasons(text: str) -> list[str]:
    lines = split_lines(text)
    found = find_unmapped(lines, damaged_lines(text, lines), VOCABULARY)
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
