"""Denominators that are the difference of two counts, each in rows of its own; and the note of rounded counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from layout_samples import COUNTS, everything, long, row

from pipeline.parse.shares import counts_agree
from pipeline.reference.layout_parts import RowCounts

LESS = {"M192": {"numerator": "N1", "denominator": "D1", "denominator_less": "L1"}}


def rows(value: str, numerator: str, whole: str, less: str, code: str = "03K") -> list[str]:
    printed = {"M192": value, "N1": numerator, "D1": whole, "L1": less}
    return [row("2018/19", text, code=code, measure=measure) for measure, text in printed.items()]


def test_a_count_is_taken_off_the_denominator(tmp_path: Path) -> None:
    """England's recovery of 2017/18: 263,295 of 554,709 less 36,767 are 50.8 %."""
    found = long(tmp_path, *rows("50.8", "263295", '"554,709"', "36767"), counts=LESS)
    assert found.values("value", "numerator", "denominator", "count_note") == [(50.8, 263_295, 517_942, None)]
    assert [found.part(code)["labels"] for code in ("N1", "D1", "L1")] == [1, 1, 1]
    assert found.part("L1")["reason"] == "read as the denominator of M192"
    assert everything(found) == 4


def test_two_measures_can_have_one_denominator(tmp_path: Path) -> None:
    other = {"MHS86": "60", "N2": "60", "D1": "110", "L1": "10"}
    lines = [row("2018/19", text, code="00L", measure=measure) for measure, text in other.items()]
    counts = {**LESS, "MHS86": {**LESS["M192"], "numerator": "N2"}}
    found = long(tmp_path, *rows("50", "50", "110", "10"), *lines, counts=counts)
    assert found.values("org_code", "value", "numerator", "denominator") == [("03K", 50, 50, 100), ("00L", 60, 60, 100)]
    assert everything(found) == 8


@pytest.mark.parametrize(("whole", "less"), [("110", "*"), ("*", "10")])
def test_a_difference_of_what_is_withheld_is_withheld(tmp_path: Path, whole: str, less: str) -> None:
    found = long(tmp_path, *rows("50", "50", whole, less), counts=LESS)
    assert found.values("value", "numerator", "denominator", "count_note") == [
        (50, 50, None, "denominator: printed as *")
    ]


@pytest.mark.parametrize("less", [["120"], ["10", "20"], []])
def test_no_difference_is_made_of_counts_that_give_none(tmp_path: Path, less: list[str]) -> None:
    """More than the whole, two that disagree, or none of the organisation."""
    lines = [*rows("50", "50", "110", "10", code="00L"), *rows("50", "50", "110", "x")[:3]]
    lines += [row("2018/19", text, measure="L1") for text in less]
    found = long(tmp_path, *lines, counts=LESS)
    assert found.values("org_code", "numerator", "denominator") == [("00L", 50, 100), ("03K", 50, None)]


def test_a_share_that_the_difference_contradicts_is_rejected(tmp_path: Path) -> None:
    good = rows("50", "50", "110", "10", code="00L")
    found = long(tmp_path, *good, *rows("45.5", "50", "110", "10"), counts=LESS)
    assert found.values("org_code") == [("00L",)]
    assert found.rejects[0][1].startswith("'45.5' is not what its own counts give, 50 of 100")


def test_two_rounded_counts_leave_twice_the_room(tmp_path: Path) -> None:
    """20 rounded is at least 17.5, and a difference of 20 of two rounded counts at least 15, of which 12 are 80 %."""
    assert not counts_agree(80.0, 1, 10, 20, rounded=True)
    assert counts_agree(80.0, 1, 10, 20, rounded=True, terms=2)
    codes = ("03K", "00L", "01K", "01H", "02P")
    lines = [line for code in codes for line in rows("80.0", "10", "30", "10", code=code)]
    assert len(long(tmp_path, *lines, counts=LESS).values("value")) == 5


def test_that_counts_are_rounded_stands_with_them(tmp_path: Path) -> None:
    """England's are exact."""
    codes = ("03K", "00L", "01K", "01H", "02P")
    lines = [line for code in codes for line in rows("50", "50", "100", "0", code=code) if ",L1," not in line]
    national = {"M192": "33.3", "N1": "501", "D1": "1503"}
    lines += [f"2018/19,England,,,{code},{text}" for code, text in national.items()]
    found = long(tmp_path, *lines, counts=COUNTS)
    assert found.values("org_code", "count_note") == [
        *((code, "counts rounded to 5") for code in codes),
        ("England", None),
    ]


