"""Indicators that a document lists: in bullets, within a sentence, or under a bullet of their own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_samples import VOCABULARY, assert_places, document, reported

from pipeline.parse.text.document import Extracted, extract
from pipeline.parse.text.lists.listings import ListingSpec

MEASURES = {
    "staff engagement": "staff_engagement",
    "corporate governance": "corporate_governance",
    "children's mental health": "cyp_mental_health",
    "moving to recovery": "iapt_recovery_rate",
}


def listing(after: str = "These count:", *names: str) -> ListingSpec:
    return ListingSpec(after, "rating", "leadership", "in_use", MEASURES, names)


def read(text: str, *specs: ListingSpec, **rest: Any) -> Extracted:
    extracted = extract(text, document(listings=specs or (listing(),), **rest), VOCABULARY)
    assert_places(text, extracted)
    return extracted


def found(extracted: Extracted) -> list[tuple[int, str, str]]:
    return [(each.line_no, each.name_published, each.measure_id) for each in extracted.listings]


NO_ITEM = "stands where an item of the list should and is none"
BOTH = [(3, "Staff engagement", "staff_engagement"), (4, "Children’s  mental health", "cyp_mental_health")]


@pytest.mark.parametrize(
    "text",
    [
        "These count:\n\n• Staff engagement\n• Children’s  mental health\n\nProse.\n",
        "These count:\r\n\r\n  1. Staff engagement;\r\n  2. Children’s  mental health.\r\n",
        "THESE COUNT:\n\n- Staff engagement; and\n- Children’s  mental health\n",
        "Some prose, and these count:\n\n▪Staff engagement,\n▪Children’s  mental health",
    ],
)
def test_bullets_after_the_words_are_indicators_by_any_of_their_names(text: str) -> None:
    extracted = read(text)
    assert found(extracted) == BOTH
    assert reported(extracted) == []
    assert {(each.product, each.area, each.status) for each in extracted.listings} == {
        ("rating", "leadership", "in_use")
    }


def test_indicators_within_a_sentence_are_those_that_the_sidecar_names() -> None:
    text = "Café’s 😀: these count: “moving to  recovery”, moving to recovery and Children's Mental Health.\n"
    extracted = read(text, listing("these count", "moving to recovery", "children’s mental health"))
    assert found(extracted) == [
        (1, "moving to recovery", "iapt_recovery_rate"),
        (1, "Children's Mental Health", "cyp_mental_health"),
    ]
    assert extracted.listings[0].char_start == text.index("moving to recovery")


def test_a_sentence_that_has_them_all_is_not_given_up_for_bullets_below_it() -> None:
    extracted = read("These count: staff engagement.\n\n• Comment\n", listing("These count", "staff engagement"))
    assert found(extracted) == [(1, "staff engagement", "staff_engagement")]
    assert reported(extracted) == []


def test_items_under_a_bullet_are_those_that_stand_deeper() -> None:
    text = "- **One**\n  - Staff engagement\n\n  - Corporate governance\n- **Two**\n  - Moving to recovery\n"
    extracted = read(text, listing("**One**"), listing("**Two**"))
    assert [line for line, _, _ in found(extracted)] == [2, 4, 6]
    assert reported(extracted) == []


def test_a_listing_ends_with_the_first_other_line() -> None:
    assert found(read("These count:\n• Staff engagement\n\nMore:\n• Comment\n")) == [
        (2, "Staff engagement", "staff_engagement")
    ]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("• Staff engagem", "'Staff engagem' is no name of a measure"),
        ("• St\x00aff engagement", "holds bytes that are no UTF-8 text"),
        ("\ufffd Staff engagement", "holds bytes that are no UTF-8 text"),
        ("•", NO_ITEM),
        ("  Staff engagement", NO_ITEM),
    ],
)
def test_a_damaged_item_is_reported_and_the_listing_goes_on(item: str, reason: str) -> None:
    extracted = read(f"These count:\n• Corporate governance\n{item}\n• Moving to recovery\n")
    assert reported(extracted) == [(3, reason)]
    assert [line for line, _, _ in found(extracted)] == [2, 4]


def test_a_damaged_first_or_last_item_is_reported() -> None:
    assert reported(read("These count:\n\n\ufffd x\n• Moving to recovery\n")) == [
        (3, "holds bytes that are no UTF-8 text")
    ]
    assert reported(read("These count:\n\n• Moving to recovery\n\n•\n\nProse.\n")) == [(5, NO_ITEM)]
    assert reported(read("These count:\n• Moving to recovery\nStaff engagement\n\nProse.\n")) == [(3, NO_ITEM)]


def test_indicators_that_are_not_there_are_reported() -> None:
    spec = listing("These count", "staff engagement", "corporate governance")
    reason = "the indicator 'corporate governance' that the sidecar maps is not listed here"
    assert reported(read("These count: staff engagement.\n", spec)) == [(1, reason)]
    assert reported(read("These count:\n• Staff engagement\n", spec)) == [(1, reason)]
    assert reported(read("These count:\n\nProse.\n")) == [(1, "no indicator is listed after these words")]


def test_words_that_no_line_has_are_reported_by_their_place_in_the_sidecar() -> None:
    extracted = read("These count: staff engagement.\n", listing("These count", "staff engagement"), listing("Those"))
    assert [missing.place for missing in extracted.not_found] == [("listings", 1)]
    assert read("These \ufffd count:\n• Staff engagement\n").not_found[0].place == ("listings", 0)


def test_a_name_that_is_no_measures_does_not_make_reading_fail() -> None:
    assert [line for line, _ in reported(read("These count: x.\n", listing("These count", "x")))] == [1]


@given(
    st.lists(st.sampled_from(["These count:", "• Staff engagement", "•", "  - x", "", "\ufffd", "Prose"]), max_size=12),
    st.sampled_from([(), ("staff engagement",)]),
)
def test_no_text_makes_reading_fail(lines: list[str], names: tuple[str, ...]) -> None:
    read("\n".join(lines), listing("These count:", *names))
