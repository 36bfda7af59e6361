"""What stands beside a value in its cell and shows that it is none of it: the value is read, and the rest is listed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_samples import ONE_RATE, read, reported, rows

from pipeline.parse.text.tables.section_rows import Sections

HEADING = "Organisation\tLeadership\tIAPT rate"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("54.2 (51.0-57.3)", 54.2),
        ("52.3 (12th)", 52.3),
        ("52.3% (1st of 195)", 52.3),
        ("50.0 (=22nd)", 50.0),
        ("50.0 (joint 3rd)", 50.0),
        ("50.0 (ranked 11th out of 207)", 50.0),
        ("78.9% (45/57)", 78.9),
        ("78.9 (45 of 57)", 78.9),
        ("78.4 ▲", 78.4),
        ("78.4▼", 78.4),
        ("78.4% ↔", 78.4),
        ("78.4 ★", 78.4),
        ("54.2 (was 50.1)", 54.2),
        ("54.2% (up from 50.1%)", 54.2),
        ("54.2 (no change)", 54.2),
    ],
)
def test_a_number_is_read_and_what_stands_beside_it_is_listed(cell: str, value: float) -> None:
    extracted = read(f"{HEADING}\nNHS A CCG\tGood\t{cell}\n", ONE_RATE)
    assert rows(extracted) == [(2, "NHS A CCG", "Good", value)]
    (beside,) = (reject for reject in extracted.rejects if reject.stage == "footnote")
    assert cell.endswith(beside.text)


@pytest.mark.parametrize(
    "cell",
    [
        "▲ 3",  # a change
        "54.2 [e]",  # estimated
        "54.2[f]",  # forecast
        "54.2 (e)",
        "54 (12)",  # a rank, a count or an earlier value
        "54.2 (51.0)",
        "78.9 (45/58)",  # other counts than those of the share
        "45/57 (78.9%)",
        "45 (78.9%)",
        "54.2 (was 2017/18)",
        "54.2 (for 2017/18)",
        "54.2 (was estimated for the whole of London)",
        "76.1 → 78.4",
        "(was 50.1)",
        "▲",
    ],
)
def test_what_may_be_of_the_value_is_not_passed_over(cell: str) -> None:
    extracted = read(f"{HEADING}\nNHS A CCG\tGood\t{cell}\n", ONE_RATE)
    assert rows(extracted) == []
    assert reported(extracted)


@pytest.mark.parametrize(
    "cell", ["Good (was RI)", "Good (was Requires improvement)", "Good (previously Outstanding)", "Good (unchanged)",
             "Good ▲", "Good (up from RI)"]
)  # fmt: skip
def test_a_band_is_read_beside_what_it_was(cell: str) -> None:
    assert rows(read(f"{HEADING}\nNHS A CCG\t{cell}\t50.1\n", ONE_RATE)) == [(2, "NHS A CCG", "Good", 50.1)]


@pytest.mark.parametrize("cell", ["Good (RI)", "RI → Good", "Good/RI", "Good (was 2016/17)", "Good (self-assessed)"])
def test_two_bands_in_a_cell_are_not_read(cell: str) -> None:
    extracted = read(f"{HEADING}\nNHS A CCG\t{cell}\t50.1\n", ONE_RATE)
    assert rows(extracted) == []
    assert reported(extracted)


@pytest.mark.parametrize("name", ["NHS A CCG (was NHS B CCG)", "NHS A CCG (formerly B)"])
def test_what_a_name_was_stays_a_part_of_it(name: str) -> None:
    assert rows(read(f"{HEADING}\n{name}\tGood\t50.1\n", ONE_RATE)) == [(2, name, "Good", 50.1)]


def test_an_arrow_whose_note_names_another_period_is_a_mark() -> None:

    spec = replace(ONE_RATE, sections=Sections(periods=("2018/19",)))
    text = f"{HEADING}\nNHS A CCG\tGood\t50.1 ★\nNHS B CCG\tGood\t51.2\n\n★ Figure for 2017/18\n"
    assert [row[1] for row in rows(read(text, spec))] == ["NHS B CCG"]