def test_what_is_taken_off_is_taken_off_something() -> None:
    with pytest.raises(ValueError, match="denominator_less goes with denominator"):
        RowCounts(numerator="N1", denominator_less="L1")


# The counts are measures of their own too.
OF_MEASURES = {"M192": {"numerator": "RECOVERED", "denominator": "FINISHED", "denominator_less": "NO_CASE"}}


def totals(rate: str, recovered: str, finished: str, less: str, code: str = "03K") -> list[str]:
    printed = {"M192": rate, "RECOVERED": recovered, "FINISHED": finished, "NO_CASE": less}
    return [row("2018/19", text, code, measure) for measure, text in printed.items()]


def taken(folder: Path, *lines: str) -> set[tuple[str, str, float]]:
    found = long(folder, *lines, counts=OF_MEASURES)
    assert everything(found) == len(lines)
    return set(found.values("org_code", "measure_id", "value"))


GOOD = totals("53.6", "1500", "3000", "200", "00L")
OF_GOOD = {("00L", "recovery", 53.6), ("00L", "recovered", 1500), ("00L", "finished", 3000), ("00L", "no_case", 200)}


@pytest.mark.parametrize(
    ("rate", "recovered", "finished", "less"),
    [
        ("53.6", "3000", "1500", "200"),  # numerator and denominator swapped: 1,500 of 3,000 less 200
        ("53.6", "200", "3000", "1500"),  # numerator and what is taken off swapped
    ],
)
def test_counts_that_contradict_their_share_are_no_values_of_their_own(
    tmp_path: Path, rate: str, recovered: str, finished: str, less: str
) -> None:
    assert taken(tmp_path, *GOOD, *totals(rate, recovered, finished, less)) == OF_GOOD


def test_counts_of_which_less_is_taken_than_there_is_are_no_values(tmp_path: Path) -> None:
    """Of 150 who finished, 200 cannot have been no case: the share stands by itself."""
    found = taken(tmp_path, *GOOD, *totals("53.6", "3000", "150", "200"))
    assert found == OF_GOOD | {("03K", "recovery", 53.6)}


def test_a_numerator_that_is_greater_than_its_denominator_is_no_value_without_a_share_either(tmp_path: Path) -> None:
    lines = totals("", "3000", "1500", "200")
    assert taken(tmp_path, *GOOD, *lines) == OF_GOOD
    (tmp_path / "none").mkdir()
    assert taken(tmp_path / "none", *GOOD, *lines[1:]) == OF_GOOD


def test_a_share_of_counts_that_are_swapped_says_so(tmp_path: Path) -> None:
    found = long(tmp_path, *GOOD, *totals("53.6", "3000", "1500", "200"), counts=OF_MEASURES)
    assert found.rejects[0] == (
        "row 6",
        "'53.6' has a numerator, 3000, that is more than its denominator, 1300; ask its publisher which is right",
    )


def test_rounded_counts_may_come_to_a_little_more_than_their_whole(tmp_path: Path) -> None:
    """10 of 30 less 25, each rounded to fives, can be 8 of 28 less 23."""
    found = taken(tmp_path, *GOOD, *totals("", "10", "30", "25")[1:])
    assert {row[1] for row in found if row[0] == "03K"} == {"recovered", "finished", "no_case"}


def test_counts_stand_where_the_share_is_printed_as_a_fraction(tmp_path: Path) -> None:
    """0.536 is 53.6 % of the same counts; only how it is printed is in doubt."""
    found = taken(tmp_path, *GOOD, *totals("0.536", "1500", "3000", "200"))
    assert {row for row in found if row[0] == "03K"} == {
        ("03K", "recovered", 1500),
        ("03K", "finished", 3000),
        ("03K", "no_case", 200),
    }


def test_a_denominator_may_be_a_difference_where_no_numerator_is_named_and_codes_have_apostrophes(
    tmp_path: Path,
) -> None:
    counts = {"M192": {"denominator": "D'1", "denominator_less": "L'1"}}
    printed = {"M192": "50", "D'1": "110", "L'1": "10"}
    lines = [row("2018/19", text, code="03K", measure=code) for code, text in printed.items()]
    found = long(tmp_path, *lines, counts=counts)
    assert found.values("value", "numerator", "denominator") == [(50, None, 100)]
    assert everything(found) == 3
