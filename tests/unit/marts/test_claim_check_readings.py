"""What contradicts a claim whose words are rough or can be read in two ways, by answers worked out by hand.

Not here: what is decided in one way (`test_claim_check_rules`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from claim_samples import NOT_CHECKABLE, claim, ratings, share, verdicts
from claim_samples import check as check_claims
from mart_samples import Row, organisations

Check = Callable[..., list[Row]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    return partial(check_claims, tmp_path)


def test_a_total_of_those_with_a_band_is_not_contradicted(check: Check) -> None:
    """8 of 10 have a band, and 'the 8 that were rated' may be those."""
    found = check([claim(8), claim(9), claim(10)], ratings("HHHMMMMMii"))
    assert verdicts(found) == [NOT_CHECKABLE, ("contradicts", 10, "rows"), ("matches", 10, "rows")]
    assert found[0]["evidence"].startswith(
        "the rows give 10 (2 without a band), too near to the claim of 8 to contradict it; "
    )


def test_a_share_may_be_of_the_rated_or_of_all_assessed(check: Check) -> None:
    """3 are 37.5% of the 8 with a band and 30% of the 10 that were assessed; 34% is neither, 4 are 40% at most."""
    claims = [share(value, "High", last_place=0.01) for value in (0.38, 0.3, 0.34, 0.4)]
    found = check([*claims, share(0.35, "High", comparator="fewer than")], ratings("HHHMMMMMii"))
    assert verdicts(found) == [
        ("matches", 0.375, "rows"),
        ("matches", 0.3, "rows"),
        ("contradicts", 0.375, "rows"),
        NOT_CHECKABLE,
        ("matches", 0.3, "rows"),
    ]
    assert found[1]["evidence"].startswith(
        "the rows give 3 of 10 (2 without a band), which agrees with the claim of 30%; "
        "all 10 organisations open on 2018-03-31 have a row; "
    )
    assert found[3]["evidence"].startswith(
        "the rows give 3 of 8, too near to the claim of 40% to contradict it; all 10 "
    )


@pytest.mark.parametrize(
    ("value", "last_place", "verdict"),
    [
        # 21 of 40 are 52.5%. In digits, half of the last place is open, and a whole one does not contradict yet.
        (0.525, 0.001, "matches"),
        (0.524, 0.001, "not_checkable"),
        (0.523, 0.001, "contradicts"),
        (0.53, 0.01, "matches"),
        (0.52, 0.01, "matches"),
        (0.54, 0.01, "contradicts"),
        # Whole tens of percent may be rough; so is a fraction in words: half, three in five, two thirds.
        (0.5, 0.01, "not_checkable"),
        (0.5, 0.001, "contradicts"),
        (0.5, None, "matches"),
        (0.6, None, "contradicts"),
        (2 / 3, None, "contradicts"),
        (4 / 7, None, "not_checkable"),
    ],
)
def test_how_exact_a_share_is_shows_in_how_it_is_printed(
    check: Check, value: float, last_place: float | None, verdict: str
) -> None:
    rows = ratings("H" * 21 + "M" * 19)
    found = check([share(value, "High", last_place=last_place)], rows, organisation=organisations(40))
    assert [row["verdict"] for row in found] == [verdict]


def test_what_is_about_or_almost_right_is_not_contradicted(check: Check) -> None:
    """22 is a tenth from 20, and 16 a fifth below it; 20 itself may be called almost 20, 22 may not."""
    almost, about = {"comparator": "almost"}, {"comparator": "about"}
    near, no = "not_checkable", "contradicts"
    for count, of_almost, of_about in (
        (15, no, no),
        (16, near, no),
        (18, "matches", near),
        (22, no, near),
        (23, no, no),
    ):
        claims = [claim(20, "High", **almost), claim(20, "High", **about)]
        found = check(claims, ratings("H" * count + "M" * (25 - count)), organisation=organisations(25))
        assert [row["verdict"] for row in found] == [of_almost, of_about], count
    assert found[1]["evidence"].startswith("the rows give 23, which differs from the claim of about 20; ")


def test_words_for_one_band_or_several_are_contradicted_where_neither_reading_holds(check: Check) -> None:
    """3 are Middle, 2 Low: 3 'are middling', and so are 5 if the words take in the lower band; 4 are not."""
    both: Row = {"bands_together": ["Middle", "Low"]}
    rows = ratings("HHHHHMMMLL")
    found = check([claim(value, "Middle", **both) for value in (3, 5, 4)] + [share(0.5, "Middle", **both)], rows)
    assert verdicts(found) == [
        ("matches", 3, "rows"),
        ("matches", 5, "rows"),
        ("contradicts", 3, "rows"),
        ("matches", 0.5, "rows"),
    ]
    assert [row["bands"] for row in found] == [["Middle"], ["Middle", "Low"], ["Middle"], ["Middle", "Low"]]
    assert found[1]["evidence"] == (
        "the words are read of Middle and Low together, as they can be, and not of one band; the rows give 5, which "
        "agrees with the claim of 5; all 10 organisations open on 2018-03-31 have a row"
    )
    # Where Low is not listed at all, more of both than of Middle alone is not refuted.
    assert verdicts(check([claim(5, "Middle", **both)], ratings("MMM", band_complete=True))) == [NOT_CHECKABLE]


def test_rows_on_which_a_publishers_lists_differ_contradict_only_what_neither_says(check: Check) -> None:
    """The later list of the same publisher has A00 as Middle: three are High, or four by the first."""
    later = ratings("M", document_id="e")
    claims = [claim(3, "High"), claim(4, "High"), claim(2, "High"), claim(5, "High"), claim(1, "High")]
    claims += [claim(8, "High", "Middle"), claim(9), share(0.5, "High"), share(0.9, "High")]
    found = check(claims, ratings("HHHHMMMLii") + later)
    assert verdicts(found) == [
        ("matches", 3, "rows"),
        NOT_CHECKABLE,
        NOT_CHECKABLE,
        ("contradicts", 3, "rows"),
        ("contradicts", 3, "rows"),
        ("contradicts", 7, "rows"),
        ("contradicts", 10, "rows"),
        NOT_CHECKABLE,
        ("contradicts", 0.375, "rows"),
    ]
    assert found[1]["evidence"].startswith("the rows give 3, and others could bear out the claim of 4; all 10")
    assert "documents of the same authority differ on 1 of the organisations" in found[1]["evidence"]


def test_a_sentence_elsewhere_takes_nothing_from_a_complete_list(check: Check) -> None:
    rows = ratings("HHHHMMMLii") + ratings("M", document_id="e", stated_in="sentence")
    found = check([claim(4, "High"), claim(3, "High")], rows)
    assert verdicts(found) == [("matches", 4, "rows"), ("contradicts", 4, "rows")]


def test_a_shorter_list_that_agrees_takes_nothing_from_one_that_is_declared_complete(check: Check) -> None:
    whole = ratings("HHHM", band_complete=True)
    found = check([claim(3, "High"), claim(4, "High")], whole + ratings("H", document_id="e"))
    assert verdicts(found) == [("matches", 3, "rows"), ("contradicts", 3, "rows")]
