"""How a claim is decided, each rule by an answer worked out by hand.

Here: a few organisations, rows and claims for each branch. Not here: the real documents (`test_claim_check`), and words
that can be read in two ways or are rough (`test_claim_check_readings`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from claim_samples import NOT_CHECKABLE, OTHER_SCALE, SCALES, claim, ratings, share, verdicts
from claim_samples import check as check_claims
from effort import sampled
from mart_samples import Row, organisations

Check = Callable[..., list[Row]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    return partial(check_claims, tmp_path)


def test_counts_of_a_set_that_is_complete_by_coverage(check: Check) -> None:
    found = check(
        [
            claim(4, "High"),
            claim(5, "High"),
            claim(3, "High"),
            claim(7, "High", "Middle"),
            claim(9),
            claim(10),
            claim(11),
        ],
        ratings("HHHHMMMLii"),
    )
    assert verdicts(found) == [
        ("matches", 4, "rows"),
        ("contradicts", 4, "rows"),
        ("contradicts", 4, "rows"),
        ("matches", 7, "rows"),
        ("contradicts", 10, "rows"),
        ("matches", 10, "rows"),
        ("contradicts", 10, "rows"),
    ]
    assert [row["difference"] for row in found] == [0, -1, 1, 0, 1, 0, -1]
    assert found[1]["evidence"].startswith("the rows give 4, which differs from the claim of 5; all 10 organisations")
    assert found[5]["evidence"].startswith(
        "the rows give 10 (2 without a band), which agrees with the claim of 10; all"
    )


def test_a_band_that_nobody_has_contradicts_only_where_coverage_is_complete(check: Check) -> None:
    complete, incomplete = check([claim(2, "Low")], ratings("HHHHHHHHHH")), check([claim(2, "Low")], ratings("HH"))
    assert verdicts(complete + incomplete) == [("contradicts", 0, "rows"), NOT_CHECKABLE]


def test_incomplete_rows_contradict_only_when_there_are_more_than_claimed(check: Check) -> None:
    found = check(
        [claim(3, "High"), claim(4, "High"), claim(2, "High"), claim(5), claim(6), claim(4)], ratings("HHHMi")
    )
    assert verdicts(found) == [
        NOT_CHECKABLE,
        NOT_CHECKABLE,
        ("contradicts", 3, "rows"),
        NOT_CHECKABLE,
        NOT_CHECKABLE,
        ("contradicts", 5, "rows"),
    ]
    assert found[0]["evidence"].startswith(
        "the rows list 3 such and cover 5 of the 10 organisations open on 2018-03-31"
    )
    assert found[2]["evidence"].startswith(
        "the rows give at least 3, which differs from the claim of 2; the rows list 3"
    )
    assert found[3]["evidence"].startswith("the rows cover 5 of the 10 organisations open on 2018-03-31")


def test_a_declared_list_counts_as_complete_and_only_where_each_band_of_the_claim_is(check: Check) -> None:
    rows = ratings("HHH", band_complete=True) + ratings("---MM")
    found = check([claim(3, "High"), claim(4, "High"), claim(2, "Middle"), claim(5, "High", "Middle"), claim(3)], rows)
    assert verdicts(found) == [
        ("matches", 3, "rows"),
        ("contradicts", 3, "rows"),
        NOT_CHECKABLE,
        NOT_CHECKABLE,
        ("contradicts", 5, "rows"),
    ]
    assert found[0]["evidence"].startswith(
        "the rows give 3, which agrees with the claim of 3; the list of High is declared"
    )


def test_coverage_is_of_the_organisations_open_then(check: Check) -> None:
    """Ten rows, one of an organisation that had closed: one that was open is missing."""
    closed = [{**organisations(1)[0], "closed_on": date(2018, 3, 30)}, *organisations(11)[1:]]
    found = check([claim(10)], ratings("HHHHHHHHHH"), organisation=closed)
    assert verdicts(found) == [NOT_CHECKABLE]
    assert "the rows cover 9 of the 10 organisations" in found[0]["evidence"]


def test_rows_of_a_day_on_which_nobody_was_open_are_not_complete(check: Check) -> None:
    later = organisations(10, opened_on=date(2018, 4, 1))
    found = check([claim(3, "High")], ratings("HH"), organisation=later)
    assert verdicts(found) == [NOT_CHECKABLE]
    assert found[0]["evidence"] == "the rows list 2 such and cover 0 of the 0 organisations open on 2018-03-31"


def test_not_applicable_is_not_assessed(check: Check) -> None:
    assert verdicts(check([claim(10), claim(9)], ratings("HHHHHHHHHn"))) == [NOT_CHECKABLE, NOT_CHECKABLE]


@pytest.mark.parametrize(
    ("comparator", "value", "all_rows", "some_rows"),
    sampled(
        [
            ("=", 4, "matches", "not_checkable"),
            ("more than", 3, "matches", "matches"),
            ("more than", 4, "contradicts", "not_checkable"),
            ("at least", 4, "matches", "matches"),
            ("at least", 5, "contradicts", "not_checkable"),
            ("fewer than", 5, "matches", "not_checkable"),
            ("fewer than", 4, "contradicts", "contradicts"),
            ("at most", 4, "matches", "not_checkable"),
            ("at most", 3, "contradicts", "contradicts"),
            ("almost", 4.4, "matches", "not_checkable"),
            # Near: at most a twentieth above, and at least four fifths of it.
            ("almost", 4, "not_checkable", "not_checkable"),
            ("almost", 4.5, "not_checkable", "not_checkable"),
            ("almost", 3.8, "contradicts", "contradicts"),
            ("almost", 5.1, "contradicts", "not_checkable"),
            ("about", 4.2, "matches", "not_checkable"),
            ("about", 3.81, "matches", "not_checkable"),
            # Near: within a tenth of it.
            ("about", 3.8, "not_checkable", "not_checkable"),
            ("about", 4.3, "not_checkable", "not_checkable"),
            ("about", 3.6, "contradicts", "contradicts"),
            ("about", 4.5, "contradicts", "not_checkable"),
        ]
    ),
)
def test_comparators(check: Check, comparator: str, value: float, all_rows: str, some_rows: str) -> None:
    claims = [claim(value, "High", comparator=comparator)]
    found = check(claims, ratings("HHHHMMMMMM")) + check(claims, ratings("HHHHMM"))
    assert [row["verdict"] for row in found] == [all_rows, some_rows]
    assert all(row["found"] in (4, None) for row in found)
    assert all(row["difference"] == row["found"] - value for row in found if row["found"])


def test_the_ends_of_almost_and_about(check: Check) -> None:
    """18 is nine tenths of 20 and 20 itself is not almost 20; 19 and 21 are a twentieth from 20."""
    almost, about = {"comparator": "almost"}, {"comparator": "about"}
    for count, is_almost, is_about in ((17, 0, 0), (18, 1, 0), (19, 1, 1), (20, 0, 1), (21, 0, 1), (22, 0, 0)):
        claims = [claim(20, "High", **almost), claim(20, "High", **about)]
        found = check(claims, ratings("H" * count + "M" * (25 - count)), organisation=organisations(25))
        assert [row["verdict"] == "matches" for row in found] == [bool(is_almost), bool(is_about)], count


def test_a_share_is_of_the_rated_and_needs_full_coverage(check: Check) -> None:
    """3 of 8 rated are 37.5%: 38% and 37% are both within half a point, 36% and 39% are not."""
    percent = {"last_place": 0.01}
    claims = [share(value, "High", **percent) for value in (0.38, 0.37, 0.36, 0.39)]
    claims += [share(0.3, "High", comparator="more than")]
    assert verdicts(check(claims, ratings("HHHMMMMM"), organisation=organisations(8))) == [
        ("matches", 0.375, "rows"),
        ("matches", 0.375, "rows"),
        ("contradicts", 0.375, "rows"),
        ("contradicts", 0.375, "rows"),
        ("matches", 0.375, "rows"),
    ]
    assert verdicts(check(claims, ratings("HHHMMMMMi", band_complete=True))) == [NOT_CHECKABLE] * 5
    nobody = check([share(0.5, "High")], ratings("iiiiiiiiii"))
    assert verdicts(nobody) == [NOT_CHECKABLE]
    assert nobody[0]["evidence"] == "all 10 organisations open on 2018-03-31 have a row, and none a band"


def test_a_claim_meets_its_own_framework_area_and_period_only(check: Check) -> None:
    rows = ratings("HHHHHHHHHH")
    others = [{"framework": "g"}, {"area": "b"}, {"period": "2016/17"}]
    found = check([claim(10, "High"), *(claim(10, "High", **other) for other in others)], rows)
    assert verdicts(found) == [("matches", 10, "rows"), NOT_CHECKABLE, NOT_CHECKABLE, NOT_CHECKABLE]
    assert all(row["evidence"] == "there are no rows of this framework, area and period" for row in found[1:])


def test_labels_of_another_scale_are_a_mismatch_but_a_total_uses_none(check: Check) -> None:
    """The scale is that of the claim's own rows, and else that of the framework's; without rows there is none."""
    labels: Row = {"scale": "t"}
    rows = ratings("HHHHHHHHHH")
    here = check([claim(1, "Yes", **labels), share(0.5, "Yes", **labels), claim(10, **labels)], rows)
    assert verdicts(here) == [NOT_CHECKABLE, NOT_CHECKABLE, ("matches", 10, "rows")]
    assert here[0]["evidence"] == "label mismatch: the claim uses labels of t, and f is rated on s"
    elsewhere = check([claim(1, "Yes", **labels, area="b"), claim(1, "Yes", **labels, framework="g")], rows)
    assert [row["evidence"] for row in elsewhere] == [
        "label mismatch: the claim uses labels of t, and f is rated on s",
        "there are no rows of this framework, area and period",
    ]
    both = rows + ratings("H", scale="t", area="b", band="Yes")
    assert "rated on t" in check([claim(1, "High", area="b")], both)[0]["evidence"]
    assert (
        "rated on s, t"
        in check(
            [claim(1, "High", area="c", scale="u")],
            both,
            rating_scale=[*SCALES, *OTHER_SCALE, {"scale": "u", "band": "High", "position": 1}],
        )[0]["evidence"]
    )


def test_words_with_apostrophes_are_quoted_in_the_query(check: Check) -> None:
    scale = [{"scale": "s", "band": "Can't tell", "position": 1}]
    about: Row = {"framework": "f's", "area": "a'"}
    rows = ratings("H" * 10, band="Can't tell", **about)
    claims = [claim(10, "Can't tell", **about), share(1, "Can't tell", **about), claim(10, **about)]
    assert [row["verdict"] for row in check(claims, rows, rating_scale=scale)] == ["matches"] * 3


def test_a_share_of_a_band_whose_list_is_whole_is_of_all_that_were_open(check: Check) -> None:
    """Three of the ten that were open; of those with a band, who may be fewer, it can only be more."""
    rows = ratings("HHH", band_complete=True) + ratings("---MM")
    found = check(
        [
            share(0.3, "High", last_place=0.01),
            share(0.4, "High", comparator="fewer than"),
            share(0.3, "High", comparator="fewer than"),
            share(0.2, "High", last_place=0.01),
            share(0.6, "High", last_place=0.01),
            share(0.5, "High", comparator="more than"),
            share(0.2, "High", comparator="more than"),
            share(0.2, "Middle", last_place=0.01),
            share(0.5, "High", "Middle", last_place=0.01),
        ],
        rows,
    )
    assert verdicts(found) == [
        ("matches", 0.3, "rows"),
        ("matches", 0.3, "rows"),
        ("contradicts", 0.3, "rows"),
        ("contradicts", 0.3, "rows"),
        NOT_CHECKABLE,
        NOT_CHECKABLE,
        ("matches", 0.3, "rows"),
        NOT_CHECKABLE,
        NOT_CHECKABLE,
    ]
    assert found[1]["evidence"].startswith(
        "the rows give 3 of 10 that were open, which agrees with the claim of fewer than 40%; the list of High is"
    )


def test_what_a_document_says_itself_is_not_worked_out_from_its_other_figures(check: Check) -> None:
    """It says of High both 3 and 2, so that neither stands; what its total leaves, 1, is not put in their place."""
    said = [claim(10), claim(3, "High"), claim(2, "High"), claim(4, "Middle"), claim(5, "Low")]
    found = check([*said, share(0.1, "High", last_place=0.01), claim(2, "High", comparator="fewer than")])
    assert verdicts(found)[-2:] == [NOT_CHECKABLE, NOT_CHECKABLE]
    unsaid = [each for each in said if each["bands"] != ["High"]]
    found = check([*unsaid, share(0.1, "High", last_place=0.01)])
    assert verdicts(found)[-1] == ("corroborated", 0.1, "arithmetic")
